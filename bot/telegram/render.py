"""Renders a screen as Telegram HTML, its buttons as an inline keyboard, its exhibits as calls.

Text and buttons get direction marks here: Telegram gives each line the direction of its first
letter, and lays out every button from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from bot.chat.kit.screen import Screen
from bot.lines import Line, LineRole
from bot.telegram.calls import InlineButton, InlineLink, Keyboard, SendExhibit, SendMessage

LRM, RLM = "\u200e", "\u200f"
_RTL_LETTER = re.compile(r"[\u0590-\u08ff]")
_LTR_LETTER = re.compile(r"[A-Za-z]")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_CLOSE = frozenset(
    {
        (LineRole.PROMPT, LineRole.OPTION),
        (LineRole.OPTION, LineRole.OPTION),
        (LineRole.OPTION, LineRole.NOTE),
    }
)
"""Paragraphs without a blank line between them: a question, its options and how to answer."""


def html(screen: Screen) -> str:
    """The text of a message. Markup comes from here only; all texts are escaped."""
    rtl = _is_rtl(screen)
    pieces: list[str] = []
    before: LineRole | None = None
    for role, hidden, text in _paragraphs(screen.lines):
        if before is not None:
            close = before is LineRole.STEP or (before, role) in _CLOSE
            pieces.append("\n" if close else "\n\n")
        escaped = escape(_directed(text, rtl=rtl), quote=False)
        if hidden:
            pieces.append(f"<tg-spoiler>{escaped}</tg-spoiler>" if escaped else "")
        else:
            pieces.append(_marked_up(role, escaped, rtl=rtl))
        before = role
    return "".join(pieces)


def keyboard(screen: Screen) -> Keyboard:
    """The keyboard: a row for each link, then one for each button and those beside it."""
    rtl = _is_rtl(screen)
    links = ((InlineLink(_label(link.text, rtl=rtl), link.url),) for link in screen.links)
    rows: list[list[InlineButton]] = []
    for button in screen.buttons:
        label = _label(button.text, rtl=rtl)
        key = InlineButton(label, button.action.data, button.main, button.danger)
        if button.beside and rows:
            rows[-1].append(key)
        else:
            rows.append([key])
    return (*links, *map(tuple, rows))


def exhibits(chat: int, screen: Screen) -> Iterator[SendExhibit | SendMessage]:
    """The exhibits of a screen, each as a message of its own; in words where there is no file."""
    for exhibit in screen.exhibits:
        caption = escape(exhibit.caption, quote=False)
        transcript = escape(exhibit.transcript, quote=False)
        in_words = SendMessage(chat, f"<b>{caption}</b>\n<blockquote>{transcript}</blockquote>")
        if (file := exhibit.file) is None:
            yield in_words
            continue
        below = f"{caption}\n<blockquote expandable>{transcript}</blockquote>"
        yield SendExhibit(chat, file.name, file.key, file.make, below, in_words, file.voice)


def _paragraphs(lines: Iterable[Line]) -> Iterator[tuple[LineRole, bool, str]]:
    """Lines as paragraphs; reasons that follow one another are one, which folds as a whole."""
    for (role, hidden), group in groupby(lines, key=lambda line: (line.role, line.hidden)):
        texts = [line.text for line in group]
        if role in (LineRole.REASON, LineRole.EARLIER):
            texts = ["\n\n".join(texts)]
        for text in texts:
            yield role, hidden, text


def _is_rtl(screen: Screen) -> bool:
    """Whether most of a screen's letters run from right to left."""
    texts = (*(line.text for line in screen.lines), *(button.text for button in screen.buttons))
    whole = "".join(texts)
    return len(_RTL_LETTER.findall(whole)) > len(_LTR_LETTER.findall(whole))


def _label(text: str, *, rtl: bool) -> str:
    """A button's text; a mark at either end keeps ticks, numbers and names in their places."""
    if rtl:
        return f"{RLM}{text}{RLM}"
    return f"{LRM}{text}{LRM}" if _RTL_LETTER.search(text) else text


def _directed(text: str, *, rtl: bool) -> str:
    """A paragraph in which each line has the direction of the screen, whatever it begins with."""
    mark = RLM if rtl else LRM

    def directed(line: str) -> str:
        first = _LETTER_OR_DIGIT.search(line)
        if first is None or line.startswith(mark):
            return line
        leads_right = _RTL_LETTER.match(first.group()) is not None
        return line if leads_right == rtl else mark + line

    return "\n".join(map(directed, text.split("\n")))


def _marked_up(role: LineRole, text: str, *, rtl: bool) -> str:
    match role:
        case LineRole.TITLE | LineRole.HEADING | LineRole.PROMPT | LineRole.CHOSEN:
            return f"<b>{text}</b>"
        case LineRole.REASON | LineRole.EARLIER:
            return f"<blockquote expandable>{text}</blockquote>"
        case LineRole.CRITICAL:
            return f"⚠️ <b>{text}</b>"
        case LineRole.NOTE | LineRole.RECAP:
            return text if rtl else f"<i>{text}</i>"  # Arabic has no italics: clients slant it
        case LineRole.OPTION:
            letter, sign, rest = text.partition(" · ")
            return f"<b>{letter}</b>{sign}{rest}"
        case _:
            return text
