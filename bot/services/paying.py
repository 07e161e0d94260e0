"""Sending to many faster than Telegram allows for nothing, for Stars, within what a day may cost.

What the free pace takes within a minute is never paid for. A message is counted before it is sent,
in the time zone of the settings, and counts even where nobody knows whether Telegram took it. Where
Telegram refuses, nothing is paid for within the hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.app.ports import Clock
from bot.outbox import send_rates
from storage import spending
from storage.outbox import jobs

log = structlog.get_logger()

PER_STAR = 10  # messages: Telegram asks 0.1 Stars for each
FEW = int(60 * send_rates.FREE)  # messages that wait and go for nothing
AHEAD = int(2 * send_rates.PAID)  # messages to be paid for that are on their way at most
PAUSE = timedelta(hours=1)  # in which nothing is paid for after Telegram refused
CLOSER = 35  # of how many among many who are told the same one keeps to the free pace


@dataclass(frozen=True, slots=True)
class Quote:
    """What it would cost to tell many at once, and how long it would take."""

    time: timedelta
    stars: int  # at most
    left: int  # of today's Stars


@dataclass(frozen=True, slots=True)
class Spending:
    """How it stands with what may be spent."""

    spent: int  # Stars of today
    stars: int  # that a day may cost
    refused: datetime | None  # when Telegram took no Stars, within the hour


class Purse:
    """What may be spent in a day."""

    def __init__(self, stars: int, timezone: str, clock: Clock) -> None:
        """Make one.

        Args:
            stars: That a day may cost; 0 pays for nothing.
            timezone: In which days begin.
            clock: Tells the time.
        """
        self._stars = stars
        self._zone = ZoneInfo(timezone)
        self._clock = clock
        self._refused: datetime | None = None

    def refused(self) -> None:
        """Telegram took no Stars; it is written down with the next look."""
        now = self._clock.now()
        if self._refused is None or now - self._refused >= PAUSE:
            log.warning("Telegram took no Stars; for an hour all goes at the free pace")
            self._refused = now

    def take(self, conn: Connection, kind: str, free: int, under_way: int, now: datetime) -> int:
        """How many more of a kind may be paid for now; they are counted as spent.

        Args:
            conn: A writing unit's connection.
            kind: Of promises that wait.
            free: How many of them go for nothing now.
            under_way: How many that are paid for are on their way.
            now: The moment.
        """
        if not self._stars:
            return 0
        self._write_down(conn)
        if self._refused_at(conn, now) is not None:
            return 0
        room = AHEAD - under_way
        kept = FEW + free
        wanted = min(room, jobs.count_due(conn, kind, now, kept + room) - kept)
        return spending.take(conn, self._day(now), wanted, self._most) if wanted > 0 else 0

    def give_back(self, conn: Connection, unused: int, now: datetime) -> None:
        """Of what was taken at a moment, so many were not sent."""
        spending.give_back(conn, self._day(now), unused)

    def quote(self, conn: Connection, many: int, now: datetime) -> Quote | None:
        """What it costs to tell so many people now; None where nothing of it would be paid for."""
        if not self._stars or many <= FEW or self._refused_at(conn, now) is not None:
            return None
        left = self._most - spending.messages(conn, self._day(now))
        if left < PER_STAR:
            return None
        # While both go; where answers take a part of the free pace, more is paid for.
        paid = min(left, int((many - FEW) * send_rates.PAID / (send_rates.FREE + send_rates.PAID)))
        time = timedelta(seconds=(many - paid) / send_rates.FREE)
        return Quote(time, ceil(min(left, many) / PER_STAR), left // PER_STAR)

    def place(self, place: int, quote: Quote | None) -> int:
        """Where in the row of those who are told the same somebody stands, for `notices.promise`.

        Nearer to the first where it is paid for, since otherwise nobody would be due much faster
        than the free pace takes them; so they keep their order, and others their turn among them.
        """
        return place if quote is None else place // CLOSER

    def spending(self, conn: Connection, now: datetime) -> Spending | None:
        """How it stands today; None where nothing is ever paid for."""
        if not self._stars:
            return None
        spent = spending.messages(conn, self._day(now))
        return Spending(ceil(spent / PER_STAR), self._stars, self._refused_at(conn, now))

    @property
    def _most(self) -> int:
        return self._stars * PER_STAR

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def _write_down(self, conn: Connection) -> None:
        """What only this process knows yet; a refusal that is written stays as it is."""
        if self._refused is not None:
            written = spending.refused_at(conn)
            if written is None or written < self._refused:
                spending.refuse(conn, self._day(self._refused), self._refused)

    def _refused_at(self, conn: Connection, now: datetime) -> datetime | None:
        found = spending.refused_at(conn)
        return found if found is not None and timedelta() <= now - found < PAUSE else None
