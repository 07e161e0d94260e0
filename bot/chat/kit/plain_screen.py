"""Screens in plain words, for people who have them read aloud.

Each option is read once: the text lists them, and their buttons say the letter. Buttons stand one
below another, in reading order. Signs are said in words, or left out where a word beside them says
the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.chat.kit.screen import Button, Screen
from bot.lines import Line, LineRole
from bot.locale import Words
from scenarios.languages import RTL

_SEPARATOR = " · "
_BULLET = "• "
_MARKS = "\u200e\u200f"  # of direction
_BANDS = (" ●●●", " ●●○", " ●○○")  # a word before each says the same


def plain_screen(words: Words, screen: Screen) -> Screen:
    """A screen without signs, which says each of its options once."""
    letters = {_letter(line.text) for line in screen.lines if line.role is LineRole.OPTION}
    return replace(
        screen,
        lines=tuple(_line(words, line) for line in screen.lines if line.role is not LineRole.RULE),
        buttons=tuple(
            _button(words, replace(button, beside=False), letters)
            for button in _in_reading_order(words, screen.buttons)
        ),
    )


def _in_reading_order(words: Words, buttons: Iterable[Button]) -> Iterator[Button]:
    """Buttons one below another; clients give a row from the left, whatever its language."""
    row: list[Button] = []
    for button in buttons:
        if not button.beside:
            yield from row
            row = []
        row.insert(0 if words.language in RTL else len(row), button)
    yield from row


def _line(words: Words, line: Line) -> Line:
    text = "\n".join(_plain(words, each) for each in line.text.split("\n"))
    return Line(LineRole.TEXT if line.role is LineRole.OPTION else line.role, text)


def _button(words: Words, button: Button, letters: set[str]) -> Button:
    letter = _letter(button.text)
    if letter in letters:
        return replace(button, text=letter)
    ticks = {"○": words.say("not ticked"), "●": words.say("ticked"), "✓": words.say("chosen")}
    return replace(button, text=_plain(words, button.text, ticks))


def _letter(text: str) -> str:
    return text.partition(_SEPARATOR)[0].strip(_MARKS)


def _plain(words: Words, text: str, signs: Mapping[str, str] | None = None) -> str:
    """A line or a label without signs, of which some mean something else on a button."""
    for band in _BANDS:
        text = text.replace(band, "")
    sign, _, rest = text.lstrip(_MARKS).partition(" ")
    signs = signs or {
        "✓": words.say("done"),
        "○": words.say("open"),
        "●": words.say("chosen"),
    }
    if rest and sign in signs:
        text = words.listed((rest, signs[sign]))
    elif (ticked := rest.partition(" "))[0] in ("○", "●"):  # a letter comes before the mark
        state = words.say("ticked") if ticked[0] == "●" else words.say("not ticked")
        text = words.listed((*filter(None, (sign, ticked[2])), state))
    return words.listed(text.replace(_BULLET, "").split(_SEPARATOR))
