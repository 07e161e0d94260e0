"""The people a message would reach, and when: in their own hours, at most one a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app import notices
from bot.app.preferences.contact_hours import hours_of_all
from storage.people import people
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class NoticeReach:
    """The recipients of a notice that is queued now, and when they get it."""

    recipients: Sequence[str]  # their ids, in the order of notification
    blocked: int  # have blocked the bot
    accountless: int  # have no account with it
    capped: int  # of those told, how many were told something within a day
    corrected: int  # of those told, how many were told of a mistake before
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class PendingNotices:
    """The people who have not been notified of an assignment yet."""

    waiting: int  # will be told
    blocked: int
    accountless: int


def pending_notices(
    conn: Connection, bot: int, waiting: Collection[str], whom: Collection[str]
) -> PendingNotices:
    """Count the people who have not been notified yet.

    Args:
        bot: The id of the bot that sends the notices.
        waiting: Ids of the people with a queued notice.
        whom: The people whom the assignment is for.
    """
    writable = people.reachability(conn, bot, whom)
    free = {name for name, is_free in writable.items() if is_free}
    return PendingNotices(
        len(free.intersection(waiting)), len(writable) - len(free), len(whom) - len(writable)
    )


def notice_reach(
    conn: Connection,
    bot: int,
    whom: Sequence[Person],
    now: datetime,
    misled: Collection[str] = (),
) -> NoticeReach:
    """Find the recipients of a notice that is queued now, and when they get it.

    Args:
        bot: The id of the bot that would send the notice.
        whom: The people whom the assignment is for.
        misled: Those of them who would get it as the correction of a mistake, on the same day.
    """
    writable = people.reachability(conn, bot, [person.id for person in whom])
    hours = hours_of_all(conn, whom)
    when = {
        person.id: hours[person.id].next(now)
        if person.id in misled
        else notices.earliest(person, hours[person.id], now)
        for person in whom
        if writable.get(person.id)
    }
    capped = sum(
        person.told_at is not None and person.told_at > now - notices.DAY
        for person in whom
        if person.id in when and person.id not in misled
    )
    return NoticeReach(
        recipients=sorted(when, key=lambda entry: when[entry]),
        blocked=sum(not free for free in writable.values()),
        accountless=sum(person.id not in writable for person in whom),
        capped=capped,
        corrected=sum(name in when for name in misled),
        first=min(when.values(), default=None),
        last=max(when.values(), default=None),
    )
