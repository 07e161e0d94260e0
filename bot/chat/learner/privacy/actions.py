"""What buttons about one's own data ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowMyData(Action):
    """Send everything that is kept about whoever taps."""


@dataclass(frozen=True, slots=True)
class EraseMe(Action):
    """Ask about erasing, for the first time: what goes and what stays."""


@dataclass(frozen=True, slots=True)
class EraseSure(Action):
    """Ask a second time."""


@dataclass(frozen=True, slots=True)
class EraseNow(Action):
    """Erase whoever taps, if they were asked just now."""

    asked: int  # the second of the second question: an old button erases nobody
