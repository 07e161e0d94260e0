"""Taking back what was assigned: a mistake at once, and later in one of three ways.

What was done by then stays to be seen. Whoever was not told yet is not told any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import assignment_for, cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices, assignment_reminders, corrections
from bot.app.assignments.assigned_people import meant_for, steps_of
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import attempt_expiry, time_limits
from bot.app.playing.abandonment import close
from bot.app.ports import Clock
from bot.app.progress.assignment_counts import Given, counted
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import assigned_name, given_title
from bot.chat.trainer.assignments import withdrawal_screens
from bot.chat.trainer.assignments.actions import (
    AskGoOn,
    GoOn,
    ShowWithdrawn,
    StopMistake,
    Withdraw,
    WithdrawHow,
    WithdrawNow,
)
from bot.chat.trainer.assignments.withdrawal_screens import Question
from bot.locale import Words, words
from storage.assignments import assignment_tries, assignments
from storage.assignments.assignments import DRAIN, FREEZE, STOP, Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts

WAYS = (DRAIN, FREEZE, STOP)


@dataclass(frozen=True, slots=True)
class _Stopped:
    given: Assignment
    cohort: Cohort
    told: int | None  # how many had been told; None where it was taken back before


class Withdrawing:
    """How a trainer takes back what a cohort was given."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                Withdraw: self.ask,
                WithdrawNow: self.drain,
                WithdrawHow: self.withdraw,
                StopMistake: self.stop,
                AskGoOn: self.ask_go_on,
                GoOn: self.go_on,
                ShowWithdrawn: self.withdrawn,
            }
        )

    async def ask(self, _visitor: Visitor, person: Person, action: Withdraw | StopMistake) -> Reply:
        """Whether it is really to be withdrawn and how, with how many have begun and done it."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Assignment, Cohort, Question]:
            given, cohort = assignment_for(conn, person, Right.ASSIGN, action.assignment)
            return given, cohort, _question(conn, given, cohort)

        given, cohort, question = await self._database.read(unit)
        name = self._name(speak, given, cohort)
        if given.withdrawn_at is not None:  # as when an old button is tapped
            screen = withdrawal_screens.done_screen(speak, cohort, name, given)
        else:
            screen = withdrawal_screens.ask_screen(speak, given, name, question)
        return Reply(screen, place=Place.SAME)

    async def stop(self, visitor: Visitor, person: Person, action: StopMistake) -> Reply:
        """Take a mistake back at once; where somebody has begun meanwhile, ask as ever."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> _Stopped | None:
            given, cohort = assignment_for(conn, person, Right.ASSIGN, action.assignment)
            steps = _held(conn, given)
            if assignment_tries.begun(conn, steps):
                return None
            told = _told(conn, given, cohort)
            if given.withdrawn_at is None:
                corrections.stopped(conn, given, cohort, now)
            new = _take_back(conn, given, steps, now, STOP)
            return _Stopped(given, cohort, told if new else None)

        found = await self._database.write(unit)
        if found is None:
            return await self.ask(visitor, person, action)
        name = self._name(speak, found.given, found.cohort)
        screen = withdrawal_screens.stopped_screen(speak, found.cohort, name, found.told)
        return Reply(screen, place=Place.SAME)

    async def drain(self, visitor: Visitor, person: Person, action: WithdrawNow) -> Reply:
        """Take an assignment back; those who are in it finish it."""
        return await self.withdraw(visitor, person, WithdrawHow(action.assignment, DRAIN))

    async def withdraw(self, _visitor: Visitor, person: Person, action: WithdrawHow) -> Reply:
        """Take an assignment back in one of the three ways."""
        if action.how not in WAYS:
            raise NotFound
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Assignment, Cohort]:
            given, cohort = assignment_for(conn, person, Right.ASSIGN, action.assignment)
            steps = _held(conn, given)
            if _take_back(conn, given, steps, now, action.how):
                _end(conn, given, steps, action.how, now)
            return assignments.get(conn, given.id) or given, cohort

        given, cohort = await self._database.write(unit)
        name = self._name(speak, given, cohort)
        screen = withdrawal_screens.done_screen(speak, cohort, name, given)
        return Reply(screen, place=Place.SAME)

    async def ask_go_on(self, visitor: Visitor, person: Person, action: AskGoOn) -> Reply:
        """Whether what was paused shall go on, with how many would be told; nothing is done."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Assignment, Cohort, int]:
            given, cohort = assignment_for(conn, person, Right.ASSIGN, action.assignment)
            return given, cohort, len(_to_tell(conn, visitor.bot, given, cohort, now))

        given, cohort, told = await self._database.read(unit)
        name = self._name(speak, given, cohort)
        if given.withdrawn_at is None or given.withdrawn_how != FREEZE:  # by now it is otherwise
            screen = withdrawal_screens.done_screen(speak, cohort, name, given)
        else:
            over = given.due_at <= now
            screen = withdrawal_screens.go_on_screen(speak, given, name, told, over=over)
        return Reply(screen, place=Place.SAME)

    async def go_on(self, _visitor: Visitor, person: Person, action: GoOn) -> Reply:
        """Let what was paused go on: who has not done it is told, as when it was assigned."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> tuple[Assignment, Cohort]:
            given, cohort = assignment_for(conn, person, Right.ASSIGN, action.assignment)
            steps = _held(conn, given)
            if given.withdrawn_at is not None and given.withdrawn_how == FREEZE:
                assignments.change(conn, steps, withdrawn_at=None, withdrawn_how=None)
                for one in assignment_tries.in_state(conn, steps, "frozen"):
                    attempts.thaw(conn, one.id, now)
                    attempt_expiry.forget(conn, one.id)
                    attempt_expiry.promise(conn, attempts.get(conn, one.id) or one)
                notices.take_back(conn, assignment_notices.topic(given))
                for one_of in meant_for(conn, given, cohort):
                    assignment_notices.promise(conn, given, one_of.id, now)
                assignment_reminders.promise(conn, given, cohort, now)
            return assignments.get(conn, given.id) or given, cohort

        given, cohort = await self._database.write(unit)
        name = self._name(speak, given, cohort)
        screen = withdrawal_screens.done_screen(speak, cohort, name, given)
        return Reply(screen, place=Place.SAME)

    async def withdrawn(self, _visitor: Visitor, person: Person, action: ShowWithdrawn) -> Reply:
        """What was withdrawn from a cohort, and what came of it."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[Cohort, list[Given]]:
            cohort = cohort_for(conn, person, Right.SEE_COHORT, action.cohort)
            found = assignments.withdrawn_from(conn, cohort.id)
            return cohort, counted(conn, found, set())

        cohort, found = await self._database.read(unit)
        named = [(one, self._name(speak, one.assignment, cohort)) for one in found]
        screen = withdrawal_screens.withdrawn_screen(speak, cohort, named, action.page)
        return Reply(screen, place=Place.SAME)

    def _name(self, speak: Words, given: Assignment, cohort: Cohort) -> str:
        title = given_title(self._library, speak, given)
        return assigned_name(speak, title, given, cohort.timezone)


def _held(conn: Connection, given: Assignment) -> list[str]:
    """The ids of an assignment, or of all steps of a programme; nobody begins them meanwhile."""
    steps = [one.id for one in steps_of(conn, given)]
    assignments.lock(conn, steps)
    return steps


def _question(conn: Connection, given: Assignment, cohort: Cohort) -> Question:
    steps = [one.id for one in steps_of(conn, given)]
    return Question(
        begun=assignment_tries.begun(conn, steps),
        running=assignment_tries.begun(conn, steps, "running"),
        done=assignment_tries.begun(conn, steps, "ended"),
        told=_told(conn, given, cohort),
    )


def _told(conn: Connection, given: Assignment, cohort: Cohort) -> int:
    """How many have been told of it: those it was for, without those who still wait for it.

    Nor is anyone among them who has no account.
    """
    early = cohorts.joined_by(conn, cohort.id, given.created_at)
    meant = [one.id for one in meant_for(conn, given, cohort) if one.id in early]
    reached = people.with_account(conn, meant)
    return len(reached - assignment_notices.untold(conn, given))


def _to_tell(
    conn: Connection, bot: int, given: Assignment, cohort: Cohort, now: datetime
) -> list[str]:
    """Who would be told that it goes on: nobody who has finished any of it, nor when it is over."""
    if given.due_at <= now:
        return []
    steps = [one.id for one in steps_of(conn, given)]
    tried = {one for own in assignments.results(conn, steps).values() for one in own}
    late = [one.id for one in meant_for(conn, given, cohort) if one.id not in tried]
    writable = people.reachability(conn, bot, late)
    return [one for one in late if writable.get(one)]


def _take_back(
    conn: Connection, given: Assignment, steps: list[str], now: datetime, how: str
) -> bool:
    """Withdraw it, with all that was promised of it; whether it was still given."""
    new = [assignments.withdraw(conn, one, now, how) for one in steps]
    if any(new):
        notices.take_back(conn, assignment_notices.topic(given))
        assignment_reminders.take_back(conn, given)
    return any(new)


def _end(conn: Connection, given: Assignment, steps: list[str], how: str, now: datetime) -> None:
    """What becomes of those who are under way."""
    if how == DRAIN:
        return
    at = notices.turn(conn, now)
    for place, one in enumerate(assignment_tries.in_state(conn, steps, "running")):
        if how == STOP:
            close(conn, one.id, now)
            continue
        attempts.freeze(conn, one.id)
        jobs.cancel_about(conn, time_limits.KIND, one.id)
        notices.promise(
            conn,
            one.person,
            f"{assignment_notices.PAUSED}:{assignment_notices.topic(given)}:{one.person}",
            at,
            {"what": assignment_notices.PAUSED, "assignment": given.id},
            about=assignment_notices.topic(given),
            place=place,
        )
