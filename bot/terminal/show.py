"""A play from its card to its result."""

from __future__ import annotations

from bot.lines import Line, LineRole
from bot.locale import Words, words
from bot.terminal.attempt import Attempt
from bot.terminal.display import Display
from bot.terminal.players import Player
from scenarios.bidi import insert
from scenarios.score import Result


def play(attempt: Attempt, display: Display, player: Player, command: str) -> None:
    """Play until the story ends or the player stops.

    Args:
        display: The output.
        command: The command to play the same again, in one or several lines.
    """
    speak = words(attempt.language)
    again = [insert(line, attempt.language) for line in command.split("\n")]
    display.show(attempt.card)
    while True:
        display.show(attempt.screen)
        if attempt.result is not None:
            display.print_lines(Line(LineRole.HEADING, _score(attempt, attempt.result, speak)))
            display.print_lines(
                Line(LineRole.NOTE, _again(speak)),
                to_copy=again,
            )
            return
        act = player.decide(attempt)
        if act is None:
            display.print_lines(Line(LineRole.NOTE, _paused(speak)), to_copy=again)
            return
        attempt.apply(act)


def _again(speak: Words) -> str:
    return speak.say("To play the same case again, names and all:")


def _paused(speak: Words) -> str:
    return speak.say("Paused. Nothing is saved here. To play the same case again, names and all:")


def _score(attempt: Attempt, result: Result, speak: Words) -> str:
    if not attempt.is_scored:
        return speak.say("A draft, without a score: it has more states than can be checked.")
    return speak.say("Score: {n}%", n=result.score)
