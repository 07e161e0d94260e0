"""What learners say of a case once they have looked back on it: counted, without a name."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.playing.modes import UNCOUNTED
from bot.app.playing.past_attempts import PastAttempt
from bot.app.request import Request
from storage.agencies import survey_tallies, work_surveys
from storage.agencies.survey_tallies import REACTION, VALUES


def is_asked_about(past: PastAttempt) -> bool:
    """Whether it is a case that counts, and no test."""
    return not past.is_test and past.attempt.mode not in UNCOUNTED


def ask(conn: Connection, request: Request, past: PastAttempt, month: str) -> bool:
    """Record that a person is asked about a case; False where they were asked before.

    Args:
        conn: An open transaction.
        request: Who looks back.
        past: On what.
        month: In which it is asked, such as `2026-05`.
    """
    return work_surveys.ask(conn, request.person.id, past.scenario.id, month)


def count(
    conn: Connection, request: Request, past: PastAttempt, item: str, value: str, month: str
) -> int | None:
    """Count an answer, once.

    Returns:
        How many of the questions are passed; None where nobody asked this one.
    """
    if not is_asked_about(past) or item not in REACTION or value not in VALUES.get(item, ()):
        return None
    person, case = request.person.id, past.scenario.id
    if work_surveys.mark_passed(conn, person, case, REACTION.index(item)):
        attempt = past.attempt
        survey_tallies.count(conn, attempt.agency, item, value, month, attempt.edition)
    return work_surveys.step(conn, person, case)
