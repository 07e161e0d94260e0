"""The texts that only the terminal has."""

from __future__ import annotations

from bot.kinds import PRESENTERS
from bot.kinds.base import ENTER, Asks
from bot.locale import Words


def asks(speak: Words, kind: str, letters: str, typed: str = "") -> Asks:
    """The prompts for a kind of decision, or for a stop, whose kind is empty."""
    if kind:
        return PRESENTERS[kind].asks(speak, letters, typed)
    return Asks(
        hint=speak.say("{enter} to go on · ? help · p pause", enter=ENTER),
        how=speak.say("Read as long as you like, then press {enter}.", enter=ENTER),
        sorry=speak.say("There is nothing to choose here. {enter} goes on.", enter=ENTER),
    )


def help_text(speak: Words, how: str) -> str:
    """The help: how to answer this question, and how to stop."""
    free = speak.say(
        "There is no hurry. Type p to stop at any time. Nothing is saved, and nobody sees how "
        "you practise."
    )
    return f"{how} {free}"
