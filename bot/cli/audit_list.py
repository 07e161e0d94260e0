"""`basira audit list`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.cli.audit_rows import as_json as row_as_json
from bot.cli.audit_rows import utc, write_lines
from bot.cli.database import read_long
from bot.cli.files import new_private_file
from bot.cli.output import json_option, print_json, print_table
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from storage.db.audit_log import AuditEntry

_FORMATS = (".csv", ".jsonl")
_SAID = ("person", "role", "act", "deed", "object", "origin")
_DAY = click.DateTime(["%Y-%m-%d"])


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.option("--since", type=_DAY, metavar="DAY", help="From this day on (UTC)."),
            click.option("--until", type=_DAY, metavar="DAY", help="Before this day (UTC)."),
            click.option("--person", metavar="ID", help="Done by this person."),
            click.option("--role", help="Done with this role."),
            click.option("--act", help="Done by this right, such as `invite`."),
            click.option("--deed", help="This deed, such as `make-link`."),
            click.option("--object", metavar="ID", help="Done to this."),
            click.option("--origin", help="From bot, sandbox or `command line`."),
        )
    ):
        command = option(command)
    return command


@click.command("list")
@_filtered
@click.option(
    "--last",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="How many; --out writes all.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write them to a new .csv or .jsonl file instead.",
)
@json_option
def audit_list(*, last: int, out: Path | None, as_json: bool, **wanted: Any) -> None:
    """List what was done by right of a role, newest last.

    People and things appear by their random ids; texts and names are never recorded. A file has
    each row's number and both hashes, so that the chain can be proven from `.jsonl` alone; in
    `.csv` a text that a spreadsheet would evaluate is prefixed with an apostrophe.
    """
    from bot import settings
    from storage.db import audit_log

    filters = _filters(wanted)
    if out is not None:
        _write(out, filters)
        return
    found = read_long(settings.load(), lambda conn: audit_log.latest(conn, last, **filters))
    if as_json:
        print_json([row_as_json(row) for row in found])
    elif found:
        headings = ("when", "who", "role", "agency", "act", "deed", "on", "from")
        print_table(headings, [_cells(row) for row in found], named=len(headings))
    else:
        click.echo("No matching entries.")


def _write(file: Path, said: dict[str, Any]) -> None:
    from bot import settings
    from storage.db import audit_log

    if file.suffix.lower() not in _FORMATS:
        raise CommandError("The file's name must end in .csv or .jsonl.")
    write = _write_csv if file.suffix.lower() == ".csv" else write_lines

    def taken(conn: Connection) -> int:
        try:
            with new_private_file(file) as out:
                return write(out, audit_log.entries(conn, **said))
        except FileExistsError:
            raise CommandError(f"{file} exists already and is left as it is.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from None

    count = read_long(settings.load(), taken)
    click.echo(f"{file}: {count:,} rows.")


def _filters(wanted: dict[str, Any]) -> dict[str, Any]:
    filters = {name: wanted[name] for name in _SAID if wanted[name] is not None}
    return filters | {name: utc(wanted[name]) for name in ("since", "until")}


def _write_csv(out: TextIO, rows: Iterable[AuditEntry]) -> int:
    import csv

    from bot.export.writers.writer import spreadsheet_text
    from storage.db.audit_log import COLUMNS

    out.write("\ufeff")
    writer, count = csv.writer(out), 0
    writer.writerow(COLUMNS)
    for row in rows:
        count += 1
        cells = row_as_json(row).values()
        writer.writerow(
            [spreadsheet_text(cell) if isinstance(cell, str) else cell for cell in cells]
        )
    return count


def _cells(row: AuditEntry) -> tuple[str, ...]:
    on = f"{row.kind} {row.object}" if row.kind else ""
    when = f"{row.at:%Y-%m-%d %H:%M:%S}"
    return (when, row.person or "", row.role, row.agency, row.act, row.deed, on, row.origin)
