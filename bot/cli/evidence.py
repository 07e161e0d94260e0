"""`basira evidence`: the report with all that stands behind it, in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.export_options import clean, party_options
from bot.cli.program import Told

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--since", metavar="MONTH", help="The first month; left out, a year before the last.")
@click.option("--until", metavar="MONTH", help="The last; left out, the one that was over last.")
@click.option("--agency", metavar="ID", help="Only of this agency's cohorts.")
@click.option(
    "--lang",
    type=click.Choice(("en", "ar")),
    default="en",
    show_default=True,
    help="The language of the workbooks; everything else is in both.",
)
@click.option(
    "--no-rows",
    is_flag=True,
    help="Leave out what single people did, so that all of it may be passed on.",
)
@party_options
def evidence(
    folder: Path,
    *,
    since: str | None,
    until: str | None,
    agency: str | None,
    lang: str,
    no_rows: bool,
    by: str | None,
    whom: str | None,
) -> None:
    """Write the report of some months, and all that stands behind it, into a folder.

    FOLDER is made, and nothing may be there. In it are the report (see `basira report`), how it was
    measured, tables as CSV and XLSX without names, and hashes of all files for `sha256sum -c`. The
    bot may be running. Ctrl-C calls it off and leaves no folder. It is recorded: `basira files
    list`. Prints the folder's path.
    """
    import asyncio

    from bot import settings
    from bot.app.ports import SystemClock, SystemDice
    from bot.cli.progress_bar import progress_bars
    from bot.cli.report import period_of
    from bot.cli.shelves import shown
    from bot.cli.units import one_agency, opened
    from bot.export.assessment_forms import load_forms
    from bot.export.impact_report.report_folder import FolderRequest, export_folder
    from bot.interpreter import tune

    if folder.exists() or folder.is_symlink():
        raise Told(f"There is something at {folder} already. Name a folder that is not there.")
    clock = SystemClock()
    period = period_of(since, until, clock.now())
    request = FolderRequest(period, agency, not no_rows, lang, clean(by), clean(whom))

    async def export() -> Mapping[str, int]:
        async with opened(settings.load(), ("set", "evidence")) as database:
            await database.read(lambda conn: one_agency(conn, agency))
            with progress_bars() as on_progress:
                return await export_folder(
                    database, clock, SystemDice(), request, folder, load_forms, on_progress
                )

    tune()
    try:
        counts = asyncio.run(export())
    except OSError as error:
        raise Told(f"{folder} cannot be written: {error.strerror or error}.") from None
    for name, rows in counts.items():
        click.echo(f"{name}: {rows:,} rows", err=True)
    click.echo(shown(folder))
