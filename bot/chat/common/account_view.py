"""The state of a roster place for trainers: code, and move to another account."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.onboarding.place_standing import PlaceStanding
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Screen, screen
from bot.lines import Line, text
from bot.locale import Words
from bot.phrases.date_phrases import day_of, moment_of


def lines(words: Words, standing: PlaceStanding) -> Iterator[Line]:
    say = words.say
    if standing.moving is not None:
        when = moment_of(words, standing.moving.moves_at, standing.now, standing.timezone)
        yield text(
            say("A code was opened: the place is moving to another account. {when}", when=when)
        )
    elif standing.code_until is not None:
        day = day_of(words, standing.code_until, standing.timezone)
        yield text(say("A code for it is active until {day}.", day=day))


def buttons(words: Words, standing: PlaceStanding) -> Iterator[Button]:
    if standing.moving is not None and standing.stops:
        yield button(words.say("Stop the move"), "stop_transfer", standing.moving.id)
    if standing.signs_out and standing.place is not None:
        yield button(words.say("Sign out everywhere"), "ask_sign_out_place", standing.place.id)


def too_many_screen(words: Words) -> Screen:
    """No further code can be made for a place that is taken."""
    return screen(
        text(
            words.say(
                "As many codes as there may be in a day were made for this place. Another one can "
                "be made tomorrow; the last one is still good, unless it was stopped."
            )
        ),
        button(words.say("Today"), "today_below"),
    )
