"""Sends prompts that are due: at most once a day to anyone, in their hours, never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

import structlog
from sqlalchemy import Connection

from bot.app import notices
from bot.app.errors import StorageTrouble
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.app.preferences.contact_hours import Hours
from bot.app.preferences.person_hours import hours_for
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import Deck, deck_of
from bot.app.refreshers.prompt_schedule import KIND, next_prompt, plan
from bot.chat.kit.screen import Screen
from bot.chat.learner.refreshers.actions import AnswerItem
from bot.chat.learner.refreshers.current_prompt import put
from bot.chat.learner.refreshers.refresher_screens import discreet_screen
from bot.locale import words
from bot.outbox.bulk_sender import BulkSender
from bot.outbox.delivery import raise_first
from bot.outbox.messenger import Came, Messenger
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts
from storage.refreshers import prompts
from storage.refreshers.prompts import OPEN, Prompt, RefresherPreferences

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
AHEAD = 90  # prompts that are on their way at most: Telegram takes some thirty a second
TOGETHER = 10  # prompts that are made in one commit: a tap may have to wait for so many
BUSY = timedelta(minutes=30)  # until somebody in the middle of a case is looked at again
UNDER_WAY = timedelta(hours=24)  # how long a case that was left keeps prompts waiting
AGAIN = timedelta(minutes=10)  # until what may have arrived is tried again
STALE = timedelta(hours=12)  # after which what never arrived is not sent any more
FURTHEST = timedelta(days=200)  # a promise for later was made by a clock that ran ahead
SWEEP = 500  # people without a promise that are looked at in one go


@dataclass(frozen=True, slots=True)
class Sent:
    """A prompt that is on its way."""

    chat: int
    screen: Screen
    prompt: Prompt
    before: datetime | None  # when this person was told something before


@dataclass(frozen=True, slots=True)
class _Whom:
    """Somebody to whom something is due, with what a unit knows of them."""

    person: Person
    chat: int
    deck: Deck
    rhythm: RefresherPreferences
    hours: Hours


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
        self._clock = clock
        self._dice = dice
        self._sender = BulkSender(database, self._settle, AHEAD, messenger)
        self._swept = ""

    async def send(self) -> int:
        """Note what arrived, and send what is due; returns to how many people."""
        await self.flush()
        now = self._clock.now()
        batch, left = await self._database.write(partial(self._claim, now=now))
        # What expired is never sent stale, but planned anew.
        await self._plan([late.job.person for late in batch.expired], now)
        units = (partial(self._unit, promised=one, now=now) for one in batch.due)
        try:
            sent = await self._each(units)
        except BaseException:
            self._sender.leave(batch.due)  # what was done of it is promised no more
            raise
        # After those, since whoever gets a new prompt does not get the old one again.
        again = (partial(self._again, prompt=one, now=now) for one in left)
        sent += await self._each(again)
        return sent

    def _claim(self, conn: Connection, now: datetime) -> tuple[jobs.Batch, list[Prompt]]:
        """What is due, claimed, and what was made and has not arrived in all this time."""
        room = self._sender.room
        if not room:
            return jobs.Batch((), ()), []
        batch = jobs.claim(conn, now, LEASE, room, (KIND,))
        most = max(0, room - len(batch.due))
        return batch, prompts.undelivered(conn, now - LEASE, most)

    async def sweep(self) -> int:
        """Plan for those who know something and have no promise; returns for how many.

        Every act that changes a plan makes it anew; this mends what a crash, a clock that ran ahead
        or an older release left without one. It goes round: each time on from where it ended.
        """
        now, after = self._clock.now(), self._swept
        until = now + FURTHEST
        left = await self._database.read(
            lambda conn: prompts.people_without_job(conn, KIND, until, after, SWEEP)
        )
        await self._plan(left, now)
        self._swept = left[-1] if len(left) == SWEEP else ""
        return len(left)

    async def flush(self) -> None:
        """Write down which prompts arrived; on trouble it is written down the next time."""
        await self._sender.flush()

    async def _plan(self, whom: Iterable[str], now: datetime) -> None:
        units = (partial(self._planned, person=one, now=now) for one in whom)
        raise_first(await asyncio.gather(*map(self._one, units), return_exceptions=True))

    def _planned(self, conn: Connection, person: str, now: datetime) -> None:
        """Whoever blocked the bot has no promise until they are back."""
        people.lock(conn, person)
        found = people.get(conn, person)
        if found is not None and people.chat(conn, self._bot, person) is not None:
            plan(conn, found, deck_of(conn, self._library.known, person), now)

    async def _each(self, units: Iterable[Callable[[Connection], Sent | None]]) -> int:
        """Do units, each for another person, and send what they made.

        Some are done side by side and committed together, each whole or not at all as ever. What
        one made is sent even where the database failed another.
        """
        waiting, sent = iter(units), 0
        while some := list(islice(waiting, TOGETHER)):
            outcomes = await asyncio.gather(*map(self._one, some), return_exceptions=True)
            for one in outcomes:
                if isinstance(one, Sent):
                    self._sender.show(one, one.chat, one.screen)
                    sent += 1
            raise_first(outcomes)
        return sent

    async def _one(self, unit: Callable[[Connection], Sent | None]) -> Sent | None:
        """Do what is due for one person; what cannot be done for one holds up nobody else."""
        try:
            return await self._database.write(unit)
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001  told, and its lease runs out
            log.warning("a refresher cannot be sent", error=type(error).__name__)
            return None

    def _unit(self, conn: Connection, promised: ClaimedJob, now: datetime) -> Sent | None:
        """What to send someone now. That it is being sent is committed before it is."""
        whom = promised.job.person
        people.lock(conn, whom)
        person, chat = people.get(conn, whom), people.chat(conn, self._bot, whom)
        if chat is None and people.is_reachable(conn, whom):
            jobs.reschedule(conn, promised, now + BUSY)  # theirs is another bot
            return None
        if not jobs.complete(conn, promised) or person is None or chat is None:
            return None  # who blocked the bot is planned for when they are back
        if attempts.moved_since(conn, whom, now - UNDER_WAY):  # they are in the middle of a case
            self._promise(conn, whom, now + BUSY, promised.job.not_after)
            return None
        deck, rhythm = deck_of(conn, self._library.known, whom), prompts.preferences(conn, whom)
        hours = hours_for(conn, person, rhythm)
        moment = next_prompt(conn, person, deck, rhythm, hours, now)
        if moment is None or moment > now:
            plan(conn, person, deck, now, hours)
            return None
        return self._made(conn, _Whom(person, chat, deck, rhythm, hours), now)

    def _made(self, conn: Connection, whom: _Whom, now: datetime) -> Sent | None:
        """A prompt, or the question whether to go on; and the promise of the next one."""
        new_id = self._dice.id()
        person, deck, slot = whom.person, whom.deck, whom.hours.slot(now)
        name = slot[0] if slot else ""
        if prompt_lifecycle.note_silence(conn, deck.last, whom.rhythm):
            made: Prompt | None = prompt_lifecycle.ask_to_go_on(conn, person, now, name, new_id)
        else:
            deck = prompt_lifecycle.forgive(conn, deck, now)
            made = prompt_lifecycle.make(conn, person, deck, now, name, new_id, self._dice.seed())
        if made is None:  # nothing can be asked of what is due: looked at again tomorrow
            plan(conn, person, deck, now + notices.DAY, whom.hours)
            return None
        people.note_contact(conn, person.id, now)
        plan(conn, replace(person, told_at=now), deck.after([made]), now, whom.hours)
        return Sent(whom.chat, self._put(conn, person, made, now), made, person.told_at)

    def _again(self, conn: Connection, prompt: Prompt, now: datetime) -> Sent | None:
        """A prompt once more that was made and never seen to arrive, as after a crash.

        It has its turn, so a second copy counts nothing. What is stale by now, or past its hours,
        is taken back.
        """
        people.lock(conn, prompt.person)
        kept = prompts.get_for_update(conn, prompt.id, prompt.person)
        person, chat = people.get(conn, prompt.person), people.chat(conn, self._bot, prompt.person)
        if kept is None or kept.shown_at is not None or kept.state != OPEN or person is None:
            return None
        late = now - kept.made_at > STALE or hours_for(conn, person).slot(now) is None
        if chat is None and not late and people.is_reachable(conn, prompt.person):
            return None  # theirs is another bot
        if chat is None or late:
            prompt_lifecycle.take_back(conn, kept)
            plan(conn, person, deck_of(conn, self._library.known, person.id), now)
            return None
        return Sent(chat, self._put(conn, person, kept, now), kept, person.told_at)

    def _put(self, conn: Connection, person: Person, prompt: Prompt, now: datetime) -> Screen:
        """A prompt as it comes unasked: by itself, or discreetly behind a button."""
        screen = put(conn, self._library.known, person, prompt, now)
        asks = any(isinstance(one.action, AnswerItem) for one in screen.buttons)
        return (
            discreet_screen(words(person.language), prompt) if person.discreet and asks else screen
        )

    def _promise(
        self, conn: Connection, person: str, moment: datetime, not_after: datetime | None
    ) -> None:
        jobs.cancel(conn, KIND, person)
        jobs.schedule(conn, jobs.ScheduledJob(person, KIND, person, moment, not_after=not_after))

    def _settle(self, conn: Connection, sent: Sent, came: Came) -> None:
        """What did not arrive counts for nobody: it is taken back, and comes again."""
        person, now = sent.prompt.person, self._clock.now()
        people.lock(conn, person)
        if came.arrived:
            prompts.note_shown(conn, sent.prompt.id, now)
            return
        if not prompt_lifecycle.take_back(conn, sent.prompt):  # answered meanwhile, so it was there
            return
        people.note_contact(conn, person, sent.before)
        if not came.ended:
            again = now + (AGAIN if came.unsent is None else came.unsent)
            self._promise(conn, person, again, again + BUSY)
