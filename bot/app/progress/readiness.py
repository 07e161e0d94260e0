"""How ready a cohort is likely to be: figures of several people together, never of one. Pure.

What is forecast is no finding, and nothing here tells under five people apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.playing.peer_answers import FEWEST
from bot.app.refreshers.deck import Deck, retention_of
from scenarios.model import COMPETENCIES, FORMS, Competency, Form
from scenarios.spaced_repetition.memory import DAY, WEIGHT, Grade, Memory, recall
from scenarios.spaced_repetition.retention_forecast import Foreseen, foreseen, typical
from scenarios.spaced_repetition.rounded_shares import Share
from scenarios.spaced_repetition.selection import Item
from storage.refreshers.memories import Review

LATELY = timedelta(days=90)
"""How long back answers count as what is observed."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What of a competency is likely to be recalled.

    Attributes:
        people: On how many people it rests.
        recalled: The mean chance of a right answer, 0 to 1.
    """

    people: int
    recalled: float


def knowing(decks: Mapping[str, Deck]) -> int | None:
    """How many people have answered anything; None where they are too few to be told.

    Args:
        decks: By person.
    """
    people = sum(bool(deck.cards) for deck in decks.values())
    return people if people >= FEWEST else None


def expected(decks: Mapping[str, Deck], at: datetime) -> dict[Competency, Expected]:
    """What is likely to be recalled of each competency, if nothing is asked until then.

    The mean of the predicted recall of every item that scores the competency, of everybody; an item
    that can endanger someone counts three times, and what is fresh counts as it will be a day after
    it was met.

    Args:
        decks: The items of each member, by person.
        at: The moment that is foreseen.

    Returns:
        By competency, in their order; one to which fewer than five people contribute is left out.
    """
    found = {one: _expected(decks, one, at) for one in COMPETENCIES}
    return {one: said for one, said in found.items() if said is not None}


def _expected(decks: Mapping[str, Deck], competency: Competency, at: datetime) -> Expected | None:
    people, total, whole = 0, 0.0, 0.0
    for deck in decks.values():
        own = [one for one in deck.cards.values() if competency in one.source.competencies]
        people += bool(own)
        for card in own:
            weight = WEIGHT[card.item.critical]
            total += weight * recall(
                card.item.memory, _settled(card.item.memory, at), deck.parameters
            )
            whole += weight
    return Expected(people, total / whole) if people >= FEWEST else None


def _settled(memory: Memory, at: datetime) -> datetime:
    """A moment, a day after an item was met at the earliest.

    Right after a case nearly everything is recalled, also what was done badly: that is true, and
    says nothing of what stays.
    """
    return at if memory.reviewed_at is None else max(at, memory.reviewed_at + DAY)


def week_begun(now: datetime, timezone: str) -> datetime:
    """When the week began, on Sunday, where a cohort is.

    Up to then answers are shown: whoever looks again the next day sees nothing of the one answer
    that came in between.
    """
    local = now.astimezone(ZoneInfo(timezone))
    sunday = local.date() - timedelta(days=(local.weekday() + 1) % 7)
    return datetime.combine(sunday, time(), local.tzinfo)


def observed(reviews: Iterable[Review], until: datetime) -> dict[Form, Share]:
    """How members answered lately, by the form in which they were asked.

    Args:
        reviews: Their answers.
        until: Up to when they count, and from `LATELY` before it on; see `week_begun`.

    Returns:
        By form, in their order. One that fewer than five people met is left out, and one that
        would be told as 0 %, for then every single answer would be known.
    """
    lately = [one for one in reviews if until - LATELY <= one.at < until]
    found = {form: _share([one for one in lately if one.told == form]) for form in FORMS}
    return {form: one for form, one in found.items() if one.people >= FEWEST and one.rough}


def _share(reviews: list[Review]) -> Share:
    right = sum(one.grade > Grade.AGAIN for one in reviews)
    return Share(len({one.person for one in reviews}), len(reviews), right)


def cost(decks: Mapping[str, Deck], wish: float, now: datetime) -> Foreseen | None:
    """What a wish for retention costs a typical member, and what can be kept.

    Args:
        decks: The items of each member, by person.
        wish: The share that is to be recalled when something comes back, 0 to 1.
        now: The moment.

    Returns:
        None where fewer than five people have answered anything.
    """
    if knowing(decks) is None:
        return None
    everybody = [[_wished(one, wish) for one in deck.items] for deck in decks.values()]
    return foreseen(typical(everybody), now)


def _wished(item: Item, wish: float) -> Item:
    return replace(item, retention=retention_of(critical=item.critical, wish=wish))
