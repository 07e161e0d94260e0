"""Renders a screen as Telegram HTML, and its buttons as an inline keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.chat.kit.screen import Button, Line, LineRole, Screen
from bot.telegram.calls import InlineButton


def html(screen: Screen) -> str:
    """The text of a message. Markup comes from here only; all texts are escaped."""
    pieces: list[str] = []
    before: LineRole | None = None
    for line in screen.lines:
        if before is not None:
            # Options stand close together: they are one list at the end of the message.
            pieces.append("\n" if before is line.role is LineRole.OPTION else "\n\n")
        pieces.append(_line(line))
        before = line.role
    return "".join(pieces)


def keyboard(buttons: Sequence[Button]) -> tuple[tuple[InlineButton, ...], ...]:
    """The keyboard: a row for each button and those beside it."""
    rows: list[list[InlineButton]] = []
    for button in buttons:
        key = InlineButton(button.text, button.action.data, button.main, button.danger)
        if button.beside and rows:
            rows[-1].append(key)
        else:
            rows.append([key])
    return tuple(map(tuple, rows))


def _line(line: Line) -> str:
    text = escape(line.text, quote=False)
    if line.hidden and text:
        text = f"<tg-spoiler>{text}</tg-spoiler>"
    match line.role:
        case LineRole.TITLE | LineRole.HEADING | LineRole.PROMPT | LineRole.CHOSEN:
            return f"<b>{text}</b>"
        case LineRole.REASON:
            return f"<blockquote>{text}</blockquote>"
        case LineRole.CRITICAL:
            return f"⚠️ <b>{text}</b>"
        case LineRole.NOTE | LineRole.RECAP:
            return f"<i>{text}</i>"
        case LineRole.OPTION if not line.hidden:
            letter, sign, rest = text.partition(" · ")
            return f"<b>{letter}</b>{sign}{rest}"
        case LineRole.OPTION | LineRole.RULE | LineRole.TEXT:
            return text
