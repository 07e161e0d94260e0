"""`basira report`: what training came to in some months, on a page for each language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from bot.export.impact_report.report_period import Period


@click.command()
@click.option("--since", metavar="MONTH", help="The first month; left out, a year before the last.")
@click.option("--until", metavar="MONTH", help="The last; left out, the one that was over last.")
@click.option("--agency", metavar="ID", help="Only of this agency's cohorts.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    default="report.pdf",
    show_default=True,
    help="Where to. What is there is replaced.",
)
def report(*, since: str | None, until: str | None, agency: str | None, out: Path) -> None:
    """Say on a page what training came to in some months, in English and in Arabic.

    By Kirkpatrick's four levels: what people said of it, what they learnt, what they do at work,
    and what came of it; with intervals, and with what the numbers do not show. A PDF with a page
    for each language. A month is one of UTC that is over, such as 2026-05. Nobody is named.
    The bot may be running. Prints the file's path.
    """
    import asyncio

    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.drawing import write
    from bot.cli.shelves import shown
    from bot.cli.units import one_agency, opened
    from bot.export.assessment_forms import load_forms
    from bot.export.impact_report import report_pdf
    from storage.audit import audit_context

    now = SystemClock().now()
    months = period_of(since, until, now)

    async def made() -> bytes:
        async with opened(settings.load(), ("set", "report")) as database:
            await database.read(lambda conn: one_agency(conn, agency))
            await database.write(
                audit_context.shown
            )  # so that it is recorded, before anything leaves
            found = await report_pdf.read_report(database, load_forms, months, agency, now)
        return await report_pdf.pdf(found, now)

    write(out, asyncio.run(made()))
    click.echo(shown(out))


def period_of(since: str | None, until: str | None, now: datetime) -> Period:
    """The months that are asked for.

    Raises:
        Told: They are none, are not over, or are too many.
    """
    from bot.cli.program import Told
    from bot.export.impact_report.report_period import NoPeriod, period

    try:
        return period(since, until, now)
    except NoPeriod as error:
        raise Told(str(error)) from None
