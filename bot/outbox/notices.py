"""Messages that nobody asked for: at most one a day to anyone, in their own hours, never twice.

Whoever has something to tell promises it here, in the unit that makes it true; what waits for
someone is told in one message. See `docs/decisions` for what happens when a program dies.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Connection

from bot.app.errors import StorageTrouble
from bot.app.ports import Clock
from bot.app.preferences.contact_hours import Hours
from bot.app.preferences.person_hours import hours_for
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words, words
from bot.outbox import send_rates
from bot.outbox.bulk_sender import BulkSender
from bot.outbox.messenger import Came, Messenger
from storage.db.database import Database
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob, ScheduledJob
from storage.people import people, sign_outs
from storage.people.people import Person

log = structlog.get_logger()

KIND = "notice"
DAY = timedelta(hours=24)  # between two messages that nobody asked for
WORTH = timedelta(days=14)  # how long something is still worth telling
AGAIN = timedelta(minutes=10)  # until what may have arrived is tried again; each time longer,
SLOWEST = 36  # up to so many times as long
# Longer than the sender tries, so that nothing is handed out while it is on its way.
LEASE = timedelta(minutes=10)
# Messages that are on their way at most: enough that Telegram, which takes some thirty a second,
# never waits for the next look; few enough that what comes next is not far behind.
AHEAD = 90
MOST = 1000  # notices at once
# Between two people who are told the same, so that others have their turn: as Telegram takes them.
APART = timedelta(seconds=1 / send_rates.BULK)
FIRST_OF_ALL = timedelta(seconds=1)
AT_ONCE = 60  # of whom so many need not wait
ANSWERS = "answers"  # in what was promised: that it was asked for
URGENT = "urgent"  # likewise: that somebody must be able to say no at once
FAREWELL = "farewell"  # likewise: that it is for the account that was signed out just now
FIRST = "first"  # likewise: that it is told before all else, and never only counted
PLACE = "place"  # likewise: how many are told the same before them
TOLD = 5  # in one message; the others are found where they are always found


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: a sentence, and what to do about it."""

    text: str
    button: Button | None = None
    other: Button | None = None


# What to say of a promise now, from what it was promised with; None where it has no meaning any
# more. Runs in a unit.
Teller: TypeAlias = Callable[[Connection, Words, Person, Mapping[str, Any]], News | None]


@dataclass(frozen=True, slots=True)
class Telling:
    """A message that is on its way."""

    chat: int
    screen: Screen
    person: str
    notices: tuple[ClaimedJob, ...]
    counts: bool  # whether it uses up the message of a day
    urgent: bool
    before: datetime | None  # when this person was told something before


def promise(
    conn: Connection,
    person: str,
    key: str,
    due_at: datetime,
    what: Mapping[str, Any],
    *,
    about: str | None = None,
    not_after: datetime | None = None,
    answers: bool = False,
    urgent: bool = False,
    farewell: bool = False,
    absent: bool = False,
    place: int = 0,
) -> bool:
    """Promise to tell someone something; of one key it is told once.

    Whoever has no account, as when their answers come on paper, is promised nothing.

    Args:
        conn: The connection of the unit that makes it true.
        person: Whom.
        key: Names this promise, made of random ids.
        due_at: Not before this moment; `turn` says which one is fair.
        what: `what` names the teller; the rest are small facts for it, such as ids.
        about: A random id; all that is about it can be taken back together.
        not_after: When it is too late to tell; left out, two weeks after it is due.
        answers: Whether it is the answer to what they asked for themselves, or waited for, or
            corrects what they were told: that comes in their hours too, but waits for no other
            day and uses none up.
        urgent: Whether it is about their account, and they must be able to say no: that comes at
            once, at any hour.
        farewell: Whether it tells them that they are signed out, on the account that they had.
        absent: Whether it waits for who has no account too, as they may be back.
        place: How many are told the same before them.

    Returns:
        Whether it is promised, and was not before.
    """
    if not absent and not people.has_account(conn, person):
        return False
    too_late = due_at + WORTH if not_after is None else not_after
    facts = {**what, ANSWERS: True} if answers else what
    facts = {**facts, URGENT: True} if urgent else facts
    facts = {**facts, FAREWELL: True} if farewell else facts
    facts = {**facts, PLACE: place} if place else facts
    moment = due_at + _behind(place)
    return jobs.schedule(conn, ScheduledJob(person, KIND, key, moment, about, too_late, facts))


def turn(conn: Connection, now: datetime, *, first: bool = False) -> datetime:
    """The moment for what is to be told now, beside whatever waits already.

    Whoever sends to many is told of one after the other (`promise`); whoever sends to few begins
    where those have come to, and not behind them all.

    Args:
        conn: A unit's connection.
        now: The moment.
        first: Whether it goes before all else.
    """
    return jobs.waiting_since(conn, KIND, now) - (FIRST_OF_ALL if first else timedelta())


def take_back(conn: Connection, about: str) -> int:
    """Take back what is promised about something and was not told yet; gives how much."""
    return jobs.cancel_about(conn, KIND, about)


class Notices:
    """Tells people what was promised, when it may be told."""

    def __init__(
        self,
        bot: int,
        database: Database,
        tellers: Mapping[str, Teller],
        messenger: Messenger,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._database = database
        self._tellers = tellers
        self._clock = clock
        self._sender = BulkSender(database, self._settle, AHEAD, messenger)

    async def tell(self) -> int:
        """Note what arrived, and tell what may be told now; returns to how many people."""
        await self.flush()
        now = self._clock.now()
        batch = await self._database.write(partial(self._claim, now=now))
        if batch.expired:
            log.info("notices came too late", notices=len(batch.expired))
        told, waiting = 0, deque(_by_person(batch.due))
        try:
            while waiting:
                told += await self._told(waiting[0], now)
                waiting.popleft()
        finally:
            self._sender.leave(one for own in waiting for one in own)
        return told

    def _claim(self, conn: Connection, now: datetime) -> jobs.Batch:
        """Some of what is due, and whatever else waits for the same people."""
        room = self._sender.room
        if not room:
            return jobs.Batch((), ())
        some = jobs.claim(conn, now, LEASE, room, (KIND,))
        whom = {one.job.person for one in some.due}
        rest = jobs.claim(conn, now, LEASE, MOST, (KIND,), whom) if whom else jobs.Batch((), ())
        return jobs.Batch(some.due + rest.due, some.expired + rest.expired)

    async def _told(self, own: Sequence[ClaimedJob], now: datetime) -> bool:
        """Tell someone what is theirs, if it may be told now."""
        try:
            telling = await self._database.write(partial(self._unit, notices=own, now=now))
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001  one that cannot be told must not hold up others
            log.warning("a notice cannot be told", notices=len(own), error=type(error).__name__)
            return False
        if telling is not None:
            bulk = not telling.urgent
            self._sender.show(telling, telling.chat, telling.screen, bulk=bulk)
        return telling is not None

    async def flush(self) -> None:
        """Write down which messages arrived; on trouble it is written down the next time."""
        await self._sender.flush()

    def _settle(self, conn: Connection, telling: Telling, came: Came) -> None:
        if came.ended:
            if not came.arrived:  # a fault of ours; sent again it would be refused again
                log.warning("a notice was refused", notices=len(telling.notices))
            for one in telling.notices:
                jobs.complete(conn, one)
            return
        again = partial(_again, unsent=came.unsent, now=self._clock.now())
        ours = [jobs.reschedule(conn, one, again(one)) for one in telling.notices]
        # Whom another process has told since keeps the day that this used up.
        if telling.counts and any(ours):
            people.change(conn, telling.person, told_at=telling.before)

    def _unit(
        self, conn: Connection, notices: Sequence[ClaimedJob], now: datetime
    ) -> Telling | None:
        """What to tell someone now. That it is being told is committed before it is sent."""
        whom = notices[0].job.person
        people.lock(conn, whom)
        person, chat = people.get(conn, whom), people.chat(conn, self._bot, whom)
        if person is None:
            return None
        before = sign_outs.chat(conn, self._bot, whom) if chat is None else None
        hours = hours_for(conn, person)
        ready = []
        for one in notices:
            reaches = chat is not None or (before is not None and _farewell(one))
            moment = _moment(one, person, hours, now) if reaches else now + DAY
            if moment > now:
                jobs.reschedule(conn, one, moment + _behind((one.job.payload or {}).get(PLACE, 0)))
            else:
                ready.append(one)
        ready, later = _urgent_first(ready)
        for one in later:
            jobs.reschedule(conn, one, one.job.due)
        news = self._news(conn, person, [one for one in ready if jobs.mark_begun(conn, one)])
        to = before if chat is None else chat
        if to is None or not news:
            return None
        told = tuple(one for one, _ in news)
        counts = not all(_answers(one) or _urgent(one) for one in told)
        if counts:
            people.change(conn, person.id, told_at=now)
        screen = _screen(words(person.language), person, [one for _, one in news])
        urgent = any(_urgent(one) for one in told)
        return Telling(to, screen, person.id, told, counts, urgent, person.told_at)

    def _news(
        self, conn: Connection, person: Person, notices: Sequence[ClaimedJob]
    ) -> list[tuple[ClaimedJob, News]]:
        speak, found = words(person.language), []
        for one in notices:
            what = one.job.payload or {}
            teller = self._tellers.get(what.get("what", ""))
            news = teller(conn, speak, person, what) if teller else None
            if news is not None:
                found.append((one, news))
            else:
                jobs.complete(conn, one)  # it has no meaning any more
        return found


def _again(one: ClaimedJob, unsent: timedelta | None, now: datetime) -> datetime:
    """When one is tried again that did not arrive.

    Args:
        one: What was handed out.
        unsent: Where it surely was not sent, after how long it may be: at once in its own turn.
        now: The moment.
    """
    if unsent is None:
        return now + AGAIN * min(one.tries, SLOWEST)
    return now + unsent if unsent else one.job.due


def _behind(place: int) -> timedelta:
    """How long whoever stands at this place waits, so that the turns of others come between."""
    return max(0, place - AT_ONCE + 1) * APART


def _by_person(notices: Sequence[ClaimedJob]) -> list[list[ClaimedJob]]:
    """Those of each person, in the order in which they were due; who waits longest comes first."""
    found: dict[str, list[ClaimedJob]] = {}
    for one in sorted(notices, key=lambda one: one.job.due):
        found.setdefault(one.job.person, []).append(one)
    return list(found.values())


def _answers(one: ClaimedJob) -> bool:
    return bool((one.job.payload or {}).get(ANSWERS))


def _urgent(one: ClaimedJob) -> bool:
    return bool((one.job.payload or {}).get(URGENT))


def _farewell(one: ClaimedJob) -> bool:
    return bool((one.job.payload or {}).get(FAREWELL))


def _urgent_first(ready: Sequence[ClaimedJob]) -> tuple[list[ClaimedJob], list[ClaimedJob]]:
    """What comes in this message, and what in the next: nothing that is urgent is only counted."""
    urgent = [one for one in ready if _urgent(one)]
    rest = [one for one in ready if not _urgent(one)]
    rest.sort(key=lambda one: FIRST not in (one.job.payload or {}))
    return [*urgent[:TOLD], *rest], urgent[TOLD:]


def _moment(one: ClaimedJob, person: Person, hours: Hours, now: datetime) -> datetime:
    """When one may be told: an answer in their hours, all else also a day after the last time.

    What is urgent is told at once.
    """
    if _urgent(one):
        return now
    return hours.next(now) if _answers(one) else earliest(person, hours, now)


def earliest(person: Person, hours: Hours, now: datetime) -> datetime:
    """When someone may be told something: in their hours, and a day after the last time."""
    told = person.told_at
    # What was told in a day that is yet to come was told by a clock that has been set back since.
    if told is None or told > now + DAY:
        return hours.next(now)
    return hours.next(max(now, told + DAY))


def _screen(speak: Words, person: Person, news: Sequence[News]) -> Screen:
    """What is new, in one message; for who wishes so, a locked screen shows nothing of it."""
    say, shown = speak.say, news[:TOLD]
    if person.discreet:
        first, role = say("There is something new here for you."), Role.HIDDEN
    else:
        first, role = say("Your training has something new."), Role.TEXT
    lines = [Line(Role.TITLE, first), *(Line(role, one.text) for one in shown)]
    if more := len(news) - len(shown):
        text = speak.count("And {n} more: /start", "And {n} more: /start", more)
        lines.append(Line(Role.TEXT, text))
    buttons = (each for one in shown for each in (one.button, one.other) if each)
    return Screen(tuple(lines), tuple(buttons))
