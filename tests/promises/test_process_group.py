"""Several processes on one PostgreSQL: one leads, and who lives is known."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator

import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from storage import Database
from storage.db import engines, leader
from storage.db.leader import HEARTBEAT_SECONDS, LeasedProcess, SingleProcess

LEADS, LIVES = 70.0, 200.0  # by the database's clock too, so that no test hangs on a busy machine


class Monotonic:
    """The machine's clock, as it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


def by_hand(monkeypatch: pytest.MonkeyPatch) -> Monotonic:
    """Let the test say how much time passes."""
    clock = Monotonic()
    for name, value in (("time", clock), ("LEAD_SECONDS", LEADS), ("LIFE_SECONDS", LIVES)):
        monkeypatch.setattr(leader, name, value)
    return clock


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Monotonic:
    return by_hand(monkeypatch)


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Engine]:
    engine = engines.heartbeat_engine(engines.parse(postgresql_url))
    yield engine
    engine.dispose()


def passes(server: Engine, seconds: float) -> None:
    """Let time pass by the database's clock."""
    with server.connect() as connection:
        connection.execute(
            text("UPDATE leases SET until = until - :by * interval '1 second'"), {"by": seconds}
        )


@pytest.fixture
def two(postgresql_url: str, machine: Monotonic) -> Iterator[tuple[LeasedProcess, LeasedProcess]]:
    """Two that are asked to renew by the test alone."""
    address = engines.parse(postgresql_url)
    made = LeasedProcess(address, "one"), LeasedProcess(address, "two")
    yield made
    for process in made:
        process._engine.dispose()


async def living(url: str, member: LeasedProcess) -> Collection[str] | None:
    database = Database.open(url)
    try:
        return await database.read(member.living)
    finally:
        await database.close()


def beat(machine: Monotonic, *members: LeasedProcess) -> None:
    """Let them renew for so long that the first leads, though at first there were no leases."""
    for _ in range(2):
        for member in members:
            member.beat()
        machine.now += LEADS
    for member in members:
        member.beat()


def test_next_process_leads_after_the_leader_resigns(
    two: tuple[LeasedProcess, LeasedProcess], server: Engine, machine: Monotonic
) -> None:
    process, other = two
    beat(machine, process, other)
    assert (process.leads, other.leads) == (True, False)

    passes(server, LEADS + HEARTBEAT_SECONDS)
    other.beat()
    process.beat()
    assert (process.leads, other.leads) == (False, True)


def test_suspended_leader_stops_leading(
    two: tuple[LeasedProcess, LeasedProcess], machine: Monotonic
) -> None:
    """It knows by its own clock, before it has asked anybody."""
    beat(machine, *two)
    assert two[0].leads
    machine.now += LEADS
    assert not two[0].leads


def test_after_a_crash_of_the_server_two_do_not_lead_at_once(
    two: tuple[LeasedProcess, LeasedProcess], machine: Monotonic, server: Engine
) -> None:
    """It comes back within moments, with no leases, and who led has not heard of it."""
    process, other = two
    beat(machine, process, other)
    assert process.leads
    crashes(server)

    other.beat()
    assert (process.leads, other.leads) == (True, False)
    machine.now += LEADS  # until who led can believe it no more; in between it renews
    other.beat()
    assert (process.leads, other.leads) == (False, True)
    process.beat()
    assert (process.leads, other.leads) == (False, True)


async def test_after_a_crash_of_the_server_nobody_counts_as_dead(
    two: tuple[LeasedProcess, LeasedProcess],
    machine: Monotonic,
    server: Engine,
    postgresql_url: str,
) -> None:
    """Who has not renewed yet may just have had no time to."""
    process, other = two
    process.beat()
    other.beat()
    machine.now += LIVES
    process.beat()
    assert await living(postgresql_url, process) == {"one", "two"}

    crashes(server)
    process.beat()
    assert await living(postgresql_url, process) is None


def crashes(server: Engine) -> None:
    """The table is not in the server's log: after a crash it is there, and empty."""
    with server.connect() as connection:
        connection.execute(text("TRUNCATE leases"))


def test_leader_without_a_database_stops_leading(machine: Monotonic) -> None:
    member = LeasedProcess(engines.parse("postgresql://nobody@127.0.0.1:9/none"), "one")
    member._leads_until = machine.now + LEADS
    member.beat()
    assert member.leads  # what it holds, nobody else can have
    machine.now += LEADS
    assert not member.leads


async def test_live_processes_are_known_after_a_listening_period(
    two: tuple[LeasedProcess, LeasedProcess],
    machine: Monotonic,
    postgresql_url: str,
    server: Engine,
) -> None:
    """Where the database was away nobody could say a word, and so nobody counts as dead."""
    process, other = two
    process.beat()
    other.beat()
    assert await living(postgresql_url, process) is None
    machine.now += LIVES
    process.beat()
    assert await living(postgresql_url, process) == {"one", "two"}

    passes(server, LIVES)
    machine.now += HEARTBEAT_SECONDS
    process.beat()
    assert await living(postgresql_url, process) == {"one"}

    machine.now += LIVES + HEARTBEAT_SECONDS
    assert await living(postgresql_url, process) is None
    process.beat()
    assert await living(postgresql_url, process) is None


async def test_process_with_a_stuck_connection_stays_alive_but_stops_leading(
    two: tuple[LeasedProcess, LeasedProcess],
    machine: Monotonic,
    postgresql_url: str,
    server: Engine,
) -> None:
    """So what it has on its way is not sent by another, too; but it does not lead."""
    process, other = two
    beat(machine, process, other)
    assert (process.leads, process.is_late) == (True, False)

    machine.now += LIVES
    passes(server, LIVES)
    assert (process.leads, process.is_late) == (False, True)
    database = Database.open(postgresql_url)
    await database.write(process.live_on)
    await database.close()
    for _ in range(2):
        other.beat()
        machine.now += LIVES
    other.beat()
    assert await living(postgresql_url, other) == {"one", "two"}
    assert (process.leads, process.is_late, other.leads) == (False, True, True)


def test_stopping_process_resigns(
    two: tuple[LeasedProcess, LeasedProcess],
    postgresql_url: str,
    machine: Monotonic,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LeasedProcess, "_beat_on", lambda _: None)  # only the test asks to renew
    with leader.join(postgresql_url, "three") as third:
        assert isinstance(third, LeasedProcess)
        machine.now += LEADS
        third.beat()
        two[0].beat()
        assert (third.leads, two[0].leads) == (True, False)
    two[0].beat()
    assert two[0].leads


def test_an_error_that_nobody_thought_of_does_not_end_the_beat(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once, and not with each beat."""
    errors = iter([None, MemoryError(), MemoryError()])
    went_on, renew = threading.Event(), LeasedProcess.beat

    def beat(member: LeasedProcess) -> None:
        if error := next(errors, None):
            raise error
        renew(member)
        if member._failing:
            went_on.set()

    monkeypatch.setattr(LeasedProcess, "beat", beat)
    with capture_logs() as logs, leader.join(postgresql_url, "one"):
        assert went_on.wait(60)
    assert [(log["event"], log["error"]) for log in logs] == [
        ("lease renewal failed", "MemoryError")
    ]


def test_a_beat_that_hangs_is_given_up_before_its_process_counts_as_dead() -> None:
    """Its connection is begun anew then, and one whose server is not there is given up too."""
    engine = engines.heartbeat_engine(engines.parse("postgresql://nobody@127.0.0.1:9/none"))
    timeout = engine.url.query["tcp_user_timeout"]
    assert isinstance(timeout, str)
    assert int(timeout) <= (leader.LIFE_SECONDS - leader.LEAD_SECONDS) * 1000


def test_on_sqlite_there_is_one(sqlite_url: str) -> None:
    with leader.join(sqlite_url, "one") as member:
        assert isinstance(member, SingleProcess)
        assert member.leads
