"""A play from its card to its result."""

from __future__ import annotations

from bot.chat.kit.screen import Line, LineRole
from bot.terminal.attempt import Attempt
from bot.terminal.display import Display
from bot.terminal.players import Player
from bot.terminal.texts import Texts, texts_in
from scenarios.bidi import insert
from scenarios.score import Result


def play(attempt: Attempt, display: Display, player: Player, command: str) -> None:
    """Play until the story ends or the player stops.

    Args:
        attempt: The attempt.
        display: The output.
        player: The player.
        command: The command to play the same again, in one or several lines.
    """
    texts = texts_in(attempt.language)
    again = [insert(line, attempt.language) for line in command.split("\n")]
    display.show(attempt.card)
    while True:
        display.show(attempt.screen)
        if attempt.result is not None:
            display.print_lines(Line(LineRole.HEADING, _score(attempt, attempt.result, texts)))
            display.print_lines(Line(LineRole.NOTE, texts.again), to_copy=again)
            return
        act = player.decide(attempt)
        if act is None:
            display.print_lines(Line(LineRole.NOTE, texts.paused), to_copy=again)
            return
        attempt.apply(act)


def _score(attempt: Attempt, result: Result, texts: Texts) -> str:
    if not attempt.is_scored:
        return texts.draft
    return texts.score.format(percent=insert(str(result.score), attempt.language))
