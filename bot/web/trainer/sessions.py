"""The sessions of a cohort: what was run with it, and a new one."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.assignments import planning
from bot.app.live_session import session_opening, session_records
from bot.app.onboarding.pasted_names import MOST_LETTERS, cohort_name
from bot.fields import Key
from bot.phrases.case_list import CaseList
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import person_name, title_in
from bot.phrases.rubric_phrases import marks_line
from bot.phrases.session_phrases import decision_lines, signature
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import Cell, Column, Row, Table, read_query
from scenarios.languages import LANGUAGES
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session


@page("/cohorts/{cohort_id}/sessions", right=Right.LEAD_ROOM, template="trainer/session_list")
def session_list(ctx: Context, cohort_id: Key) -> Values:
    """Running and past sessions, newest first, and the form for a new one."""
    say, words = ctx.say, ctx.words
    cohort, found = session_records.of_cohort(ctx.conn, ctx.request, cohort_id)
    cases = planning.assignable_cases(
        ctx.conn, ctx.request, ctx.app.library, cohort_id, Right.LEAD_ROOM
    )
    offered = CaseList.of(words, cases.cases.values(), cases.fields)
    return {
        "cohort": cohort,
        "longest": MOST_LETTERS,
        "cases": [(case.id, offered.label(case)) for case in offered.cases],
        "languages": [(language, words.tongue(language)) for language in LANGUAGES],
        "own_language": words.language,
        "table": Table(
            say("Sessions, newest first"),
            [
                Column(say("Case")),
                Column(say("Day")),
                Column(say("Place")),
                Column(say("Who was there"), numeric=True),
                Column(say("State")),
            ],
            [_listed(ctx, cohort, each) for each in found],
            read_query({}, ["day"], {}),
            empty=say("No case has been run with this class yet."),
        ),
    }


def _listed(ctx: Context, cohort: Cohort, session: Session) -> Row:
    say, runs = ctx.say, session.state == "running"
    state = say("under way") if runs else say("over")
    if session.signed_at is not None:
        state = signature(ctx.words, session)
    return Row(
        [
            Cell(
                title_in(ctx.app.library, ctx.words, session.scenario),
                address("session_page" if runs else session_record, session.id),
            ),
            Cell(day_of(ctx.words, session.began_at or session.made_at, cohort.timezone)),
            Cell(session.place),
            Cell("–" if session.attended is None else str(session.attended)),
            Cell(state, tone="good" if runs else ""),
        ]
    )


@act("/cohorts/{cohort_id}/sessions", right=Right.LEAD_ROOM, form=session_list)
def open_session(ctx: Context, cohort_id: Key) -> Redirect:
    """Prepare a session and let the class in; where one is running, lead there."""
    say, library, form = ctx.say, ctx.app.library, ctx.form
    offered = planning.assignable_cases(
        ctx.conn, ctx.request, library, cohort_id, Right.LEAD_ROOM
    ).cases
    place, language, errors = cohort_name(form.text("place")), form.text("language"), {}
    if form.text("case") not in offered:
        errors["case"] = say("Please choose a case.")
    if not place:
        errors["place"] = say("A place needs letters or numbers. Please type it again.")
    if language not in LANGUAGES:
        errors["language"] = say("Please choose a language.")
    if errors:
        raise FormError(**errors)
    made, _ = session_opening.prepare(
        ctx.conn, ctx.request, library, ctx.app.dice, cohort_id, form.text("case"), place
    )
    session_opening.set_language(ctx.conn, ctx.request, made.id, language)
    running = session_opening.open_session(ctx.conn, ctx.request, made.id, None)
    if running == made.id:
        return redirect("session_page", running)
    notice = say("This cohort already has a session under way. Here it is.")
    return redirect("session_page", running, notice=notice)


@page("/sessions/{session_id}/record", right=Right.LEAD_ROOM, template="trainer/session_record")
def session_record(ctx: Context, session_id: Key) -> Values:
    """The questions and decisions of a class; small numbers of votes are left out."""
    words = ctx.words
    found = session_records.record(ctx.conn, ctx.request, ctx.app.library, session_id)
    session = found.session
    return {
        "cohort": found.cohort,
        "session": session,
        "title": title_in(ctx.app.library, words, session.scenario),
        "day": day_of(words, session.began_at or session.made_at, found.cohort.timezone),
        "there": found.there,
        "leader": person_name(words, found.leader) if found.leader is not None else "",
        "observer": person_name(words, found.observer) if found.observer is not None else "",
        "signature": signature(words, session) if session.signed_at is not None else "",
        "marks": marks_line(words, session.rubric or {}).text.splitlines(),
        "decisions": [decision_lines(words, found, each) for each in found.rounds],
    }
