"""`basira db restore`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.program import CommandError

if TYPE_CHECKING:
    from storage.backups.backups import ErasedPerson


@click.command("restore")
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True)
)
@click.option(
    "--erased",
    multiple=True,
    metavar="FROM",
    help="Who was erased since: a list of `basira db erasures`, a database file or an address. "
    "Repeatable.",
)
@click.option("--none-erased", is_flag=True, help="Nobody was erased since the backup was made.")
def db_restore(*, file: Path, erased: tuple[str, ...], none_erased: bool) -> None:
    """Restore the backup FILE into BASIRA_DATABASE, which must be empty.

    People who were erased after the backup was made are in it, and are erased again before anybody
    can use it: say where the erasures are listed, or that there are none. With `-` the backup is
    read from standard input, as `basira db backup -` writes it.

    \b
    basira db restore 2026-11-25.backup --erased 2026-11-26.erased.jsonl
    """
    import sys
    from itertools import chain

    from bot import settings
    from bot.app.ports import SystemDice
    from bot.cli import backup_streams
    from bot.cli.disclosure import record_disclosure
    from storage.backups import backups
    from storage.db import engines

    if bool(erased) == none_erased:
        raise CommandError(
            "Say who was erased since: `--erased FROM`, or `--none-erased`. Otherwise people who "
            "asked to be erased would be back."
        )
    chosen = settings.load()
    known = list(chain.from_iterable(_erased(place) for place in erased))
    piped = str(file) == "-"
    with backup_streams.temporary() if piped else nullcontext(file) as whole:
        if piped:
            backup_streams.read(sys.stdin.buffer, whole)
        again = backups.restore(whole, chosen.database, known, SystemDice().id)
    record_disclosure(chosen.database)
    name = "Standard input" if piped else file
    click.echo(f"{name} is restored into {engines.display_name(engines.parse(chosen.database))}.")
    click.echo(f"Erased again: {again:,} of {len(known):,} people.")


def _erased(place: str) -> list[ErasedPerson]:
    """The erased people, from a list, a database file or an address."""
    from storage.backups import backups

    if place.startswith(("sqlite:", "postgres")):
        return backups.erased_in(place)
    file = Path(place)
    try:
        with file.open("rb") as content:
            if content.read(16) == b"SQLite format 3\x00":
                return backups.erased_in(f"sqlite:///{file.absolute()}")
        lines = file.read_text("utf-8").splitlines()
        return [_line(place, line) for line in lines if line.strip()]
    except OSError as error:
        raise CommandError(f"{place} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{place} is not a list of erasures.") from None


def _line(place: str, line: str) -> ErasedPerson:
    import json
    from datetime import UTC, datetime

    from storage.backups.backups import ErasedPerson

    try:
        found = json.loads(line)
        return ErasedPerson(
            str(found["person"]), datetime.fromisoformat(found["at"]).astimezone(UTC)
        )
    except (ValueError, KeyError, TypeError):
        raise CommandError(
            f"{place} is not a list of erasures, as `basira db erasures` writes it."
        ) from None
