"""Leading a session from a desk: the scene, votes as they arrive, and what comes next.

The same session can be led from the chat: either shows at once what was done by the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.live_session import (
    session_control,
    session_flow,
    session_opening,
    session_pulse,
    session_state,
)
from bot.app.live_session.session_control import MOST_HANDS, LedSession
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_pulse import Pulse
from bot.fields import Key
from bot.kinds import PRESENTERS
from bot.phrases.class_view import (
    ClassView,
    class_view,
    no_wall_page,
    revealed,
)
from bot.phrases.debrief_phrases import better_list
from bot.pictures.typeset import qr_for_page
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Snapshot, Values, redirect
from bot.web.kit.routes import act, page, stream
from scenarios.debrief import render_moment
from scenarios.kinds import KINDS
from scenarios.languages import LANGUAGES, RTL

_NOBODY_VOTED = "sure"
"""The field by which somebody closes a vote that has no votes."""


@page("/sessions/{session_id}", right=Right.LEAD_ROOM, template="trainer/session")
def session_page(ctx: Context, session_id: Key) -> Values:
    """A session for its leader: nothing on it is about a single person."""
    view, found = _view(ctx, session_id), session_pulse.pulse(ctx.conn, ctx.request, session_id)
    state, session, words = view.state, view.session, ctx.words
    turn, phase = state.turn, state.phase
    lobby = phase is Phase.LOBBY
    is_open = found.session.state == "running"
    return {
        "session": session,
        "state": found.session.state,
        "phase": phase.value,
        "title": view.title,
        "cohort": state.cohort,
        "stage": found.stage,
        "numbers": _numbers(ctx, found),
        "after": () if lobby else [(line.role.value, line.text) for line in revealed(words, view)],
        "story": () if lobby else (*turn.story, *((turn.recap,) if turn.recap else ())),
        "prompt": "" if lobby else turn.prompt or "",
        "choices": () if lobby else [each for each in view.choices if each.text or each.n],
        "picture": _picture(ctx, view) if phase is Phase.CLOSED else None,
        "better": _better(ctx, view) if phase is Phase.CLOSED else None,
        "ahead": session_flow.leading_choice(state.results, [each.id for each in view.choices]),
        "go_on": sorted(view.choices, key=lambda each: -each.n),
        "questions": view.questions,
        "shown_question": session.question % len(view.questions) if view.questions else 0,
        "marking": _marking(view) if phase is Phase.TALKING else (),
        "marks": len(state.marks),
        "ordered": KINDS[turn.kind].decision.sequenced if phase is Phase.TALKING else False,
        "task": PRESENTERS[turn.kind].lead_task(words) if phase is Phase.TALKING else "",
        "door": view.door,
        "code": state.typed,
        "picture_of_door": qr_for_page(view.door) if is_open and lobby else "",
        "wall": view.page,
        "no_wall": "" if view.page else no_wall_page(words),
        "languages": [(each, words.tongue(each)) for each in LANGUAGES if each != session.language],
        "counts_hands": is_open and phase in (Phase.VOTING, Phase.CLOSED),
    }


@stream("/sessions/{session_id}/now", right=Right.LEAD_ROOM)
def follow_session(ctx: Context, session_id: Key) -> Snapshot:
    """The numbers of a session, and which stage it has reached."""
    found = session_pulse.pulse(ctx.conn, ctx.request, session_id)
    content = {"stage": found.stage, "texts": _numbers(ctx, found)}
    return Snapshot(content, is_over=found.session.state == "ended")


@act("/sessions/{session_id}/open", right=Right.LEAD_ROOM)
def open_prepared_session(ctx: Context, session_id: Key) -> Redirect:
    """Open a session that was prepared in the chat."""
    running = session_opening.open_session(ctx.conn, ctx.request, session_id, None)
    return redirect(session_page, running)


@act("/sessions/{session_id}/begin", right=Right.LEAD_ROOM)
def begin_session(ctx: Context, session_id: Key) -> Redirect:
    session_control.begin(ctx.conn, _led(ctx, session_id))
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/close", right=Right.LEAD_ROOM, form=session_page)
def close_vote(ctx: Context, session_id: Key) -> Redirect:
    led, turn = _led(ctx, session_id), _number(ctx, "turn")
    if led.is_at(turn, Phase.VOTING) and not ctx.form.text(_NOBODY_VOTED):
        found = session_pulse.pulse(ctx.conn, ctx.request, session_id)
        if not found.votes + found.hands:
            sentence = ctx.say("Close the vote? Nobody has voted yet.")
            final = ctx.say("A closed vote can't be reopened.")
            raise FormError(form=f"{sentence} {final}")
    session_control.close_vote(ctx.conn, led, turn)
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/take", right=Right.LEAD_ROOM)
def take_choice(ctx: Context, session_id: Key) -> Redirect:
    """Go on with a choice of the class."""
    led = _led(ctx, session_id)
    session_control.take(ctx.conn, led, _number(ctx, "turn"), ctx.form.text("choice"))
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/mark", right=Right.LEAD_ROOM)
def mark_choice(ctx: Context, session_id: Key) -> Redirect:
    """Tick a choice for the class, put a step after the others, or take either back."""
    place, on = _number(ctx, "place"), ctx.form.text("on") == "1"
    if place >= 0:
        led = _led(ctx, session_id)
        session_control.mark(ctx.conn, led, _number(ctx, "turn"), place, on=on)
    else:
        _led(ctx, session_id)
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/finish", right=Right.LEAD_ROOM)
def finish_marking(ctx: Context, session_id: Key) -> Redirect:
    session_control.finish_marking(ctx.conn, _led(ctx, session_id), _number(ctx, "turn"))
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/go-on", right=Right.LEAD_ROOM)
def continue_session(ctx: Context, session_id: Key) -> Redirect:
    """Go on after a stop."""
    session_control.go_on(ctx.conn, _led(ctx, session_id), _number(ctx, "turn"))
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/question", right=Right.LEAD_ROOM)
def show_question(ctx: Context, session_id: Key) -> Redirect:
    """Put a question to discuss on the wall page."""
    led, question = _led(ctx, session_id), _number(ctx, "question")
    if question >= 0:
        session_control.show_question(ctx.conn, led, _number(ctx, "turn"), question)
    return redirect(session_page, session_id)


@act("/sessions/{session_id}/language", right=Right.LEAD_ROOM)
def set_wall_language(ctx: Context, session_id: Key) -> Redirect:
    language = ctx.form.text("language")
    if language not in LANGUAGES:
        raise NotFound
    session_opening.set_language(ctx.conn, ctx.request, session_id, language)
    return redirect(session_page, session_id)


@page("/sessions/{session_id}/end", right=Right.LEAD_ROOM, template="trainer/session_end")
def ask_end_session(ctx: Context, session_id: Key) -> Values:
    view = _view(ctx, session_id)
    return {"session": view.session, "title": view.title}


@act("/sessions/{session_id}/end", right=Right.LEAD_ROOM)
def end_session(ctx: Context, session_id: Key) -> Redirect:
    session_control.end(ctx.conn, _led(ctx, session_id), ctx.now)
    return redirect(session_page, session_id)


@page("/sessions/{session_id}/hands", right=Right.LEAD_ROOM, template="trainer/session_hands")
def hand_counts(ctx: Context, session_id: Key) -> Values:
    """Votes by hand and on paper, for each choice."""
    view = _view(ctx, session_id)
    counted = view.state.phase in (Phase.VOTING, Phase.CLOSED)
    hands = view.state.hands
    return {
        "session": view.session,
        "title": view.title,
        "most": MOST_HANDS,
        "prompt": view.state.turn.prompt or "",
        "rows": [
            (f"hands-{each.id}", each.label, hands.get(each.id, 0))
            for each in (view.choices if counted else ())
        ],
    }


@act("/sessions/{session_id}/hands", right=Right.LEAD_ROOM, form=hand_counts)
def set_hand_counts(ctx: Context, session_id: Key) -> Redirect:
    """Set what has changed in the form; what somebody else has changed meanwhile is shown first."""
    led, turn = _led(ctx, session_id), _number(ctx, "turn")
    if not session_control.counts_hands(led, turn):
        notice = ctx.say("The class moved on in the meantime, so nothing was changed.")
        return redirect(session_page, session_id, notice=notice)
    now = _view(ctx, session_id).state.hands
    errors, changes = {}, {}
    for choice in led.options:
        name = f"hands-{choice}"
        typed, seen = _number(ctx, name), _number(ctx, f"seen-{name}")
        if not 0 <= typed <= MOST_HANDS:
            errors[name] = ctx.say("Please type a number from 0 to {most}.", most=MOST_HANDS)
        elif typed != seen and now.get(choice, 0) not in (seen, typed):
            n = now.get(choice, 0)
            errors[name] = ctx.say("Somebody else has set this to {n} in the meantime.", n=n)
        elif typed != seen:
            changes[choice] = typed
    if errors:
        raise FormError(**errors)
    session_control.set_hands(ctx.conn, led, turn, changes)
    return redirect(session_page, session_id, notice=ctx.say("Counted."))


def _led(ctx: Context, session_id: str) -> LedSession:
    return session_control.lead_elsewhere(ctx.conn, ctx.request, ctx.app.library, session_id)


def _view(ctx: Context, session_id: str) -> ClassView:
    language, library = ctx.words.language, ctx.app.library
    state = session_state.led_state(ctx.conn, ctx.request, library, session_id, language)
    return class_view(ctx.words, ctx.app.links, state)


def _number(ctx: Context, name: str) -> int:
    """A number of the form; -1 where there is none."""
    typed = ctx.form.text(name)
    return int(typed) if typed.isdecimal() and len(typed) <= 4 else -1


def _numbers(ctx: Context, found: Pulse) -> Mapping[str, str]:
    """The numbers in words, by the names of their places on the page."""
    words, voting = ctx.words, found.session.phase == Phase.VOTING
    votes = words.count(
        "Votes: {voted} of {n} phone",
        "Votes: {voted} of {n} phones",
        found.phones,
        voted=found.votes,
    )
    return {
        "there": words.count("{n} person joined.", "{n} people joined.", found.there),
        "votes": votes if voting else "",
        "hands": words.say("hands and paper: {n}", n=found.hands) if voting else "",
    }


def _picture(ctx: Context, view: ClassView) -> Mapping[str, object]:
    """The distribution of votes as bars, which begin where the text begins."""
    every, rtl = sum(each.n for each in view.choices), ctx.words.language in RTL
    rows = []
    for place, each in enumerate(view.choices):
        width = round(300 * each.n / every) if every else 0
        rows.append(
            {
                "letter": each.letter,
                "label": each.short or each.text,
                "n": each.n,
                "percent": round(100 * each.n / every) if every else 0,
                "y": 40 * place,
                "width": width,
                "x": 350 - width if rtl else 50,
                "end": 342 - width if rtl else 58 + width,
            }
        )
    return {"rows": rows, "height": 40 * len(rows), "rtl": rtl, "total": every}


def _better(ctx: Context, view: ClassView) -> Mapping[str, object] | None:
    """The better answer and why, for the leader alone: the class finds out by itself."""
    state = view.state
    moment = session_state.lesser_moment(ctx.conn, state)
    if moment is None:
        return None
    told = render_moment(state.scenario, ctx.words.language, state.session.seed, moment)
    picked = {short for each in told.better for short in each.shorts}
    whys = [each.text for each in told.reasons if each.about in picked]
    return {"answers": better_list(ctx.words, told), "whys": whys}


def _marking(view: ClassView) -> Sequence[Mapping[str, object]]:
    """The choices to tick or to put in order, in the order in which they are shown."""
    marks = view.state.marks
    return [
        {
            "place": place,
            "label": each.label,
            "number": marks.index(each.id) + 1 if each.id in marks else 0,
            "is_last": bool(marks) and marks[-1] == each.id,
        }
        for place, each in enumerate(view.choices)
    ]
