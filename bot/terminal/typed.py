"""What somebody typed, read kindly: letters of either alphabet, in either case, or ids."""

from __future__ import annotations

from enum import Enum

from bot.chat.kinds import PRESENTERS
from bot.chat.kinds.typed import SAME, Options, by_letter


class Wish(Enum):
    """What can be asked for besides what the scenario offers."""

    HELP = frozenset({"?", "؟", "h", "help", "مساعدة"})
    PAUSE = frozenset({"p", "q", "pause", "quit", "exit", "ت", "توقف"})


STOP = ""  # the kind of a turn where there is only going on


def read(typed: str, kind: str, options: Options) -> str | Wish | None:
    """What is meant by a line that was typed, or None where that cannot be told.

    Args:
        typed: The line.
        kind: The kind of the decision, or `STOP`.
        options: The ids of what may be picked, by the place of their letter.

    Returns:
        An act as its kind writes it; a wish; or None.
    """
    word = typed.translate(SAME).strip().casefold()
    for wish in Wish:
        # Eight questions have an H of their own.
        if word in wish.value and by_letter(word, options) is None:
            return wish
    if kind == STOP:
        return None if word else ""
    return PRESENTERS[kind].read(word, options)
