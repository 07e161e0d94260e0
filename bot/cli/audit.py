"""`basira audit`: what was done with a role."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.cli.archiving import archive, check, compare
from bot.cli.program import Told
from bot.cli.rows import as_lines, new_file, plain, read, utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from storage.audit.audit_log import Entry

_FORMS = (".csv", ".jsonl")
_SAID = ("person", "role", "act", "deed", "object", "origin")
_DAY = click.DateTime(["%Y-%m-%d"])


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.option("--since", type=_DAY, metavar="DAY", help="Only from this day on (UTC)."),
            click.option("--until", type=_DAY, metavar="DAY", help="Only before this day (UTC)."),
            click.option("--person", metavar="ID", help="Only what this person did."),
            click.option("--role", help="Only what was done with this role."),
            click.option("--act", help="Only what was done by this right, such as `invite`."),
            click.option("--deed", help="Only this deed, such as `make-link`."),
            click.option("--object", metavar="ID", help="Only what was done to this."),
            click.option("--origin", help="Only from here: bot, sandbox or `command line`."),
        )
    ):
        command = option(command)
    return command


@click.group()
def audit() -> None:
    """See what was done with a role, and by whom."""


@audit.command("list")
@_filtered
@click.option("--last", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, last: int, as_json: bool, **wanted: Any) -> None:
    """List what was done last with a role, the latest at the end.

    People and things stand there by their random ids; texts and names are never kept.
    """
    import json

    from bot import settings
    from bot.cli.tables import print_table
    from storage.audit import audit_log as kept

    said = _filters(wanted)
    found = read(settings.load(), lambda conn: kept.latest(conn, last, **said))
    if as_json:
        click.echo(json.dumps([plain(one) for one in found], indent=2))
        return
    if not found:
        click.echo("Nothing that fits was recorded.")
        return
    headings = ("when", "who", "role", "agency", "act", "deed", "on", "from")
    print_table(headings, [_cells(one) for one in found], named=len(headings))


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_filtered
def export(*, file: Path, **wanted: Any) -> None:
    """Write what was done with a role into FILE: `.csv` or `.jsonl` (JSON Lines).

    Every row has its number and both hashes, so that the chain can be proven from JSON Lines alone.
    In CSV a text that a spreadsheet would reckon has a ' before it.
    """
    from bot import settings
    from storage.audit import audit_log as kept

    if file.suffix.lower() not in _FORMS:
        raise Told("The file's name must end in .csv or .jsonl.")
    write = _as_csv if file.suffix.lower() == ".csv" else as_lines

    said = _filters(wanted)

    def taken(conn: Connection) -> int:
        try:
            with new_file(file) as out:
                return write(out, kept.entries(conn, **said))
        except FileExistsError:
            raise Told(f"{file} is there already, and stays as it is.") from None
        except OSError as error:
            raise Told(f"{file} cannot be written: {error.strerror or error}.") from None

    count = read(settings.load(), taken)
    click.echo(f"{file}: {count:,} rows.")


audit.add_command(archive)
audit.add_command(check)
audit.add_command(compare)


def _filters(wanted: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, as the audit takes it."""
    said = {name: wanted[name] for name in _SAID if wanted[name] is not None}
    return said | {name: utc(wanted[name]) for name in ("since", "until")}


def _as_csv(out: TextIO, rows: Iterable[Entry]) -> int:
    import csv

    from bot.export.writers.writer import as_text
    from storage.audit.audit_log import COLUMNS

    out.write("\ufeff")
    writer, count = csv.writer(out), 0
    writer.writerow(COLUMNS)
    for one in rows:
        count += 1
        cells = plain(one).values()
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in cells])
    return count


def _cells(one: Entry) -> tuple[str, ...]:
    on = f"{one.kind} {one.object}" if one.kind else ""
    when = f"{one.at:%Y-%m-%d %H:%M:%S}"
    return (when, one.person or "", one.role, one.agency, one.act, one.deed, on, one.origin)
