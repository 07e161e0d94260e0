"""What follows when an attempt ends: what is kept of it for later, and what is promised."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.services.certifying import issuing
from bot.services.debrief import parallel
from bot.services.evaluating import working
from bot.services.library import Library
from bot.services.refreshers import making
from bot.services.refreshers.deck import deck_of
from bot.services.refreshers.planning import plan
from bot.services.refreshers.remembering import remember
from scenarios.model import Scenario
from storage.people import people
from storage.playing.attempts import Attempt


def follow(
    conn: Connection,
    library: Library,
    scenario: Scenario,
    attempt: Attempt,
    now: datetime,
) -> None:
    """Do what follows, where an attempt has just ended; in the unit that ended it.

    Args:
        conn: The connection of that unit.
        library: What can be played.
        scenario: What was played.
        attempt: As it stands.
        now: The moment.
    """
    if attempt.result is None:
        return
    parallel.promise(conn, library.scenarios, scenario, attempt, now)
    issuing.follow(conn, attempt, now)
    working.promise(conn, scenario, attempt, now)
    known = library.known
    if not remember(conn, known, scenario, attempt):
        return
    person = people.get(conn, attempt.person)
    if person is not None:
        making.note_answer(conn, person)
        plan(conn, person, deck_of(conn, known, person.id), now)
