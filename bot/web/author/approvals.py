"""Requests to publish scenarios: what helps to decide, and the decision."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.authoring import approval, managed_scenarios
from bot.app.authoring.approval import ApprovalDetails, Review
from bot.app.person_names import single_line
from bot.fields import Key
from bot.phrases.case_phrases import introduction
from bot.phrases.date_phrases import date_of
from bot.phrases.edition_phrases import concern_lines, edition_figures, one_by_one, warning_lines
from bot.phrases.finding_phrases import ordered
from bot.phrases.labels import agency_name, person_name
from bot.phrases.scenario_phrases import approval_title, lone_language, reach_name
from bot.web.author.sources import numbered_sources, shown_finding
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import PAGE, Cell, Column, Row, Table, read_query


@page("/approvals", right=Right.APPROVE_SCENARIO, template="author/approvals")
def approval_list(ctx: Context) -> Values:
    """The requests that the person may decide, oldest first."""
    say, words = ctx.say, ctx.words
    pending = managed_scenarios.pending_approvals(ctx.conn, ctx.request)
    found = [
        approval.pending_details(ctx.conn, ctx.person, ctx.app.library, each.id)
        for each in pending[:PAGE]
    ]
    return {
        "table": Table(
            say("Waiting for approval"),
            [
                Column(say("Title")),
                Column(say("Agency")),
                Column(say("Requested by")),
                Column(say("For whom")),
                Column(say("Requested on")),
            ],
            [
                Row(
                    [
                        Cell(approval_title(words, each), address(approval_page, each.approval.id)),
                        Cell(agency_name(ctx, each.agency)),
                        Cell(_author(ctx, each)),
                        Cell(reach_name(words, each.approval.reach)),
                        Cell(date_of(words, each.approval.asked_at, ctx.person.timezone)),
                    ]
                )
                for each in found
            ],
            read_query({}, [""], {}),
            total=len(pending),
            empty=say("Nothing is waiting for approval"),
        )
    }


@page("/approvals/{approval_id}", right=Right.APPROVE_SCENARIO, template="author/approval")
async def approval_page(ctx: AsyncContext, approval_id: Key) -> Values:
    """An edition with its findings, differences and source; and yes or no."""
    return await ctx.survey(lambda at: _shown(at, approval_id))


def _shown(ctx: Context, approval_id: str) -> Values:
    words, found = ctx.words, _review(ctx, approval_id)
    scenario, comparison = found.scenario, found.comparison
    findings = ordered(found.findings)
    return {
        **_asked(ctx, found),
        "introduction": [
            part for line in introduction(words, scenario) for part in line.text.splitlines()
        ],
        "figures": list(edition_figures(words, scenario)),
        "findings": [shown_finding(words, each) for each in findings],
        "before": comparison.before.number if comparison else 0,
        "changes": one_by_one(words, comparison.difference) if comparison else [],
        "sources": list(numbered_sources(words, scenario.files, findings)),
        "longest": approval.LONGEST_REASON,
    }


def _review(ctx: Context, approval_id: str) -> Review:
    return approval.review(ctx.conn, ctx.request, ctx.app.library, approval_id)


def _asked(ctx: Context, found: Review) -> dict[str, object]:
    """Who asks for what, and what speaks against it."""
    words, comparison = ctx.words, found.comparison
    warnings = [
        *concern_lines(words, found.concerns),
        *(warning_lines(words, comparison.difference) if comparison else ()),
        *lone_language(words, tuple(found.scenario.scripts)),
    ]
    asked = found.request.approval
    return {
        "id": asked.id,
        "title": approval_title(words, found.request),
        "number": asked.number,
        "reach": reach_name(words, asked.reach),
        "is_everyone": asked.reach == "everyone",
        "author": _author(ctx, found.request),
        "agency": agency_name(ctx, found.request.agency),
        "day": date_of(words, asked.asked_at, ctx.person.timezone),
        "warnings": list(dict.fromkeys(line.text for line in warnings if line.text)),
    }


def _author(ctx: Context, details: ApprovalDetails) -> str:
    """The name of who asks; empty once they were erased."""
    return person_name(ctx.words, details.asked_by) if details.asked_by is not None else ""


@page(
    "/approvals/{approval_id}/approve",
    right=Right.APPROVE_SCENARIO,
    template="author/approve",
)
async def approve_form(ctx: AsyncContext, approval_id: Key) -> Values:
    """What publishing means, before it is done."""
    return await ctx.survey(lambda at: _asked(at, _review(at, approval_id)))


@act("/approvals/{approval_id}/approve", right=Right.APPROVE_SCENARIO, form=approve_form)
async def approve_scenario(ctx: AsyncContext, approval_id: Key) -> Redirect:
    approved = await ctx.write(
        lambda at: approval.approve(at.conn, at.request, at.app.library, approval_id)
    )
    await ctx.app.library.refresh()
    notice = ctx.say(
        "Edition {n} is published {reach}.",
        n=approved.approval.number,
        reach=reach_name(ctx.words, approved.approval.reach),
    )
    return redirect(approval_list, notice=notice)


@act("/approvals/{approval_id}/decline", right=Right.APPROVE_SCENARIO, form=approval_page)
def decline_scenario(ctx: Context, approval_id: Key) -> Redirect:
    approval.pending_details(ctx.conn, ctx.person, ctx.app.library, approval_id)
    reason = single_line(ctx.form.text("reason"), approval.LONGEST_REASON)
    if not reason:
        raise FormError(
            reason=ctx.say(
                "Please give a reason of at most {n} characters.", n=approval.LONGEST_REASON
            )
        )
    approval.decline(ctx.conn, ctx.request, ctx.app.library, approval_id, reason)
    return redirect(approval_list, notice=ctx.say("Declined. The author is notified."))
