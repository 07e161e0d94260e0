"""What is told of a test, and when: nothing until its last part has closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from scenarios.model import Scenario
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.assignments import assignments
from storage.playing.attempts import Attempt


def is_sealed(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    attempt: Attempt,
    scenario: Scenario,
    now: datetime,
) -> bool:
    """Whether nothing may be told of an attempt yet, its own player included.

    A form is told of when the test is over of which it was a part, and no other test with forms of
    the same track waits for the same person. A form that was no part of a test is never told of:
    it may yet be one.

    Args:
        conn: A unit's connection.
        shelf: What can be begun, by id.
        attempt: Ended or not.
        scenario: What was played.
        now: The moment.
    """
    if scenario.use != "test":
        return False
    given = assignments.get(conn, attempt.assignment) if attempt.assignment else None
    if given is None or given.test is None:
        return True
    return waits(conn, shelf, attempt.person, [scenario.id], now)


def waits(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    person: str,
    forms: Iterable[str],
    now: datetime,
) -> bool:
    """Whether a test that is not over waits for someone, with these forms or some of their track.

    Args:
        conn: A unit's connection.
        shelf: What can be begun, by id.
        person: For whom.
        forms: The forms.
        now: The moment.
    """
    going, own = assessments.sealed_forms(conn, person, now), set(forms)
    tracks = {shelf[one].track for one in own if one in shelf}
    return any(one in own or (one in shelf and shelf[one].track in tracks) for one in going)


def is_told(
    conn: Connection, shelf: Mapping[str, Scenario], test: Assessment, person: str, now: datetime
) -> bool:
    """Whether someone may be told how their parts of a test went; arguments are as in `waits`."""
    return test.is_over(now) and not waits(conn, shelf, person, test.forms, now)


_JUDGED = {
    "attempts": ("position", "outcome", "score", "passed", "result"),
    "events": ("credit", "error", "critical"),
}


def veiled(
    rows: dict[str, list[dict[str, Any]]], attempts: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """Rows about someone, without what was right and wrong in some attempts.

    What they did stands there; how it was judged comes with the end of the test.

    Args:
        rows: By table.
        attempts: The ids of attempts that are not told of yet.
    """
    whose = {"attempts": "id", "events": "attempt"}
    return rows | {
        table: [
            row | dict.fromkeys(columns) if row[whose[table]] in attempts else row
            for row in rows[table]
        ]
        for table, columns in _JUDGED.items()
    }
