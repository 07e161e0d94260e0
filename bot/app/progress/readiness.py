"""Forecast readiness from several people's figures, never from one. Pure.

A forecast is no finding, and no figure here is about fewer than five people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.refreshers.deck import Deck, retention_of
from scenarios.model import COMPETENCIES, WAY_OF, WAYS, Competency, Way
from scenarios.spaced_repetition.memory import DAY, WEIGHT, Grade, Memory, recall
from scenarios.spaced_repetition.retention_forecast import (
    RetentionForecast,
    forecast,
    typical_items,
)
from scenarios.spaced_repetition.rounded_shares import Share
from scenarios.spaced_repetition.selection import Item
from storage.playing.small_groups import FEWEST
from storage.refreshers.memories import Review

LATELY = timedelta(days=90)
"""How long back answers count as what is observed."""


@dataclass(frozen=True, slots=True)
class ExpectedRecall:
    """The expected recall of a competency."""

    people: int
    """How many people it rests on."""
    recalled: float
    """The mean chance of a right answer, 0 to 1."""


def people_with_answers(decks: Mapping[str, Deck]) -> int | None:
    """The number of people with answers; None if too few to show.

    Args:
        decks: By person.
    """
    people = sum(bool(deck.cards) for deck in decks.values())
    return people if people >= FEWEST else None


def expected(decks: Mapping[str, Deck], at: datetime) -> dict[Competency, ExpectedRecall]:
    """The expected recall of each competency if nothing is asked until then.

    The mean of the predicted recall of every item that scores the competency, over all members; an
    item that can endanger someone counts three times, and a fresh one as it will be a day after it
    was met.

    Args:
        decks: The items of each member, by person.
        at: The moment of the forecast.

    Returns:
        By competency, in their order; one to which fewer than five people contribute is left out.
    """
    found = {competency: _expected(decks, competency, at) for competency in COMPETENCIES}
    return {competency: value for competency, value in found.items() if value is not None}


def _expected(
    decks: Mapping[str, Deck], competency: Competency, at: datetime
) -> ExpectedRecall | None:
    people, total, whole = 0, 0.0, 0.0
    for deck in decks.values():
        cards = [card for card in deck.cards.values() if competency in card.source.competencies]
        people += bool(cards)
        for card in cards:
            weight = WEIGHT[card.item.critical]
            total += weight * recall(
                card.item.memory, _settled(card.item.memory, at), deck.parameters
            )
            whole += weight
    return ExpectedRecall(people, total / whole) if people >= FEWEST else None


def _settled(memory: Memory, at: datetime) -> datetime:
    """A moment, a day after an item was met at the earliest.

    Right after a case nearly everything is recalled, also what was done badly, which says nothing
    about retention.
    """
    return at if memory.reviewed_at is None else max(at, memory.reviewed_at + DAY)


def start_of_week(now: datetime, timezone: str) -> datetime:
    """When the week began, on Sunday, where a cohort is.

    Only answers before it are shown, so that two looks in one week do not give away the answer
    that came in between.
    """
    local = now.astimezone(ZoneInfo(timezone))
    sunday = local.date() - timedelta(days=(local.weekday() + 1) % 7)
    return datetime.combine(sunday, time(), local.tzinfo)


def observed(reviews: Iterable[Review], until: datetime) -> dict[Way, Share]:
    """Recent answers of members, by the way in which they were asked.

    Args:
        reviews: Their answers.
        until: They count from `LATELY` before it up to it; see `start_of_week`.

    Returns:
        By way, in their order. One that fewer than five people met is left out, and one that
        rounds to 0 %, since then every single answer would be known.
    """
    lately = [review for review in reviews if until - LATELY <= review.at < until]
    way_of: Mapping[str, Way] = {str(form): way for form, way in WAY_OF.items()}
    shares = {
        way: _share([each for each in lately if way_of.get(each.told) == way]) for way in WAYS
    }
    return {way: share for way, share in shares.items() if share.people >= FEWEST and share.rounded}


def _share(reviews: list[Review]) -> Share:
    right = sum(review.grade > Grade.AGAIN for review in reviews)
    return Share(len({review.person for review in reviews}), len(reviews), right)


def cost(decks: Mapping[str, Deck], retention: float, now: datetime) -> RetentionForecast | None:
    """The cost of a desired retention for a typical member, and how much of it fits the caps.

    Args:
        decks: The items of each member, by person.
        retention: The share that is to be recalled when an item comes back, 0 to 1.
        now: Aware UTC.

    Returns:
        None where fewer than five people have answered anything.
    """
    if people_with_answers(decks) is None:
        return None
    everybody = [[_with(item, retention) for item in deck.items] for deck in decks.values()]
    return forecast(typical_items(everybody), now)


def _with(item: Item, retention: float) -> Item:
    return replace(item, retention=retention_of(critical=item.critical, wish=retention))
