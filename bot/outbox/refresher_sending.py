"""Sends due refreshers: at most one prompt a day to anyone, in their own hours, never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

import structlog
from sqlalchemy import Connection

from bot.app import conversation, notices
from bot.app.errors import StorageTrouble
from bot.app.preferences.contact_hours import Hours, hours_for
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import Deck, deck_of
from bot.app.refreshers.prompt_schedule import KIND, next_prompt, plan
from bot.app.refreshers.prompt_view import view
from bot.application import App
from bot.chat.kit.ask import letters
from bot.chat.kit.plain_screen import plain_screen
from bot.chat.kit.screen import Screen
from bot.chat.learner.refresher_prompts import answers_of, discreet_screen, prompt_screen
from bot.locale import words
from bot.outbox.delivery import Delivery, Messenger, SendOutcome, raise_first
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob, ScheduledJob
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts
from storage.refreshers import prompts
from storage.refreshers.prompts import OPEN, Prompt, RefresherPreferences

log = structlog.get_logger()

LEASE = timedelta(minutes=10)
AHEAD = 90
"""The maximum number of prompts in flight; Telegram accepts about 30 a second."""
TOGETHER = 10
"""The number of prompts made in one transaction; a tap may have to wait for it."""
BUSY = timedelta(minutes=30)
"""The delay until somebody in the middle of a case is checked again."""
UNDER_WAY = timedelta(hours=24)
"""The time for which an unfinished case delays prompts."""
RETRY_AFTER = timedelta(minutes=10)
"""The delay until a prompt that may have arrived is retried."""
STALE = timedelta(hours=12)
"""Age after which an undelivered prompt is not sent any more."""
FURTHEST = timedelta(days=200)
"""A job further ahead was scheduled by a clock that ran ahead."""
SWEEP = 500
"""The number of people without a scheduled job that are checked in one run."""


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """A prompt that is on its way."""

    chat: int
    screen: Screen
    prompt: Prompt
    last_message_at: datetime | None
    """When this person had a message before."""


@dataclass(frozen=True, slots=True)
class _Recipient:
    person: Person
    chat: int
    deck: Deck
    preferences: RefresherPreferences
    hours: Hours


class RefresherSender:
    """Claims due refreshers, makes their prompts, and hands them to the messenger."""

    def __init__(self, bot: int, app: App, messenger: Messenger) -> None:
        self._bot = bot
        self._database = app.database
        self._library = app.library
        self._clock = app.clock
        self._dice = app.dice
        self._delivery = Delivery(app.database, messenger, self._settle, AHEAD)
        self._swept = ""

    async def send(self) -> int:
        """Send what is due; returns to how many people."""
        await self.flush()
        now = self._clock.now()
        batch, undelivered = await self._database.write(partial(self._claim, now=now))
        # Expired prompts are never sent late, but scheduled again.
        await self._plan_all([expired.job.person for expired in batch.expired], now)
        try:
            sent = await self._send_all(
                partial(self._prepare, claimed=claimed, now=now) for claimed in batch.due
            )
        except BaseException:
            self._delivery.put_back(batch.due)  # a job that was completed is not rescheduled
            raise
        # After those, since whoever gets a new prompt does not get the old one again.
        sent += await self._send_all(
            partial(self._resend, prompt=prompt, now=now) for prompt in undelivered
        )
        return sent

    async def sweep(self) -> int:
        """Schedule prompts for people who have items and no job; returns for how many.

        Every act that changes a schedule makes it anew; this mends what a crash, a clock that ran
        ahead or an older release left without one. Each run resumes where the last one ended.
        """
        now, after = self._clock.now(), self._swept
        until = now + FURTHEST
        found = await self._database.read(
            lambda conn: prompts.people_without_job(conn, KIND, until, after, SWEEP)
        )
        await self._plan_all(found, now)
        self._swept = found[-1] if len(found) == SWEEP else ""
        return len(found)

    async def flush(self) -> None:
        """Record which prompts arrived; after a database error the next call records them."""
        await self._delivery.flush()

    def _claim(self, conn: Connection, now: datetime) -> tuple[jobs.Batch, list[Prompt]]:
        """Due jobs, claimed, and prompts that have not arrived within a lease."""
        room = self._delivery.room
        if not room:
            return jobs.Batch((), ()), []
        batch = jobs.claim(conn, now, LEASE, room, (KIND,))
        return batch, prompts.undelivered(conn, now - LEASE, max(0, room - len(batch.due)))

    async def _plan_all(self, people_ids: Iterable[str], now: datetime) -> None:
        transactions = (partial(self._plan, person_id=each, now=now) for each in people_ids)
        raise_first(await asyncio.gather(*map(self._run, transactions), return_exceptions=True))

    def _plan(self, conn: Connection, person_id: str, now: datetime) -> None:
        """Schedule a person's next prompt, unless they blocked the bot."""
        people.lock(conn, person_id)
        person = people.get(conn, person_id)
        if person is not None and people.chat(conn, self._bot, person_id) is not None:
            plan(conn, person, deck_of(conn, self._library.known, person_id), now)

    async def _send_all(
        self, transactions: Iterable[Callable[[Connection], PromptMessage | None]]
    ) -> int:
        """Run transactions, each for another person, and send the prompts that they make.

        Some run side by side and are committed together, each whole or not at all. A prompt is
        sent even where the database failed another.
        """
        waiting, sent = iter(transactions), 0
        while some := list(islice(waiting, TOGETHER)):
            results = await asyncio.gather(*map(self._run, some), return_exceptions=True)
            for message in results:
                if isinstance(message, PromptMessage):
                    self._delivery.send(message, message.chat, message.screen)
                    sent += 1
            raise_first(results)
        return sent

    async def _run(
        self, transaction: Callable[[Connection], PromptMessage | None]
    ) -> PromptMessage | None:
        """Run one person's transaction; a failure holds up no one else."""
        try:
            return await self._database.write(transaction)
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001  logged, and its lease runs out
            log.warning("refresher failed", error=type(error).__name__)
            return None

    def _prepare(
        self, conn: Connection, claimed: ClaimedJob, now: datetime
    ) -> PromptMessage | None:
        """The prompt to send someone now. That it is made is committed before it is sent."""
        person_id = claimed.job.person
        people.lock(conn, person_id)
        person, chat = people.get(conn, person_id), people.chat(conn, self._bot, person_id)
        if chat is None and people.is_reachable(conn, person_id):
            jobs.reschedule(conn, claimed, now + BUSY)  # their account is with another bot
            return None
        if not jobs.complete(conn, claimed) or person is None or chat is None:
            return None  # people who blocked the bot are planned for once they are back
        if attempts.moved_since(conn, person_id, now - UNDER_WAY):  # in the middle of a case
            self._reschedule(conn, person_id, now + BUSY, claimed.job.not_after)
            return None
        deck = deck_of(conn, self._library.known, person_id)
        preferences = prompts.preferences(conn, person_id)
        hours = hours_for(conn, person, preferences)
        moment = next_prompt(conn, person, deck, preferences, hours, now)
        if moment is None or moment > now:
            plan(conn, person, deck, now, hours)
            return None
        return self._make(conn, _Recipient(person, chat, deck, preferences, hours), now)

    def _make(self, conn: Connection, recipient: _Recipient, now: datetime) -> PromptMessage | None:
        """A prompt, or the question whether to go on; and the job of the next one."""
        person, deck, hours = recipient.person, recipient.deck, recipient.hours
        new_id, slot = self._dice.id(), hours.slot(now)
        name = slot[0] if slot else ""
        if prompt_lifecycle.note_silence(conn, deck.last, recipient.preferences):
            made: Prompt | None = prompt_lifecycle.ask_to_go_on(conn, person, now, name, new_id)
        else:
            deck = prompt_lifecycle.forgive(conn, deck, now)
            made = prompt_lifecycle.make(conn, person, deck, now, name, new_id, self._dice.seed())
        if made is None:  # no due item can be asked: checked again tomorrow
            plan(conn, person, deck, now + notices.DAY, hours)
            return None
        people.note_contact(conn, person.id, now)
        plan(conn, replace(person, told_at=now), deck.after([made]), now, hours)
        screen = self._screen(conn, person, made, now)
        return PromptMessage(recipient.chat, screen, made, person.told_at)

    def _resend(self, conn: Connection, prompt: Prompt, now: datetime) -> PromptMessage | None:
        """A prompt once more that was made and never known to arrive, as after a crash.

        It has its turn, so a second copy counts nothing. A stale prompt, or one past their hours,
        is withdrawn.
        """
        people.lock(conn, prompt.person)
        kept = prompts.get_for_update(conn, prompt.id, prompt.person)
        person, chat = people.get(conn, prompt.person), people.chat(conn, self._bot, prompt.person)
        if kept is None or kept.shown_at is not None or kept.state != OPEN or person is None:
            return None
        is_late = now - kept.made_at > STALE or hours_for(conn, person).slot(now) is None
        if chat is None and not is_late and people.is_reachable(conn, prompt.person):
            return None  # their account is with another bot
        if chat is None or is_late:
            prompt_lifecycle.take_back(conn, kept)
            plan(conn, person, deck_of(conn, self._library.known, person.id), now)
            return None
        return PromptMessage(chat, self._screen(conn, person, kept, now), kept, person.told_at)

    def _screen(self, conn: Connection, person: Person, prompt: Prompt, now: datetime) -> Screen:
        """A prompt as it comes unasked: by itself, or discreetly behind a button."""
        shown = view(conn, self._library.known, person, prompt, now)
        if person.discreet and shown.asked is not None:
            return discreet_screen(words(person.language), prompt)
        speak = words(person.language)
        if shown.asked is not None and not conversation.asks_something(person):
            calls = answers_of(shown.prompt, shown.asked)
            conversation.expect(conn, person.id, letters(calls))
        asked = prompt_screen(speak, person, shown, now)
        return plain_screen(speak, asked) if person.plain_screens else asked

    def _reschedule(
        self, conn: Connection, person_id: str, moment: datetime, not_after: datetime | None
    ) -> None:
        jobs.cancel(conn, KIND, person_id)
        jobs.schedule(conn, ScheduledJob(person_id, KIND, person_id, moment, not_after=not_after))

    def _settle(self, conn: Connection, sent: PromptMessage, outcome: SendOutcome) -> None:
        """Withdraw a prompt that did not arrive; it comes again."""
        person_id, now = sent.prompt.person, self._clock.now()
        people.lock(conn, person_id)
        if outcome.delivered:
            prompts.note_shown(conn, sent.prompt.id, now)
            return
        if not prompt_lifecycle.take_back(conn, sent.prompt):  # answered since, so it had arrived
            return
        people.note_contact(conn, person_id, sent.last_message_at)
        if not outcome.final:
            again = now + (RETRY_AFTER if outcome.retry_after is None else outcome.retry_after)
            self._reschedule(conn, person_id, again, again + BUSY)
