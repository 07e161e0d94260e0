"""Sealed results: nothing of an assessment is shown until its last part has closed."""

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
    """Whether the results of an attempt are hidden, even from its learner.

    A form's results are shown after the end of its assessment, unless the same person has another
    open assessment with forms of the same track. A form played outside an assessment is never
    shown, since it may still be used in one.

    Args:
        shelf: The scenarios that can be started, by id.
        attempt: The attempt, ended or not.
        scenario: The edition that was played.
    """
    if scenario.use != "test":
        return False
    assignment = assignments.get(conn, attempt.assignment) if attempt.assignment else None
    if assignment is None or assignment.test is None:
        return True
    return has_open_assessment(conn, shelf, attempt.person, [scenario.id], now)


def has_open_assessment(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    person: str,
    forms: Iterable[str],
    now: datetime,
) -> bool:
    """Whether a person has an open assessment with forms of the same tracks.

    Args:
        shelf: The scenarios that can be started, by id.
    """
    own = set(forms)
    tracks = {shelf[form].track for form in own if form in shelf}
    return any(
        form in own or (form in shelf and shelf[form].track in tracks)
        for form in assessments.sealed_forms(conn, person, now)
    )


def may_see_results(
    conn: Connection, shelf: Mapping[str, Scenario], test: Assessment, person: str, now: datetime
) -> bool:
    """Whether a person may see their results of an assessment (see `has_open_assessment`)."""
    return test.is_over(now) and not has_open_assessment(conn, shelf, person, test.forms, now)


_JUDGED = {
    "attempts": ("position", "outcome", "score", "passed", "result"),
    "events": ("credit", "error", "critical"),
}


def without_sealed_scores(
    rows: dict[str, list[dict[str, Any]]], attempts: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """Remove the scores of sealed attempts from rows about a person.

    Args:
        rows: By table.
        attempts: The ids of the sealed attempts.
    """
    whose = {"attempts": "id", "events": "attempt"}
    return rows | {
        table: [
            row | dict.fromkeys(columns) if row[whose[table]] in attempts else row
            for row in rows[table]
        ]
        for table, columns in _JUDGED.items()
    }
