"""What came of a test for those who took two of its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.errors import LostEdition
from bot.app.library import Library
from bot.app.playing.records import result_of
from scenarios.assessments.gains import Gains, Pair, Taken, gains, kept_apart
from scenarios.model import Error, Scenario
from storage.assessments import assessments
from storage.assessments.assessments import AFTER, BEFORE, DELAYED, Assessment, BegunForm, TakenPart

Chances: TypeAlias = Mapping[Error, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a test."""

    takers: int
    took: Sequence[TakenPart]
    elsewhere: Mapping[str, set[str]]  # by part, who had met a form otherwise when it closed


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first part beside a later one that has closed."""

    part: str
    people: int  # who took both and count
    elsewhere: int  # who took both and had met a form otherwise
    left_out: int  # by chance, so that no group differs from another by a few people
    gains: Gains | None  # None where these are too few
    pairs: Sequence[Pair] = ()  # what they rest on, to be put together with other tests'; else none


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a test."""

    takers: int
    comparisons: tuple[Comparison, ...]  # of the parts that have closed


def read(conn: Connection, test: Assessment, forms: Iterable[str]) -> Found:
    """What is known of a test; `forms` are all forms of its track."""
    return every(conn, [(test, forms)])[0]


def every(conn: Connection, some: Sequence[tuple[Assessment, Iterable[str]]]) -> list[Found]:
    """What is known of each of some tests, beside the forms of its track; read together."""
    given = [test for test, _ in some]
    forms = {test.id: test.forms | set(more) for test, more in some}
    takers, took = assessments.takers_of(conn, given), assessments.taken_parts_of(conn, given)
    begun: dict[str, list[BegunForm]] = {}
    for one in assessments.begun_forms(
        conn, assessments.people_who_finished(given), frozenset().union(*forms.values())
    ):
        begun.setdefault(one.person, []).append(one)
    return [
        Found(takers[one.id], took[one.id], _elsewhere(one, forms[one.id], took[one.id], begun))
        for one in given
    ]


def _elsewhere(
    test: Assessment,
    forms: Collection[str],
    took: Iterable[TakenPart],
    begun: Mapping[str, Sequence[BegunForm]],
) -> dict[str, set[str]]:
    """By part who had begun one of these forms otherwise before it closed."""
    own = {one.id for one in test.given}
    otherwise = [
        one
        for person in {one.person for one in took}
        for one in begun.get(person, ())
        if one.form in forms and one.given not in own
    ]
    return {
        part: {one.person for one in otherwise if one.at < span.due_at}
        for part, span in test.spans.items()
    }


async def came(library: Library, test: Assessment, found: Found, now: datetime) -> Came:
    """What came of the parts that have closed; while one is open nobody's answers are told."""
    of = {one: await _wrong(library, one) for one in {one.edition for one in found.took}}
    return compared(test, found, of, now)


def compared(
    test: Assessment, found: Found, chances_in: Mapping[str, Chances | None], now: datetime
) -> Came:
    """The same, once it is known of each edition what can be done wrong in it."""
    taken = _taken(chances_in, found.took)
    comparisons: list[Comparison] = []
    shown: list[set[str]] = []
    for part in (AFTER, DELAYED):
        if not test.has_closed(part, now):
            continue
        both = {one for one, parts in taken.items() if {BEFORE, part} <= parts.keys()}
        elsewhere = both & found.elsewhere[part]
        counting = kept_apart(test.id, both - elsewhere, shown)
        pairs = _pairs(taken, sorted(counting), part)
        result = gains(pairs)
        if result is not None:
            shown.append(counting)
        left_out = len(both - elsewhere - counting)
        told = pairs if result is not None else ()
        comparisons.append(Comparison(part, len(pairs), len(elsewhere), left_out, result, told))
    return Came(found.takers, tuple(comparisons))


def _pairs(
    taken: Mapping[str, Mapping[str, Taken]], people: Iterable[str], part: str
) -> list[Pair]:
    return [(taken[one][BEFORE], taken[one][part]) for one in people]


def _taken(
    chances_in: Mapping[str, Chances | None], took: Sequence[TakenPart]
) -> dict[str, dict[str, Taken]]:
    found: dict[str, dict[str, Taken]] = {}
    for one in took:
        can = chances_in[one.edition]
        if can is None:  # what cannot be read any more counts for nobody
            continue
        result = result_of(one.result)
        missed = _share(result.missed, can["missed"])
        over_called = _share(result.over_called, can["over-called"])
        taken = Taken(one.form, result.score, missed, over_called)
        found.setdefault(one.person, {})[one.part] = taken
    return found


async def _wrong(library: Library, edition: str) -> Chances | None:
    try:
        return every_chance(await library.load(edition))
    except LostEdition:
        return None


def every_chance(scenario: Scenario) -> Chances:
    """At how many decisions of a form something can be done wrong, in either way."""
    ways: tuple[Error, ...] = ("missed", "over-called")
    return {one: chances(scenario, one) for one in ways}


def chances(scenario: Scenario, error: Error) -> int:
    """At how many decisions of a form something can be done wrong in a way.

    In a form all decisions are met, whichever way is taken.
    """
    decisions = (one.decision for one in scenario.scenes.values() if one.decision is not None)
    return sum(any(answer.error == error for answer in one.every_answer()) for one in decisions)


def _share(some: int, of: int) -> float:
    return 100 * some / of if of else 0.0
