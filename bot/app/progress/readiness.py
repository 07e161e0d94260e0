"""Forecast readiness from several people's figures, never from one. Pure.

A forecast is no finding, and no figure here is about fewer than five people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.refreshers.deck import Deck, ItemKind, KnownItem, retention_of
from scenarios.model import COMPETENCIES, WAYS, Competency, Way
from scenarios.spaced_repetition.fsrs_formulas import fsrs
from scenarios.spaced_repetition.memory import DAY, DEFAULTS, WEIGHT, Parameters
from scenarios.spaced_repetition.retention_forecast import (
    RetentionForecast,
    forecast,
    typical_items,
)
from scenarios.spaced_repetition.rounded_shares import Share
from scenarios.spaced_repetition.selection import Item
from storage.playing.small_groups import FEWEST

LATELY = timedelta(days=90)
"""How long back answers count as what is observed."""


@dataclass(frozen=True, slots=True)
class ExpectedRecall:
    """The expected recall of a competency."""

    people: int
    """How many people it rests on."""
    recalled: float
    """The mean chance of a right answer, 0 to 1."""


def people_with_answers(known: Mapping[str, Collection[object]]) -> int | None:
    """The number of people with answers; None if too few to show.

    Args:
        known: The items of each, by person.
    """
    people = sum(bool(own) for own in known.values())
    return people if people >= FEWEST else None


def expected(
    known: Mapping[str, Sequence[KnownItem]], at: datetime, parameters: Parameters = DEFAULTS
) -> dict[Competency, ExpectedRecall]:
    """The expected recall of each competency if nothing is asked until then.

    The mean of the predicted recall of every item that scores the competency, over all members; an
    item that can endanger someone counts three times, and a fresh one as it will be a day after it
    was met.

    Args:
        known: The items of each member, by person.
        at: The moment of the forecast.
        parameters: Those in use.

    Returns:
        By competency, in their order; one to which fewer than five people contribute is left out.
    """
    people = Counter[Competency]()
    shares = defaultdict[ItemKind, list[float]](list)
    retention = fsrs(parameters).retention
    for own in known.values():
        for kind, stability, reviewed_at in own:
            # Right after a case nearly everything is recalled, also what was done badly, which
            # says nothing about retention: an item counts from a day after it was met.
            days = max(1.0, (at - reviewed_at) / DAY)
            shares[kind].append(retention(days, stability))
        kinds = {kind for kind, _, _ in own}
        people.update({competency for kind in kinds for competency in kind.competencies})
    total, whole = defaultdict[Competency, float](float), defaultdict[Competency, float](float)
    for kind, recalled in shares.items():
        weight = WEIGHT[kind.critical]
        for competency in kind.competencies:
            total[competency] += weight * sum(recalled)
            whole[competency] += weight * len(recalled)
    return {
        competency: ExpectedRecall(people[competency], total[competency] / whole[competency])
        for competency in COMPETENCIES
        if people[competency] >= FEWEST
    }


def start_of_week(now: datetime, timezone: str) -> datetime:
    """When the week began, on Sunday, where a cohort is.

    Only answers before it are shown, so that two looks in one week do not give away the answer
    that came in between.
    """
    local = now.astimezone(ZoneInfo(timezone))
    sunday = local.date() - timedelta(days=(local.weekday() + 1) % 7)
    return datetime.combine(sunday, time(), local.tzinfo)


def observed(counts: Mapping[str, tuple[int, int, int]]) -> dict[Way, Share]:
    """Recent answers of members, by the way in which they were asked.

    Args:
        counts: By way, the number of people, of their answers, and of those that were right.

    Returns:
        By way, in their order. One that fewer than five people met is left out, and one that
        rounds to 0 %, since then every single answer would be known.
    """
    shares = {way: Share(*counts[way]) for way in WAYS if way in counts}
    return {way: share for way, share in shares.items() if share.people >= FEWEST and share.rounded}


def cost(decks: Mapping[str, Deck], retention: float, now: datetime) -> RetentionForecast | None:
    """The cost of a desired retention for a typical member, and how much of it fits the caps.

    Args:
        decks: The items of each member, by person.
        retention: The share that is to be recalled when an item comes back, 0 to 1.
        now: Aware UTC.

    Returns:
        None where fewer than five people have answered anything.
    """
    if people_with_answers({person: deck.cards for person, deck in decks.items()}) is None:
        return None
    everybody = [[_with(item, retention) for item in deck.items] for deck in decks.values()]
    return forecast(typical_items(everybody), now)


def _with(item: Item, retention: float) -> Item:
    return replace(item, retention=retention_of(critical=item.critical, wish=retention))
