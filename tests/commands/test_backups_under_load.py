"""Backups while turns are played and audited: of one moment, all that was there before, no more."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, select

from storage.backups import backups
from storage.db import audit_context, engines, postgresql_tools
from storage.db.audit_context import AuditContext, RightUse
from storage.db.tables import metadata
from storage.people import people
from storage.people.people import Account, Person
from tests.bench.parts.storage.saving import Player, Table, laid, unit
from tests.commands.calling import PATIENCE, call
from tests.helpers.databases import PostgreSQL
from tests.helpers.running import library

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
ADMIN = "admin"
RIGHT = RightUse("admin", "all", "add", "person", "somebody")
LEARNERS = 6
AHEAD = 100
"""Rounds that may be played before the test asks for more."""
ATTEMPTS = 150
"""Of each learner, for five times `AHEAD` rounds; each has at least four acts."""
ROUNDS = 8
"""Before a backup is made: several attempts of each are over by then."""
MOVING = {"attempts", "audit_head", "due"}
"""Rows that what comes after may change: of attempts see below; a refresher is put off."""

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""Of each table its rows, by their keys."""


class Load:
    """Rounds in which every learner plays one turn and an admin adds somebody, all at once.

    A round is begun when the one before is saved whole. So at any one moment, of one round some of
    what it writes is there, of those before all, and of those after nothing.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._players = [Player(table, number) for number in range(LEARNERS)]
        self._moved = threading.Condition()
        self._over = False
        self._most = AHEAD
        self.rounds = 0

    async def arrive(self) -> None:
        """Everybody comes, and their attempts are begun."""
        await self._table.app.database.write(
            lambda conn: people.add(conn, Person(ADMIN, "en", "UTC", NOW), Account(1, 1, ADMIN))
        )
        for player in self._players:
            await self._table.app.database.write(partial(player.arrive, attempts_each=ATTEMPTS))

    async def play(self) -> None:
        """Play until it is over."""
        while await asyncio.to_thread(self._may_go_on):
            await asyncio.gather(self._adds(self.rounds), *map(unit, self._players))
            with self._moved:
                self.rounds += 1
                self._moved.notify_all()

    def _may_go_on(self) -> bool:
        """Wait while the load is too far ahead; returns whether it goes on."""
        with self._moved:
            assert self._moved.wait_for(lambda: self._over or self.rounds < self._most, PATIENCE)
            return not self._over

    async def _adds(self, number: int) -> None:
        def added(conn: Connection) -> None:
            audit_context.note_right(ADMIN, RIGHT)
            person = Person(f"added-{number}", "ar", "UTC", NOW)
            people.add(conn, person, Account(1, 10_000 + number, person.id))

        with audit_context.active(AuditContext(f"deed-{number}", NOW, ADMIN)):
            await self._table.app.database.write(added)

    def goes_on(self, rounds: int = 2) -> None:
        """Wait, in another thread, for so many rounds; of two, one was begun and saved since."""
        with self._moved:
            awaited = self.rounds + rounds
            self._most = self.rounds + AHEAD
            self._moved.notify_all()
            assert self._moved.wait_for(lambda: self.rounds >= awaited, PATIENCE)

    def ends(self) -> None:
        with self._moved:
            self._over = True
            self._moved.notify_all()


@pytest.fixture(autouse=True)
def tools(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the server that the tests run."""
    monkeypatch.setenv("PATH", f"{postgresql.programs}{os.pathsep}{os.environ['PATH']}")


def kept(url: str) -> Rows:
    """All that a database holds at one moment."""
    engine = engines.survey_engine(engines.parse(url))
    try:
        with engine.begin() as conn:
            return {
                table.name: {
                    tuple(row[column] for column in table.primary_key.columns): dict(row)
                    for row in conn.execute(select(table)).mappings()
                }
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_under_load_is_the_database_at_one_moment(
    kind: str,
    tmp_path: Path,
    somewhere: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was there before is in it unchanged, and what is more is what was written first."""
    del somewhere  # which clears all settings first
    url: str = request.getfixturevalue(f"{kind}_url")
    place: str = request.getfixturevalue(f"blank_{kind}_url")
    out = tmp_path / "one.backup"
    with monkeypatch.context() as patch:
        before = asyncio.run(backed_up(url, out, patch))
    after = kept(url)
    backups.restore(out, place, [], iter(()).__next__)
    there = kept(place)

    nothing_is_lost(before, there)
    nothing_is_lost(there, after)
    assert len(before["events"]) < len(there["events"]) < len(after["events"])
    of_one_moment(there)

    monkeypatch.setenv("BASIRA_DATABASE", place)
    found = json.loads(call("db", "check", "--json").stdout)
    assert (found["wrong"], found["audit"]["wrong"]) == ([], [])
    assert found["attempts"] == LEARNERS * ATTEMPTS
    assert found["audit"]["rows"] == len(there["audit"]) > ROUNDS


async def backed_up(url: str, out: Path, patch: pytest.MonkeyPatch) -> Rows:
    """Make a backup in the midst of a load; returns what was saved before it began."""
    dump = postgresql_tools.dump
    async with laid(url, library()) as table:
        load = Load(table)
        await load.arrive()

        def dumps(address: URL, file: Path, snapshot: str) -> None:
            load.goes_on()  # so what is dumped is no longer what is there
            dump(address, file, snapshot)

        def makes() -> Rows:
            load.goes_on(ROUNDS)
            before = kept(url)
            load.goes_on()
            backups.create_backup(url, out, NOW)
            load.goes_on()
            load.ends()
            return before

        patch.setattr(postgresql_tools, "dump", dumps)
        async with asyncio.TaskGroup() as together:
            together.create_task(load.play())
            made = together.create_task(asyncio.to_thread(makes))
        return made.result()


def nothing_is_lost(earlier: Rows, later: Rows) -> None:
    """All rows are there later, the same, but where an attempt stands and what follows of it."""
    for name, rows in earlier.items():
        if name not in MOVING:
            assert {key: later[name].get(key) for key in rows} == rows
    assert earlier["attempts"].keys() == later["attempts"].keys()
    for key, row in earlier["attempts"].items():
        since = later["attempts"][key]
        assert since == row or (row["state"] == "running" and since["turn"] > row["turn"])


def of_one_moment(rows: Rows) -> None:
    """Nothing of any round is there unless all of the rounds before is, in whichever table."""
    taps = sorted(update for _bot, update in rows["seen"])
    whole, begun = len(taps) // LEARNERS, -(-len(taps) // LEARNERS)
    assert taps[: whole * LEARNERS] == [*range(1, whole * LEARNERS + 1)]
    assert taps[-1] <= begun * LEARNERS
    assert sum(row["turn"] for row in rows["attempts"].values()) == len(taps)

    added = sum(entry.startswith("added-") for (entry,) in rows["people"])
    assert added == len(rows["audit"])
    assert max(begun, added) - min(whole, added) <= 1

    told: dict[str, list[int]] = {}
    for attempt, seq in sorted(rows["events"]):
        told.setdefault(attempt, []).append(seq)
    for attempt, seqs in told.items():
        assert seqs == [*range(seqs[0], seqs[0] + len(seqs))], attempt
    assert {seqs[0] for seqs in told.values()} == {min(seqs[0] for seqs in told.values())}
