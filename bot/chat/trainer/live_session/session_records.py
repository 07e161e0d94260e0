"""Records of past sessions, without anyone's votes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.live_session import session_records
from bot.app.live_session.session_records import SessionRecord
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.live_session.attendance import attendance_page
from bot.fields import Key, Number
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.date_phrases import day_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import person_name, title_in
from bot.phrases.rubric_phrases import marks_line
from bot.phrases.session_phrases import decision_lines, session_name, signature
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session

SESSIONS_A_PAGE = 15
DECISIONS_A_PAGE = 8  # a message has 4,096 letters


def _name_in(ctx: Context, session: Session, cohort: Cohort) -> str:
    case = title_in(ctx.app.library, ctx.words, session.scenario)
    return session_name(ctx.words, session, case, cohort.timezone)


@tap("vf", right=Right.LEAD_ROOM)
def session_list(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    """The past sessions of a cohort, newest first."""
    say = ctx.say
    cohort, found = session_records.of_cohort(ctx.conn, ctx.request, cohort_id)
    listed = paged(
        ctx.words,
        found,
        page,
        lambda label, to: button(label, session_list, cohort_id, to),
        SESSIONS_A_PAGE,
    )
    return screen(
        title(cohort.name),
        text(say("Newest first.") if found else say("No case has been run with this class yet.")),
        [
            button(_name_in(ctx, session, cohort), session_record, session.id)
            for session in listed.items
        ],
        listed.turns,
        button(say("Back to the cohort"), "cohort_page", cohort_id),
    )


@tap("vk", right=Right.LEAD_ROOM)
def session_record(ctx: Context, session_id: Key, page: Number = 0) -> Screen:
    """The record of a session: its rating, then its decisions by pages."""
    found = session_records.record(ctx.conn, ctx.request, ctx.app.library, session_id)
    case = title_in(ctx.app.library, ctx.words, found.session.scenario)
    return record_screen(ctx.words, found, case, page)


def record_screen(words: Words, record: SessionRecord, case: str, page: int) -> Screen:
    say, session = words.say, record.session
    listed = paged(
        words,
        record.rounds,
        page,
        lambda label, to: button(label, session_record, session.id, to),
        DECISIONS_A_PAGE,
    )
    return screen(
        title(case),
        note(
            words.beside(
                day_of(words, session.began_at or session.made_at, record.cohort.timezone),
                session.place,
            )
        ),
        page == 0 and _about(words, record),
        [text("\n".join(decision_lines(words, record, each))) for each in listed.items],
        listed.turns,
        button(say("Who was there"), attendance_page, session.id, 0),
        record.takes_paper
        and button(say("Answers from people without Telegram"), paper_sheet_list, session.id),
        button(say("Back"), session_list, record.cohort.id),
    )


def _about(words: Words, record: SessionRecord) -> Iterator[Line]:
    session = record.session
    about = [words.count("{n} person was there", "{n} people were there", record.there)]
    if record.leader is not None:
        about.append(words.say("Led by: {name}", name=person_name(words, record.leader)))
    yield text("\n".join(about))
    if session.signed_at is not None:
        signed = signature(words, session)
        if record.observer is not None:
            signed = words.beside(signed, person_name(words, record.observer))
        yield heading(signed)
        yield marks_line(words, session.rubric or {})


@tap("v7", right=Right.LEAD_ROOM)
def paper_sheet_list(ctx: Context, session_id: Key, page: Number = 0) -> Screen:
    """Those without an account who were there: their answers are entered like any from paper."""
    say = ctx.say
    found = session_records.paper_sheets(ctx.conn, ctx.request, session_id)
    session = found.session
    names = display_names(ctx.words, cohort_people(ctx.conn, found.cohort.id))
    listed = paged(
        ctx.words,
        found.places,
        page,
        lambda label, to: button(label, paper_sheet_list, session_id, to),
    )
    running = session.state == "running"
    return screen(
        title(say("Answers from people without Telegram")),
        note(_name_in(ctx, session, found.cohort)),
        text(
            say(
                "Tap a name and enter the answers from their sheet. Hands and paper "
                "counted in the class stay as they are, and nothing is counted twice."
            )
            if found.places
            else say("Nobody without Telegram is marked as present.")
        ),
        bool(found.places)
        and note(say("Only for people who know that their answers are kept and who sees them.")),
        [
            button(f"✓ {names[place.id]}", "place_page", place.id)
            if entered
            else button(names[place.id], "begin_paper", place.id, session_id)
            for place, entered in listed.items
        ],
        listed.turns,
        button(say("Back"), attendance_page, session_id, 0)
        if running
        else button(say("Back"), session_record, session_id),
    )
