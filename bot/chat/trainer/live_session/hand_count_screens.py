"""What a trainer sees of hands and paper. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.live_session.actions import SetHands, ShowHands, ShowRoom
from bot.chat.trainer.live_session.session_view import Room
from bot.locale import Words


def hands_screen(speak: Words, room: Room, hands: Mapping[str, int]) -> Screen:
    """How many hands there are for what, with a tap for one more and one less."""
    say = speak.say
    counted = "\n".join(f"{one.label}: {hands.get(one.id, 0)}" for one in room.offers)
    return Screen(
        (
            Line(Role.TITLE, say("Hands and paper")),
            Line(Role.TEXT, counted),
            Line(Role.NOTE, _how(speak, room)),
        ),
        (*_taps(room, hands), _back(speak, room)),
    )


def unread_screen(speak: Words, room: Room) -> Screen:
    """What was typed says nothing of hands."""
    text = speak.say("Nothing could be read in this, and nothing was changed.")
    turn = room.session.turn
    letters = speak.listed(one.letter for one in room.offers)
    there = speak.say("There is: {letters}", letters=letters)
    return Screen(
        (Line(Role.TEXT, text), Line(Role.TEXT, there), Line(Role.NOTE, _how(speak, room))),
        (
            Button(speak.say("Hands and paper"), ShowHands(room.session.id, turn)),
            _back(speak, room),
        ),
    )


def _how(speak: Words, room: Room) -> str:
    letters = [one.letter for one in room.offers[:2]]
    example = speak.listed(f"{letter} {n}" for letter, n in zip(letters, (5, 12), strict=False))
    return speak.say("Tap, or type all at once: {example}", example=example)


def _taps(room: Room, hands: Mapping[str, int]) -> Iterator[Button]:
    session, turn = room.session.id, room.session.turn
    for place, one in enumerate(room.offers):
        n = hands.get(one.id, 0)
        yield Button(f"{one.letter} + 1", SetHands(session, turn, place, n + 1))
        if n:
            yield Button(f"{one.letter} − 1", SetHands(session, turn, place, n - 1))


def _back(speak: Words, room: Room) -> Button:
    return Button(speak.say("Back to the session"), ShowRoom(room.session.id), main=True)
