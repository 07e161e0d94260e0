"""Sends queued notices: at most one message a day to anyone, in their own hours, never twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.app.errors import StorageTrouble
from bot.app.notices import ANSWERS, DAY, FAREWELL, FIRST, KIND, PLACE, URGENT, delay, earliest
from bot.app.preferences.contact_hours import Hours, hours_for
from bot.application import App
from bot.chat.kit.notices import NoticeContext, NoticeText, Write
from bot.chat.kit.plain_screen import plain_screen
from bot.chat.kit.screen import Button, Screen, screen
from bot.lines import Line, LineRole, text, title
from bot.locale import Words, words
from bot.outbox.delivery import Delivery, Messenger, SendOutcome
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob
from storage.people import people, sign_outs
from storage.people.people import Person

log = structlog.get_logger()

RETRY_AFTER = timedelta(minutes=10)
"""Until what may have arrived is tried again; each time longer."""
LONGEST_RETRY = 36
"""Times `RETRY_AFTER` at most."""
LEASE = timedelta(minutes=10)
"""Longer than the sender tries, so that nothing is claimed again while it is on its way."""
AHEAD = 90
"""Messages on their way at most: enough that Telegram, which takes some thirty a second, never
waits for the next run; few enough that what comes next is not far behind."""
BATCH = 1000
"""Further notices claimed for the same people."""
WRITTEN_OUT = 5
"""Notices written out in one message; the others are counted."""


@dataclass(frozen=True, slots=True)
class NoticeMessage:
    """A message that is on its way, with all notices in it."""

    chat: int
    screen: Screen
    person_id: str
    jobs: tuple[ClaimedJob, ...]
    uses_day: bool
    """Whether it is the one message of a day."""
    urgent: bool
    last_message_at: datetime | None
    """When this person had a message before."""


class NoticeSender:
    """Claims notices, writes them, and hands them to the messenger."""

    def __init__(
        self, bot: int, app: App, texts: Mapping[str, Write], messenger: Messenger
    ) -> None:
        self._bot = bot
        self._app = app
        self._database = app.database
        self._texts = texts
        self._delivery = Delivery(app.database, messenger, self._settle, AHEAD)

    async def send(self) -> int:
        """Send what may be sent now; returns to how many people."""
        await self.flush()
        now = self._app.clock.now()
        batch = await self._database.write(partial(self._claim, now=now))
        if batch.expired:
            log.info("notices expired", notices=len(batch.expired))
        sent, waiting = 0, deque(_by_person(batch.due))
        try:
            while waiting:
                sent += await self._send(waiting[0], now)
                waiting.popleft()
        finally:
            self._delivery.put_back(job for claimed in waiting for job in claimed)
        return sent

    async def flush(self) -> None:
        """Record which messages arrived; after a database error the next call records them."""
        await self._delivery.flush()

    def _claim(self, conn: Connection, now: datetime) -> jobs.Batch:
        """Claim some of what is due, and whatever else waits for the same people."""
        room = self._delivery.room
        if not room:
            return jobs.Batch((), ())
        some = jobs.claim(conn, now, LEASE, room, (KIND,))
        people_ids = {claimed.job.person for claimed in some.due}
        if not people_ids:
            return some
        rest = jobs.claim(conn, now, LEASE, BATCH, (KIND,), people_ids)
        return jobs.Batch(some.due + rest.due, some.expired + rest.expired)

    async def _send(self, claimed: Sequence[ClaimedJob], now: datetime) -> bool:
        """Send one person's notices, if they may be sent now."""
        try:
            message = await self._database.write(partial(self._prepare, claimed=claimed, now=now))
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001  one that fails must not hold up the others
            log.warning("notice failed", notices=len(claimed), error=type(error).__name__)
            return False
        if message is not None:
            self._delivery.send(message, message.chat, message.screen, bulk=not message.urgent)
        return message is not None

    def _prepare(
        self, conn: Connection, claimed: Sequence[ClaimedJob], now: datetime
    ) -> NoticeMessage | None:
        """The message to send someone now. That it is begun is committed before it is sent."""
        person_id = claimed[0].job.person
        people.lock(conn, person_id)
        person, chat = people.get(conn, person_id), people.chat(conn, self._bot, person_id)
        if person is None:
            return None
        former_chat = sign_outs.chat(conn, self._bot, person_id) if chat is None else None
        hours, ready = hours_for(conn, person), []
        for job in claimed:
            is_reached = chat is not None or (former_chat is not None and _has(job, FAREWELL))
            moment = _moment(job, person, hours, now) if is_reached else now + DAY
            if moment > now:
                jobs.reschedule(conn, job, moment + delay(_payload(job).get(PLACE, 0)))
            else:
                ready.append(job)
        ready, later = _urgent_first(ready)
        for job in later:
            jobs.reschedule(conn, job, job.job.due)
        begun = [job for job in ready if jobs.mark_begun(conn, job)]
        texts = self._write(
            NoticeContext(self._app, conn, person, words(person.language), now), begun
        )
        destination = former_chat if chat is None else chat
        if destination is None or not texts:
            return None
        written = tuple(job for job, _ in texts)
        uses_day = not all(_has(job, ANSWERS) or _has(job, URGENT) for job in written)
        if uses_day:
            people.change(conn, person.id, told_at=now)
        speak = words(person.language)
        composed = notice_screen(speak, [text for _, text in texts], discreet=person.discreet)
        return NoticeMessage(
            destination,
            plain_screen(speak, composed) if person.plain_screens else composed,
            person.id,
            written,
            uses_day,
            any(_has(job, URGENT) for job in written),
            person.told_at,
        )

    def _write(
        self, ctx: NoticeContext, claimed: Sequence[ClaimedJob]
    ) -> list[tuple[ClaimedJob, NoticeText]]:
        found = []
        for job in claimed:
            facts = _payload(job)
            write = self._texts.get(facts.get("what", ""))
            text = write(ctx, facts) if write else None
            if text is not None:
                found.append((job, text))
            else:
                jobs.complete(ctx.conn, job)  # there is nothing to say any more
        return found

    def _settle(self, conn: Connection, message: NoticeMessage, outcome: SendOutcome) -> None:
        if outcome.final:
            if not outcome.delivered:  # a fault of ours; sent again it would be refused again
                log.warning("notice refused", notices=len(message.jobs))
            for job in message.jobs:
                jobs.complete(conn, job)
            return
        now = self._app.clock.now()
        ours = [
            jobs.reschedule(conn, job, _retry_at(job, outcome.retry_after, now))
            for job in message.jobs
        ]
        # Where another process has sent it since, the day stays used.
        if message.uses_day and any(ours):
            people.change(conn, message.person_id, told_at=message.last_message_at)


def _retry_at(job: ClaimedJob, unsent: timedelta | None, now: datetime) -> datetime:
    """The time at which to retry a notice that did not arrive.

    Args:
        unsent: If it was certainly not sent, the delay before the next try.
    """
    if unsent is None:
        return now + RETRY_AFTER * min(job.tries, LONGEST_RETRY)
    return now + unsent if unsent else job.job.due


def _by_person(claimed: Sequence[ClaimedJob]) -> list[list[ClaimedJob]]:
    """Each person's notices in the order in which they were due; the oldest comes first."""
    found: dict[str, list[ClaimedJob]] = {}
    for job in sorted(claimed, key=lambda job: job.job.due):
        found.setdefault(job.job.person, []).append(job)
    return list(found.values())


def _payload(job: ClaimedJob) -> Mapping[str, Any]:
    return job.job.payload or {}


def _has(job: ClaimedJob, flag: str) -> bool:
    return bool(_payload(job).get(flag))


def _urgent_first(ready: Sequence[ClaimedJob]) -> tuple[list[ClaimedJob], list[ClaimedJob]]:
    """The notices of this message and of the next one: nothing urgent is only counted."""
    urgent = [job for job in ready if _has(job, URGENT)]
    others = [job for job in ready if not _has(job, URGENT)]
    others.sort(key=lambda job: not _has(job, FIRST))
    return [*urgent[:WRITTEN_OUT], *others], urgent[WRITTEN_OUT:]


def _moment(job: ClaimedJob, person: Person, hours: Hours, now: datetime) -> datetime:
    """When a notice may be sent: an urgent one at once, an answer in their hours."""
    if _has(job, URGENT):
        return now
    return hours.next(now) if _has(job, ANSWERS) else earliest(person, hours, now)


def notice_screen(speak: Words, texts: Sequence[NoticeText], *, discreet: bool) -> Screen:
    """All notices in one message; a locked phone shows nothing of it to discreet people."""
    say, shown = speak.say, _numbered(speak, texts[:WRITTEN_OUT])
    first = (
        say("There is something new here for you.")
        if discreet
        else say("Your training has something new.")
    )
    more = len(texts) - len(shown)
    return screen(
        title(first),
        [Line(LineRole.TEXT, notice.text, hidden=discreet) for notice in shown],
        more > 0 and text(speak.count("And {n} more: /start", "And {n} more: /start", more)),
        [button for notice in shown for button in notice.buttons],
    )


def _numbered(speak: Words, texts: Sequence[NoticeText]) -> Sequence[NoticeText]:
    """Numbers on notices and their buttons, where two buttons say the same."""
    labels = [button.text for notice in texts for button in notice.buttons]
    if len(set(labels)) == len(labels):
        return texts
    return [
        replace(
            notice,
            text=f"{number}. {notice.text}",
            button=_numbered_button(speak, number, notice.button),
            other=_numbered_button(speak, number, notice.other),
            more=tuple(
                replace(button, text=speak.beside(str(number), button.text))
                for button in notice.more
            ),
        )
        for number, notice in enumerate(texts, 1)
    ]


def _numbered_button(speak: Words, number: int, button: Button | None) -> Button | None:
    return button and replace(button, text=speak.beside(str(number), button.text))
