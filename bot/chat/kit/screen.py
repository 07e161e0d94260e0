"""Screens: made of lines and buttons, in any face's markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from bot.app.playing.shown_turn import ShownTurn
from bot.lines import Line, text, title

if TYPE_CHECKING:
    from bot.chat.kit.routes import Call


@dataclass(frozen=True, slots=True)
class Button:
    """A button. It begins a row, unless it is beside the button before it."""

    text: str
    action: Call
    main: bool = False
    beside: bool = False
    danger: bool = False
    """Whether it erases, withdraws or removes: red where the client knows how, plain elsewhere."""


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address outside of the chat. It stands above the others."""

    text: str
    url: str


def in_rows(buttons: Sequence[Button], widths: Sequence[int], *, rtl: bool) -> Iterator[Button]:
    """Arrange short buttons in rows, reversed for right-to-left languages.

    Clients lay out a row from the left in any language.

    Args:
        buttons: The buttons, in reading order.
        widths: The number of buttons in each row; the sum is the number of buttons.
        rtl: Whether the language runs from right to left.
    """
    rest = iter(buttons)
    for width in widths:
        row = list(islice(rest, width))
        for place, button in enumerate(reversed(row) if rtl else row):
            yield replace(button, beside=place > 0)


SHORT = 18
"""Letters of a label of which two fit beside each other on a screen of 320 px."""


def in_columns(buttons: Sequence[Button], *, rtl: bool) -> Iterator[Button]:
    """Buttons in two columns where both labels are short, so that a long list fits a screen."""
    widths: list[int] = []
    while (place := sum(widths)) < len(buttons):
        pair = buttons[place : place + 2]
        widths.append(
            2 if len(pair) == 2 and all(len(button.text) <= SHORT for button in pair) else 1
        )
    return in_rows(buttons, widths, rtl=rtl)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a voice note that is made where it is needed."""

    name: str
    key: str
    """Names the content: attachments with equal keys are the same file."""
    make: Callable[[], bytes] = field(compare=False)
    """Draws or reads it, for up to half a second; from any thread."""
    voice: bool = False


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An exhibit, shown in a message above a screen."""

    caption: str
    transcript: str
    """All that can be seen or heard, in words."""
    file: Attachment | None = None
    """None where words are wanted instead."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. Where it belongs to an attempt, it names the turn that it shows.

    Exhibits come before it; where it takes the place of another message, they are there already.
    """

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    shows: ShownTurn | None = None
    exhibits: tuple[Exhibit, ...] = ()
    protected: bool = False
    """Whether it cannot be forwarded or saved, where a face can prevent that."""
    links: tuple[LinkButton, ...] = ()


Part: TypeAlias = "Line | Button | LinkButton | Iterable[Part] | bool | None"


def screen(*parts: Part) -> Screen:
    """A screen of lines and buttons in their order. None and False are left out."""
    flat = tuple(_flat(parts))
    return Screen(
        tuple(part for part in flat if isinstance(part, Line)),
        tuple(part for part in flat if isinstance(part, Button)),
        links=tuple(part for part in flat if isinstance(part, LinkButton)),
    )


def _flat(parts: Iterable[Part]) -> Iterator[Line | Button | LinkButton]:
    for part in parts:
        if isinstance(part, Line | Button | LinkButton):
            yield part
        elif part is not None and not isinstance(part, bool):
            yield from _flat(part)


def veiled(first: str, screen: Screen) -> Screen:
    """A screen as a locked phone may show it: under a neutral first line, hidden until tapped."""
    hidden = (replace(line, hidden=True) for line in screen.lines)
    return replace(screen, lines=(title(first), *hidden))


def confirm(question: str, *paragraphs: str, yes: Button, back: Button) -> Screen:
    """A confirmation; the way back comes first."""
    return screen(title(question), map(text, paragraphs), back, yes)
