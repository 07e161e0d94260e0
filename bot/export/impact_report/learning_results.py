"""Level 2 of a report, learning: results of assessments, first attempts and refreshers.

Assessments and assigned work count the same groups of people as the exported data sets, so what is
shown of all agencies is the sum of what is shown of each, and nobody shows in the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from sqlalchemy import Connection

from bot.export.rows.assigned_work import read_first_attempts
from bot.export.rows.cohort_rows import is_critical
from bot.export.rows.gain_rows import compare
from bot.export.schema.dataset import Query
from scenarios.analysis.estimates import MaskedShare, mask_share
from scenarios.assessments.gains import FEWEST as FEWEST_OF_AN_AGENCY
from scenarios.assessments.gains import Gains, Pair, PartResult, gains
from storage.assessments import assessments
from storage.assessments.assessments import AFTER, DELAYED, Assessment
from storage.exports import reach
from storage.exports.scope import Scope
from storage.exports.work import FinishedTry
from storage.playing.small_groups import FEWEST


@dataclass(frozen=True, slots=True)
class AssessmentChange:
    """The change up to a later part of assessments, over all assessments.

    Attributes:
        tests: The number of assessments in which enough people took both parts.
        too_few: The number of others in which the part has closed: fewer than ten people took both.
        gains: The change; None if no assessment may be shown.
    """

    part: str
    tests: int
    too_few: int
    gains: Gains | None


@dataclass(frozen=True, slots=True)
class FirstAttempts:
    """First attempts at assigned work: means over people of each person's own share.

    Attributes:
        people: The number of people whose attempts count.
        attempts: The number of attempts that count.
        passed: The share of attempts that were passed.
        missed: The share of decisions in which too little was done; None if the steps of too
            few people are still stored.
        over_called: The share of decisions in which too much was done; None likewise.
        critical: The share of attempts in which someone in the story could have been endangered.
    """

    people: int
    attempts: int
    passed: MaskedShare
    missed: MaskedShare | None
    over_called: MaskedShare | None
    critical: MaskedShare


@dataclass(frozen=True, slots=True)
class RefresherMonth:
    """Results of the refreshers of a month.

    Attributes:
        month: The month, such as `2026-11`.
        people: The number of people who answered.
        answers: The number of answers.
        right: The mean over people of each person's own share of right answers.
        predicted: The mean of the model's predictions, 0 to 1; None if there are too few.
    """

    month: str
    people: int
    answers: int
    right: MaskedShare
    predicted: float | None


@dataclass(frozen=True, slots=True)
class Learning:
    """The learning results; hidden figures are left out or None."""

    changes: Sequence[AssessmentChange]
    first_attempts: FirstAttempts | None
    refreshers: Sequence[RefresherMonth]


def read(conn: Connection, query: Query) -> Learning:
    """Read what was learnt; the scope of the query has both ends."""
    return Learning(
        read_changes(conn, query),
        read_attempts(conn, query.scope),
        read_refreshers(conn, query.scope),
    )


def read_changes(conn: Connection, query: Query) -> list[AssessmentChange]:
    """Read what changed up to the parts of assessments that closed in the period."""
    found: dict[str, list[Sequence[Pair]]] = {AFTER: [], DELAYED: []}
    interned: dict[
        PartResult, PartResult
    ] = {}  # many results are equal, and a year of many people has many
    since, until = _ends(query.scope)
    closing = assessments.closing(conn, since, until, query.scope.agency)
    for compared, _fraction in compare(conn, query, closing):
        for test, came in compared:
            for comparison in came.comparisons:
                if _closed_within(test, comparison.part, query):
                    found[comparison.part].append(
                        [
                            (interned.setdefault(before, before), interned.setdefault(after, after))
                            for before, after in comparison.pairs
                        ]
                    )
    return [_change(part, pairs) for part, pairs in found.items() if pairs]


def _closed_within(test: Assessment, part: str, query: Query) -> bool:
    since, until = _ends(query.scope)
    return test.has_closed(part, query.now) and since <= test.spans[part].due_at < until


def _ends(scope: Scope) -> tuple[datetime, datetime]:
    assert scope.since is not None
    assert scope.until is not None
    return scope.since, scope.until


def _change(part: str, by_test: Sequence[Sequence[Pair]]) -> AssessmentChange:
    enough = [pairs for pairs in by_test if pairs]
    total = gains([pair for pairs in enough for pair in pairs])
    return AssessmentChange(part, len(enough), len(by_test) - len(enough), total)


@dataclass(slots=True)
class _PersonTotals:
    """The attempts of one person, added up."""

    attempts: int = 0
    passed: int = 0
    critical: int = 0
    with_steps: int = 0  # attempts whose steps are still stored
    missed: float = 0.0
    over_called: float = 0.0

    def add(self, attempt: FinishedTry) -> None:
        self.attempts += 1
        self.passed += bool(attempt.passed)
        self.critical += is_critical(attempt)
        if attempt.result and attempt.decisions:
            self.with_steps += 1
            self.missed += min(1.0, attempt.result["missed"] / attempt.decisions)
            self.over_called += min(1.0, attempt.result["over_called"] / attempt.decisions)


def read_attempts(conn: Connection, scope: Scope) -> FirstAttempts | None:
    """Read results of first attempts at assigned work; None where they may not be shown."""
    by_person: defaultdict[str, _PersonTotals] = defaultdict(_PersonTotals)
    for attempt in read_first_attempts(conn, scope):
        by_person[attempt.person].add(attempt)
    if len(by_person) < FEWEST:
        return None
    people = by_person.values()
    known = [person for person in people if person.with_steps]
    enough = len(known) >= FEWEST
    return FirstAttempts(
        len(people),
        sum(person.attempts for person in people),
        _mean(person.passed / person.attempts for person in people),
        _mean(person.missed / person.with_steps for person in known) if enough else None,
        _mean(person.over_called / person.with_steps for person in known) if enough else None,
        _mean(person.critical / person.attempts for person in people),
    )


def _mean(shares: Iterable[float]) -> MaskedShare:
    """The mean over people of each person's own share."""
    known = [*shares]
    return mask_share(fsum(known), len(known))


def read_refreshers(conn: Connection, scope: Scope) -> list[RefresherMonth]:
    """Read results of refreshers, month by month, of agencies with enough people.

    Practice is the learner's own: it is shown of an agency from ten people on, as in exports. The
    sum of all agencies has only these, so that it reveals none of the others.
    """
    return [
        RefresherMonth(
            month.month,
            month.people,
            month.answers,
            mask_share(month.right, month.people),
            month.predicted if month.expected >= FEWEST else None,
        )
        for month in reach.monthly_recall(conn, scope, FEWEST_OF_AN_AGENCY)
    ]
