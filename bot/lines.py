"""Lines of text, in any face's markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineRole(StrEnum):
    """The role of a line; each face decides how it looks."""

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
    STEP = "step"  # a neutral first line, all that a list of chats shows
    EARLIER = "earlier"  # a scene already answered, folded where a face can do so


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph and its role."""

    role: LineRole
    text: str = ""
    hidden: bool = False
    """Until it is tapped, where a face can do so."""


def title(text: str) -> Line:
    """The head of a screen."""
    return Line(LineRole.TITLE, text)


def heading(text: str) -> Line:
    """The head of a part of a screen."""
    return Line(LineRole.HEADING, text)


def text(text: str) -> Line:
    return Line(LineRole.TEXT, text)


def note(text: str) -> Line:
    """A paragraph of small print."""
    return Line(LineRole.NOTE, text)
