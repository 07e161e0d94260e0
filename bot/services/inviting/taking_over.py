"""What was entered from paper, once somebody takes it over: now it is theirs to remember."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.services.library import Library
from bot.services.playing import ended
from storage import attempts, invitations
from storage.attempts import Attempt


def entered(conn: Connection, token: str, person_id: str, now: datetime) -> list[Attempt]:
    """What was entered for whoever stands on the place of a personal code, if not this person."""
    place = invitations.held(conn, token, now).place
    if place is None or place.person in (None, person_id):
        return []
    return attempts.on_paper(conn, str(place.person))


def follow(
    conn: Connection,
    library: Library,
    taken: Iterable[Attempt],
    person_id: str,
    now: datetime,
) -> None:
    """Let refreshers and certificates come of what someone has just taken over.

    Args:
        conn: The connection of the unit in which they took it over.
        library: What can be played.
        taken: What, as it was before.
        person_id: Who.
        now: The moment.
    """
    for attempt in taken:
        scenario = library.read(conn, attempt.edition)
        if scenario is not None:  # or nobody can tell any more what it was
            ended.follow(conn, library, scenario, replace(attempt, person=person_id), now)
