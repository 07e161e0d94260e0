"""What came of all that a person has played."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from storage.authoring import editions
from storage.db.database import Database
from storage.playing import attempts, outcomes
from storage.playing.attempts import Result
from storage.playing.outcomes import FinishedScenario, OutcomeTally
from tests.promises.makers import (
    NOON,
    add_learner_with_attempt,
    add_person,
    an_attempt,
    an_edition,
)


def played(conn: Connection) -> None:
    """A learner who has passed one case, in its second edition, and not another."""
    ended = 0

    def end(name: str, edition: str, passed: bool, **more: Any) -> None:
        nonlocal ended
        ended += 1
        at = NOON + timedelta(hours=ended)
        attempts.begin(conn, replace(an_attempt(name, edition=edition), **more), [])
        result = Result("safe", 50, passed, {"of": name})
        attempts.move(conn, name, 1, "{}", at, [], result)

    add_learner_with_attempt(conn)
    add_person(conn, "p2", telegram_id=2)
    editions.keep(conn, an_edition("e2"))
    editions.keep(conn, an_edition("e3", "night-market"))
    end("failed", "e1", passed=False, assignment="one")
    end("passed", "e2", passed=True, assignment="one", mode="assessment")
    end("failed-again", "e1", passed=False, assignment="two")
    end("other", "e3", passed=False)
    end("moment", "e3", passed=True, mode="replay", replays="other")
    end("first-minute", "e3", passed=True, mode="taster")


async def test_passed_once_is_passed(database: Database) -> None:
    """Editions of one scenario count together; moments tried again and others' do not count."""
    await database.write(played)

    found = await database.read(lambda conn: outcomes.finished(conn, "p1"))

    assert found == {
        "transit-hall": FinishedScenario(passed=True, practised=True, at=NOON + timedelta(hours=3)),
        "night-market": FinishedScenario(
            passed=False, practised=True, at=NOON + timedelta(hours=4)
        ),
    }
    assert await database.read(lambda conn: outcomes.finished(conn, "p2")) == {}


async def test_assessed_outcomes_are_separate_from_practice(database: Database) -> None:
    """By the modes in which it was played."""

    def save(conn: Connection) -> None:
        add_learner_with_attempt(conn)
        attempts.begin(conn, replace(an_attempt("only"), mode="assessment"), [])
        attempts.move(conn, "only", 1, "{}", NOON, [], Result("safe", 50, False, {}))

    await database.write(save)
    found = await database.read(lambda conn: outcomes.finished(conn, "p1"))

    assert list(found.values()) == [FinishedScenario(passed=False, practised=False, at=NOON)]


async def test_assignments_are_counted_once_however_often_they_were_played(
    database: Database,
) -> None:
    """What was played without one is not counted."""
    await database.write(played)

    assert await database.read(lambda conn: outcomes.assigned(conn, "p1")) == OutcomeTally(2, 1)
    assert await database.read(lambda conn: outcomes.assigned(conn, "p2")) == OutcomeTally(0, 0)


async def test_the_last_result_of_each_case_the_newest_first(database: Database) -> None:
    """What is under way and moments tried again are none."""
    await database.write(played)

    every = await database.read(lambda conn: outcomes.ended(conn, "p1"))
    found = outcomes.latest(every)

    assert [outcome.attempt for outcome in every] == ["other", "failed-again", "passed", "failed"]
    assert [(outcome.scenario, outcome.edition, outcome.result.detail) for outcome in found] == [
        ("night-market", "e3", {"of": "other"}),
        ("transit-hall", "e1", {"of": "failed-again"}),
    ]
    assert found[0].ended_at == NOON + timedelta(hours=4)
    of_one = await database.read(lambda conn: outcomes.ended(conn, "p1", "night-market"))
    assert [outcome.attempt for outcome in of_one] == ["other"]
    assert await database.read(lambda conn: outcomes.ended(conn, "p2")) == []
