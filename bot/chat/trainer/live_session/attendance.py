"""Attendance: people who joined by phone, and people recorded by the trainer."""

from __future__ import annotations

from functools import partial

from bot.app.access.rights import Right
from bot.app.cohorts import table_files
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.live_session import attendance_list
from bot.app.live_session.attendance_list import AttendanceEntry, AttendanceList
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.files.table_files import TableFile, table_file
from bot.chat.trainer.live_session.session_control import back_to_session, lead
from bot.fields import Flag, Key, Number
from bot.lines import Line, LineRole, note, text, title
from bot.phrases.attendance_phrases import attendance_rows
from bot.phrases.display_names import display_names
from bot.phrases.labels import person_name


@tap("vw", right=Right.LEAD_ROOM, writes=True)
def attendance_page(ctx: Context, session_id: Key, page: Number) -> Screen:
    """The attendance list; a tap on a name changes it."""
    say, words = ctx.say, ctx.words
    lead(ctx, session_id, stays=False)
    found = attendance_list.show(ctx.conn, ctx.request, session_id)
    there = sum(entry.how is not None for entry in found.entries)
    phones = sum(entry.how == "phone" for entry in found.entries)
    over = found.session.state == "ended"
    numbers = (
        words.count("{n} person was there", "{n} people were there", there) + " ·"
        if over
        else words.count("{n} person joined.", "{n} people joined.", there)
    )
    by_phone = words.count("{n} by phone", "{n} by phone", phones)
    listed = paged(
        words,
        found.entries,
        page,
        lambda label, to: button(label, attendance_page, session_id, to),
    )
    names = _names(ctx, found)
    return screen(
        title(say("Who was there") if over else say("Who is there")),
        text(f"{numbers} {by_phone}"),
        note(say("Tap the name of anyone who came without a phone.")),
        [_entry(ctx, session_id, entry, names[entry.id], page) for entry in listed.items],
        listed.turns,
        found.takes_paper
        and button(say("Answers from people without Telegram"), "paper_sheet_list", session_id),
        found.session.state == "running"
        and button(say("Notify the members who are not here"), notify_absent_members, session_id),
        there > 0 and button(say("As a file"), attendance_file, session_id),
        back_to_session(ctx, session_id),
    )


@tap("ww", right=Right.LEAD_ROOM)
async def attendance_file(ctx: AsyncContext, session_id: Key) -> Reply:
    """The attendance list as a file."""
    return await table_file(ctx, await ctx.read(partial(_file, session_id)))


def _file(session_id: str, ctx: Context) -> TableFile:
    found = attendance_list.show(ctx.conn, ctx.request, session_id)
    rows = attendance_rows(ctx.words, ctx.app.library, found, _names(ctx, found))
    people = [entry.id for entry in found.entries if not entry.is_place]
    back = button(ctx.say("Who was there"), attendance_page, session_id, 0)
    return TableFile(table_files.ATTENDANCE, found.cohort, rows, people, back)


def _names(ctx: Context, found: AttendanceList) -> dict[str, str]:
    guests = [entry.id for entry in found.entries if entry.guest and not entry.is_place]
    numbers = found.shows_numbers
    people = cohort_people(ctx.conn, found.cohort.id, guests, numbers=numbers)
    known = display_names(ctx.words, people)
    return {
        entry.id: known.get(entry.id) or person_name(ctx.words, entry.names)
        for entry in found.entries
    }


def _entry(ctx: Context, session_id: str, entry: AttendanceEntry, name: str, page: int) -> Button:
    there = entry.how is not None
    label = ctx.say("{name} (guest)", name=name) if entry.guest else name
    sign = "✓" if there else "–"
    return button(f"{sign} {label}", set_attending, session_id, entry.id, not there, page)


@tap("vi", right=Right.LEAD_ROOM, writes=True)
def set_attending(
    ctx: Context, session_id: Key, entry_id: Key, there: Flag, page: Number
) -> Screen:
    """Record whether someone is there. A phone is not put out by the way: that is asked first."""
    recorded = attendance_list.set_attending(
        ctx.conn, ctx.request, ctx.app.dice, session_id, entry_id, there=there
    )
    if recorded:
        return attendance_page(ctx, session_id, page)
    say = ctx.say
    name = _names(ctx, attendance_list.show(ctx.conn, ctx.request, session_id))[entry_id]
    return screen(
        title(say("Who is there")),
        Line(LineRole.PROMPT, say("Is {name} not here?", name=name)),
        text(
            say(
                "They joined by phone. If you remove them, their open vote is deleted and"
                " their phone gets no more questions until they join again with the code."
            )
        ),
        main(button(say("Keep in the list"), attendance_page, session_id, page)),
        button(say("Remove from the list"), remove_attendee, session_id, entry_id, page),
    )


@tap("vp", right=Right.LEAD_ROOM, writes=True)
def remove_attendee(ctx: Context, session_id: Key, entry_id: Key, page: Number) -> Screen:
    attendance_list.remove(ctx.conn, ctx.request, session_id, entry_id)
    return attendance_page(ctx, session_id, page)


@tap("vu", right=Right.LEAD_ROOM, writes=True)
def notify_absent_members(ctx: Context, session_id: Key) -> Screen:
    """Tell the members who are not there that their class has begun."""
    told, later = attendance_list.notify_absent(ctx.conn, ctx.request, session_id)
    return screen(
        text(
            ctx.words.count(
                "{n} member is being notified now.", "{n} members are being notified now.", told
            )
        ),
        later > 0
        and text(
            ctx.words.count(
                "{n} other can't be messaged now: it is outside their hours, or they "
                "had a message within the last day. The class is in their /today.",
                "{n} others can't be messaged now: it is outside their hours, or they "
                "had a message within the last day. The class is in their /today.",
                later,
            )
        ),
        back_to_session(ctx, session_id),
    )
