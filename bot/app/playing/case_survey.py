"""Two questions after a case: the answers are counted, and nothing says whose they are.

They are asked once for each case, when somebody comes back to its ending from the debrief.
"""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.playing.past_attempts import PastAttempt
from bot.app.request import Request
from storage.agencies import survey_tallies, work_surveys
from storage.agencies.survey_tallies import REACTION, VALUES
from storage.db.months import month_in
from storage.playing.attempts import UNCOUNTED


def covers(past: PastAttempt) -> bool:
    """Whether an attempt qualifies for the survey: it counts, and is no test."""
    return not past.is_test and past.attempt.mode not in UNCOUNTED


def begin(conn: Connection, request: Request, past: PastAttempt) -> bool:
    """Record that a person is asked about a case; return whether this is the first time."""
    person = request.person
    return work_surveys.ask(
        conn, person.id, past.scenario.id, month_in(person.timezone, request.now)
    )


def answer(
    conn: Connection, request: Request, past: PastAttempt, item: str, value: str
) -> int | None:
    """Count an answer, once.

    Returns:
        How many questions are behind them; None where they were not asked, or where that is no
        answer.
    """
    if not covers(past) or item not in REACTION or value not in VALUES[item]:
        return None
    person, attempt, case = request.person, past.attempt, past.scenario.id
    if work_surveys.mark_passed(conn, person.id, case, REACTION.index(item)):
        month = month_in(person.timezone, request.now)
        survey_tallies.count(conn, attempt.agency, item, value, month, attempt.edition)
    return work_surveys.step(conn, person.id, case)
