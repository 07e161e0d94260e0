"""The audit log: what was done by right of a role, searched, and proven to be whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.app.access import audit_review
from bot.app.access.audit_review import EndArchived, NoEnd
from bot.app.access.rights import ROLES, Right
from bot.phrases.date_phrases import day_in
from bot.phrases.labels import agency_name, headed, role_name
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Values
from bot.web.kit.routes import act, page
from bot.web.kit.tables import PAGE, Cell, Column, Filter, Row, Table, read_query
from storage.db.audit_log import AuditEntry, ChainFault

_DAYS: Final = {"all": None, "day": 1, "week": 7, "month": 31}
_COLUMNS: Final = ("person", "object", "deed", "act")
_MOST_FAULTS: Final = 50


@page("/audit", right=Right.SEE_AUDIT, template="admin/audit")
async def audit_page(ctx: AsyncContext) -> Values:
    """The latest rows; people and things appear by their random ids, and never by a name."""
    return {"table": await ctx.survey(_rows)}


def _rows(ctx: Context) -> Table:
    say, words = ctx.say, ctx.words
    roles = [("", say("any role")), *((each, headed(role_name(words, each))) for each in ROLES)]
    looked = [
        ("person", say("who did it (id)")),
        ("object", say("what it was done to (id)")),
        ("deed", say("action")),
        ("act", say("by which right")),
    ]
    spans = [
        ("all", say("at any time")),
        ("day", say("in the last 24 hours")),
        ("week", say("in the last 7 days")),
        ("month", say("in the last 31 days")),
    ]
    filters = {"in": _COLUMNS, "role": ("", *ROLES), "when": tuple(_DAYS)}
    query = read_query(ctx.query, ["-number"], filters)
    said = {"role": query.filters["role"], query.filters["in"]: query.search}
    days = _DAYS[query.filters["when"]]
    found = audit_review.page(
        ctx.conn,
        ctx.request,
        PAGE,
        said={name: value for name, value in said.items() if value},
        since=ctx.now - timedelta(days=days) if days else None,
        before=_number(query.after),
    )
    return Table(
        say("Actions, newest first"),
        [
            Column(say("Number"), numeric=True),
            Column(say("When")),
            Column(say("Who")),
            Column(say("Role")),
            Column(say("Right")),
            Column(say("Action")),
            Column(say("Done to")),
            Column(say("From")),
        ],
        [_row(ctx, each) for each in found.rows],
        query,
        None if found.next is None else str(found.next),
        filters=[
            Filter("in", say("Search in"), looked),
            Filter("role", say("Role"), roles),
            Filter("when", say("When"), spans),
        ],
        search_label=say("Search for this exact text"),
        empty=say("No matching entries."),
    )


def _row(ctx: Context, entry: AuditEntry) -> Row:
    local = entry.at.astimezone(ZoneInfo(ctx.person.timezone))
    known = entry.role in ROLES
    role = headed(role_name(ctx.words, entry.role)) if known else entry.role
    return Row(
        [
            Cell(str(entry.number)),
            Cell(ctx.words.beside(day_in(ctx.words, local.date()), f"{local:%H:%M:%S}")),
            Cell(entry.person or ctx.say("on the server")),
            Cell(ctx.words.beside(role, agency_name(ctx, entry.agency)) if known else role),
            Cell(entry.act),
            Cell(entry.deed),
            Cell(f"{entry.kind} {entry.object}" if entry.kind else "–"),
            Cell(entry.origin),
        ]
    )


def _number(after: str | None) -> int | None:
    return int(after) if after and after.isascii() and after.isdigit() and len(after) < 16 else None


@act("/audit/check", right=Right.SEE_AUDIT, form=audit_page, template="admin/audit_proof")
async def check_audit(ctx: AsyncContext) -> Values:
    """Prove that no row was changed, added or taken away since it was written."""
    typed = ctx.form.text("noted")
    try:
        noted = audit_review.parse_end(typed) if typed else None
        async with ctx.app.exports.lock:  # one after the other: each reads the whole log
            proof = await audit_review.prove_for(ctx.app.database, ctx.request, noted)
    except NoEnd:
        raise FormError(noted=ctx.say("This is not an end of an audit log.")) from None
    except EndArchived:
        raise FormError(
            noted=ctx.say(
                "This end is in an archive. Prove it on the server with: {command}",
                command="basira audit check --end",
            )
        ) from None
    return {
        "rows": f"{proof.rows:,}",
        "end": str(proof.end or ""),
        "archived": str(proof.archived or ""),
        "noted": typed,
        "faults": [_fault(ctx, each) for each in proof.faults[:_MOST_FAULTS]],
        "more": max(0, len(proof.faults) - _MOST_FAULTS),
    }


def _fault(ctx: AsyncContext, fault: ChainFault) -> str:
    say, row = ctx.say, f"{fault.number:,}"
    if fault.until is not None:
        return say("Rows {first} to {last} are missing.", first=row, last=f"{fault.until:,}")
    match fault.wrong:
        case "changed":
            return say("Row {n} was changed after it was written.", n=row)
        case "missing":
            return say("Row {n} is missing.", n=row)
        case "inserted":
            return say("Row {n} was not written by this program.", n=row)
        case "unlinked":
            return say("Row {n} does not follow the one before: one was replaced.", n=row)
        case "end":
            return say("Row {n} is not the one the log ended with.", n=row)
        case "lost":
            return say("The end of the log was lost when row {n} was the last one.", n=row)
        case "noted":
            return say("Row {n} is not the one noted as the end.", n=row)
        case "begin":
            return say("The rows up to {n} are missing, and no archive is recorded.", n=row)
