"""What follows when an attempt ends: what is kept of it for later, and what is promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.services.debrief import parallel
from bot.services.refreshers import making
from bot.services.refreshers.deck import deck_of
from bot.services.refreshers.planning import plan
from bot.services.refreshers.remembering import remember
from scenarios.model import Scenario
from storage import people
from storage.attempts import Attempt


def follow(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    scenario: Scenario,
    attempt: Attempt,
    now: datetime,
) -> None:
    """Do what follows, where an attempt has just ended; in the unit that ended it.

    Args:
        conn: The connection of that unit.
        shelf: What is in the library, by id.
        scenario: What was played.
        attempt: As it stands.
        now: The moment.
    """
    if attempt.result is None:
        return
    parallel.promise(conn, shelf, scenario, attempt, now)
    if not remember(conn, shelf, scenario, attempt):
        return
    person = people.get(conn, attempt.person)
    if person is not None:
        making.note_answer(conn, person)
        plan(conn, person, deck_of(conn, shelf, person.id), now)
