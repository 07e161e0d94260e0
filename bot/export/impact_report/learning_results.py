"""The second level: what tests, first tries and refreshers say of what was learnt.

Of tests and of work that was given the groups are those of the sets that go out, put together: what
is told of all is the sum of what is told of each, so nobody shows in the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from sqlalchemy import Connection

from bot.app.playing.peer_answers import FEWEST
from bot.export.dataset import Query
from bot.export.rows.assigned_work import read_first_attempts
from bot.export.rows.cohort_rows import is_critical
from bot.export.rows.gain_rows import compare
from scenarios.analysis.estimates import Told, told
from scenarios.assessments.gains import FEWEST as FEWEST_OF_AN_AGENCY
from scenarios.assessments.gains import Gains, Pair, Taken, gains
from storage.assessments import assessments
from storage.assessments.assessments import AFTER, DELAYED, Measuring
from storage.exports import reach
from storage.exports.scope import Scope
from storage.exports.work import Try


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


def read(conn: Connection, query: Query) -> Learning:
    """What was learnt in whole months.

    Args:
        conn: A connection that sees one moment.
        query: Of what; its scope has both ends.
    """
    return Learning(changed(conn, query), tried(conn, query.scope), recalled(conn, query.scope))


def changed(conn: Connection, query: Query) -> list[Changed]:
    """What changed up to the parts of tests that closed in the months."""
    found: dict[str, list[Sequence[Pair]]] = {AFTER: [], DELAYED: []}
    same: dict[Taken, Taken] = {}  # many took a form alike, and a year of many people has many
    since, until = _ends(query.scope)
    every = assessments.closing(conn, since, until, query.scope.agency)
    for some, _share in compare(conn, query, every):
        for test, came in some:
            for one in came.comparisons:
                if _closed_within(test, one.part, query):
                    found[one.part].append(
                        [(same.setdefault(a, a), same.setdefault(b, b)) for a, b in one.pairs]
                    )
    return [_changed(part, every) for part, every in found.items() if every]


def _closed_within(test: Measuring, part: str, query: Query) -> bool:
    since, until = _ends(query.scope)
    return test.has_closed(part, query.now) and since <= test.spans[part].due_at < until


def _ends(scope: Scope) -> tuple[datetime, datetime]:
    assert scope.since is not None
    assert scope.until is not None
    return scope.since, scope.until


def _changed(part: str, every: Sequence[Sequence[Pair]]) -> Changed:
    enough = [pairs for pairs in every if pairs]
    together = gains([pair for pairs in enough for pair in pairs])
    return Changed(part, len(enough), len(every) - len(enough), together)


@dataclass(slots=True)
class _Own:
    """The tries of one person, added up: all that is kept of them, however many there are."""

    tries: int = 0
    passed: int = 0
    critical: int = 0
    known: int = 0  # tries of which it is known how many decisions were met
    missed: float = 0.0
    over_called: float = 0.0

    def add(self, one: Try, decisions: int) -> None:
        """Add a try; steps of long ago are kept no more, and then no decisions are known."""
        self.tries += 1
        self.passed += bool(one.passed)
        self.critical += is_critical(one)
        if one.result and decisions:
            self.known += 1
            self.missed += min(1.0, one.result["missed"] / decisions)
            self.over_called += min(1.0, one.result["over_called"] / decisions)


def tried(conn: Connection, scope: Scope) -> Tried | None:
    """How first tries went at what was given in the months; None where nothing may be told."""
    by_person: defaultdict[str, _Own] = defaultdict(_Own)
    for firsts in read_first_attempts(conn, scope):
        met = reach.decided(conn, [one.id for one in firsts])
        for one in firsts:
            by_person[one.person].add(one, met.get(one.id, 0))
    if len(by_person) < FEWEST:
        return None
    people = by_person.values()
    known = [one for one in people if one.known]
    return Tried(
        len(people),
        sum(one.tries for one in people),
        _mean(one.passed / one.tries for one in people),
        _mean(one.missed / one.known for one in known) if len(known) >= FEWEST else None,
        _mean(one.over_called / one.known for one in known) if len(known) >= FEWEST else None,
        _mean(one.critical / one.tries for one in people),
    )


def _mean(own: Iterable[float]) -> Told:
    """The mean over people of what is each one's own mean."""
    means = [*own]
    return told(fsum(means), len(means))


def recalled(conn: Connection, scope: Scope) -> list[Recalled]:
    """What refreshers found, month by month, in agencies with enough people.

    Practice is the learner's own: of an agency it is told from ten people on, as in exports. All
    agencies are those of which it is told, so that no other one is what is left of the sum.
    """
    return [_recalled(one) for one in reach.recalled(conn, scope, FEWEST_OF_AN_AGENCY)]


def _recalled(one: reach.Recalled) -> Recalled:
    return Recalled(
        one.month,
        one.people,
        one.answers,
        told(one.right, one.people),
        one.foretold if one.expected >= FEWEST else None,
    )
