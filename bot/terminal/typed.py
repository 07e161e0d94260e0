"""Lenient parsing of typed answers: letters of either alphabet, in either case, or ids."""

from __future__ import annotations

from enum import Enum

from bot.kinds import PRESENTERS
from bot.kinds.typed import Options, by_letter, plain


class Command(Enum):
    """Commands besides the scenario's options."""

    HELP = frozenset({"?", "؟", "h", "help", "مساعدة"})
    PAUSE = frozenset({"p", "q", "pause", "quit", "exit", "ت", "توقف"})


STOP = ""  # the kind of a turn that can only continue


def read(typed: str, kind: str, options: Options) -> str | Command | None:
    """Parse a typed line; None if it is not understood.

    Args:
        typed: The line.
        kind: The kind of the decision, or `STOP`.
        options: The ids of available parts, by index of their letter.

    Returns:
        A written act; a command; or None.
    """
    word = plain(typed)
    for wish in Command:
        # With eight questions H is an option.
        if word in wish.value and by_letter(word, options) is None:
            return wish
    if kind == STOP:
        return None if word else ""
    return PRESENTERS[kind].read(word, options)
