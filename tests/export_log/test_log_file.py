"""A file leaves once it is recorded, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from bot.export.errors import ExportCancelled, PersonErased
from bot.export.export_log import MakeFile, log_file
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from tests.helpers.front_desk import ManualClock
from tests.promises.makers import add_person

CONTENT = b"Amal Haddad"


def a_release(**more: object) -> LoggedExport:
    now = ManualClock().now()
    return LoggedExport("file-0000001", None, "Huda", now, ["people"], "csv", **more)  # type: ignore[arg-type]


class Making:
    """Makes a file, or fails at it once half of it is there."""

    def __init__(self, trouble: BaseException | None = None) -> None:
        self.trouble = trouble

    async def __call__(self, place: Path) -> Mapping[str, int]:
        await asyncio.to_thread(place.write_bytes, CONTENT)
        if self.trouble is not None:
            raise self.trouble
        return {"people": 2, "attempts": 3}


async def leaves(
    database: Database,
    clock: ManualClock,
    release: LoggedExport,
    file: Path,
    make: MakeFile,
    named: Callable[[], Collection[str]] = frozenset,
) -> None:
    """As it is done everywhere: what is known before it is made is recorded first."""
    await database.write(partial(export_log.begin, release=release))
    await log_file(database, clock, release, file, make, named=named)


def there(folder: Path) -> list[Path]:
    return [*folder.iterdir()]


async def test_file_is_logged_with_its_hash_before_it_appears(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    await database.write(lambda conn: add_person(conn, "amal", 1))

    def whose() -> set[str]:
        assert not file.exists()
        return {"amal"}

    await leaves(database, ManualClock(), a_release(named=True), file, Making(), whose)

    (kept,) = await database.read(export_log.every)
    assert (kept.state, kept.sha256, kept.rows) == ("out", sha256(CONTENT).hexdigest(), 5)
    assert kept.out_at == ManualClock().now()
    assert await database.read(lambda conn: export_log.is_named_in(conn, kept, "amal"))
    assert there(tmp_path) == [file]


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (OSError("full"), "failed"),
        (ExportCancelled(), "called-off"),
        (asyncio.CancelledError(), "called-off"),
    ],
)
async def test_failed_export_is_logged_and_leaves_nothing(
    database: Database, tmp_path: Path, trouble: BaseException, state: str
) -> None:
    with pytest.raises(type(trouble)):
        await leaves(database, ManualClock(), a_release(), tmp_path / "people.csv", Making(trouble))

    (kept,) = await database.read(export_log.every)
    assert (kept.state, kept.sha256, kept.out_at) == (state, None, None)
    assert there(tmp_path) == []


async def test_file_with_a_person_erased_meanwhile_is_not_released(
    database: Database, tmp_path: Path
) -> None:
    """Those who are still here are not told of it then, nor does it stand in their data."""
    await database.write(lambda conn: add_person(conn, "amal", 1))
    file, release = tmp_path / "people.csv", a_release(named=True, reason="why")

    with pytest.raises(PersonErased):
        await leaves(database, ManualClock(), release, file, Making(), lambda: {"amal", "erased"})

    (kept,) = await database.read(export_log.every)
    assert kept.state == "failed"
    assert not await database.read(lambda conn: export_log.is_named_in(conn, kept, "amal"))
    assert await database.write(lambda conn: export_log.people_to_notify(conn, 10)) == []
    assert there(tmp_path) == []
