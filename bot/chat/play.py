"""Playing: begin, take, go on, look again, pause.

Every act is one writing unit: who taps, which turn, and whether the choice is offered are checked
where the row is held, and what came of it is committed before anyone hears of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE, StorageTrouble
from bot.app.library import Library
from bot.app.playing import attempt_end, attempt_expiry, steps
from bot.app.playing.attempt_start import Begins, Purpose
from bot.app.playing.display_receipts import Shown
from bot.app.playing.modes import PRACTICE
from bot.app.playing.shown_turn import Shows
from bot.app.playing.steps import Marked, Missing, Moved, Stands, Taken, Unloaded
from bot.app.playing.time_limits import TimeLimits
from bot.app.ports import Clock, Dice
from bot.chat import common_screens
from bot.chat.attempt_drawing import UNKNOWN, Beside, Drawing
from bot.chat.closed_attempt_screens import withdrawn_screen
from bot.chat.date_phrases import day_of
from bot.chat.debrief.debrief_picture import picture_after
from bot.chat.kit.actions import Action, Change, Confirm, Continue, Deed, Finish, Mark, Resume, Take
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.locale import words
from scenarios.engine import Why
from storage.db.database import Database
from storage.intake import telegram_updates
from storage.outbox import undelivered
from storage.outbox.undelivered import UndeliveredQuery
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts
from storage.playing.attempts import Attempt

log = structlog.get_logger()

# A second tap on a button within this time is a double tap: the screen it asked for is on its way.
DOUBLE_TAP = timedelta(seconds=5)


class Play:
    """What a learner does with scenarios."""

    def __init__(
        self,
        database: Database,
        library: Library,
        limits: TimeLimits,
        shown: Shown,
        clock: Clock,
        dice: Dice,
    ) -> None:
        self._database = database
        self._limits = limits
        self._shown = shown
        self._library = library
        self._clock = clock
        self._begins = Begins(database, library, clock, dice)
        self._drawing = Drawing(database, library, clock)
        self._missed: set[tuple[str, int]] = set()

    def counter(self) -> Counter:
        """What is served here."""

        async def resume(visitor: Visitor, action: Resume) -> Reply:
            return await self.resume(visitor, action.attempt)

        async def where(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            found = await self.where(person)
            return found or Reply(common_screens.nothing_to_resume_screen(words(person.language)))

        deeds: tuple[type[Action], ...] = (Take, Mark, Finish, Confirm, Change, Continue)
        return Counter(
            commands={"resume": where, "pause": self.pause},
            # A deed is nearly all there is, and needs no person: its attempt is held by account.
            open_taps={**dict.fromkeys(deeds, self.take), Resume: resume},
        )

    async def take(self, visitor: Visitor, action: Deed) -> Reply:
        """Do what a button asks for; it counts once, however often it is tapped."""
        try:
            taken = await self._taken(visitor, action)
        except UNPLAYABLE as error:
            return Reply(_unplayable(action.attempt, visitor.language, error), freeze=True)
        match taken:
            case Moved(attempt, timed):
                screen = await self.drawn(attempt, Beside((), timed))  # nothing is marked yet
                played = self._library.loaded(attempt.edition)
                return Reply(screen, freeze=True, then=picture_after(attempt, played), aside=True)
            case Marked(attempt, draft, confirming, timed):
                screen = await self.drawn(attempt, Beside(draft, timed, confirming))
                return Reply(screen, place=Place.SAME)
            case Stands(attempt, why):
                return await self._again(attempt, why)
            case Missing():
                return Reply(common_screens.gone_screen(words(visitor.language)), freeze=True)

    async def begin(
        self,
        person: Person,
        scenario_id: str,
        *,
        mode: str = PRACTICE,
        assignment: str | None = None,
    ) -> Reply:
        """Begin a scenario; where it is under way for the same purpose, show where that stands.

        Args:
            person: Who; whether they may is checked by the caller.
            scenario_id: What.
            mode: How it is played.
            assignment: The assignment it is played for.
        """
        purpose = Purpose(mode, assignment)
        attempt = await self._begins.attempt(person, scenario_id, purpose)
        if attempt is None:
            return Reply(withdrawn_screen(words(person.language)), freeze=True)
        return Reply(await self.drawn(await self._told(attempt)), freeze=True)

    async def resume(self, visitor: Visitor, attempt_id: str) -> Reply:
        """Show where an attempt stands."""
        attempt = await self._database.write(
            lambda conn: attempts.get_own_for_update(
                conn, attempt_id, visitor.bot, visitor.telegram_id
            )
        )
        if attempt is None:
            return Reply(common_screens.gone_screen(words(visitor.language)), freeze=True)
        return Reply(await self.drawn(await self._told(attempt)), freeze=True)

    async def where(self, person: Person) -> Reply | None:
        """Where the attempt under way stands, if there is one."""
        running = await self.running(person)
        return Reply(await self.drawn(running[0])) if running else None

    async def pause(self, _visitor: Visitor, person: Person, _rest: str = "") -> Reply:
        """Let the attempt rest. Nothing is lost and nothing counts against it."""
        await self._shown.flush()  # a time limit that is about to begin must be there to be stopped
        speak, running = words(person.language), await self.running(person)
        if not running:
            return Reply(common_screens.nothing_to_pause_screen(speak))
        resting = [one.id for one in running]
        self._shown.rest(resting)
        await self._limits.rest(resting)
        last = running[0]
        try:
            scenario = await self._library.load(last.edition)
        except UNPLAYABLE as error:
            return Reply(_unplayable(last.id, person.language, error))
        until = day_of(speak, attempt_expiry.until(last), person.timezone)
        return Reply(common_screens.paused_screen(speak, scenario, last.id, until))

    async def running(self, person: Person) -> list[Attempt]:
        """The attempts under way, the one that moved last first."""
        return await self._database.read(lambda conn: attempts.running(conn, person.id))

    async def went_on(self, person: Person) -> bool:
        """Whether someone did something in a case since they were asked to type."""
        if person.awaits_after is None:
            return False
        return (
            await self._database.read(lambda conn: people.done(conn, person.id))
            > person.awaits_after
        )

    async def owed(
        self, owing: Callable[[Connection], UndeliveredQuery]
    ) -> list[tuple[int, Screen]]:
        """Take the screens that were committed and never shown: chat and screen of each.

        Args:
            owing: Says, in a unit, which.
        """
        if not await self._database.read(lambda conn: undelivered.find(conn, owing(conn))):
            return []  # as nearly always, and nothing is written
        found = await self._database.write(lambda conn: undelivered.claim(conn, owing(conn)))
        screens_owed: list[tuple[int, Screen]] = []
        for one in found:
            try:
                screens_owed.append((one.telegram_id, await self._drawing.screen(one.attempt)))
            except StorageTrouble:  # it is not the attempt's
                raise
            except Exception as error:  # noqa: BLE001 - one must not hold up the others
                _unplayable(one.attempt.id, one.attempt.language, error)
        return screens_owed

    async def is_owed(self, shows: Shows) -> bool:
        """Whether a screen is still to be shown: nobody has seen it meanwhile, or gone on."""
        turn, shown = await self._turns(shows)
        return turn == shows.turn > shown

    async def stands(self, shows: Shows) -> bool:
        """Whether a screen still shows where its attempt stands."""
        turn, _ = await self._turns(shows)
        return turn == shows.turn

    async def _turns(self, shows: Shows) -> tuple[int, int]:
        try:
            return await self._database.read(lambda conn: undelivered.turns(conn, shows.attempt))
        except StorageTrouble:  # a screen that comes twice is better than none
            return shows.turn, attempts.NEVER_SHOWN

    def missed(self, attempt: str, turn: int) -> None:
        """A screen did not arrive, and this process does not try it again."""
        self._missed.add((attempt, turn))

    async def put_down(self) -> None:
        """Write down what did not arrive, so that it is owed at once."""
        missed, self._missed = self._missed, set()
        if not missed:
            return
        try:
            await self._database.write(lambda conn: undelivered.release(conn, missed))
        except BaseException:
            self._missed |= missed
            raise

    async def _taken(self, visitor: Visitor, action: Deed) -> Taken:
        now, next_screen = self._clock.now(), (action.attempt, action.turn + 1)
        while True:
            try:
                taken = await self._database.write(
                    lambda conn: self._unit(conn, visitor, action, now)
                )
            except StorageTrouble:
                # Where only the answer of the database was lost, nobody shows what came of it: the
                # update comes again, and has been seen.
                self.missed(*next_screen)
                raise
            if isinstance(taken, Moved):
                self._missed.discard(next_screen)
            if not isinstance(taken, Unloaded):
                return taken
            await self._library.load(taken.edition)

    def _unit(
        self, conn: Connection, visitor: Visitor, action: Deed, now: datetime
    ) -> Taken | Unloaded:
        attempt = attempts.get_own_for_update(
            conn, action.attempt, visitor.bot, visitor.telegram_id
        )
        if attempt is None:
            return Missing()
        edition = self._library.correction(attempt.edition) or attempt.edition
        scenario = self._library.loaded(edition)
        if scenario is None:
            return Unloaded(edition)
        if not telegram_updates.mark_seen(conn, visitor.bot, visitor.update, now):
            return steps.again(conn, attempt, action)
        if edition != attempt.edition:
            attempt = steps.correct(conn, attempt, edition, now)
        taken = steps.do(conn, scenario, attempt, action, now)
        if isinstance(taken, Moved):
            attempt_end.follow(conn, self._library, scenario, taken.attempt, now)
        return taken

    async def _again(self, attempt: Attempt, why: Why | None) -> Reply:
        """The answer to a tap that changed nothing: where the attempt stands.

        A double tap gets no second copy of a screen that is on its way.
        """
        attempt = await self._told(attempt)
        speak = words(attempt.language)
        if why is None:  # its screen is on its way, or owed and shown by the loop
            return Reply(None)
        toast = speak.say("This step is done already.")
        if why is Why.NOT_OFFERED:
            toast = speak.say("This cannot be chosen here.")
        if why is Why.OVER and attempt.state in ("abandoned", "frozen"):
            return Reply(await self.drawn(attempt), freeze=True)
        if why is Why.OVER:
            toast = speak.say("This case is over.")
        freeze = why is not Why.NOT_OFFERED  # a forged choice may come from the present screen
        if self._clock.now() - attempt.moved_at < DOUBLE_TAP:
            return Reply(None, toast, freeze=freeze)
        return Reply(await self.drawn(attempt), toast, freeze=freeze)

    async def _told(self, attempt: Attempt) -> Attempt:
        """The attempt as it is told now: what is over keeps the language in which it ended."""
        if attempt.state == "running":
            return attempt
        person = await self._database.read(lambda conn: people.get(conn, attempt.person))
        return replace(attempt, language=person.language) if person else attempt

    async def drawn(self, attempt: Attempt, beside: Beside = UNKNOWN) -> Screen:
        """The screen of an attempt; where it cannot be drawn, a sentence that says so.

        Args:
            attempt: Whose.
            beside: What of its screen is known besides.
        """
        self._shown.wake(attempt.id)
        try:
            return await self._drawing.screen(attempt, beside)
        except UNPLAYABLE as error:
            return _unplayable(attempt.id, attempt.language, error)


def _unplayable(attempt_id: str, language: str, error: Exception) -> Screen:
    """An attempt cannot go on: the log hears why, the learner that it is gone."""
    log.error("an attempt cannot be played", attempt=attempt_id, error=type(error).__name__)
    return common_screens.gone_screen(words(language))
