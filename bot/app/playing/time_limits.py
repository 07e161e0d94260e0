"""Time limits: scheduled once a question is seen, kept by the loop; the first to act wins.

A tap and the clock both hold the attempt and look at its turn, so that exactly one of them counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.app.errors import StorageTrouble
from bot.app.library import Library
from bot.app.playing import attempt_end, steps
from bot.app.playing.steps import EditionNotLoaded, StepTaken
from bot.app.ports import Clock
from scenarios.model import TimedOut
from storage.db.database import Database
from storage.outbox import jobs, undelivered
from storage.outbox.jobs import ClaimedJob, ScheduledJob
from storage.people import people
from storage.playing import attempts
from storage.playing.attempts import Attempt

log = structlog.get_logger()

KIND = "time-out"
GRACE = timedelta(seconds=5)  # for the way to the phone and back
# When the program was away so long after the time, nobody could answer, and there is no limit.
VOID = timedelta(seconds=30)
LEASE = timedelta(seconds=60)
BATCH = 100


@dataclass(frozen=True, slots=True)
class DisplayedTurn:
    """A turn that reached its chat: when, as which message, and the time to answer."""

    attempt: str
    turn: int
    at: datetime
    seconds: int | None = None
    message: int | None = None


@dataclass(frozen=True, slots=True)
class TimedOutAttempt:
    """An attempt whose time ran out, and the message whose buttons expired."""

    attempt: Attempt
    message: int | None


class TimeLimits:
    """Schedules and applies time-outs."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    async def begin(self, seen: Sequence[DisplayedTurn]) -> None:
        """Note which turns were seen, and begin their time."""

        def record_shown(conn: Connection) -> None:
            undelivered.mark_shown(conn, [(view.attempt, view.turn) for view in seen])
            for view in seen:
                if view.seconds is not None:
                    _promise(conn, view, timedelta(seconds=view.seconds))

        await self._database.write(record_shown)

    async def rest(self, attempt_ids: Sequence[str]) -> None:
        """Stop the time limits of attempts; they restart when the question is shown again."""

        def cancel_limits(conn: Connection) -> None:
            for attempt_id in attempt_ids:
                jobs.cancel_about(conn, KIND, attempt_id)

        await self._database.write(cancel_limits)

    async def run_out(self, unsure: Callable[[str, int], None]) -> list[TimedOutAttempt]:
        """Let every time that is over run out.

        Args:
            unsure: Called with an attempt and its next turn if it is unknown whether it got there.
        """
        now = self._clock.now()
        batch = await self._database.write(
            lambda conn: jobs.claim(conn, now, LEASE, BATCH, (KIND,))
        )
        if batch.expired:
            log.info("time limits expired", limits=len(batch.expired))
        over: list[TimedOutAttempt] = []
        for job in batch.due:
            try:
                attempt = await self._one(job, now)
            except Exception as error:  # noqa: BLE001 - one must not hold up the others
                log.warning("time limit failed", error=type(error).__name__)
                match job.job.payload:
                    case {"turn": int(turn)} if isinstance(error, StorageTrouble):
                        unsure(job.job.subject or "", turn + 1)
                continue
            if attempt is not None:
                message = (job.job.payload or {}).get("message")
                over.append(TimedOutAttempt(attempt, message))
        return over

    async def _one(self, job: ClaimedJob, now: datetime) -> Attempt | None:
        while isinstance(
            found := await self._database.write(lambda conn: self._unit(conn, job, now)),
            EditionNotLoaded,
        ):
            await self._library.load(found.edition)
        return found

    def _unit(
        self, conn: Connection, job: ClaimedJob, now: datetime
    ) -> Attempt | EditionNotLoaded | None:
        attempt = attempts.get_for_update(conn, job.job.subject or "")
        scenario = self._library.loaded(attempt.edition) if attempt else None
        if attempt is not None and scenario is None:
            return EditionNotLoaded(attempt.edition)
        if not jobs.complete(conn, job) or attempt is None or scenario is None:
            return None
        if not people.timers(conn, attempt.person):  # switched off since it began
            return None
        turn = (job.job.payload or {})["turn"]
        outcome = steps.step(conn, scenario, attempt, TimedOut(turn), now)
        if not isinstance(outcome, StepTaken):
            return None
        attempt_end.follow_up(conn, self._library, scenario, outcome.attempt, now)
        return outcome.attempt


def _promise(conn: Connection, seen: DisplayedTurn, length: timedelta) -> None:
    attempt = attempts.get(conn, seen.attempt)
    if attempt is None or attempt.turn != seen.turn or attempt.state != "running":
        return  # answered already
    until = seen.at + length + GRACE
    jobs.schedule(
        conn,
        ScheduledJob(
            person=attempt.person,
            kind=KIND,
            key=f"{seen.attempt}:{seen.turn}",
            due=until,
            subject=seen.attempt,
            not_after=until + VOID,
            payload={"turn": seen.turn, "message": seen.message},
        ),
    )
