"""Agencies: what each still lacks before it goes live, and closing one."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.agencies import agency_admin
from bot.app.web_sessions.confirmations import DangerousAct, Intent
from bot.fields import Id
from bot.phrases.agency_phrases import go_live_checklist, go_live_summary
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import name_of_agency
from bot.web.kit.context import Context
from bot.web.kit.responses import Redirect, Values, ensure_confirmed, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import Cell, Column, Row, Table, read_query


@page("/agencies", right=Right.KEEP_AGENCY, template="admin/agencies")
def agency_list(ctx: Context) -> Values:
    say, words = ctx.say, ctx.words
    query = read_query(ctx.query, ["name"], {})
    named = [
        (name_of_agency(words, each), each) for each in agency_admin.managed(ctx.conn, ctx.request)
    ]
    wanted = query.search.casefold()
    shown = sorted(
        (each for each in named if wanted in each[0].casefold()),
        key=lambda each: each[0].casefold(),
    )
    if query.descending:
        shown.reverse()
    rows = [
        Row(
            [
                Cell(name, address(agency_page, agency.id)),
                Cell(say("closed") if agency.closed_at else say("open to newcomers")),
            ]
        )
        for name, agency in shown
    ]
    columns = [Column(say("Name"), "name"), Column(say("State"))]
    table = Table(
        say("Agencies"),
        columns,
        rows,
        query,
        total=len(rows),
        search_label=say("Search by name"),
        empty=say("There is nothing here."),
    )
    return {"table": table, "governs": agency_admin.manages_all(ctx.conn, ctx.request)}


@page("/agencies/{agency_id}", right=Right.KEEP_AGENCY, template="admin/agency")
def agency_page(ctx: Context, agency_id: Id) -> Values:
    """An agency with its go-live checklist."""
    words, zone = ctx.words, ctx.person.timezone
    found = agency_admin.details(ctx.conn, ctx.request, agency_id)
    agency = found.agency
    return {
        "agency": agency,
        "name": name_of_agency(words, agency),
        "checklist": list(go_live_checklist(words, found.go_live, zone)),
        "summary": go_live_summary(words, found.go_live),
        "jobs": [job.names.get(words.language, job.id) for job in found.asked_first],
        "closed": day_of(words, agency.closed_at, zone) if agency.closed_at else "",
        "governs": found.whole,
    }


@act("/agencies/{agency_id}/close", right=Right.KEEP_AGENCY, form=agency_page)
def close_agency(ctx: Context, agency_id: Id) -> Redirect:
    """Stop offering an agency to newcomers, once it was confirmed in the chat."""
    agency_admin.governed_agency(ctx.conn, ctx.request, agency_id)
    ensure_confirmed(ctx, Intent(DangerousAct.CLOSE_AGENCY, "agency", agency_id))
    agency_admin.close(ctx.conn, ctx.request, agency_id)
    return redirect(agency_page, agency_id)


@act("/agencies/{agency_id}/reopen", right=Right.KEEP_AGENCY, form=agency_page)
def reopen_agency(ctx: Context, agency_id: Id) -> Redirect:
    """Offer an agency to newcomers again."""
    agency_admin.reopen(ctx.conn, ctx.request, agency_id)
    return redirect(agency_page, agency_id)
