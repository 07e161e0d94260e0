"""Trying a moment again: an attempt that begins there, and that counts for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from bot.app.playing import attempt_expiry, expired_attempts, records
from bot.app.playing.past_attempts import PastAttempt
from bot.app.request import Request
from scenarios import engine, position
from scenarios.debrief import Moment
from storage.people import people
from storage.playing import attempts, events
from storage.playing.attempts import REPLAY, Attempt
from storage.playing.events import Event


def retry_moment(
    conn: Connection, request: Request, past: PastAttempt, moment: Moment, new_id: str
) -> Attempt:
    """An attempt positioned at a past decision.

    It has the events of the old one up to there, so it can be replayed like any other. The same
    moment again is the same attempt; another moment closes what was tried before.
    """
    met, old, now = moment.position, past.attempt, request.now
    fresh = Attempt(
        id=new_id,
        person=old.person,
        edition=past.scenario.edition,
        rules=engine.RULES,
        seed=old.seed,
        language=past.language,
        mode=REPLAY,
        turn=met.turn,
        shown_turn=attempts.NEVER_SHOWN,
        position=position.write(met),
        state="running",
        started_at=now,
        moved_at=now,
        agency=old.agency,
        replays=old.id,
        plain_screens=request.person.plain_screens,
    )
    people.lock(conn, old.person)
    for running in attempts.running(conn, old.person):
        if running.replays == old.id and running.position == fresh.position:
            return running
        if running.replays is not None:
            expired_attempts.close(conn, running.id, now)
    happened = _before(events.of(conn, old.id), met.turn)
    attempts.begin(conn, fresh, [replace(event, at=now) for event in happened])
    attempt_expiry.schedule(conn, fresh)
    return fresh


def _before(happened: Iterable[Event], turn: int) -> list[Event]:
    """The events before a turn, without text corrections.

    The start has the turn of the first decision, and precedes it.
    """
    return [
        event
        for event in happened
        if event.kind == records.STARTED or (event.turn < turn and event.kind != records.CORRECTED)
    ]
