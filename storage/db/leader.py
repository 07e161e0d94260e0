"""Leader election among the processes that share a database.

Each process renews two leases: one for its own life, and one for the lead if nobody else holds it.
Times are the database's. A stopped or disconnected process knows from its own clock that
its lease has expired, and stops leading until it has renewed it.

After a crash of the server the table is empty, and the previous leader may still believe in its
lease. So a process that finds no lead waits for the length of a lease before it leads.

On SQLite there is a single process (see `lock`), which always leads, and nothing is written.
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
"""Lease of the lead; with one heartbeat more, the longest time without a leader after a kill."""

LIFE_SECONDS = 2.0
"""Silence after which a process counts as dead."""

HEARTBEAT_SECONDS = 0.15
"""Time between two renewals."""

LATE_SECONDS = 0.45
"""Time without a renewal after which a process renews its life by other connections."""

log = structlog.get_logger()

_LEAD = "lead"

# The holder keeps its lease, and an expired one goes to the first process that asks; the row's lock
# serialises them. The table is unlogged, so this does not wait for a disk.
_RENEW = text("""
INSERT INTO leases (name, holder, until) VALUES
  (:process, :process, clock_timestamp() + :lives * interval '1 second'),
  (:lead, :process, clock_timestamp() + :leads * interval '1 second')
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE leases.holder = excluded.holder OR leases.until < clock_timestamp()
RETURNING name, xmax = 0 AS made
""")
# Used if the process's own connection hangs. A late process never keeps the lead.
_LIVE = text("""
INSERT INTO leases (name, holder, until)
VALUES (:process, :process, clock_timestamp() + :lives * interval '1 second')
ON CONFLICT (name) DO UPDATE SET until = excluded.until
""")
# The rows stay, so that the next leader knows that nobody else leads.
_LEAVE = text("UPDATE leases SET until = clock_timestamp() WHERE holder = :process")
_FORGET = text("DELETE FROM leases WHERE until < clock_timestamp() - interval '1 hour'")
_LIVING = text("SELECT DISTINCT holder FROM leases WHERE until >= clock_timestamp()")


class ProcessGroup(Protocol):
    """A process's view of all processes that share its database."""

    @property
    def process(self) -> str:
        """The name of this process."""

    @property
    def leads(self) -> bool:
        """Whether this process is the leader now."""

    @property
    def is_late(self) -> bool:
        """Whether this process may soon count as dead, since its heartbeat fails."""

    def live_on(self, conn: Connection) -> None:
        """Renew the life of this process."""

    def living(self, conn: Connection) -> Collection[str] | None:
        """The live processes; None if unknown."""


class SingleProcess:
    """The only process on a SQLite file."""

    leads = True
    is_late = False

    def __init__(self, process: str) -> None:
        self.process = process

    def live_on(self, _conn: Connection) -> None:
        pass

    def living(self, _conn: Connection) -> Collection[str]:
        return (self.process,)


class LeasedProcess:
    """One of several processes on PostgreSQL.

    A thread with its own connection renews the leases, so that neither a busy event loop nor
    busy writers lose the lead. If that connection hangs and others do not, ``live_on`` renews
    the life through them.
    """

    def __init__(self, address: URL, process: str) -> None:
        self.process = process
        self._engine = engines.heartbeat_engine(address)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="leader", daemon=True)
        self._leads_from = self._leads_until = 0.0
        self._failing = False
        self._last = 0.0
        self._since = time.monotonic()

    @property
    def leads(self) -> bool:
        """Whether this process is the leader now."""
        return self._leads_from <= time.monotonic() < self._leads_until

    @property
    def is_late(self) -> bool:
        """Whether this process may soon count as dead."""
        return time.monotonic() - self._last > LATE_SECONDS

    def live_on(self, conn: Connection) -> None:
        """Renew the life of this process only: the lead depends on its own heartbeat."""
        conn.execute(_LIVE, {"process": self.process, "lives": LIFE_SECONDS})

    def living(self, conn: Connection) -> Collection[str] | None:
        """The live processes.

        Unknown until this process has renewed its lease for a whole life: if the database was
        unavailable, no other process could renew anything either.
        """
        now = time.monotonic()
        if now - self._last > LIFE_SECONDS or now - self._since < LIFE_SECONDS:
            return None
        return set(conn.scalars(_LIVING))

    def join(self) -> None:
        """Start the heartbeat, and lead at once if certainly nobody else does."""
        with suppress(SQLAlchemyError):
            self._do(_FORGET)
        self.beat()
        self._thread.start()

    def leave(self) -> None:
        """Stop the heartbeat, and give up both leases."""
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
                    log.warning("lease renewal failed", error=type(error).__name__)
                self._failing = True
            else:
                self._failing = False

    def beat(self) -> None:
        """Renew both leases once."""
        # The lease starts later in the database than here, so it also ends later there.
        asked = time.monotonic()
        try:
            renewed = self._do(_RENEW, lead=_LEAD, leads=LEAD_SECONDS, lives=LIFE_SECONDS)
        except SQLAlchemyError:
            return  # the leases expire, and the writers report the failure
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
    """Take part in the election until the block ends.

    Args:
        process: The name of this process.
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
