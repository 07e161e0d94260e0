"""Three questions about work, 60 to 90 days after assigned work, at most once a year.

The answers are counted, and nothing says whose they are. People who want no refreshers at the
time get no questions either.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import notices
from bot.app.request import Request
from scenarios.model import Scenario
from storage.agencies import survey_tallies, work_surveys
from storage.agencies.survey_tallies import PRACTICE, VALUES
from storage.agencies.work_surveys import WORK
from storage.db.months import month_in, shift
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.playing.attempts import UNCOUNTED, Attempt
from storage.refreshers import prompts

NOTICE = "work"
AFTER = timedelta(days=60)
UNTIL = timedelta(days=90)


def schedule(conn: Connection, scenario: Scenario, attempt: Attempt, now: datetime) -> None:
    """Queue the survey's notice after assigned work has ended, unless one is already queued.

    Args:
        conn: The transaction that ended it.
        scenario: The edition that was played.
        attempt: The finished attempt.
    """
    if attempt.assignment is None or attempt.mode in UNCOUNTED or scenario.use == "test":
        return
    person = people.get(conn, attempt.person)
    if person is None or jobs.pending_keys(conn, notices.KIND, [_topic(person)]):
        return
    since = month_in(person.timezone, now + AFTER)
    if _asked_in(conn, person) < shift(since, -12):
        _queue(conn, person, now + AFTER, now + UNTIL, since)


def announce(
    conn: Connection, person: Person, since: str, until_timestamp: int, now: datetime
) -> bool:
    """Record that a person is asked now, unless it is not due.

    While their refreshers are paused, the notice is queued again for the end of the pause.

    Args:
        conn: The transaction that sends the notice.
        person: Its recipient.
        since: The month from which on they may be asked, as the notice was queued with.
        until_timestamp: The moment after which they are not asked, in seconds since the epoch.

    Returns:
        Whether they are asked.
    """
    preferences = prompts.preferences(conn, person.id)
    if preferences.state != "on":
        return False
    until, paused_until = datetime.fromtimestamp(until_timestamp, UTC), preferences.snoozed_until
    if paused_until is not None and paused_until > now:
        if paused_until < until:
            _queue(conn, person, paused_until, until, since)
        return False
    # A notice that did not arrive is sent again, and was recorded the first time.
    if _asked_in(conn, person) >= since:
        return True
    month = month_in(person.timezone, now)
    return work_surveys.ask_again(conn, person.id, WORK, month, shift(month, -12))


def open_question(conn: Connection, request: Request) -> str | None:
    """The next question; None after the last one, or where they were asked too long ago."""
    month = month_in(request.person.timezone, request.now)
    if _asked_in(conn, request.person) < shift(month, -1):
        return None
    step = work_surveys.step(conn, request.person.id, WORK)
    return PRACTICE[step] if step is not None and step < len(PRACTICE) else None


def answer(conn: Connection, request: Request, item: str, value: str) -> bool:
    """Count an answer, once; return whether it was counted.

    Where there was no concern, the question whether it was passed on is left out.
    """
    if item not in PRACTICE or value not in VALUES[item]:
        return False
    person, month = request.person, month_in(request.person.timezone, request.now)
    place, asked_since = PRACTICE.index(item), shift(month, -1)
    if not work_surveys.mark_passed(conn, person.id, WORK, place, since=asked_since):
        return False
    survey_tallies.count(conn, person.agency, item, value, month)
    if value == "none":
        work_surveys.mark_passed(conn, person.id, WORK, place + 1)
    return True


def leave(conn: Connection, request: Request) -> None:
    """Leave out all questions that are open."""
    work_surveys.mark_passed(conn, request.person.id, WORK, len(PRACTICE) - 1)


def _asked_in(conn: Connection, person: Person) -> str:
    """The month in which a person was last asked; empty for never."""
    return work_surveys.month(conn, person.id, WORK) or ""


def _queue(
    conn: Connection, person: Person, due_at: datetime, not_after: datetime, since: str
) -> None:
    facts: dict[str, Any] = {
        "what": NOTICE,
        "since": since,
        "until": int(not_after.timestamp()),
    }
    key = f"{_topic(person)}:{int(due_at.timestamp())}"
    notices.queue(conn, person.id, key, due_at, facts, about=_topic(person), not_after=not_after)


def _topic(person: Person) -> str:
    return f"{NOTICE}:{person.id}"
