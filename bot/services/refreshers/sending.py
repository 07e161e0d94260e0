"""Sends prompts that are due: at most once a day to anyone, in their hours, never twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.services.errors import StorageTrouble
from bot.services.library import Library
from bot.services.ports import Clock, Dice, Messenger
from bot.services.preferences.whose import hours_for
from bot.services.refreshers import making, screens
from bot.services.refreshers.deck import deck_of
from bot.services.refreshers.planning import KIND, next_prompt, plan
from bot.services.refreshers.putting import put
from bot.services.screen import Screen
from bot.words import words
from storage import attempts, due, people, prompts
from storage.database import Database
from storage.due import Due
from storage.people import Person

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
BATCH = 150  # in one go, and so in five seconds: Telegram takes some thirty a second
BUSY = timedelta(minutes=30)  # until somebody in the middle of a case is looked at again
UNDER_WAY = timedelta(hours=24)  # how long a case that was left keeps prompts waiting
AGAIN = timedelta(minutes=10)  # until what did not arrive is tried again
SWEEP = 500  # people without a promise that are looked at in one go


@dataclass(frozen=True, slots=True)
class Sent:
    """A prompt that is on its way."""

    chat: int
    screen: Screen
    person: str
    prompt: str | None  # None: the question whether to go on
    before: datetime | None  # when this person was told something before


class Refreshers:
    """Sends what is due, and writes down what did not arrive."""

    def __init__(
        self,
        bot: int,
        database: Database,
        library: Library,
        messenger: Messenger,
        clock: Clock,
        dice: Dice,
    ) -> None:
        self._bot = bot
        self._database = database
        self._library = library
        self._messenger = messenger
        self._clock = clock
        self._dice = dice
        self._came: list[tuple[Sent, bool, bool]] = []

    async def send(self) -> int:
        """Note what arrived, and send what is due; returns to how many people."""
        await self.flush()
        now = self._clock.now()
        batch = await self._database.write(lambda conn: due.claim(conn, now, LEASE, BATCH, (KIND,)))
        for late in batch.expired:  # never sent stale: planned anew
            await self._plan(late.promise.person, now)
        sent = 0
        for one in batch.due:
            found = await self._one(partial(self._unit, promised=one, now=now))
            if found is not None:
                self._messenger.show(found.chat, found.screen, partial(self._settled, found))
                sent += 1
        return sent

    async def sweep(self) -> int:
        """Plan for those who know something and have no promise; returns for how many.

        Every act that changes a plan makes it anew; this mends what a crash or an older release
        left without one.
        """
        now = self._clock.now()
        left = await self._database.read(lambda conn: prompts.unplanned(conn, KIND, SWEEP))
        for person in left:
            await self._plan(person, now)
        return len(left)

    async def flush(self) -> None:
        """Write down which prompts arrived; on trouble it is written down the next time."""
        now = self._clock.now()
        while self._came:
            sent, arrived, ended = one = self._came.pop(0)
            unit = partial(self._settle, sent=sent, now=now, arrived=arrived, ended=ended)
            try:
                await self._database.write(unit)
            except BaseException:
                self._came.insert(0, one)
                raise

    async def _plan(self, person: str, now: datetime) -> None:
        def unit(conn: Connection) -> None:
            """Whoever blocked the bot has no promise until they are back."""
            people.held(conn, person)
            found = people.get(conn, person)
            if found is not None and people.chat(conn, self._bot, person) is not None:
                plan(conn, found, deck_of(conn, self._library.scenarios, person), now)

        await self._one(unit)

    async def _one(self, unit: Callable[[Connection], Sent | None]) -> Sent | None:
        """Do what is due for one person; what cannot be done for one holds up nobody else."""
        try:
            return await self._database.write(unit)
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001  told, and its lease runs out
            log.warning("a refresher cannot be sent", error=type(error).__name__)
            return None

    def _unit(self, conn: Connection, promised: Due, now: datetime) -> Sent | None:
        """What to send someone now. That it is being sent is committed before it is."""
        whom = promised.promise.person
        people.held(conn, whom)
        person, chat = people.get(conn, whom), people.chat(conn, self._bot, whom)
        if not due.done(conn, promised) or person is None or chat is None:
            return None  # who blocked the bot is planned for when they are back
        if self._is_busy(conn, person, now):
            waiting = due.Promise(
                whom, KIND, whom, now + BUSY, not_after=promised.promise.not_after
            )
            due.promise(conn, waiting)
            return None
        deck = deck_of(conn, self._library.scenarios, whom)
        moment = next_prompt(conn, person, deck, now)
        if moment is None or moment > now:
            plan(conn, person, deck, now)
            return None
        return self._made(conn, person, chat, now)

    def _made(self, conn: Connection, person: Person, chat: int, now: datetime) -> Sent | None:
        """A prompt, or the question whether to go on; and the promise of the next one."""
        speak = words(person.language)
        if making.note_silence(conn, person):
            people.change(conn, person.id, told_at=now)
            prompts.leave_open(conn, person.id, now)
            return Sent(chat, screens.go_on_screen(speak), person.id, None, person.told_at)
        deck = deck_of(conn, self._library.scenarios, person.id)
        deck = making.forgive(conn, person, deck, now)
        slot = hours_for(conn, person).slot(now)
        made = making.make(
            conn, person, deck, now, slot[0] if slot else "", self._dice.id(), self._dice.seed()
        )
        if made is not None:
            people.change(conn, person.id, told_at=now)
        told = people.get(conn, person.id)
        plan(conn, told or person, deck, now)
        if made is None:
            return None
        screen = put(conn, self._library.scenarios, person, made, now)
        return Sent(chat, screen, person.id, made.id, person.told_at)

    def _is_busy(self, conn: Connection, person: Person, now: datetime) -> bool:
        """Whether they are in the middle of a case."""
        running = attempts.running(conn, person.id)
        return any(now - one.moved_at < UNDER_WAY for one in running)

    def _settled(self, sent: Sent, message: int | None, ended: bool) -> None:
        self._came.append((sent, message is not None, ended))

    def _settle(
        self, conn: Connection, sent: Sent, now: datetime, *, arrived: bool, ended: bool
    ) -> None:
        """What did not arrive counts for nobody: it is taken back, and comes again."""
        if arrived or (ended and sent.prompt is None):
            return
        people.held(conn, sent.person)
        person = people.get(conn, sent.person)
        if person is None:
            return
        if sent.prompt is not None:
            prompts.unsend(conn, sent.prompt)
        people.change(conn, sent.person, told_at=sent.before)
        if not ended:
            due.withdraw(conn, KIND, sent.person)
            again = due.Promise(sent.person, KIND, sent.person, now + AGAIN, not_after=now + BUSY)
            due.promise(conn, again)
