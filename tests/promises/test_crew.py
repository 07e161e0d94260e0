"""Several processes on one PostgreSQL: one leads, and who lives is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from sqlalchemy import Engine, text

from storage import Database, crew, engines
from storage.crew import BEAT, LEADS, LIVES, Alone, Member


class Monotonic:
    """The machine's clock, as it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Monotonic:
    clock = Monotonic()
    monkeypatch.setattr(crew, "time", clock)
    return clock


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Engine]:
    engine = engines.beating(engines.parse(postgresql_url))
    yield engine
    engine.dispose()


def passes(server: Engine, seconds: float) -> None:
    """Let time pass by the database's clock."""
    with server.connect() as connection:
        connection.execute(
            text("UPDATE leases SET until = until - :by * interval '1 second'"), {"by": seconds}
        )


@pytest.fixture
def two(postgresql_url: str, machine: Monotonic) -> Iterator[tuple[Member, Member]]:
    """Two that are asked to renew by the test alone."""
    address = engines.parse(postgresql_url)
    made = Member(address, "one"), Member(address, "two")
    yield made
    for one in made:
        one._engine.dispose()


async def living(url: str, member: Member) -> Collection[str] | None:
    database = Database.open(url)
    try:
        return await database.read(member.living)
    finally:
        await database.close()


def test_one_leads_and_the_next_when_it_says_no_more(
    two: tuple[Member, Member], server: Engine
) -> None:
    one, other = two
    for member in (one, other, one, other):
        member.beat()
    assert (one.leads, other.leads) == (True, False)

    passes(server, LEADS + BEAT)
    other.beat()
    one.beat()
    assert (one.leads, other.leads) == (False, True)


def test_who_was_stopped_does_not_go_on_as_if_it_led(
    two: tuple[Member, Member], machine: Monotonic
) -> None:
    """It knows by its own clock, before it has asked anybody."""
    two[0].beat()
    assert two[0].leads
    machine.now += LEADS
    assert not two[0].leads


def test_who_cannot_reach_the_database_leads_no_more(machine: Monotonic) -> None:
    member = Member(engines.parse("postgresql://nobody@127.0.0.1:9/none"), "one")
    member._leads_until = machine.now + LEADS
    member.beat()
    assert member.leads  # what it holds, nobody else can have
    machine.now += LEADS
    assert not member.leads


async def test_who_lives_is_known_after_listening_for_a_while(
    two: tuple[Member, Member], machine: Monotonic, postgresql_url: str, server: Engine
) -> None:
    """Where the database was away nobody could say a word, and so nobody counts as dead."""
    one, other = two
    one.beat()
    other.beat()
    assert await living(postgresql_url, one) is None
    machine.now += LIVES
    one.beat()
    assert await living(postgresql_url, one) == {"one", "two"}

    passes(server, LIVES)
    machine.now += BEAT
    one.beat()
    assert await living(postgresql_url, one) == {"one"}

    machine.now += LIVES + BEAT
    assert await living(postgresql_url, one) is None
    one.beat()
    assert await living(postgresql_url, one) is None


def test_who_goes_leaves_the_lead(two: tuple[Member, Member], postgresql_url: str) -> None:
    with crew.join(postgresql_url, "three") as third:
        assert third.leads
        two[0].beat()
        assert not two[0].leads
    two[0].beat()
    assert two[0].leads


def test_on_sqlite_there_is_one(sqlite_url: str) -> None:
    with crew.join(sqlite_url, "one") as member:
        assert isinstance(member, Alone)
        assert member.leads
