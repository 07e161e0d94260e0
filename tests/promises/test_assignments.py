"""Assignments: what each member of a cohort has to play, and what came of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from storage import Database
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.authoring import editions
from storage.cohorts import cohorts
from storage.db import tables as t
from storage.playing import attempts
from storage.playing.attempts import Result
from tests.promises.makers import NOON, add_person, an_attempt, an_edition
from tests.promises.test_cohorts import a_cohort

WEEK = timedelta(days=7)


def an_assignment(id: str = "g1", due: timedelta = WEEK, cohort: str = "c1") -> Assignment:  # noqa: A002
    return Assignment(
        id, cohort, "transit-hall", "assessment", NOON + due, assignments.PASS_MARK, "p0", NOON
    )


def a_class(conn: Connection) -> None:
    """Trainer p0; p1 and p2 are in the cohort, p3 is not."""
    for number in range(4):
        add_person(conn, f"p{number}", 100 + number)
    editions.keep(conn, an_edition())
    cohorts.create(conn, a_cohort(), "p0")
    cohorts.join(conn, "m1", "c1", "p1", NOON)
    cohorts.join(conn, "m2", "c1", "p2", NOON)


def plays(
    conn: Connection,
    attempt: str,
    person: str,
    given: str | None,
    *,
    state: str = "ended",
    passed: bool | None = True,
    score: int = 80,
) -> None:
    attempts.begin(conn, an_attempt(attempt, person), [])
    values: dict[str, Any] = {"assignment": given, "state": state, "passed": passed}
    if state == "ended":
        values |= {"outcome": "safe", "score": score, "result": {}}
    conn.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(**values))


def open_ids(conn: Connection, person: str, after: timedelta = timedelta()) -> list[str]:
    return [
        assignment.assignment.id for assignment in assignments.open_for(conn, person, NOON + after)
    ]


async def test_members_have_their_cohorts_assignments(database: Database) -> None:
    """What is due first first; nobody else has it; what is withdrawn is gone."""

    def save(conn: Connection) -> None:
        a_class(conn)
        later, sooner = an_assignment(), an_assignment("g2", WEEK / 2)
        for assignment in (later, sooner):
            assignments.create(conn, assignment)
        assert assignments.get(conn, "g1") == later
        assert assignments.of_cohort(conn, "c1") == [sooner, later]
        assert assignments.open_for(conn, "p1", NOON) == [
            AssignmentView(sooner, "Night shift", finished=False, passed=False),
            AssignmentView(later, "Night shift", finished=False, passed=False),
        ]
        assert open_ids(conn, "p3") == []

        assert assignments.withdraw(conn, "g2", NOON)
        assert not assignments.withdraw(conn, "g2", NOON)
        assert open_ids(conn, "p1") == ["g1"]
        assert assignments.of_cohort(conn, "c1") == [later]
        taken = replace(sooner, withdrawn_at=NOON, withdrawn_how=assignments.DRAIN)
        assert assignments.get(conn, "g2") == taken

    await database.write(save)


async def test_finished_and_passed_are_separate_and_exclude_practice(
    database: Database,
) -> None:
    def save(conn: Connection) -> None:
        a_class(conn)
        assignments.create(conn, an_assignment())
        plays(conn, "a1", "p1", None)  # practice
        plays(conn, "a2", "p1", "g1", state="running", passed=None)
        plays(conn, "a3", "p1", "g1", state="abandoned", passed=None)
        (assignment,) = assignments.open_for(conn, "p1", NOON)
        assert (assignment.finished, assignment.passed) == (False, False)

        plays(conn, "a4", "p1", "g1", passed=False)
        (assignment,) = assignments.open_for(conn, "p1", NOON)
        assert (assignment.finished, assignment.passed) == (True, False)
        plays(conn, "a5", "p1", "g1", score=75)
        (assignment,) = assignments.open_for(conn, "p1", NOON)
        assert (assignment.finished, assignment.passed) == (True, True)

        plays(conn, "a6", "p2", "g1", state="running", passed=None)
        assert assignments.results(conn, ["g1", "g2"]) == {
            "g1": {"p1": Result("safe", 75, True, {})},  # passed, though another scored more
            "g2": {},
        }
        assert assignments.passed(conn, ["g1", "g2"]) == {"g1": {"p1": True}, "g2": {}}

    await database.write(save)


async def test_late_is_still_to_be_played_and_finished_goes_with_its_date(
    database: Database,
) -> None:
    def save(conn: Connection) -> None:
        a_class(conn)
        assignments.create(conn, an_assignment())
        plays(conn, "a1", "p1", "g1", passed=False)
        assert open_ids(conn, "p1") == open_ids(conn, "p2") == ["g1"]
        assert open_ids(conn, "p1", 2 * WEEK) == []
        assert open_ids(conn, "p2", 2 * WEEK) == ["g1"]

    await database.write(save)


async def test_members_count_only_during_their_membership(database: Database) -> None:
    def save(conn: Connection) -> None:
        a_class(conn)
        assignments.create(conn, an_assignment())
        assignments.create(conn, an_assignment("g2", 3 * WEEK))
        cohorts.join(conn, "m3", "c1", "p3", NOON + 2 * WEEK)
        assert open_ids(conn, "p3", 2 * WEEK) == ["g2"]
        cohorts.leave(conn, "c1", "p3", NOON + 2 * WEEK)
        assert open_ids(conn, "p3", 2 * WEEK) == []

        conn.execute(update(t.cohorts).values(archived_at=NOON))
        assert open_ids(conn, "p1") == []

    await database.write(save)


async def test_targeted_assignment_is_visible_to_its_members_only(database: Database) -> None:
    """As long as they are in the cohort; whoever is named and is not in it has nothing."""

    def save(conn: Connection) -> None:
        a_class(conn)
        assignments.create(conn, an_assignment(), ["p1", "p3"])
        assignments.create(conn, an_assignment("g2"))
        assert [open_ids(conn, f"p{n}") for n in range(4)] == [[], ["g1", "g2"], ["g2"], []]
        assert assignments.named_assignees(conn, ["g1", "g2"]) == {"g1": {"p1", "p3"}}
        given = [assignments.given_to(conn, "g1", f"p{n}") for n in range(4)]
        assert given == [None, an_assignment(), None, None]
        cohorts.leave(conn, "c1", "p1", NOON)
        assert open_ids(conn, "p1") == []
        assert assignments.given_to(conn, "g1", "p1") is None

    await database.write(save)


@pytest.mark.parametrize(
    ("counts", "passed", "score"), [("first", False, 40), ("best", True, 75), ("last", False, 60)]
)
async def test_one_try_counts_by_the_assignments_rule(
    database: Database, counts: str, passed: bool, score: int
) -> None:
    """The first, the best (passed comes before a higher score), or the last."""

    def save(conn: Connection) -> None:
        a_class(conn)
        assignments.create(conn, replace(an_assignment(), counts=counts, attempts=5))
        for number, (ok, got) in enumerate(((False, 40), (True, 75), (False, 90), (False, 60))):
            plays(conn, f"a{number}", "p1", "g1", passed=ok, score=got)
        plays(conn, "a9", "p1", "g1", state="abandoned", passed=None)
        assert assignments.results(conn, ["g1"]) == {
            "g1": {"p1": Result("safe", score, passed, {})}
        }
        assert assignments.passed(conn, ["g1"]) == {"g1": {"p1": passed}}
        (assignment,) = assignments.open_for(conn, "p1", NOON)
        assert (assignment.passed, assignment.tries_used, assignment.tries_left) == (passed, 4, 1)
        assert (assignment.is_over, assignment.is_done) == (counts == "first", counts != "last")

    await database.write(save)


async def test_steps_wait_for_those_before_them(database: Database) -> None:
    """A step to be passed opens the next when it is, or no try is left; others when done."""

    def save(conn: Connection) -> None:
        a_class(conn)
        for number, mark in enumerate((0, 70, 70)):
            step = replace(
                an_assignment(f"g{number}"),
                pass_mark=mark,
                attempts=2,
                programme="airports",
                series="s1",
                step=number,
            )
            assignments.create(conn, step)

        def waiting() -> list[bool]:
            return [assignment.is_waiting for assignment in assignments.open_for(conn, "p1", NOON)]

        assert {assignment.steps for assignment in assignments.open_for(conn, "p1", NOON)} == {3}
        assert [assignment.step for assignment in assignments.of_series(conn, "s1")] == [0, 1, 2]
        assert waiting() == [False, True, True]
        plays(conn, "a0", "p1", "g0", passed=False)
        assert waiting() == [False, False, True]
        plays(conn, "a1", "p1", "g1", passed=False)
        assert waiting() == [False, False, True]
        plays(conn, "a2", "p1", "g1", passed=False)
        assert waiting() == [False, False, False]
        # What is behind goes with its date; whose turn it is does not change by that.
        late = assignments.open_for(conn, "p1", NOON + 2 * WEEK)
        assert [(assignment.assignment.id, assignment.is_waiting) for assignment in late] == [
            ("g2", False)
        ]

    await database.write(save)
