"""Going back to a moment: an attempt that begins there, and that counts for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from bot.app.playing import abandonment, attempt_expiry, records
from bot.app.playing.modes import REPLAY
from bot.app.ports import Clock, Dice
from bot.chat.debrief.past_attempt import Past
from scenarios import engine, position
from scenarios.debrief import Moment
from storage.db.database import Database
from storage.people import people
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event


class Again:
    """Begins attempts at a moment of another one."""

    def __init__(self, database: Database, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._clock = clock
        self._dice = dice

    async def begin(self, past: Past, moment: Moment) -> Attempt:
        """An attempt that stands where that decision was met.

        It has the events of the old one up to there, so it can be replayed like any other. Tapped
        twice, it is the same; tapped for another moment, what was tried before is closed.
        """
        new_id, now = self._dice.id(), self._clock.now()
        met, old = moment.met, past.attempt
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
        )

        def unit(conn: Connection) -> Attempt:
            people.lock(conn, old.person)
            for running in attempts.running(conn, old.person):
                if running.replays == old.id and running.position == fresh.position:
                    return running
                if running.replays is not None:
                    abandonment.close(conn, running.id, now)
            happened = _before(events.of(conn, old.id), met.turn)
            attempts.begin(conn, fresh, [replace(one, at=now) for one in happened])
            attempt_expiry.promise(conn, fresh)
            return fresh

        return await self._database.write(unit)


def _before(happened: Iterable[Event], turn: int) -> list[Event]:
    """What happened before a turn; that texts were corrected is no part of the new attempt.

    The start has the turn of the first decision, and precedes it.
    """
    return [
        one
        for one in happened
        if one.kind == records.STARTED or (one.turn < turn and one.kind != records.CORRECTED)
    ]
