"""The processes that share a database: which of them live, and which one leads.

Each renews two leases, for as long as it can: one for its life, and one for the lead if nobody
else has it. Times are the database's own. A process that was stopped, or is cut off, knows from
its own clock that its lease has run out, and leads no more before it has asked again.

After a crash of the server the table is empty, and whoever led does not know it before its lease
would have run out. So whoever finds no lead there waits for as long before it leads.

On SQLite there is one process (see `lock`), so it lives and leads, and nothing is written.
"""

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import structlog
from sqlalchemy import URL, Connection, Row, text
from sqlalchemy.exc import SQLAlchemyError

from storage.db import engines

LEAD_SECONDS = 0.7
"""Seconds for which the lead is lent: with a beat, the longest that nobody leads after a kill."""

LIFE_SECONDS = 2.0
"""Seconds after which a process that says nothing counts as dead."""

HEARTBEAT_SECONDS = 0.15
"""Seconds between two renewals."""

LATE_SECONDS = 0.45
"""Seconds after which a process that could not renew says by other connections that it lives."""

log = structlog.get_logger()

_LEAD = "lead"

# Whoever holds a lease, or finds it run out, has it from now on; the row's lock lets one in at a
# time. The table is not in PostgreSQL's log, so this waits for no disk.
_RENEW = text("""
INSERT INTO leases (name, holder, until) VALUES
  (:process, :process, clock_timestamp() + :lives * interval '1 second'),
  (:lead, :process, clock_timestamp() + :leads * interval '1 second')
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE leases.holder = excluded.holder OR leases.until < clock_timestamp()
RETURNING name, xmax = 0 AS made
""")
# Where its own connection hangs; the lead is nobody's who is late.
_LIVE = text("""
INSERT INTO leases (name, holder, until)
VALUES (:process, :process, clock_timestamp() + :lives * interval '1 second')
ON CONFLICT (name) DO UPDATE SET until = excluded.until
""")
# The rows stay, so that the next to lead knows that nobody else can.
_LEAVE = text("UPDATE leases SET until = clock_timestamp() WHERE holder = :process")
_FORGET = text("DELETE FROM leases WHERE until < clock_timestamp() - interval '1 hour'")
_LIVING = text("SELECT DISTINCT holder FROM leases WHERE until >= clock_timestamp()")


class ProcessGroup(Protocol):
    """What one process knows of all that share its database."""

    @property
    def process(self) -> str:
        """Names this process."""

    @property
    def leads(self) -> bool:
        """Whether this process is, at this very moment, the one that leads."""

    @property
    def late(self) -> bool:
        """Whether this process may soon count as dead, since its beat does not get through."""

    def live_on(self, conn: Connection) -> None:
        """Say that this process lives.

        Args:
            conn: A writing unit's connection.
        """

    def living(self, conn: Connection) -> Collection[str] | None:
        """The processes that live; None while that cannot be told.

        Args:
            conn: A unit's connection.
        """


class SingleProcess:
    """The one process on a SQLite file."""

    leads = True
    late = False

    def __init__(self, process: str) -> None:
        self.process = process

    def live_on(self, _conn: Connection) -> None:
        """It lives."""

    def living(self, _conn: Connection) -> Collection[str]:
        """It lives."""
        return (self.process,)


class LeasedProcess:
    """One of several processes on PostgreSQL.

    A thread with a connection of its own renews the leases, so that neither a busy loop nor busy
    writers cost the lead. Where that connection hangs and others do not, they say that it lives.
    """

    def __init__(self, address: URL, process: str) -> None:
        self.process = process
        self._engine = engines.beating(address)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="crew", daemon=True)
        self._leads_from = self._leads_until = 0.0
        self._failing = False
        self._last = 0.0
        self._since = time.monotonic()

    @property
    def leads(self) -> bool:
        """Whether this process leads now."""
        return self._leads_from <= time.monotonic() < self._leads_until

    @property
    def late(self) -> bool:
        """Whether this process may soon count as dead."""
        return time.monotonic() - self._last > LATE_SECONDS

    def live_on(self, conn: Connection) -> None:
        """Say that this process lives, and no more: it leads only by its own beat."""
        conn.execute(_LIVE, {"process": self.process, "lives": LIFE_SECONDS})

    def living(self, conn: Connection) -> Collection[str] | None:
        """The processes that live.

        That cannot be told before this one has been heard for as long as a life lasts: where the
        database was away, nobody else could renew anything either.
        """
        now = time.monotonic()
        if now - self._last > LIFE_SECONDS or now - self._since < LIFE_SECONDS:
            return None
        return set(conn.scalars(_LIVING))

    def join(self) -> None:
        """Come in, and lead at once if it is known that nobody does."""
        with suppress(SQLAlchemyError):
            self._do(_FORGET)
        self.beat()
        self._thread.start()

    def leave(self) -> None:
        """Go, and leave the lead to whoever asks next."""
        self._stopping.set()
        self._thread.join()
        self._leads_until = 0.0
        with suppress(SQLAlchemyError):
            self._do(_LEAVE)
        self._engine.dispose()

    def _beat_on(self) -> None:
        while not self._stopping.wait(HEARTBEAT_SECONDS):
            try:
                self.beat()
            except Exception as error:  # noqa: BLE001  a thread that ended would never lead again
                if not self._failing:
                    log.warning("a lease cannot be renewed", error=type(error).__name__)
                self._failing = True
            else:
                self._failing = False

    def beat(self) -> None:
        """Renew both leases once."""
        # The lease begins in the database after this moment, so it ends there later than here.
        asked = time.monotonic()
        try:
            renewed = self._do(_RENEW, lead=_LEAD, leads=LEAD_SECONDS, lives=LIFE_SECONDS)
        except SQLAlchemyError:
            return  # what is held runs out, and the writers tell of the trouble
        made = {row.name: row.made for row in renewed}
        if made[self.process] or asked - self._last > LIFE_SECONDS:
            self._since = asked
        self._last = asked
        if made.get(_LEAD):
            self._leads_from = time.monotonic() + LEAD_SECONDS
        self._leads_until = asked + LEAD_SECONDS if _LEAD in made else 0.0

    def _do(self, statement: object, **values: object) -> list[Row[Any]]:
        with self._engine.connect() as connection:
            done = connection.execute(statement, {"process": self.process, **values})  # type: ignore[call-overload]
            return list(done) if done.returns_rows else []


@contextmanager
def join(url: str, process: str) -> Iterator[ProcessGroup]:
    """Be one of those that share a database, until the block ends.

    Args:
        url: The database's address.
        process: Names this process.
    """
    address = engines.parse(url)
    if engines.is_sqlite(address):
        yield SingleProcess(process)
        return
    member = LeasedProcess(address, process)
    member.join()
    try:
        yield member
    finally:
        member.leave()
