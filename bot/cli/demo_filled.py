"""The database of `basira demo --filled`, built once and kept for later starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.demo_data import PEOPLE
from bot.cli.program import CommandError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bot.demo.filled_agency import KeyAccounts
    from bot.settings import Settings

_ENDINGS = ("", "-wal", "-shm")
_WEEKS_A_LINE = 4
_MAX_AGE = 14 * 86_400  # seconds, after which the year would end too long ago


class BuildProgress:
    """The progress of a build: one line rewritten on a terminal, some plain lines elsewhere."""

    def __init__(self, weeks: int) -> None:
        import sys
        import time

        self._weeks, self._clock = weeks, time.monotonic
        self._began, self._is_terminal = self._clock(), sys.stdout.isatty()
        self._next_line = 0

    def show(self, week: int) -> None:
        """Show how many weeks are simulated; without a terminal about every fourth one."""
        minutes, seconds = divmod(int(self._clock() - self._began), 60)
        line = f"  Simulated {week} of {self._weeks} weeks, {minutes}:{seconds:02} elapsed"
        if self._is_terminal:
            click.echo(f"\r{line}", nl=False)
        elif week >= self._next_line:
            click.echo(line)
            self._next_line = week - week % _WEEKS_A_LINE + _WEEKS_A_LINE

    def end(self) -> None:
        """End the line on a terminal."""
        if self._is_terminal:
            click.echo()


async def copy_filled(into: Path, stop: asyncio.Event) -> bool:
    """Put a filled database in the place of an empty one.

    Args:
        into: The file of the demo's database. The kept one lies beside it.
        stop: Ends the building of one.

    Returns:
        Whether it is there; False where it was stopped.

    Raises:
        CommandError: Cases that the agency is trained with did not load.
    """
    import asyncio
    import shutil

    from bot.app.ports import SystemClock
    from bot.demo.filled_agency import Size

    now = SystemClock().now()
    kept = into.with_name(f"demo-filled-{_fingerprint()}.db")
    if not kept.exists() or now.timestamp() - kept.stat().st_mtime > _MAX_AGE:
        click.echo("  Building the invented agency, the first time only; it takes a minute or two.")
        for old in into.parent.glob("demo-filled-*"):
            old.unlink()
        progress = BuildProgress(Size().days // 7)
        progress.show(0)
        building = asyncio.create_task(_build(kept, now, progress.show))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((building, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        progress.end()
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


async def _build(kept: Path, now: datetime, on_week: Callable[[int], None]) -> None:
    """Build it under another name, so that what is kept is whole."""
    from bot.app.library import shelf
    from bot.demo.filled_agency import Size, fill, missing_cases
    from storage.db import engines, schema
    from storage.db.database import Database

    cases = shelf()
    if missing := missing_cases(cases):
        raise CommandError(
            "The agency cannot be built without these cases, which do not load: "
            f"{', '.join(missing)}. `basira scenarios lint` tells why."
        )
    part = kept.with_name(kept.name + ".part")
    for ending in _ENDINGS:
        part.with_name(part.name + ending).unlink(missing_ok=True)
    url = f"sqlite:///{part}"
    engines.make_file(engines.parse(url))
    schema.ensure(url)
    database = Database.open(url)
    try:
        await fill(database, cases, key_accounts(), now, Size(), on_week)
        await database.empty_log()
    finally:
        await database.close()
    part.replace(kept)
    for ending in _ENDINGS[1:]:
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _fingerprint() -> str:
    """A hash of what the database follows from: this release, its code and its cases."""
    import hashlib
    from importlib.metadata import version

    hashed = hashlib.blake2b(version("basira").encode(), digest_size=6)
    for name, file in sources().items():
        hashed.update(name.encode())
        hashed.update(file.read_bytes())
    return hashed.hexdigest()


def sources() -> dict[str, Path]:
    """The files that a filled database follows from, by path; a test compares them to imports."""
    from pathlib import Path

    import bot
    import scenarios
    import storage

    [bot_folder], [storage_folder], [scenarios_folder] = (
        [Path(folder) for folder in package.__path__] for package in (bot, storage, scenarios)
    )
    tops = (scenarios_folder, storage_folder, bot_folder / "app", bot_folder / "demo")
    found = [file for top in tops for file in top.rglob("*") if file.is_file()]
    found += [bot_folder / "cli" / "demo_data.py", bot_folder / "sandbox_token.py", Path(__file__)]
    root = bot_folder.parent
    named = {file.relative_to(root).as_posix(): file for file in found if file.suffix != ".pyc"}
    return dict(sorted(named.items()))
