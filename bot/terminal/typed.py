"""What somebody typed, read kindly: letters of either alphabet, in either case, or ids."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from bot.services.actions import Continue, Take
from bot.words import LETTERS


class Wish(Enum):
    """What can be asked for besides what the scenario offers."""

    HELP = frozenset({"?", "؟", "h", "help", "مساعدة"})
    PAUSE = frozenset({"p", "q", "pause", "quit", "exit", "ت", "توقف"})


# Alef comes with or without hamza, letters drawn out, and marks of direction along with a copy.
_SAME = str.maketrans("أإآ", "ااا", "ـ\u200e\u200f\u2066\u2067\u2068\u2069")


def read(typed: str, offered: Sequence[Take | Continue]) -> Take | Continue | Wish | None:
    """What is meant by a line that was typed, or None where that cannot be told."""
    word = _plain(typed)
    for wish in Wish:
        if word in wish.value:
            return wish
    if len(offered) == 1 and isinstance(offered[0], Continue):
        return None if word else offered[0]
    for index, action in enumerate(offered):
        if word in _names(index, action):
            return action
    return None


def _names(index: int, action: Take | Continue) -> set[str]:
    names = {_plain(alphabet[index]) for alphabet in LETTERS.values()}
    return names | {action.choice} if isinstance(action, Take) else names


def _plain(typed: str) -> str:
    return typed.strip().casefold().translate(_SAME)
