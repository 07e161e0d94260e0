"""The second level: what tests, first tries and refreshers say of what was learnt.

Of tests and of work that was given the groups are those of the sets that go out, put together: what
is told of all is the sum of what is told of each, so nobody shows in the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from sqlalchemy import Connection

from bot.services.datasets import given
from bot.services.datasets.cohorts import firsts, is_critical
from bot.services.datasets.dataset import Asked
from bot.services.datasets.gain import came_of
from bot.services.debrief.others import FEWEST
from bot.services.measuring.results import Chances
from scenarios.analysis.estimates import Told, told
from scenarios.measuring.gains import FEWEST as FEWEST_OF_AN_AGENCY
from scenarios.measuring.gains import Gains, Pair, gains
from storage import cohorts, tests
from storage.exports import reach
from storage.exports.scope import Scope
from storage.exports.work import Try
from storage.tests import AFTER, DELAYED, Measuring


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed up to a later part of tests, all tests together.

    Attributes:
        part: Which part.
        tests: In how many tests enough people took it.
        too_few: In how many more it has closed, with fewer than ten people who took both.
        gains: What changed; None where it is no test's to tell.
    """

    part: str
    tests: int
    too_few: int
    gains: Gains | None


@dataclass(frozen=True, slots=True)
class Tried:
    """First tries at what was given: means over people of each person's own share.

    Attributes:
        people: Whose tries count.
        tries: How many those are.
        passed: How many of them were passed.
        missed: Of the decisions met, at how many too little was done; None where steps of too few
            people are still kept.
        over_called: Likewise too much.
        critical: In how many tries someone in the story could have been endangered.
    """

    people: int
    tries: int
    passed: Told
    missed: Told | None
    over_called: Told | None
    critical: Told


@dataclass(frozen=True, slots=True)
class Recalled:
    """What refreshers of a month found.

    Attributes:
        month: Which.
        people: Who answered.
        answers: How many answers.
        right: The mean over people of each person's own share of right answers.
        foretold: The mean of what the model had said of them, 0 to 1; None where it said nothing.
    """

    month: str
    people: int
    answers: int
    right: Told
    foretold: float | None


@dataclass(frozen=True, slots=True)
class Learning:
    """What was learnt; what nothing can be told of is left out or None."""

    changed: Sequence[Changed]
    tried: Tried | None
    recalled: Sequence[Recalled]


def read(conn: Connection, asked: Asked) -> Learning:
    """What was learnt in whole months.

    Args:
        conn: A connection that sees one moment.
        asked: Of what; its scope has both ends.
    """
    return Learning(changed(conn, asked), tried(conn, asked.scope), recalled(conn, asked.scope))


def changed(conn: Connection, asked: Asked) -> list[Changed]:
    """What changed up to the parts of tests that closed in the months."""
    found: dict[str, list[Sequence[Pair]]] = {AFTER: [], DELAYED: []}
    known: dict[str, Chances | None] = {}
    inside = cohorts.within(conn, asked.scope.agency, None)
    for test in tests.every(conn):
        parts = {part for part in found if _closed_within(test, part, asked)}
        if not parts or test.cohort not in inside:
            continue
        for one in came_of(conn, asked, test, known).comparisons:
            if one.part in parts:
                found[one.part].append(one.pairs)
    return [_changed(part, every) for part, every in found.items() if every]


def _closed_within(test: Measuring, part: str, asked: Asked) -> bool:
    since, until = asked.scope.since, asked.scope.until
    assert since is not None
    assert until is not None
    return test.has_closed(part, asked.now) and since <= test.spans[part].due_at < until


def _changed(part: str, every: Sequence[Sequence[Pair]]) -> Changed:
    enough = [pairs for pairs in every if pairs]
    together = gains([pair for pairs in enough for pair in pairs])
    return Changed(part, len(enough), len(every) - len(enough), together)


def tried(conn: Connection, scope: Scope) -> Tried | None:
    """How first tries went at what was given in the months; None where nothing may be told."""
    found = [
        one
        for some in given.read(conn, scope)
        for work in some.works
        if work.given.assignment.test is None
        for one in firsts(work)
    ]
    if not found:
        return None
    met = reach.decided(conn, [one.id for one in found])
    by_person: dict[str, list[Try]] = {}
    for one in found:
        by_person.setdefault(one.person, []).append(one)
    if len(by_person) < FEWEST:
        return None
    people = [*by_person.values()]
    return Tried(
        len(people),
        len(found),
        _mean([float(bool(one.passed)) for one in own] for own in people),
        _wrong(people, "missed", met),
        _wrong(people, "over_called", met),
        _mean([float(is_critical(one)) for one in own] for own in people),
    )


def _wrong(people: Iterable[Sequence[Try]], error: str, met: Mapping[str, int]) -> Told | None:
    """Of the decisions that each person met, at how many something was done wrong in a way.

    Args:
        people: The tries of each.
        error: The way.
        met: How many decisions were met in a try; steps of long ago are kept no more.
    """
    known = [[one for one in own if one.result and met.get(one.id)] for own in people]
    own = [[_share(one, error, met[one.id]) for one in tries] for tries in known if tries]
    return _mean(own) if len(own) >= FEWEST else None


def _share(one: Try, error: str, decisions: int) -> float:
    assert one.result is not None
    return min(1.0, float(one.result[error]) / decisions)


def _mean(own: Iterable[Sequence[float]]) -> Told:
    """The mean over people of what is each one's own mean."""
    means = [fmean(one) for one in own]
    return told(sum(means), len(means))


def recalled(conn: Connection, scope: Scope) -> list[Recalled]:
    """What refreshers found, month by month; a month of too few people is left out.

    Practice is the learner's own: of an agency it is told from ten people on, as in exports.
    """
    fewest = FEWEST if scope.agency is None else FEWEST_OF_AN_AGENCY
    every = reach.recalled(conn, scope)
    months = ((month, [*own]) for month, own in groupby(every, lambda one: one.month))
    return [_recalled(month, own) for month, own in months if len(own) >= fewest]


def _recalled(month: str, own: Sequence[reach.Recalled]) -> Recalled:
    foretold = [one.foretold for one in own if one.foretold is not None]
    return Recalled(
        month,
        len(own),
        sum(one.answers for one in own),
        _mean([one.right / one.answers] for one in own),
        fmean(foretold) if len(foretold) >= FEWEST else None,
    )
