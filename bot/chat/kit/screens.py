"""One message as every face shows it: lines with a role, and buttons. No face's markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.chat.kit.actions import Action


class Role(StrEnum):
    """What a line is for; each face decides how that looks."""

    TITLE = "title"
    TEXT = "text"
    CHOSEN = "chosen"
    REASON = "reason"
    CRITICAL = "critical"
    RULE = "rule"
    PROMPT = "prompt"
    OPTION = "option"
    RECAP = "recap"
    NOTE = "note"
    HEADING = "heading"
    HIDDEN = "hidden"  # until it is tapped, where a face can do so


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph and its role."""

    role: Role
    text: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button, one a row."""

    text: str
    action: Action
    main: bool = False


@dataclass(frozen=True, slots=True)
class Shows:
    """What of an attempt a screen shows."""

    attempt: str
    turn: int
    seconds: int | None = None  # how long there is to answer, once it was seen


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. Where it belongs to an attempt, it names the turn that it shows."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    shows: Shows | None = None
