"""Importing a roster: upload or paste, name the columns, correct rows, enter them once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.app.access.rights import Right
from bot.app.cohorts import roster_admin, roster_sheet, roster_upload
from bot.app.cohorts.roster_sheet import (
    MOST_ROWS,
    NAME_COLUMNS,
    NoNameColumnError,
    ParsedRoster,
    RosterColumn,
    TableRow,
)
from bot.app.cohorts.roster_upload import (
    NoRowsError,
    SeenList,
    StaleListError,
    UploadProblem,
    WaitingList,
)
from bot.app.errors import NotFound
from bot.app.onboarding.job_titles import title_key
from bot.fields import Key
from bot.phrases.roster_phrases import possible_duplicate, problem_reason, upload_problem
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.uploads import sent_file
from storage.agencies.agencies import Job

LARGEST = 4 << 20
"""Bytes of a file."""
_PAGE = 50
_SAMPLE = 3
_AS_WRITTEN = "as-written"


@page("/cohorts/{cohort_id}/roster", right=Right.INVITE, template="trainer/roster_import")
def roster_import(ctx: Context, cohort_id: Key) -> Values:
    """The form to send a list; of one that waits, its columns or its rows."""
    cohort, jobs = roster_admin.cohort_and_jobs(ctx.conn, ctx.request, cohort_id)
    found = roster_upload.waiting(ctx.conn, ctx.request, cohort_id)
    shown: dict[str, object] = {"cohort": cohort, "list": found, "most": MOST_ROWS}
    if found is None:
        return {**shown, "stage": "send"}
    if found.sent is not None:
        return {**shown, "stage": "columns", **_columns(ctx, found)}
    return {**shown, "stage": "rows", **_rows(ctx, found, jobs)}


@act("/cohorts/{cohort_id}/roster", right=Right.INVITE, form=roster_import, largest_file=LARGEST)
async def send_roster(ctx: AsyncContext, cohort_id: Key) -> Redirect:
    await ctx.read(lambda at: roster_admin.cohort_and_jobs(at.conn, at.request, cohort_id))
    content = sent_file(ctx, "file", LARGEST)
    pasted = ctx.form.area("pasted").strip()
    if not content and not pasted:
        raise FormError(file=ctx.say("Please choose a file, or paste the list."))
    rows = await roster_upload.rows_of(content or pasted.encode(errors="replace"))
    if isinstance(rows, UploadProblem):
        raise FormError(**{"file" if content else "pasted": upload_problem(ctx.words, rows)})
    list_id = ctx.app.dice.id()
    await ctx.write(
        lambda at: roster_upload.keep_sent(at.conn, at.request, cohort_id, list_id, rows)
    )
    return redirect(roster_import, cohort_id)


@act("/cohorts/{cohort_id}/roster/columns", right=Right.INVITE, form=roster_import)
def confirm_roster_columns(ctx: Context, cohort_id: Key) -> Redirect:
    seen = _seen(ctx, cohort_id)
    columns: dict[RosterColumn, int] = {}
    for place in range(20):
        typed = ctx.form.text(f"column-{place}")
        if typed in list(RosterColumn):
            if RosterColumn(typed) in columns:
                raise FormError(
                    **{f"column-{place}": ctx.say("Another column is already chosen for this.")}
                )
            columns[RosterColumn(typed)] = place
    try:
        roster_upload.confirm_columns(
            ctx.conn,
            ctx.request,
            cohort_id,
            seen,
            columns,
            headed=bool(ctx.form.ticked("headed")),
        )
    except NoNameColumnError:
        raise FormError(**{"column-0": ctx.say("Please choose the column of names.")}) from None
    except NoRowsError:
        raise FormError(form=upload_problem(ctx.words, UploadProblem.NO_ROWS)) from None
    except (NotFound, StaleListError):
        raise FormError(form=_changed(ctx)) from None
    return redirect(roster_import, cohort_id)


@act("/cohorts/{cohort_id}/roster/rows", right=Right.INVITE, form=roster_import)
def mend_roster(ctx: Context, cohort_id: Key) -> Redirect:
    """Take what was typed into the rows of a page, and the jobs that were chosen for titles."""
    seen = _seen(ctx, cohort_id)
    changes, jobs = _changes(ctx)
    try:
        roster_upload.choose_jobs(ctx.conn, ctx.request, cohort_id, seen, jobs)
        seen = SeenList(seen.id, seen.version + 1)
        roster_upload.mend(ctx.conn, ctx.request, cohort_id, seen, changes)
    except (NotFound, StaleListError):
        raise FormError(form=_changed(ctx)) from None
    return redirect(roster_import, cohort_id, notice=ctx.say("The changes are saved."))


@act("/cohorts/{cohort_id}/roster/enter", right=Right.INVITE, form=roster_import)
def enter_roster_rows(ctx: Context, cohort_id: Key) -> Redirect:
    seen = _seen(ctx, cohort_id)
    try:
        entered = roster_upload.enter_without_codes(
            ctx.conn,
            ctx.request,
            cohort_id,
            seen,
            ctx.app.dice,
            every=bool(ctx.form.ticked("every")),
        )
    except (NotFound, StaleListError):
        raise FormError(form=_changed(ctx)) from None
    notice = ctx.count(
        "{n} person was added to the list.", "{n} people were added to the list.", entered
    )
    return redirect(roster_import, cohort_id, notice=notice)


@act("/cohorts/{cohort_id}/roster/discard", right=Right.INVITE, form=roster_import)
def discard_roster_rows(ctx: Context, cohort_id: Key) -> Redirect:
    roster_upload.discard(ctx.conn, ctx.request, cohort_id)
    notice = ctx.say("Nothing was entered, and nothing of the file was kept.")
    return redirect(roster_import, cohort_id, notice=notice)


def _seen(ctx: Context, cohort_id: str) -> SeenList:
    """The list that the form is about, once the right is checked."""
    roster_admin.cohort_and_jobs(ctx.conn, ctx.request, cohort_id)
    version = ctx.form.text("version")
    number = int(version) if version.isdecimal() and len(version) < 9 else -1
    return SeenList(ctx.form.text("list"), number)


def _changed(ctx: Context) -> str:
    return ctx.say(
        "This list was entered, replaced or changed in the meantime, or is more than a day old. "
        "Its current state is below."
    )


def _changes(
    ctx: Context,
) -> tuple[dict[int, Mapping[RosterColumn, str] | None], dict[str, str]]:
    """The form's changes: cells by row, and the field of work for each job title."""
    rows: dict[int, Mapping[RosterColumn, str] | None] = {}
    jobs: dict[str, str] = {}
    for name in ctx.form.values:
        kind, _, rest = name.partition("-")
        if kind == "title" and (chosen := ctx.form.text(name)) != _AS_WRITTEN:
            jobs[title_key(rest)] = chosen
        number, _, column = rest.partition("-")
        if (
            kind == "row"
            and number.isdecimal()
            and len(number) < 9
            and column in list(RosterColumn)
        ):
            typed = ctx.form.text(name)
            if not (column == RosterColumn.JOB and typed == _AS_WRITTEN):
                before = rows.get(int(number)) or {}
                rows[int(number)] = {**before, RosterColumn(column): typed}
    rows |= dict.fromkeys(int(each) for each in ctx.form.ticked("out") if each.isdecimal())
    return rows, jobs


def _column_label(ctx: Context, column: RosterColumn) -> str:
    say = ctx.say
    return {
        RosterColumn.NAME: say("Name"),
        RosterColumn.LATIN: say("Name in Latin letters"),
        RosterColumn.ARABIC: say("Name in Arabic letters"),
        RosterColumn.JOB: say("Field of work"),
        RosterColumn.NUMBER: say("Staff number"),
    }[column]


def _columns(ctx: Context, found: WaitingList) -> Values:
    sent = found.sent
    assert sent is not None
    filled = [row for row in sent.rows if any(row)]
    first = (sent.head or 0) + (sent.head is not None)
    below = [row for row in sent.rows[first:] if any(row)][:_SAMPLE]
    kinds = {place: column.value for column, place in sent.columns.items()}
    heads = sent.rows[sent.head] if sent.head is not None else ()

    def cell(row: Sequence[str], place: int) -> str:
        return row[place] if place < len(row) else ""

    return {
        "columns": [
            {
                "name": f"column-{place}",
                "heading": cell(heads, place) or ctx.say("Column {n} (no heading)", n=place + 1),
                "samples": [cell(row, place) for row in below if cell(row, place)],
                "kind": kinds.get(place, ""),
            }
            for place in range(max(map(len, filled)))
        ],
        "kinds": [
            ("", ctx.say("skip")),
            *((each.value, _column_label(ctx, each)) for each in RosterColumn),
        ],
        "headed": sent.head is not None,
    }


def _rows(ctx: Context, found: WaitingList, jobs: Sequence[Job]) -> Values:
    table = found.table
    assert table is not None
    parsed = roster_sheet.parse(table, jobs)
    doubts = {
        each.row: possible_duplicate(ctx.words, each)
        for each in roster_upload.doubts(ctx.conn, found.cohort, parsed.valid)
    }
    problems = {bad.row for bad in parsed.invalid}
    shows_all = ctx.query.get("show") == "all" or not problems
    after = ctx.query.get("after", "")
    last = int(after) if after.isdecimal() and len(after) < 9 else 0
    wanted = problems | doubts.keys()
    if sent := _rows_sent(ctx):  # a form that is shown again has the rows that it had
        wanted, shows_all = sent, False
    listed = [
        row for row in table.rows if row.number > last and (shows_all or row.number in wanted)
    ]
    columns = [each for each in RosterColumn if each in table.headings]
    if not table.headings:  # kept by the chat before tables were kept
        columns = [RosterColumn.LATIN, RosterColumn.ARABIC]
    columns = [each for each in columns if each in NAME_COLUMNS]
    columns += [RosterColumn.JOB, RosterColumn.NUMBER]
    valid = {each.row: each for each in parsed.valid}
    return {
        "columns": [(each.value, _column_label(ctx, each)) for each in columns],
        "rows": [
            {
                "number": row.number,
                "cells": {each.value: _cell(ctx, row, each) for each in columns},
                "out": str(row.number) in ctx.form.ticked("out") if ctx.errors else False,
                "problems": _problems(ctx, row, columns),
                "job": (valid[row.number].person.job or "") if row.number in valid else "",
                "doubt": doubts.get(row.number, ""),
            }
            for row in listed[:_PAGE]
        ],
        "next": listed[_PAGE - 1].number if len(listed) > _PAGE else None,
        "shows_all": shows_all,
        "valid": len(parsed.valid),
        "bad": len(problems),
        "doubtful": len(doubts),
        "titles": _titles(parsed),
        "jobs": [(job.id, job.names.get(ctx.words.language, job.id)) for job in jobs],
        "as_written": _AS_WRITTEN,
    }


def _rows_sent(ctx: Context) -> set[int]:
    """The numbers of the rows in a form that is shown again."""
    if not ctx.errors:
        return set()
    found = (re.fullmatch(r"was-(\d{1,8})-[a-z]+", name) for name in ctx.form.values)
    return {int(each[1]) for each in found if each}


def _cell(ctx: Context, row: TableRow, column: RosterColumn) -> Mapping[str, str]:
    """A cell's current value, its field's value, and any concurrent change by somebody else.

    When a form is shown again, edited fields keep their input. Unedited fields show the current
    list, so that resubmitting the form reverts nobody's work.
    """
    now, form = row.cells.get(column, ""), ctx.form
    name = f"{row.number}-{column.value}"
    seen, typed = form.area(f"was-{name}"), form.area(f"row-{name}")
    if not ctx.errors or f"was-{name}" not in form.values:
        return {"now": now, "shown": now, "changed": ""}
    untouched = _AS_WRITTEN if column == RosterColumn.JOB else seen
    changed = (
        ctx.say("Changed in the meantime to “{value}”", value=now or "–") if seen != now else ""
    )
    return {"now": now, "shown": now if typed == untouched else typed, "changed": changed}


def _problems(ctx: Context, row: TableRow, columns: Sequence[RosterColumn]) -> Mapping[str, str]:
    """The sentence beside each cell of a row that is wrong."""
    return {
        (bad.column or columns[0]).value: problem_reason(ctx.words, bad.problem)
        for bad in roster_sheet.problems_of(row)
    }


def _titles(parsed: ParsedRoster) -> list[tuple[str, int]]:
    """Unknown titles with the number of their rows; most rows first."""
    kinds: dict[str, list[str]] = {}
    for row in parsed.valid:
        if row.unknown_job:
            kinds.setdefault(title_key(row.unknown_job), []).append(row.unknown_job)
    return sorted(((each[0], len(each)) for each in kinds.values()), key=lambda each: -each[1])
