"""Backups of real databases under writes, restored and copied, with hashes of all compared."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from storage.backups import backups
from storage.db import engines, schema
from storage.db.database import Database
from storage.db.table_totals import Total, totals
from storage.db.tables import audit
from storage.people import names, people
from storage.people.people import Account, Person
from tests.commands.calling import call
from tests.helpers.database_contents import holding, rows_of
from tests.helpers.databases import PostgreSQL
from tests.promises.test_erasure import PERSON, fill

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
SEEN = """#!/bin/sh
# The real one, which first notes what it was called with and whose its file is.
for one in "$@"; do case "$one" in --file=*) file=${{one#--file=}};; esac; done
{{ echo "$@"; echo "$PGPASSWORD"; stat -c %a "$file"; }} > {seen}
exec {real} "$@"
"""


def all_of(url: str) -> dict[str, Total]:
    engine = engines.survey_engine(engines.parse(url))
    try:
        with engine.begin() as conn:
            return totals(conn)
    finally:
        engine.dispose()


async def filled(url: str) -> None:
    database = Database.open(url)
    await database.write(fill)
    await database.write(lambda conn: conn.execute(delete(audit)))  # which has no chain there
    await database.close()


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch, somewhere: Path) -> str:
    """A database of either kind with a row in every table about people, and the settings' own."""
    del somewhere  # which clears all settings first
    use(monkeypatch, database_url)
    asyncio.run(filled(database_url))
    assert call("agencies", "list").exit_code == 0  # agencies stand there from the first
    return database_url


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BASIRA_DATABASE", url)


def blank(like: str, request: pytest.FixtureRequest) -> str:
    kind = "sqlite" if like.startswith("sqlite") else "postgresql"
    found: str = request.getfixturevalue(f"blank_{kind}_url")
    return found


@pytest.fixture(autouse=True)
def tools(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the server that the tests run."""
    monkeypatch.setenv("PATH", f"{postgresql.programs}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def writers(url: str) -> Iterator[list[int]]:
    """People come in pairs, in one transaction each, for as long as this lasts."""
    stop, done = threading.Event(), [0]

    async def write() -> None:
        database = Database.open(url)
        while not stop.is_set():
            number = done[0]

            def prepare(conn: Connection, number: int = number) -> None:
                for name in (f"w{number}-a", f"w{number}-b"):
                    account = Account(1, 10_000 + 2 * number + (name[-1] == "b"), name)
                    people.add(conn, Person(name, "ar", "Asia/Bahrain", NOW), account)
                    names.put(conn, name, "arabic", "مريم")

            await database.write(prepare)
            done[0] += 1
        await database.close()

    running = threading.Thread(target=lambda: asyncio.run(write()))
    running.start()
    try:
        while done[0] < 5 and running.is_alive():
            stop.wait(0.01)
        yield done
    finally:
        stop.set()
        running.join()


def test_a_backup_is_recorded_when_it_begins_and_when_it_has_succeeded(
    url: str, tmp_path: Path
) -> None:
    out = tmp_path / "one.backup"

    def recorded() -> list[tuple[str | None, str | None]]:
        rows = json.loads(call("audit", "list", "--json").stdout)
        return [(row["kind"], row["object"]) for row in rows if row["deed"] == "db backup"]

    assert call("db", "backup", str(out)).exit_code == 0
    assert recorded() == [(None, None), ("backup", "succeeded")]
    assert call("db", "backup", str(out)).exit_code == 2  # a file is there already
    assert recorded() == [(None, None), ("backup", "succeeded"), (None, None)]


@pytest.mark.slow
def test_backup_contains_concurrent_transactions_wholly_or_not_at_all(
    url: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody wrote to is the same to the last row; of a pair there are both or none."""
    out, place = tmp_path / "one.backup", blank(url, request)
    with writers(url) as written:
        made = call("db", "backup", str(out))
        meanwhile = written[0]
    assert made.exit_code == 0, made.stderr
    assert sorted(path.name for path in tmp_path.glob("*one*")) == ["one.backup", "one.backup.json"]
    assert out.stat().st_mode & 0o777 == 0o600

    use(monkeypatch, place)
    restored = call("db", "restore", str(out), "--none-erased")
    assert restored.exit_code == 0, restored.stderr
    here, there = all_of(place), all_of(url)
    assert still(here) == still(there)
    assert (here["transfers"].rows, there["transfers"].rows) == (0, 1)  # it may have been stopped
    assert here["people"].rows == here["names"].rows == here["accounts"].rows
    came = sum("'w" in row for row in rows_of(place)["people"])
    assert came % 2 == 0
    assert 10 <= came <= 2 * (meanwhile + 1)
    assert json.loads(call("db", "check", "--json").stdout)["audit"]["wrong"] == []
    (tmp_path / "one.backup.json").unlink()
    assert call("db", "restore", str(out), "--none-erased").exit_code == 2


def still(found: dict[str, Total]) -> dict[str, Total]:
    """What the writers, the commands and a restore leave alone."""
    moving = {"people", "accounts", "names", "audit", "audit_head", "transfers"}
    # A restore ends them.
    moving |= {"web_sign_ins", "web_sessions", "web_confirmations", "web_identities"}
    return {name: total for name, total in found.items() if name not in moving}


@pytest.mark.slow
def test_from_one_kind_to_the_other_and_back_nothing_is_lost(
    sqlite_url: str,
    blank_postgresql_url: str,
    blank_sqlite_url: str,
    somewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every row of every table, as its hash says; and a place where something is stays as it is."""
    del somewhere
    asyncio.run(filled(sqlite_url))
    for source, target in (
        (sqlite_url, blank_postgresql_url),
        (blank_postgresql_url, blank_sqlite_url),
    ):
        use(monkeypatch, source)
        copied = call("db", "copy", "--to", target)
        assert copied.exit_code == 0, copied.stderr
        assert all_of(source) == all_of(target)
        again = call("db", "copy", "--to", target)
        assert again.exit_code == 2
        assert "There is something in" in again.stderr
    assert still(all_of(sqlite_url)) == still(all_of(blank_sqlite_url))
    assert all_of(sqlite_url)["people"].rows == 2


def test_restore_repeats_later_erasures(
    sqlite_url: str,
    blank_postgresql_url: str,
    tmp_path: Path,
    somewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a list that was kept apart; a backup of SQLite may go to PostgreSQL."""
    del somewhere
    use(monkeypatch, sqlite_url)
    asyncio.run(filled(sqlite_url))
    out, listed = tmp_path / "one.backup", tmp_path / "erased"
    assert call("db", "backup", str(out)).exit_code == 0
    assert call("people", "erase", PERSON, "--yes").exit_code == 0
    listed.write_text(call("db", "erasures").stdout)

    use(monkeypatch, blank_postgresql_url)
    unsaid = call("db", "restore", str(out))
    nonsense = call("db", "restore", str(out), "--erased", str(out.with_name("one.backup.json")))
    assert (unsaid.exit_code, nonsense.exit_code) == (2, 2)
    assert "would be back" in unsaid.stderr
    assert "is not a list of erasures" in nonsense.stderr
    done = call("db", "restore", str(out), "--erased", str(listed), "--erased", sqlite_url)
    assert done.exit_code == 0, done.stderr
    assert "Erased again: 1 of " in done.stdout
    assert holding(rows_of(blank_postgresql_url), PERSON) == {"erasures"}
    assert holding(rows_of(blank_postgresql_url), "Mariam Secret") == set()

    full = call("db", "restore", str(out), "--none-erased")
    assert full.exit_code == 2
    assert "There is something in" in full.stderr


def test_altered_backup_is_not_restored(
    sqlite_url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, sqlite_url)
    out, place = tmp_path / "one.backup", somewhere / "new.db"
    assert call("db", "backup", str(out)).exit_code == 0
    twice = call("db", "backup", str(out))
    whole = out.read_bytes()
    out.write_bytes(whole[:5000] + b"x" + whole[5001:])
    use(monkeypatch, f"sqlite:///{place}")
    damaged = call("db", "restore", str(out), "--none-erased")

    assert (twice.exit_code, damaged.exit_code) == (2, 2)
    assert "stays as it is" in twice.stderr
    assert "it is not what its note says" in damaged.stderr
    assert not place.exists()
    assert not [*tmp_path.glob(".*")]


def test_a_database_into_which_a_restore_did_not_come_to_its_end_is_not_used(
    postgresql_url: str,
    blank_postgresql_url: str,
    tmp_path: Path,
    somewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`pg_restore` is done before anybody is erased again: until then they are back."""
    del somewhere
    asyncio.run(filled(postgresql_url))
    schema.downgrade(postgresql_url, "0033")
    use(monkeypatch, postgresql_url)
    out, listed = tmp_path / "one.backup", tmp_path / "erased"
    assert call("db", "backup", str(out)).exit_code == 0
    listed.write_text(json.dumps({"person": PERSON, "at": NOW.isoformat()}))
    use(monkeypatch, blank_postgresql_url)
    ask = ("db", "restore", str(out), "--erased", str(listed))
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        assert call(*ask).stderr.startswith("pg_restore: this program is needed")

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("storage.personal_data.erasure.erase", killed)
        assert call(*ask).exit_code != 0
    for command in (("people", "list"), ("db", "upgrade"), ("db", "check"), ("agencies", "list")):
        refused = call(*command)
        assert refused.exit_code == 2
        assert "was not finished" in refused.stderr
    assert "There is something in" in call(*ask).stderr

    _emptied(blank_postgresql_url)
    done = call(*ask)
    assert done.exit_code == 0, done.stderr
    assert "Erased again: 1 of 1" in done.stdout
    assert holding(rows_of(blank_postgresql_url), PERSON) == {"erasures"}
    assert isinstance(schema.state(blank_postgresql_url), schema.Current)


def _emptied(url: str) -> None:
    engine = engines.migration_engine(engines.parse(url))
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP SCHEMA public CASCADE")
        conn.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
def test_the_log_of_a_lost_database_is_not_replayed_into_a_new_one(
    sqlite_url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    """SQLite would, and whoever was erased again would be back."""
    use(monkeypatch, sqlite_url)
    out, place = tmp_path / "one.backup", somewhere / "new.db"
    assert call("db", "backup", str(out)).exit_code == 0
    log = place.with_name(f"new.db{left}")
    log.write_bytes(b"what was written last")
    copied = call("db", "copy", "--to", f"sqlite:///{place}")
    use(monkeypatch, f"sqlite:///{place}")
    restored = call("db", "restore", str(out), "--none-erased")

    for refused in (copied, restored):
        assert refused.exit_code == 2
        assert f"Beside {place} there is {log.name}" in refused.stderr
    assert log.read_bytes() == b"what was written last"
    assert not place.exists()


def test_a_backup_of_an_older_schema_is_restored_into_the_present_one(
    sqlite_url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made before an upgrade, by the Basira that is to do it."""
    asyncio.run(filled(sqlite_url))
    schema.downgrade(sqlite_url, "0033")
    use(monkeypatch, sqlite_url)
    out = tmp_path / "old.backup"
    assert "schema 0033" in call("db", "backup", str(out)).stdout
    use(monkeypatch, f"sqlite:///{somewhere}/new.db")
    assert call("db", "restore", str(out), "--none-erased").exit_code == 0
    assert isinstance(schema.state(f"sqlite:///{somewhere}/new.db"), schema.Current)

    note = json.loads(backups.note_path(out).read_text())
    for revision, refusal in (("0099", "made by a newer Basira"), ("0032", "too old")):
        backups.note_path(out).write_text(json.dumps(note | {"schema": revision}))
        use(monkeypatch, f"sqlite:///{somewhere}/{revision}.db")
        assert refusal in call("db", "restore", str(out), "--none-erased").stderr


def test_dumps_are_private_and_no_command_line_has_a_password(
    postgresql: PostgreSQL,
    postgresql_url: str,
    tmp_path: Path,
    somewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever lists programs sees what they were called with."""
    seen, tool = tmp_path / "seen", tmp_path / "bin" / "pg_dump"
    tool.parent.mkdir()
    tool.write_text(SEEN.format(seen=seen, real=postgresql.programs / "pg_dump"))
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
    use(monkeypatch, f"{postgresql_url}&password=geheim%26")
    made = call("db", "backup", str(somewhere / "one.backup"))
    assert made.exit_code == 0, made.stderr
    called, password, mode = seen.read_text().splitlines()
    assert "geheim" not in called
    assert (password, mode) == ("geheim&", "600")

    seen.unlink()
    use(monkeypatch, f"{postgresql_url}&sslpassword=geheim")
    refused = call("db", "backup", str(somewhere / "two.backup"))
    assert refused.exit_code == 2
    assert "could be seen by others (sslpassword)" in refused.stderr
    assert "geheim" not in refused.stderr
    assert not seen.exists()


def test_without_the_programs_of_postgresql_that_is_said(
    postgresql_url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, postgresql_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = call("db", "backup", str(somewhere / "one.backup"))
    assert asked.exit_code == 2
    assert asked.stderr.startswith("pg_dump: this program is needed for backups of PostgreSQL")
    assert not [*somewhere.iterdir()]
