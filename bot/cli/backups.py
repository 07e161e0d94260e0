"""`basira db backup`, `restore`, `copy`, `erasures` and `key`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.program import Told

if TYPE_CHECKING:
    from storage.db.backups import Erased


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--encrypt", metavar="RECIPIENT", help="Encrypt it for this public key of age.")
def backup(*, out: Path, encrypt: str | None) -> None:
    """Make a backup into the file OUT, while the bot runs.

    Of SQLite it is a database file; of PostgreSQL what `pg_dump` writes, which must be there. It is
    looked at again after it was written; what it holds stands in OUT.json beside it.
    """
    from bot import settings
    from bot.app.operations.vitals import SUCCEEDED
    from bot.app.ports import SystemClock
    from bot.cli.encrypting import encrypted
    from storage.db import backups

    chosen = settings.load()
    _record(chosen.database)
    if encrypt is None:
        note, file = backups.back_up(chosen.database, out, SystemClock().now()), out
    else:
        note, file = encrypted(
            out, encrypt, lambda plain: backups.back_up(chosen.database, plain, SystemClock().now())
        )
    _record(chosen.database, SUCCEEDED)
    rows = sum(note.rows.values())
    click.echo(f"{file}: {rows:,} rows of {len(note.rows)} tables, schema {note.schema}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--erased",
    multiple=True,
    metavar="FROM",
    help="Where it stands who was erased since: a list of `basira db erasures`, a database file, "
    "or an address. May be repeated.",
)
@click.option("--none-erased", is_flag=True, help="Nobody was erased since, as far as is known.")
@click.option(
    "--identity",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file of the key that an encrypted backup is read with.",
)
def restore(
    *, file: Path, erased: tuple[str, ...], none_erased: bool, identity: Path | None
) -> None:
    """Restore the backup FILE into the place of BASIRA_DATABASE, which must be empty.

    Whoever was erased since the backup was made is in it, and is erased again before anybody can
    use it: so say where the erasures stand, or that there are none.
    """
    from itertools import chain

    from bot import settings
    from bot.app.ports import SystemDice
    from bot.cli.encrypting import decrypted
    from storage.db import backups, engines

    if bool(erased) == none_erased:
        raise Told(
            "Say who was erased since: `--erased FROM`, or `--none-erased`. Otherwise whoever "
            "asked to be forgotten would be back."
        )
    chosen = settings.load()
    known = list(chain.from_iterable(_erased(one) for one in erased))
    with decrypted(file, identity) as plain:
        again = backups.restore(plain, chosen.database, known, SystemDice().id)
    _record(chosen.database)
    click.echo(f"{file} was restored into {engines.place(engines.parse(chosen.database))}.")
    click.echo(f"Erased again: {again:,} of {len(known):,} people.")


@click.command()
@click.option("--to", "target", required=True, metavar="ADDRESS", help="Of the empty database.")
def copy(*, target: str) -> None:
    """Copy the database of BASIRA_DATABASE into an empty one, of either kind.

    Stop every Basira on it first: what is written meanwhile stays behind. What arrived is read
    again, and counted and hashed table by table, before any of it counts.
    """
    from bot import settings
    from storage.db import database_copy, engines, lock

    chosen = settings.load()
    with lock.hold(chosen.database), lock.hold(target):
        _record(chosen.database)
        arrived = database_copy.copy(chosen.database, target)
    for name, total in arrived.items():
        click.echo(f"{total.hash[:12]}  {total.rows:>10,}  {name}")
    place = engines.place(engines.parse(target))
    click.echo(f"All is in {place} now, as it was. Set BASIRA_DATABASE to use it.")


@click.command()
def erasures() -> None:
    """List who was erased and when, one a line, as `basira db restore --erased` reads it.

    Random ids stand there, and nothing else. Keep the list apart from the database: after a loss it
    is the only thing that tells whom to erase again.
    """
    import json

    from bot import settings
    from storage.db import backups

    for one in backups.erased_in(settings.load().database):
        click.echo(json.dumps({"person": one.person, "at": one.at.isoformat()}))


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def key(*, out: Path) -> None:
    """Make a key for encrypted backups into the file OUT, and say its public part.

    Make it on another machine than the bot's: who has it reads the backups, and without it nobody
    does. What is printed is for `--encrypt`, and is no secret.
    """
    from bot.cli.encrypting import new_key

    click.echo(new_key(out))


def _record(database: str, about: tuple[str, str] | None = None) -> None:
    """Record that all was taken or brought back; what is to be upgraded first cannot be."""
    from bot import settings
    from bot.cli.units import written
    from storage.audit import audit_context
    from storage.db import schema

    if isinstance(schema.state(database), schema.Current):
        written(settings.load(), audit_context.shown, about)


def _erased(place: str) -> list[Erased]:
    """Who was erased, from a list, a database file or an address."""
    from storage.db import backups

    if place.startswith(("sqlite:", "postgres")):
        return backups.erased_in(place)
    file = Path(place)
    try:
        with file.open("rb") as content:
            if content.read(16) == b"SQLite format 3\x00":
                return backups.erased_in(f"sqlite:///{file.absolute()}")
        return [_line(place, one) for one in file.read_text("utf-8").splitlines() if one.strip()]
    except OSError as error:
        raise Told(f"{place} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise Told(f"{place} is no list of erasures.") from None


def _line(place: str, line: str) -> Erased:
    import json
    from datetime import UTC, datetime

    from storage.db.backups import Erased

    try:
        found = json.loads(line)
        return Erased(str(found["person"]), datetime.fromisoformat(found["at"]).astimezone(UTC))
    except (ValueError, KeyError, TypeError):
        raise Told(f"{place} is no list of erasures, as `basira db erasures` writes it.") from None
