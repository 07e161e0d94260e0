"""The database of `basira demo --filled`, built once and kept for later starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.demo_data import PEOPLE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bot.demo.filled_agency import KeyAccounts
    from bot.settings import Settings

_ENDINGS = ("", "-wal", "-shm")
_MAX_AGE = 14 * 86_400  # seconds, after which the year would end too long ago


async def copy_filled(into: Path, stop: asyncio.Event, tell: Callable[[str], None]) -> bool:
    """Put a filled database in the place of an empty one.

    Args:
        into: The file of the demo's database. The kept one lies beside it.
        stop: Ends the building of one.
        tell: Hears when one has to be built first.

    Returns:
        Whether it is there; False where it was stopped.
    """
    import asyncio
    import shutil

    from bot.app.ports import SystemClock

    now = SystemClock().now()
    kept = into.with_name(f"demo-filled-{_fingerprint()}.db")
    if not kept.exists() or now.timestamp() - kept.stat().st_mtime > _MAX_AGE:
        tell("  Building the invented agency. This takes some minutes, the first time only.")
        for old in into.parent.glob("demo-filled-*"):
            old.unlink()
        building = asyncio.create_task(_build(kept, now))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((building, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not building.done():
            building.cancel()
            await asyncio.wait((building,))
            return False
        await building
    shutil.copyfile(kept, into)
    return True


async def drop_overdue(chosen: Settings) -> None:
    """Drop the messages that came due since the database was built."""
    from bot.app.ports import SystemClock
    from bot.cli.database import open_database
    from bot.demo import filled_agency

    now = SystemClock().now()
    async with open_database(chosen) as database:
        await database.write(lambda conn: filled_agency.drop_overdue(conn, now))


def description() -> str:
    """The content of the filled demo, and the accounts to sign in as."""
    from bot.demo.filled_agency import Size

    size = Size()
    trainer, admin, learner = (name for _, name, _ in PEOPLE)
    return (
        f"  There are {size.people} invented learners in {size.cohorts} cohorts of one agency, and "
        f"{size.days} days behind them.\n"
        f"  {trainer} trains three of the cohorts: /cohorts\n"
        f"  {admin} is the admin of the agency: /admin\n"
        f"  {learner} is a learner in the first cohort: /today"
    )


def key_accounts() -> KeyAccounts:
    """The demo's people, as the agency has them."""
    from bot.demo.filled_agency import KeyAccount, KeyAccounts
    from bot.sandbox import TOKEN

    trainer, admin, learner = (
        KeyAccount(id_, language, {"latin" if name.isascii() else "arabic": name})
        for id_, name, language in PEOPLE
    )
    return KeyAccounts(int(TOKEN.partition(":")[0]), trainer, admin, learner)


async def _build(kept: Path, now: datetime) -> None:
    """Build it under another name, so that what is kept is whole."""
    from bot.app.library import shelf
    from bot.demo.filled_agency import Size, fill
    from storage.db import engines, schema
    from storage.db.database import Database

    part = kept.with_name(kept.name + ".part")
    for ending in _ENDINGS:
        part.with_name(part.name + ending).unlink(missing_ok=True)
    url = f"sqlite:///{part}"
    engines.make_file(engines.parse(url))
    schema.ensure(url)
    database = Database.open(url)
    try:
        await fill(database, shelf(), key_accounts(), now, Size())
        await database.empty_log()
    finally:
        await database.close()
    part.replace(kept)
    for ending in _ENDINGS[1:]:
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _fingerprint() -> str:
    """A hash of what the database follows from: this release, its cases, its schema."""
    import hashlib
    from importlib.metadata import version
    from pathlib import Path

    import bot
    import scenarios
    import storage

    hashed = hashlib.blake2b(version("basira").encode(), digest_size=6)
    folders = (
        Path(scenarios.__file__).parent,
        Path(storage.__file__).parent / "migrations" / "versions",
        Path(bot.__file__).parent / "demo",
    )
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".yaml"}:
                hashed.update(file.relative_to(folder).as_posix().encode())
                hashed.update(file.read_bytes())
    return hashed.hexdigest()
