"""Hands and paper: what a class says without phones, by taps or typed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.live_session import session_control
from bot.app.live_session.session_control import MOST_HANDS
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.live_session.session_control import (
    back_to_session,
    lead,
    led_view,
    session_page,
)
from bot.fields import Key, Number
from bot.lines import Line, note, text, title
from bot.phrases.class_choices import read_hands
from bot.phrases.class_view import ClassView


@tap("vh", right=Right.LEAD_ROOM, writes=True)
def hand_counts(ctx: Context, session_id: Key, turn: Number) -> Screen:
    """Enter hands and paper, while a vote is open and while its results are shown."""
    if not session_control.counts_hands(lead(ctx, session_id, stays=False), turn):
        return session_page(ctx, session_id)
    ask(ctx, take_hand_counts, session_id, turn)
    view = led_view(ctx, session_id)
    hands = view.state.hands
    return screen(
        title(ctx.say("Hands and paper")),
        text("\n".join(f"{each.label}: {hands.get(each.id, 0)}" for each in view.choices)),
        _example(ctx, view),
        _steppers(view),
        back_to_session(ctx, session_id),
    )


@tap("vs", right=Right.LEAD_ROOM, writes=True)
def set_hand_count(
    ctx: Context, session_id: Key, turn: Number, place: Number, hands: Number
) -> Screen:
    """Set the number and do not count it up, or a tap that comes twice would count twice."""
    led = lead(ctx, session_id, stays=False)
    if place < len(led.options) and hands <= MOST_HANDS:
        session_control.set_hands(ctx.conn, led, turn, {led.options[place]: hands})
    return hand_counts(ctx, session_id, turn)


@answer("room-hands", right=Right.LEAD_ROOM)
def take_hand_counts(ctx: Context, typed: str, session_id: Key, turn: Number) -> Screen:
    led, view = lead(ctx, session_id, stays=False), led_view(ctx, session_id)
    found = read_hands(typed, view.choices)
    if found is None:
        raise RefusalError(_unread(ctx, view))
    session_control.set_hands(ctx.conn, led, turn, found)
    return hand_counts(ctx, session_id, turn)


def _unread(ctx: Context, view: ClassView) -> Screen:
    say, session = ctx.say, view.session
    letters = ctx.words.listed(choice.letter for choice in view.choices)
    return screen(
        text(say("This could not be read, and nothing was changed.")),
        text(say("Choices: {letters}", letters=letters)),
        _example(ctx, view),
        button(say("Hands and paper"), hand_counts, session.id, session.turn),
        back_to_session(ctx, session.id),
    )


def _example(ctx: Context, view: ClassView) -> Line:
    letters = [choice.letter for choice in view.choices[:2]]
    pairs = zip(letters, (5, 12), strict=False)
    example = ctx.words.listed(f"{letter} {n}" for letter, n in pairs)
    return note(ctx.say("Tap, or type all at once: {example}", example=example))


def _steppers(view: ClassView) -> Iterator[Button]:
    session = view.session
    for place, choice in enumerate(view.choices):
        n = view.state.hands.get(choice.id, 0)
        more, less = f"{choice.letter} + 1", f"{choice.letter} − 1"
        yield button(more, set_hand_count, session.id, session.turn, place, n + 1)
        if n:
            yield button(less, set_hand_count, session.id, session.turn, place, n - 1)
