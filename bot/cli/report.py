"""`basira report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.database import check_agency, open_database
from bot.cli.export_options import clean, party_options
from bot.cli.files import display_path, write_file
from bot.cli.program import CommandError
from scenarios.languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.export.impact_report.report_folder import FolderRequest
    from bot.export.impact_report.report_period import ReportPeriod


@click.command()
@click.option(
    "--since", metavar="MONTH", help="The first month; by default a year before the last."
)
@click.option(
    "--until", metavar="MONTH", help="The last month; by default the last one that ended."
)
@click.option("--agency", metavar="ID", help="Only cohorts of this agency.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    default="report.pdf",
    show_default=True,
    help="The PDF; one that exists is replaced.",
)
@click.option(
    "--evidence",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write a new folder instead: the report, its method, and the data behind it.",
)
@click.option(
    "--no-rows",
    is_flag=True,
    help="With --evidence: leave out rows of single people, so that it may be passed on.",
)
@click.option(
    "--lang",
    type=click.Choice(tuple(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="With --evidence: the language of the workbooks; everything else is in both.",
)
@party_options
def report(
    *,
    since: str | None,
    until: str | None,
    agency: str | None,
    out: Path,
    folder: Path | None,
    no_rows: bool,
    lang: str,
    by: str | None,
    whom: str | None,
) -> None:
    """Generate an impact report for a period, in English and Arabic.

    A PDF with one page for each language, by Kirkpatrick's four levels, with intervals and with
    what the numbers do not show. MONTH is a month in UTC that has ended, such as 2026-05. Nobody is
    named. `--evidence` adds the method, tables as CSV and XLSX, and hashes for `sha256sum -c`, and
    is recorded in the export log. The bot may be running. Prints the path.

    \b
    basira report --since 2026-01 --until 2026-06
    basira report --until 2026-06 --evidence proof --no-rows
    """
    from bot.app.ports import SystemClock
    from bot.export.impact_report.report_folder import FolderRequest

    now = SystemClock().now()
    months = _period(since, until, now)
    if folder is not None:
        request = FolderRequest(months, agency, not no_rows, lang, clean(by), clean(whom))
        _evidence(folder, request)
    elif no_rows or by or whom:
        raise click.UsageError("--no-rows, --by and --for go with --evidence.")
    else:
        _pdf(out, months, agency, now)


def _pdf(out: Path, months: ReportPeriod, agency: str | None, now: datetime) -> None:
    import asyncio

    from bot import settings
    from bot.export.impact_report import report_pdf
    from bot.export.schema.assessment_forms import load_forms
    from storage.db import audit_context

    async def made() -> bytes:
        async with open_database(settings.load(), ("set", "report")) as database:
            await database.read(lambda conn: check_agency(conn, agency))
            await database.write(audit_context.record_unchanged)  # recorded before anything leaves
            return await report_pdf.pdf(database, load_forms, months, agency, now)

    write_file(out, asyncio.run(made()))
    click.echo(display_path(out))


def _evidence(folder: Path, request: FolderRequest) -> None:
    import asyncio

    from bot import settings
    from bot.app.ports import SystemClock, SystemDice
    from bot.cli.progress_bar import progress_bars
    from bot.export.impact_report.report_folder import export_folder
    from bot.export.schema.assessment_forms import load_forms
    from bot.interpreter import tune

    if folder.exists() or folder.is_symlink():
        raise CommandError(f"{folder} exists already. Name a new folder.")

    async def export() -> Mapping[str, int]:
        async with open_database(settings.load(), ("set", "evidence")) as database:
            await database.read(lambda conn: check_agency(conn, request.agency))
            with progress_bars() as on_progress:
                return await export_folder(
                    database,
                    SystemClock(),
                    SystemDice(),
                    request,
                    folder,
                    load_forms,
                    on_progress,
                )

    tune()
    try:
        counts = asyncio.run(export())
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror or error}.") from None
    for name, rows in counts.items():
        click.echo(f"{name}: {rows:,} rows", err=True)
    click.echo(display_path(folder))


def _period(since: str | None, until: str | None, now: datetime) -> ReportPeriod:
    from bot.export.impact_report.report_period import ReportPeriodError, period

    try:
        return period(since, until, now)
    except ReportPeriodError as error:
        raise CommandError(str(error)) from None
