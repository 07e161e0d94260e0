"""Impact reports in the chat, for admins of their agencies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.app.access.checks import training_agency_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.chat.admin.agency_choice import choose_agency
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.export.impact_report import report_pdf
from bot.export.impact_report.report_period import ReportPeriod, last_months, span_of
from bot.export.schema.assessment_forms import forms_in
from bot.fields import AgencyId, Number
from bot.files import OutgoingFile
from bot.lines import note, text, title
from bot.phrases.labels import agency_name, headed
from storage.people.roles import EVERYWHERE

SPANS = (3, 12)  # months


@tap("oa", right=Right.SEE_REPORT)
def report_agencies(ctx: Context) -> Screen:
    """The agencies of which one may have a report; with a single one, its periods."""
    heading, question = ctx.say("Impact report"), ctx.say("A report of which agency?")
    return choose_agency(ctx, Right.SEE_REPORT, heading, question, report_periods)


@tap("oo", right=Right.SEE_REPORT)
def report_periods(ctx: Context, agency_id: AgencyId) -> Screen:
    say = ctx.say
    offered = training_agency_for(ctx.conn, ctx.person, Right.SEE_REPORT, agency_id)
    periods = [last_months(ctx.now, months) for months in SPANS]
    return screen(
        title(say("Impact report")),
        text(headed(agency_name(ctx, agency_id))),
        text(
            say(
                "One page in English and one in Arabic: how many were trained, what they "
                "thought of it, what they learnt, what they do at work and with what "
                "results. No names, and small groups are hidden."
            )
        ),
        [
            button(span_of(ctx.words, each), send_report, agency_id, len(each.months))
            for each in periods
        ],
        button(say("Back"), report_agencies)
        if len(offered) > 1
        else button(say("All roles"), "role_list"),
    )


@tap("os", right=Right.SEE_REPORT)
async def send_report(ctx: AsyncContext, agency_id: AgencyId, months: Number) -> Reply:
    """Send a report of the last months that are over, as a file."""
    if months not in SPANS:
        raise NotFound
    span = last_months(ctx.now, months)

    def permit(at: Context) -> str:
        training_agency_for(at.conn, at.person, Right.SEE_REPORT, agency_id)
        return agency_name(at, agency_id)

    name = await ctx.read(permit)

    async def then() -> Sequence[OutgoingFile]:
        async with ctx.app.exports.lock:
            content = await report_pdf.pdf(
                ctx.app.database,
                partial(forms_in, ctx.app.library),
                span,
                None if agency_id == EVERYWHERE else agency_id,
                ctx.now,
            )
        return (OutgoingFile(f"report-{span.first}-{span.last}.pdf", content),)

    return Reply(report_follows(ctx, name, span), then=then)


def report_follows(ctx: AsyncContext, name: str, span: ReportPeriod) -> Screen:
    return screen(
        title(ctx.say("The report follows as a file.")),
        text(ctx.words.beside(headed(name), span_of(ctx.words, span))),
        note(
            ctx.say(
                "Before you pass it on, read the note below each part about what the "
                "numbers do not show."
            )
        ),
        button(ctx.say("All roles"), "role_list"),
    )
