"""The end of an attempt: what is stored for later, and what is scheduled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.certificates import certificate_issuing
from bot.app.evaluation import work_survey
from bot.app.library import Library
from bot.app.playing import related_cases as related_case_offer
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import deck_of
from bot.app.refreshers.memory_updates import remember
from bot.app.refreshers.prompt_schedule import plan
from scenarios.model import Scenario
from storage.people import people
from storage.playing.attempts import Attempt


def follow_up(
    conn: Connection,
    library: Library,
    scenario: Scenario,
    attempt: Attempt,
    now: datetime,
) -> None:
    """Run the follow-ups of an attempt that has just ended, in the same transaction.

    Args:
        conn: The connection of that transaction.
        scenario: The edition that was played.
        attempt: Its current state.
    """
    if attempt.result is None:
        return
    related_case_offer.queue_offer(conn, library.scenarios, scenario, attempt, now)
    certificate_issuing.issue_if_complete(conn, attempt, now)
    work_survey.schedule(conn, scenario, attempt, now)
    if not remember(conn, library.known, scenario, attempt):
        return
    person = people.get(conn, attempt.person)
    if person is not None:
        prompt_lifecycle.note_answer(conn, person)
        plan(conn, person, deck_of(conn, library.known, person.id), now)


def seed_refreshers(
    conn: Connection, library: Library, scenario: Scenario, attempt: Attempt, now: datetime
) -> None:
    """Make refreshers of what was decided in an unfinished attempt."""
    if not remember(conn, library.known, scenario, attempt):
        return
    person = people.get(conn, attempt.person)
    if person is not None:
        plan(conn, person, deck_of(conn, library.known, person.id), now)
