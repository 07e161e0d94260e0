"""A SQLite file that is deleted, moved or replaced in use, one that is missing, and its locks."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.app.operations import doctor
from storage import Database
from storage.db import engines, lock, schema
from storage.db.errors import (
    DatabaseInUse,
    DatabaseLinked,
    DatabaseMissing,
    DatabaseMoved,
    DatabaseUnreachable,
)
from storage.db.tables import people
from tests.promises.makers import add_person

HOLDS = """
import sys
from storage.db.lock import hold
with hold(sys.argv[1]) as held:
    held.claim()
    print("held", flush=True)
    sys.stdin.read()
"""
WRITES = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as conn:
    conn.execute("UPDATE people SET language = 'ar'")
    print(conn.execute("SELECT count(*) FROM people WHERE language = 'ar'").fetchone()[0])
"""


def file_of(url: str) -> Path:
    return engines.file_of(engines.parse(url))


def deleted(file: Path) -> None:
    file.unlink()


def moved(file: Path) -> None:
    file.rename(file.with_name("elsewhere.db"))


def replaced(file: Path) -> None:
    copy = file.with_name("copy.db")
    shutil.copy(file, copy)
    copy.replace(file)


def its_folder_moved(file: Path) -> None:
    file.parent.rename(file.parent.with_name(f"{file.parent.name}-elsewhere"))


LOSSES = [deleted, moved, replaced, its_folder_moved]


def many(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(people)).scalar_one()


@pytest.fixture
def url(sqlite_url: str) -> str:
    """In a folder of its own within one that is cleared."""
    folder = file_of(sqlite_url).parent / "inner"
    folder.mkdir()
    shutil.move(file_of(sqlite_url), folder / "basira.db")
    return f"sqlite:///{folder}/basira.db"


@pytest.mark.parametrize("loss", LOSSES)
async def test_nothing_more_is_kept_or_answered(url: str, loss: Callable[[Path], None]) -> None:
    file = file_of(url)
    database = Database.open(url)
    await database.write(add_person)
    assert database.is_there()
    assert await database.read(many) == 1
    loss(file)

    assert not database.is_there()
    with pytest.raises(DatabaseMoved, match="was deleted, moved or replaced"):
        await database.write(lambda conn: add_person(conn, "later", 2))
    with pytest.raises(DatabaseMoved):
        await database.read(many)
    with pytest.raises((DatabaseMoved, DatabaseUnreachable)):
        await database.survey(many)
    assert file.exists() == (loss is replaced), "an empty file was made in its place"
    await database.close()


@pytest.mark.parametrize("loss", [deleted, moved, replaced])
async def test_deleted_database_is_rescued_before_its_last_descriptor_closes(
    url: str, loss: Callable[[Path], None]
) -> None:
    """All of it, what stands in the log alone included; nothing that is there is replaced."""
    file = file_of(url)
    taken = file.with_name("basira.db.rescued")
    taken.write_text("of another time")
    database = Database.open(url)
    await database.write(add_person)
    loss(file)
    error = await database.rescue()
    await database.close()

    assert error.rescued == file.with_name("basira.db.rescued1")
    assert f"is in {error.rescued.name} beside it" in str(error)
    assert error.rescued.stat().st_mode & 0o777 == 0o600
    assert taken.read_text() == "of another time"
    with closing(sqlite3.connect(error.rescued)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("SELECT count(*) FROM people").fetchone() == (1,)


async def test_impossible_rescue_is_reported(url: str) -> None:
    database = Database.open(url)
    await database.write(add_person)
    its_folder_moved(file_of(url))
    error = await database.rescue()
    await database.close()

    assert error.rescued is None
    assert "restore a backup" in str(error)


def test_no_new_database_is_begun_where_data_was_kept(url: str) -> None:
    """Until whoever means it deletes the lock file; a restore may come there at any time."""
    file = file_of(url)
    with lock.hold(url) as held:
        held.claim()
    file.unlink()
    for begin in (schema.ensure, schema.upgrade, schema.state, schema.require_current):
        with pytest.raises(DatabaseMissing, match=r"delete .*basira\.db\.lock"):
            begin(url)
        assert not file.exists()
    check = doctor.database(url)
    assert not check.ok
    assert "restore a backup" in check.message
    schema.require_empty(url)

    file.touch()
    with pytest.raises(DatabaseMissing):
        schema.ensure(url)
    file.with_name("basira.db.lock").unlink()
    schema.ensure(url)
    assert isinstance(schema.state(url), schema.Current)


def test_a_database_that_no_basira_ran_on_may_be_begun_anew(url: str) -> None:
    """Such as one of which the first command failed."""
    with lock.hold(url):
        pass
    file_of(url).unlink()
    schema.ensure(url)


@contextmanager
def held_elsewhere(url: str) -> Iterator[None]:
    """Another process holds a file until the block ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDS, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == b"held\n"
        yield
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def by_symbolic_link(file: Path) -> Path:
    (file.parent.parent / "link.db").symlink_to(file)
    return file.parent.parent / "link.db"


def by_hard_link(file: Path) -> Path:
    os.link(file, file.with_name("other.db"))
    return file.with_name("other.db")


def without_the_lock_file(file: Path) -> Path:
    file.with_name(f"{file.name}.lock").unlink()
    return file


def by_another_path(file: Path) -> Path:
    return file.parent / ".." / file.parent.name / file.name


WAYS = [by_symbolic_link, by_hard_link, without_the_lock_file, by_another_path]


@pytest.mark.parametrize("way", WAYS)
def test_a_second_process_is_refused_by_any_name(url: str, way: Callable[[Path], Path]) -> None:
    with held_elsewhere(url):
        other = f"sqlite:///{way(file_of(url))}"
        assert lock.is_held(other)
        with pytest.raises(DatabaseInUse), lock.hold(other):
            pass
    if way is not by_hard_link:
        with lock.hold(other):
            pass


def test_a_new_file_is_held_once_it_is_claimed(url: str) -> None:
    """The first start makes it after the lock."""
    file_of(url).unlink()
    with lock.hold(url) as held:
        schema.ensure(url)
        held.claim()
        without_the_lock_file(file_of(url))
        assert lock.is_held(url)


def test_a_file_with_two_names_is_refused(url: str) -> None:
    """SQLite keeps a log beside each name."""
    by_hard_link(file_of(url))
    with pytest.raises(DatabaseLinked, match=r"second name \(a hard link\)"), lock.hold(url):
        pass


async def test_sqlite_itself_is_not_kept_out(url: str) -> None:
    """Neither in the process that holds the file nor in others, as backups and commands are."""
    with lock.hold(url) as held:
        database = Database.open(url)
        await database.write(add_person)
        held.claim()
        command = [sys.executable, "-c", WRITES, str(file_of(url))]
        run = partial(subprocess.run, command, capture_output=True, text=True, check=True)
        told = await asyncio.to_thread(run)
        assert told.stdout == "1\n"
        await database.write(lambda conn: add_person(conn, "later", 2))
        assert await database.read(many) == 2
        await database.close()
