"""Observing sessions that others lead: rating and signing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.live_session import observation
from bot.app.live_session.observation import (
    MARKS,
    NOT_SEEN,
    ObservedSession,
    can_be_signed,
    criteria,
)
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Button, Part, Screen, screen
from bot.chat.trainer.live_session.session_records import SESSIONS_A_PAGE
from bot.fields import Flag, Id, Key, Number
from bot.lines import Line, LineRole, heading, note, text, title
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import person_name, title_in
from bot.phrases.rubric_phrases import mark_name, marks_line, next_step
from bot.phrases.session_phrases import session_name, signature
from storage.live_session.live_sessions import Session

_SIGNED = "✓"


@command("sessions", right=Right.OBSERVE)
def sessions(ctx: Context, _rest: str) -> Screen:
    return observable_sessions(ctx)


@tap("v1", right=Right.OBSERVE)
def observable_sessions(ctx: Context, page: Number = 0) -> Screen:
    """The sessions of the last weeks that someone may look on at."""
    say, found = ctx.say, observation.observable(ctx.conn, ctx.request)
    listed = paged(
        ctx.words,
        found,
        page,
        lambda label, to: button(label, observable_sessions, to),
        SESSIONS_A_PAGE,
    )
    return screen(
        title(say("Sessions to observe")),
        text(
            say("Observe a session, note what you see, and sign it off when it is over.")
            if found
            else say("There is no session under way for you to observe.")
        ),
        any(each.session.signed_at for each in listed.items)
        and note(say("{sign}: signed", sign=_SIGNED)),
        [button(_label(ctx, each), observed_session, each.session.id) for each in listed.items],
        listed.turns,
        button(say("Today"), "today_page"),
    )


def _label(ctx: Context, observed: ObservedSession) -> str:
    session = observed.session
    case = title_in(ctx.app.library, ctx.words, session.scenario)
    name = session_name(ctx.words, session, case, observed.cohort.timezone)
    label = ctx.words.beside(_leader(ctx, observed), name)
    return f"{_SIGNED} {label}" if session.signed_at else label


def _leader(ctx: Context, observed: ObservedSession) -> str:
    return person_name(ctx.words, observed.leader) if observed.leader is not None else ""


@tap("v2", right=Right.OBSERVE)
def observed_session(ctx: Context, session_id: Key) -> Screen:
    """A session with what was seen of each criterion."""
    say, words = ctx.say, ctx.words
    observed = observation.observed(ctx.conn, ctx.request, session_id)
    session = observed.session
    day = day_of(words, session.began_at or session.made_at, observed.cohort.timezone)
    there = (
        words.count("{n} person was there", "{n} people were there", observed.there)
        if session.state == "ended"
        else words.count("{n} person joined.", "{n} people joined.", observed.there)
    )
    return screen(
        title(title_in(ctx.app.library, words, session.scenario)),
        note(words.beside(day, session.place)),
        text(say("Led by: {name}", name=_leader(ctx, observed)) + "\n" + there),
        marks_line(words, session.rubric or {}),
        heading(signature(words, session))
        if session.signed_at is not None
        else [
            note(next_step(ctx.words, session)),
            _observing(ctx, session),
            _signing(ctx, session),
        ],
        button(say("Back"), observable_sessions),
    )


def _observing(ctx: Context, session: Session) -> Iterator[Button]:
    """Buttons to say that one is in the room, and to note what one sees."""
    say, running = ctx.say, session.state == "running"
    if session.observer is None:
        if running:
            yield main(button(say("I am in the room"), set_observing, session.id, on=True))
        return
    for criterion in criteria():
        label = criterion.title.in_(ctx.words.language)
        yield button(label, criterion_page, session.id, criterion.id)
    if running:
        yield button(say("I am not in the room"), set_observing, session.id, on=False)


def _signing(ctx: Context, session: Session) -> Part:
    return can_be_signed(session) and [
        main(button(_verdict(ctx, well=True), ask_sign_session, session.id, well=True)),
        button(_verdict(ctx, well=False), ask_sign_session, session.id, well=False),
    ]


def _verdict(ctx: Context, *, well: bool) -> str:
    return ctx.say("Sign off: led well") if well else ctx.say("Sign: not yet")


@tap("v8", right=Right.OBSERVE, writes=True)
def set_observing(ctx: Context, session_id: Key, on: Flag) -> Screen:
    """Say that one is in the room to look on, or that one is not after all."""
    observation.set_observing(ctx.conn, ctx.request, session_id, on=on)
    return observed_session(ctx, session_id)


@tap("v3", right=Right.OBSERVE)
def criterion_page(ctx: Context, session_id: Key, criterion: Id) -> Screen:
    """The guidance on a criterion."""
    found = next((each for each in criteria() if each.id == criterion), None)
    if found is None:
        raise NotFound
    observation.observed(ctx.conn, ctx.request, session_id)
    return screen(
        title(found.title.in_(ctx.words.language)),
        text(found.evidence.in_(ctx.words.language)),
        [
            button(
                f"{mark} · {mark_name(ctx.words, mark)}",
                rate_criterion,
                session_id,
                criterion,
                mark,
            )
            for mark in reversed(MARKS)
        ],
        button(mark_name(ctx.words, NOT_SEEN), rate_criterion, session_id, criterion, NOT_SEEN),
        button(ctx.say("Back"), observed_session, session_id),
    )


@tap("v4", right=Right.OBSERVE, writes=True)
def rate_criterion(ctx: Context, session_id: Key, criterion: Id, mark: Number) -> Screen:
    observation.rate(ctx.conn, ctx.request, session_id, criterion, mark)
    return observed_session(ctx, session_id)


@tap("v6", right=Right.OBSERVE)
def ask_sign_session(ctx: Context, session_id: Key, well: Flag) -> Screen:
    say, session = ctx.say, observation.observed(ctx.conn, ctx.request, session_id).session
    if not can_be_signed(session):
        return observed_session(ctx, session_id)
    return screen(
        title(title_in(ctx.app.library, ctx.words, session.scenario)),
        Line(LineRole.PROMPT, _verdict(ctx, well=well)),
        text(say("Once signed, marks and signature cannot be changed.")),
        main(button(say("Sign"), sign_session, session_id, well)),
        button(say("Back"), observed_session, session_id),
    )


@tap("v5", right=Right.OBSERVE, writes=True)
def sign_session(ctx: Context, session_id: Key, well: Flag) -> Screen:
    observation.sign(ctx.conn, ctx.request, session_id, well=well)
    return observed_session(ctx, session_id)
