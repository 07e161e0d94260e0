"""A report as a file."""

from __future__ import annotations

import asyncio
from datetime import datetime
from importlib.metadata import version

from bot.app.library import Library
from bot.export.dataset import Asked
from bot.export.impact_report import report_page
from bot.export.impact_report.report import Report, read
from bot.export.impact_report.report_period import Period
from bot.pictures import report as pictures
from storage.db.database import Database

NAME = "report.pdf"


async def found(
    database: Database, library: Library, period: Period, agency: str | None, now: datetime
) -> Report:
    """A report, from one moment of the database; nobody who writes to it is held up.

    Args:
        database: From where.
        library: Reads the cases that tests were taken with.
        period: Of which months.
        agency: Of which agency; None for all together.
        now: The moment.
    """
    asked = Asked(period.scope(agency), now, library)
    return await database.survey(lambda conn: read(conn, asked, period))


async def printed(report: Report, now: datetime) -> bytes:
    """A report as a PDF: a page for each language; the same for the same report and day."""
    return await asyncio.to_thread(drawn, report, now)


def drawn(report: Report, now: datetime) -> bytes:
    """The same, where it may take a second."""
    return pictures.pdf(report_page.sides(report, now, version("basira")))
