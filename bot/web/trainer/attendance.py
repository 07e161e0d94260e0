"""Attendance of a session: who came by phone, and who is ticked by hand."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.cohorts import table_files
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.live_session import attendance_list
from bot.app.live_session.attendance_list import AttendanceList
from bot.export.writers import row_files
from bot.fields import Key
from bot.phrases.attendance_phrases import attendance_rows
from bot.phrases.date_phrases import day_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import person_name, title_in
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Download, Redirect, Values, redirect
from bot.web.kit.routes import act, page
from bot.web.kit.tables import AFTER, LONGEST_SEARCH, SEARCH
from bot.web.trainer.named_tables import named_file, named_file_note

ROWS = 200
"""People of a page."""


@page("/sessions/{session_id}/attendance", right=Right.LEAD_ROOM, template="trainer/attendance")
def attendance_page(ctx: Context, session_id: Key) -> Values:
    """Everybody who attends or could, by name; guests come last."""
    say, words = ctx.say, ctx.words
    found = attendance_list.show(ctx.conn, ctx.request, session_id)
    names, session = _names(ctx, found), found.session
    over = session.state == "ended"
    there = sum(entry.how is not None for entry in found.entries)
    asked = ctx.form if ctx.errors else ctx.fields
    search, after = asked.text(SEARCH)[:LONGEST_SEARCH], asked.text(AFTER)
    rows = sorted(
        (
            {
                "id": entry.id,
                "name": say("{name} (guest)", name=names[entry.id])
                if entry.guest
                else names[entry.id],
                "how": entry.how or "",
                "guest": entry.guest,
            }
            for entry in found.entries
            if search.casefold() in names[entry.id].casefold()
        ),
        key=lambda row: (bool(row["guest"]), str(row["name"]).casefold(), str(row["id"])),
    )
    ids = [row["id"] for row in rows]
    begin = ids.index(after) + 1 if after in ids else 0
    shown = rows[begin : begin + ROWS]
    return {
        "session": session,
        "over": over,
        "title": title_in(ctx.app.library, words, session.scenario),
        "day": day_of(words, session.began_at or session.made_at, found.cohort.timezone),
        "there": words.count("{n} person was there", "{n} people were there", there)
        if over
        else words.count("{n} person joined.", "{n} people joined.", there),
        "phones": words.count(
            "{n} by phone",
            "{n} by phone",
            sum(entry.how == "phone" for entry in found.entries),
        ),
        "csv_note": named_file_note(words),
        "search": search,
        "after": after,
        "rows": shown,
        "next": shown[-1]["id"] if len(rows) > begin + ROWS else "",
    }


@act("/sessions/{session_id}/attendance", right=Right.LEAD_ROOM, form=attendance_page)
def set_attending(ctx: Context, session_id: Key) -> Redirect:
    """Record what was ticked or cleared since the page was drawn, and nothing else."""
    ticked, before = set(ctx.form.ticked("there")), set(ctx.form.ticked("was"))
    listed = set(ctx.form.ticked("listed"))
    changes = {each: each in ticked for each in listed if (each in ticked) != (each in before)}
    attendance_list.mark(ctx.conn, ctx.request, ctx.app.dice, session_id, changes)
    return redirect(attendance_page, session_id, notice=ctx.say("The attendance is saved."))


@act("/sessions/{session_id}/attendance/remove", right=Right.LEAD_ROOM)
def remove_attendee(ctx: Context, session_id: Key) -> Redirect:
    """Take out somebody who joined by phone."""
    attendance_list.remove(ctx.conn, ctx.request, session_id, ctx.form.text("person"))
    return redirect(attendance_page, session_id, notice=ctx.say("The attendance is saved."))


@act("/sessions/{session_id}/attendance/tell", right=Right.LEAD_ROOM)
def notify_absent_members(ctx: Context, session_id: Key) -> Redirect:
    """Tell the members who are not there that their class has begun."""
    told, later = attendance_list.notify_absent(ctx.conn, ctx.request, session_id)
    notice = ctx.count(
        "{n} member is being notified now.", "{n} members are being notified now.", told
    )
    if later:
        others = ctx.count(
            "{n} other can't be messaged now: it is outside their hours, or they had a "
            "message within the last day. The class is in their /today.",
            "{n} others can't be messaged now: it is outside their hours, or they had "
            "a message within the last day. The class is in their /today.",
            later,
        )
        notice = f"{notice} {others}"
    return redirect(attendance_page, session_id, notice=notice)


@act("/sessions/{session_id}/attendance/csv", right=Right.LEAD_ROOM)
async def attendance_csv(ctx: AsyncContext, session_id: Key) -> Download:
    """The whole list; logged, and told to those in it."""
    found, rows = await ctx.read(lambda at: _rows(at, session_id))
    people = [entry.id for entry in found.entries if not entry.is_place]
    content = row_files.as_csv(rows)
    return await named_file(
        ctx,
        table_files.ATTENDANCE,
        found.cohort,
        people,
        content,
        len(found.entries),
        Right.LEAD_ROOM,
    )


def _rows(ctx: Context, session_id: str) -> tuple[AttendanceList, list[tuple[str, ...]]]:
    found = attendance_list.show(ctx.conn, ctx.request, session_id)
    return found, attendance_rows(ctx.words, ctx.app.library, found, _names(ctx, found))


def _names(ctx: Context, found: AttendanceList) -> dict[str, str]:
    guests = [entry.id for entry in found.entries if entry.guest and not entry.is_place]
    people = cohort_people(ctx.conn, found.cohort.id, guests, numbers=found.shows_numbers)
    known = display_names(ctx.words, people)
    return {
        entry.id: known.get(entry.id) or person_name(ctx.words, entry.names)
        for entry in found.entries
    }
