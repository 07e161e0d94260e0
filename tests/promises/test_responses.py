"""What was answered in assigned attempts, read for statistics."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.assignments import assigned_responses, assignments, paper_answers
from storage.assignments.assignments import Assignment
from storage.authoring import editions
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.playing import attempts
from storage.playing.attempts import Result
from storage.playing.events import Event
from tests.promises.makers import NOON, add_person, an_attempt, an_edition, minutes


def event(at: datetime, kind: str = "choose", credit: Any = None, **more: Any) -> Event:
    acted = credit is not None or kind == "asked"
    act = {"act": "ask"} if acted else None
    return Event(0, kind, "ar", at, scene="gate", act=act, credit=credit, **more)


def answered(conn: Connection) -> None:
    """Two people who finished an assignment, one of them twice, and much that does not count."""
    add_person(conn)
    add_person(conn, "p2", telegram_id=2)
    editions.keep(conn, an_edition())
    editions.keep(conn, an_edition("e2", structure="s2"))

    def end(name: str, hour: int, *happened: Event, done: bool = True, **more: Any) -> None:
        made = replace(an_attempt(name), assignment="one")
        attempts.begin(conn, replace(made, **more), happened)
        if done:
            at = NOON + timedelta(hours=hour)
            attempts.move(conn, name, 1, "{}", at, [], Result("safe", 50, True, {}))

    began = event(NOON, "started")
    talk = (event(NOON + minutes(1), "asked"), event(NOON + minutes(2), "corrected"))
    end("second", 4, began, event(NOON + minutes(9), credit={"respond": 1.0}))
    end("first", 2, began, *talk, event(NOON + minutes(3), credit={}, error="missed"))
    end("other", 3, event(NOON, credit={"refer": 0.5}), person="p2", edition="e2")
    end("running", 0, began, event(NOON, credit={}), person="p2", done=False)
    end("practice", 1, event(NOON, credit={}), person="p2", assignment=None)
    end("elsewhere", 1, event(NOON, credit={}), person="p2", assignment="two")


async def test_the_first_finished_try_of_each_comes_in_the_order_of_ending(
    database: Database,
) -> None:
    await database.write(answered)
    found = await database.read(lambda c: assigned_responses.first_tries(c, ["one"]))
    assert [(attempt.attempt, attempt.person, attempt.structure) for attempt in found] == [
        ("first", "p1", "s1"),
        ("other", "p2", "s2"),
    ]
    assert found[0].ended_at == NOON + timedelta(hours=2)
    both = await database.read(lambda c: assigned_responses.first_tries(c, ["one", "two"]))
    assert [attempt.attempt for attempt in both] == ["elsewhere", "first", "other"]
    assert await database.read(lambda c: assigned_responses.first_tries(c, [])) == []


async def test_answers_say_when_the_act_before_them_was_done(database: Database) -> None:
    """A question within a talk and new texts are no acts before."""
    await database.write(answered)
    wanted = ["first", "second", "other"]
    found = await database.read(lambda c: assigned_responses.answers(c, wanted))
    by_attempt = {answer.attempt: answer for answer in found}
    assert set(by_attempt) == {*wanted}
    first = by_attempt["first"]
    assert (first.since, first.at, first.error) == (NOON, NOON + minutes(3), "missed")
    assert (first.act, first.credit, first.language) == ({"act": "ask"}, {}, "ar")
    assert by_attempt["other"].since is None
    assert by_attempt["other"].credit == {"refer": 0.5}


async def test_paper_answers_have_no_duration(database: Database) -> None:
    """It was entered at one moment, so there is nothing before an answer that could tell."""

    def save(conn: Connection) -> None:
        answered(conn)
        paper_answers.entered(conn, "first", "p2", NOON)

    await database.write(save)
    wanted = ["first", "second", "other"]
    found = await database.read(lambda c: assigned_responses.answers(c, wanted))
    assert {answer.attempt: answer.since for answer in found} == {
        "first": None,
        "second": NOON,
        "other": None,
    }


async def test_answers_do_not_depend_on_how_many_attempts_a_query_reads(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is an act of another person taken for the one before."""
    await database.write(answered)
    wanted = ["first", "second", "other"]
    found = await database.read(lambda c: assigned_responses.answers(c, wanted))
    monkeypatch.setattr(assigned_responses, "_AT_ONCE", 1)
    assert await database.read(lambda c: assigned_responses.answers(c, wanted)) == found
    assert await database.read(lambda c: assigned_responses.answers(c, [])) == []


async def test_a_scenario_is_found_in_every_cohort_to_which_it_was_given(
    database: Database,
) -> None:
    def save(conn: Connection) -> None:
        add_person(conn)
        editions.keep(conn, an_edition())
        for number, cohort in enumerate(("a", "b", "c")):
            made = Cohort(cohort, "Gates", "agency", "Asia/Bahrain", NOON)
            cohorts.create(conn, made, "p1")
            at = NOON - minutes(number)
            given = Assignment(
                f"in-{cohort}", cohort, "transit-hall", "practice", NOON, 70, None, at
            )
            assignments.create(conn, given)
        assignments.withdraw(conn, "in-b", NOON)

    await database.write(save)
    found = await database.read(
        lambda c: assigned_responses.assignments_by_cohort(c, "transit-hall", ["a", "b"])
    )
    assert found == [["in-a"], ["in-b"]]
    assert (
        await database.read(lambda c: assigned_responses.assignments_by_cohort(c, "other", ["a"]))
        == []
    )
