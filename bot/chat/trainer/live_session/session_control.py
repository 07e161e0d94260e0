"""The message by which a trainer leads a class: where it is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.app.access.rights import Right
from bot.app.live_session import session_control, session_flow, session_state
from bot.app.live_session.session_control import LedSession
from bot.app.live_session.session_flow import Phase
from bot.chat.kit.context import Context
from bot.chat.kit.lists import tickable
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Part, Screen, screen
from bot.fields import ActValue, Flag, Key, Number
from bot.kinds import PRESENTERS
from bot.kinds.base import numbered
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import Words
from bot.phrases.class_choices import programme_of
from bot.phrases.class_view import (
    ClassView,
    class_view,
    no_wall_page,
    revealed,
)
from bot.phrases.date_phrases import day_of
from scenarios.kinds import KINDS
from scenarios.languages import LANGUAGES
from storage.live_session.live_sessions import IDLE, Session


@tap("vr", right=Right.LEAD_ROOM, writes=True)
def session_page(ctx: Context, session_id: Key) -> Screen:
    lead(ctx, session_id)
    return led_page(ctx, session_id)


@tap("vg", right=Right.LEAD_ROOM, writes=True)
def begin_session(ctx: Context, session_id: Key) -> Screen:
    session_control.begin(ctx.conn, lead(ctx, session_id))
    return led_page(ctx, session_id)


@tap("vc", right=Right.LEAD_ROOM, writes=True)
def close_vote(ctx: Context, session_id: Key, turn: Number) -> Screen:
    session_control.close_vote(ctx.conn, lead(ctx, session_id), turn)
    return led_page(ctx, session_id)


@tap("vz", right=Right.LEAD_ROOM, writes=True)
def close_empty_vote(ctx: Context, session_id: Key, turn: Number) -> Screen:
    """Ask whether to close a vote without votes; if there are some by now, close it."""
    say, led = ctx.say, lead(ctx, session_id, stays=False)
    view = led_view(ctx, session_id)
    if view.state.voted or not led.is_at(turn, Phase.VOTING):
        return close_vote(ctx, session_id, turn)
    return screen(
        title(view.title),
        Line(LineRole.PROMPT, say("Close the vote? Nobody has voted yet.")),
        text(say("A closed vote can't be reopened.")),
        back_to_session(ctx, session_id),
        button(say("Close the vote"), close_vote, session_id, turn),
    )


@tap("vt", right=Right.LEAD_ROOM, writes=True)
def take_choice(ctx: Context, session_id: Key, turn: Number, choice: ActValue) -> Screen:
    """Go on with a choice of the class."""
    session_control.take(ctx.conn, lead(ctx, session_id), turn, choice)
    return led_page(ctx, session_id)


@tap("vm", right=Right.LEAD_ROOM, writes=True)
def mark_choice(ctx: Context, session_id: Key, turn: Number, place: Number, on: Flag) -> Screen:
    """Tick a choice for the class, put a step after the others, or take either back."""
    session_control.mark(ctx.conn, lead(ctx, session_id), turn, place, on=on)
    return led_page(ctx, session_id)


@tap("vd", right=Right.LEAD_ROOM, writes=True)
def finish_marking(ctx: Context, session_id: Key, turn: Number) -> Screen:
    session_control.finish_marking(ctx.conn, lead(ctx, session_id), turn)
    return led_page(ctx, session_id)


@tap("vn", right=Right.LEAD_ROOM, writes=True)
def continue_session(ctx: Context, session_id: Key, turn: Number) -> Screen:
    """Go on after a stop."""
    session_control.go_on(ctx.conn, lead(ctx, session_id), turn)
    return led_page(ctx, session_id)


@tap("vq", right=Right.LEAD_ROOM, writes=True)
def show_question(ctx: Context, session_id: Key, turn: Number, question: Number) -> Screen:
    """Put another question to discuss on the wall page."""
    session_control.show_question(ctx.conn, lead(ctx, session_id), turn, question)
    return led_page(ctx, session_id)


@tap("ve", right=Right.LEAD_ROOM, writes=True)
def ask_end_session(ctx: Context, session_id: Key) -> Screen:
    say, led = ctx.say, lead(ctx, session_id, stays=False)
    if led.session.state != "running":
        return led_page(ctx, session_id)
    return screen(
        title(led_view(ctx, session_id).title),
        Line(LineRole.PROMPT, say("End the session?")),
        text(say("The wall page and the join code stop working. Votes and attendance are kept.")),
        main(button(say("End it"), end_session, session_id)),
        button(say("Back to the session"), session_page, session_id),
    )


@tap("vx", right=Right.LEAD_ROOM, writes=True)
def end_session(ctx: Context, session_id: Key) -> Screen:
    session_control.end(ctx.conn, lead(ctx, session_id), ctx.now)
    return led_page(ctx, session_id)


def lead(ctx: Context, session_id: str, *, stays: bool = True) -> LedSession:
    """Lock a session to do something in it.

    Args:
        ctx: In a transaction that writes.
        session_id: Which session.
        stays: Whether the tapped message goes on to show where the session is.
    """
    message = ctx.visitor.message if stays else None
    return session_control.lead(ctx.conn, ctx.request, ctx.app.library, session_id, message)


def led_view(ctx: Context, session_id: str) -> ClassView:
    """A session in words, for a person who may lead it."""
    language, library = ctx.words.language, ctx.app.library
    state = session_state.led_state(ctx.conn, ctx.request, library, session_id, language)
    return class_view(ctx.words, ctx.app.links, state)


def led_page(ctx: Context, session_id: str) -> Screen:
    """The state of a session, without taking over its control message."""
    return control_screen(ctx.words, led_view(ctx, session_id))


def back_to_session(ctx: Context, session_id: str) -> Button:
    return main(button(ctx.say("Back to the session"), session_page, session_id))


def control_screen(words: Words, view: ClassView) -> Screen:
    """The state of a session, for its leader."""
    say, session = words.say, view.session
    head = (title(view.title), note(words.beside(view.state.cohort.name, session.place)))
    if session.state == "ended":
        return screen(head, _ended(words, view))
    return screen(
        head,
        _PHASES[view.state.phase](words, view),
        note(
            say("The wall page: {address}", address=view.page) if view.page else no_wall_page(words)
        ),
        button(say("Who is there"), "attendance_page", session.id, 0),
        bool(view.page) and wall_languages(words, session),
        programme_of(session.scenario) is not None
        and button(say("The guide, to open or print"), "send_session_guide", session.id),
        button(say("End the session"), ask_end_session, session.id),
    )


def wall_languages(words: Words, session: Session) -> list[Button]:
    """Buttons to the other languages of the wall page."""
    return [
        button(
            words.say("Page in {language}", language=words.tongue(language)),
            "set_wall_language",
            session.id,
            language,
        )
        for language in LANGUAGES
        if language != session.language
    ]


def _ended(words: Words, view: ClassView) -> Iterator[Part]:
    say, session, state = words.say, view.session, view.state
    there = words.count("{n} person was there", "{n} people were there", state.there)
    day = day_of(words, session.ended_at, state.cohort.timezone) if session.ended_at else ""
    yield text(say("The session is over."))
    yield text(f"{day} · {there}")
    if session.began_at and session.ended_at and session.ended_at - session.began_at >= IDLE:
        yield note(
            words.count(
                "A session left open closes by itself after {n} hour. Its counts and "
                "attendance are kept.",
                "A session left open closes by itself after {n} hours. Its counts and "
                "attendance are kept.",
                IDLE // timedelta(hours=1),
            )
        )
    yield main(button(say("Session record"), "session_record", session.id))
    yield button(say("Who was there"), "attendance_page", session.id, 0)
    yield button(say("Run a case with the class"), "session_cases", session.cohort, 0)
    yield button(say("Back to the cohort"), "cohort_page", session.cohort)


def _lobby(words: Words, view: ClassView) -> Iterator[Part]:
    yield text(words.count("{n} person joined.", "{n} people joined.", view.state.there))
    yield text(
        words.say("How to join (also as a QR code on the page):")
        if view.page
        else words.say("To let people join, send this link to the class.")
    )
    yield text(view.door)
    yield text(words.say("Or send the bot {command}.", command=view.state.typed))
    yield main(button(words.say("Begin"), begin_session, view.session.id))


def _voting(words: Words, view: ClassView) -> Iterator[Part]:
    state, session = view.state, view.session
    phones = words.count(
        "Votes: {voted} of {n} phone",
        "Votes: {voted} of {n} phones",
        state.phones,
        voted=sum(state.votes.values()),
    )
    hands = words.say("hands and paper: {n}", n=sum(state.hands.values()))
    yield _story(words, view)
    yield _options(view)
    yield text(f"{phones} · {hands}")
    closing = close_vote if state.voted else close_empty_vote
    yield main(button(words.say("Close the vote"), closing, session.id, session.turn))
    yield _hand_counts(words, session)


def _closed(words: Words, view: ClassView) -> Iterator[Part]:
    say, session, numbers = words.say, view.session, view.state.results
    ahead = session_flow.leading_choice(numbers, [choice.id for choice in view.choices])
    yield heading(say("The vote is closed."))
    yield text("\n".join(f"{choice.label}: {choice.n}" for choice in view.choices))
    yield _question(words, view)
    yield note(
        say("The class continues with the answer you tap; it need not be the most popular one.")
    )
    for choice in sorted(view.choices, key=lambda choice: choice.id != ahead):
        label = say("Go on with {choice}", choice=choice.label)
        take = button(label, take_choice, session.id, session.turn, choice.id)
        yield main(take) if choice.id == ahead else take
    yield _another_question(words, view)
    yield _hand_counts(words, session)


def _talking(words: Words, view: ClassView) -> Iterator[Part]:
    session, turn, marks = view.session, view.state.turn, view.state.marks
    done = main(button(words.say("Done"), finish_marking, session.id, session.turn))
    yield _story(words, view)
    yield _options(view)
    yield note(PRESENTERS[turn.kind].lead_task(words))
    if not KINDS[turn.kind].decision.sequenced:
        for place, choice in enumerate(view.choices):
            on = choice.id in marks
            label = tickable(choice.label, on=on)
            yield button(label, mark_choice, session.id, session.turn, place, not on)
        yield done
        return
    if marks:
        shorts = {choice.id: choice.short for choice in view.choices}
        yield text(numbered(shorts[mark] for mark in marks))
    places = {choice.id: place for place, choice in enumerate(view.choices)}
    for choice in view.choices:
        if choice.id not in marks:
            place = places[choice.id]
            yield button(choice.label, mark_choice, session.id, session.turn, place, on=True)
    if marks:
        label = words.say("Take back the last step")
        yield button(label, mark_choice, session.id, session.turn, places[marks[-1]], on=False)
    yield len(marks) == len(view.choices) and done


def _stop(words: Words, view: ClassView) -> Iterator[Part]:
    session, recap = view.session, view.state.turn.recap
    yield _story(words, view)
    if recap:
        yield Line(LineRole.RECAP, recap)
    yield _question(words, view)
    yield main(button(words.say("Go on"), continue_session, session.id, session.turn))


def _ending(words: Words, view: ClassView) -> Iterator[Part]:
    yield _story(words, view, whole=True)
    yield _question(words, view)
    yield _another_question(words, view)


def _story(words: Words, view: ClassView, *, whole: bool = False) -> Iterator[Part]:
    """The outcome of the last answer; and the scene, if no wall page shows it."""
    turn = view.state.turn
    yield revealed(words, view)
    if whole or not view.page:
        yield map(text, turn.story)
    if turn.prompt:
        yield Line(LineRole.PROMPT, turn.prompt)


def _options(view: ClassView) -> list[Line]:
    lettered = (f"{choice.letter} · {choice.text}" for choice in view.choices if choice.text)
    return [Line(LineRole.OPTION, option) for option in lettered]


def _question(words: Words, view: ClassView) -> Part:
    asked = words.say("For the room: {question}", question=view.question)
    return bool(view.question) and text(asked)


def _another_question(words: Words, view: ClassView) -> Part:
    if len(view.questions) < 2:
        return None
    session = view.session
    following = (session.question + 1) % len(view.questions)
    label = words.say("Another question for the room")
    return button(label, show_question, session.id, session.turn, following)


def _hand_counts(words: Words, session: Session) -> Button:
    return button(words.say("Enter hands and paper"), "hand_counts", session.id, session.turn)


_PHASES = {
    Phase.LOBBY: _lobby,
    Phase.VOTING: _voting,
    Phase.CLOSED: _closed,
    Phase.TALKING: _talking,
    Phase.STOP: _stop,
    Phase.ENDING: _ending,
}
