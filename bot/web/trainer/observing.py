"""Sessions that others lead: looking on, rating what is seen, and signing."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.live_session import observation
from bot.app.live_session.observation import (
    MARKS,
    NOT_SEEN,
    ObservedSession,
    can_be_signed,
    criteria,
)
from bot.fields import Key
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import person_name, title_in
from bot.phrases.rubric_phrases import mark_name, marks_line, next_step
from bot.phrases.session_phrases import signature
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import Cell, Column, Row, Table, read_query

_WELL, _NOT_YET = "well", "not-yet"


@page("/observing", right=Right.OBSERVE, template="trainer/observing")
def observable_sessions(ctx: Context) -> Values:
    """The sessions of the last weeks that someone may look on at."""
    say = ctx.say
    found = observation.observable(ctx.conn, ctx.request)
    return {
        "table": Table(
            say("Sessions to observe"),
            [
                Column(say("Case")),
                Column(say("Led by")),
                Column(say("Day")),
                Column(say("Place")),
                Column(say("State")),
            ],
            [_listed(ctx, each) for each in found],
            read_query({}, ["day"], {}),
            empty=say("There is no session under way for you to observe."),
        )
    }


def _listed(ctx: Context, observed: ObservedSession) -> Row:
    session, words = observed.session, ctx.words
    state = ctx.say("over") if session.state == "ended" else ctx.say("under way")
    return Row(
        [
            Cell(
                title_in(ctx.app.library, words, session.scenario),
                address(observed_session, session.id),
            ),
            Cell(person_name(words, observed.leader) if observed.leader is not None else "–"),
            Cell(day_of(words, session.began_at or session.made_at, observed.cohort.timezone)),
            Cell(session.place),
            Cell(signature(words, session) if session.signed_at is not None else state),
        ]
    )


@page("/observing/{session_id}", right=Right.OBSERVE, template="trainer/observed_session")
def observed_session(ctx: Context, session_id: Key) -> Values:
    """A session with what was seen of each criterion."""
    words = ctx.words
    observed = observation.observed(ctx.conn, ctx.request, session_id)
    session, marks = observed.session, observed.session.rubric or {}
    signed = session.signed_at is not None
    return {
        "session": session,
        "title": title_in(ctx.app.library, words, session.scenario),
        "day": day_of(words, session.began_at or session.made_at, observed.cohort.timezone),
        "leader": person_name(words, observed.leader) if observed.leader is not None else "",
        "there": observed.there,
        "signature": signature(words, session) if signed else "",
        "lines": marks_line(words, marks).text.splitlines() if signed else (),
        "next": "" if signed else next_step(words, session),
        "may_begin": session.observer is None and session.state == "running",
        "may_leave": session.observer is not None and session.state == "running",
        "rates": session.observer is not None and not signed,
        "marks": [(mark, mark_name(words, mark)) for mark in (NOT_SEEN, *MARKS)],
        "criteria": [
            {
                "id": each.id,
                "title": each.title.in_(words.language),
                "evidence": each.evidence.in_(words.language),
                "mark": marks.get(each.id, NOT_SEEN),
            }
            for each in criteria()
        ],
        "can_sign": can_be_signed(session),
    }


@act("/observing/{session_id}/here", right=Right.OBSERVE)
def set_observing(ctx: Context, session_id: Key) -> Redirect:
    """Say that one is in the room to look on, or that one is not after all."""
    here = ctx.form.text("here") != "0"
    observation.set_observing(ctx.conn, ctx.request, session_id, on=here)
    return redirect(observed_session, session_id)


@act("/observing/{session_id}/marks", right=Right.OBSERVE, form=observed_session)
def rate_session(ctx: Context, session_id: Key) -> Redirect:
    """Record what was seen of each criterion."""
    observed = observation.observed(ctx.conn, ctx.request, session_id)
    before, allowed = observed.session.rubric or {}, {str(mark) for mark in (NOT_SEEN, *MARKS)}
    errors = {}
    for criterion in criteria():
        typed = ctx.form.text(criterion.id) or str(before.get(criterion.id, NOT_SEEN))
        if typed not in allowed:
            errors[criterion.id] = ctx.say("Please choose one of the marks.")
        elif int(typed) != before.get(criterion.id, NOT_SEEN):
            observation.rate(ctx.conn, ctx.request, session_id, criterion.id, int(typed))
    if errors:
        raise FormError(**errors)
    return redirect(observed_session, session_id, notice=ctx.say("The marks are saved."))


@act("/observing/{session_id}/sign", right=Right.OBSERVE, form=observed_session)
def sign_session(ctx: Context, session_id: Key) -> Redirect:
    """Sign irrevocably, after a tick confirms that this is understood."""
    session = observation.observed(ctx.conn, ctx.request, session_id).session
    verdict = ctx.form.text("verdict")
    errors = {}
    if verdict not in (_WELL, _NOT_YET):
        errors["verdict"] = ctx.say("Please choose how to sign the session.")
    if not ctx.form.text("final"):
        errors["final"] = ctx.say(
            "Please confirm that the marks and the signature can't be changed later."
        )
    if can_be_signed(session) and errors:
        raise FormError(**errors)
    if not errors:
        observation.sign(ctx.conn, ctx.request, session_id, well=verdict == _WELL)
    return redirect(observed_session, session_id)
