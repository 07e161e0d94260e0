"""An agency at a glance, with the figures of its impact report, and the report as a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bot.app.access.checks import training_agencies, training_agency_for
from bot.app.access.rights import Right
from bot.app.agencies import agency_overview
from bot.app.agencies.agency_overview import AgencyOverview
from bot.app.errors import NotFound
from bot.export.impact_report import report, report_page, report_pdf
from bot.export.impact_report.report import ImpactReport
from bot.export.impact_report.report_period import ReportPeriod, last_months, span_of
from bot.export.impact_report.report_wording import fewer_than_five
from bot.export.schema.assessment_forms import forms_in
from bot.export.schema.dataset import Query
from bot.phrases.assessment_phrases import track_name
from bot.phrases.labels import agency_name, headed
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Download, Values
from bot.web.kit.routes import act, page
from scenarios.assessments.gains import FEWEST as FEWEST_WITH_RESULTS
from storage.people.roles import EVERYWHERE
from storage.playing.small_groups import FEWEST

SPANS = (3, 12)
"""Months."""


@page("/overview", right=Right.SEE_REPORT, template="admin/overview")
async def overview_page(ctx: AsyncContext) -> Values:
    """The figures of one's agency in the last months that are over, or those of all agencies."""
    months = _months(ctx.form.text("months") or ctx.query.get("months", "")) or SPANS[0]
    span = last_months(ctx.now, months)
    chosen = ctx.form.text("agency") or ctx.query.get("agency", "")
    agencies, agency, found, figures, sees_health = await ctx.survey(
        lambda at: _read(at, chosen, span)
    )
    words = ctx.words
    return {
        "agencies": agencies,
        "agency": agency,
        "months": str(months),
        "spans": [(str(each), span_of(words, last_months(ctx.now, each))) for each in SPANS],
        "people": fewer_than_five(words) if found.people is None else f"{found.people:,}",
        "cohorts": f"{found.cohorts:,}",
        "fields": _fields(ctx, found),
        "side": report_page.side(words, figures, ctx.now, ""),
        "few": FEWEST,
        "ten": FEWEST_WITH_RESULTS,
        "sees_health": sees_health,
    }


def _read(
    at: Context, chosen: str, span: ReportPeriod
) -> tuple[list[tuple[str, str]], str, AgencyOverview, ImpactReport, bool]:
    """The agencies to choose from with the chosen one, its figures, and whether health is shown."""
    agencies = training_agencies(at.conn, at.person, Right.SEE_REPORT)
    if not agencies:
        raise NotFound
    agency = chosen or agencies[0]
    scope = span.scope(None if agency == EVERYWHERE else agency)
    found = agency_overview.overview(at.conn, at.request, at.app.library, agency, scope)
    query = Query(scope, at.now, partial(forms_in, at.app.library))
    return (
        [(each, headed(agency_name(at, each))) for each in agencies],
        agency,
        found,
        report.read(at.conn, query, span),
        EVERYWHERE in training_agencies(at.conn, at.person, Right.SEE_HEALTH),
    )


def _fields(ctx: AsyncContext, found: AgencyOverview) -> list[Mapping[str, object]]:
    most = max((people or 0 for people in found.fields.values()), default=0)
    return [
        {
            "name": track_name(ctx.words, field),
            "said": fewer_than_five(ctx.words) if people is None else f"{people:,}",
            "mark": {"at": round(100 * (people or 0) / most) if most else 0, "low": 0, "high": 0},
        }
        for field, people in found.fields.items()
    ]


@act("/overview", right=Right.SEE_REPORT, form=overview_page)
async def make_report(ctx: AsyncContext) -> Download:
    """Make the impact report of an agency: a page in English and one in Arabic."""
    agency, months = ctx.form.text("agency"), _months(ctx.form.text("months"))
    if months is None:
        raise FormError(months=ctx.say("One of the choices is not available."))
    await ctx.read(lambda at: training_agency_for(at.conn, at.person, Right.SEE_REPORT, agency))
    span = last_months(ctx.now, months)
    async with ctx.app.exports.lock:
        content = await report_pdf.pdf(
            ctx.app.database,
            partial(forms_in, ctx.app.library),
            span,
            None if agency == EVERYWHERE else agency,
            ctx.now,
        )
    return Download(f"report-{span.first}-{span.last}.pdf", "application/pdf", content)


def _months(typed: str) -> int | None:
    return next((each for each in SPANS if str(each) == typed), None)
