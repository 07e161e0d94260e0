"""What trainers see of the state of a place: its code, and a move to another account."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.onboarding.place_standing import PlaceStanding
from bot.chat.date_phrases import day_of, moment_of
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role
from bot.chat.learner.account.actions import StopMoveOf
from bot.locale import Words


def lines(words: Words, standing: PlaceStanding) -> Iterator[Line]:
    say = words.say
    if standing.moving is not None:
        when = moment_of(words, standing.moving.moves_at, standing.now, standing.timezone)
        text = say("A code was opened: the place is moving to another account. {when}", when=when)
        yield Line(Role.TEXT, text)
    elif standing.code_until is not None:
        day = day_of(words, standing.code_until, standing.timezone)
        yield Line(Role.TEXT, say("A code for it is out, and good until {day}.", day=day))


def buttons(words: Words, standing: PlaceStanding) -> Iterator[Button]:
    if standing.moving is not None and standing.stops:
        yield Button(words.say("Stop the move"), StopMoveOf(standing.moving.id))
    if standing.signs_out and standing.place is not None:
        yield button(words.say("Sign out everywhere"), "ask_sign_out_place", standing.place.id)
