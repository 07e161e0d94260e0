"""An impact report as a PDF."""

from __future__ import annotations

import asyncio
from datetime import datetime
from importlib.metadata import version

from bot.export.impact_report import report_page
from bot.export.impact_report.report import ImpactReport, read
from bot.export.impact_report.report_period import ReportPeriod
from bot.export.schema.assessment_forms import LoadForms
from bot.export.schema.dataset import Query
from bot.pictures import report as pictures
from storage.db.database import Database

NAME = "report.pdf"


async def read_report(
    database: Database,
    load_forms: LoadForms,
    period: ReportPeriod,
    agency: str | None,
    now: datetime,
) -> ImpactReport:
    """Read a report from one snapshot of the database; writers are not blocked.

    Args:
        load_forms: Loads the forms of assessments.
        agency: The agency's id; None for all agencies.
    """
    query = Query(period.scope(agency), now, load_forms)
    return await database.survey(lambda conn: read(conn, query, period))


async def pdf(
    database: Database,
    load_forms: LoadForms,
    period: ReportPeriod,
    agency: str | None,
    now: datetime,
) -> bytes:
    """Read a report and draw it, a page for each language, in a thread; see `read_report`."""
    report = await read_report(database, load_forms, period, agency, now)
    return await asyncio.to_thread(draw, report, now)


def draw(report: ImpactReport, now: datetime) -> bytes:
    """Draw a report, which may take a second."""
    return pictures.pdf(report_page.sides(report, now, version("basira")))
