"""Measures the nodes of a diagram and places their texts.

All positions are measured from the side where reading begins; `bot.pictures.svg` mirrors them
for Arabic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

from bot.locale import Words
from bot.pictures import fonts
from bot.pictures.graph import (
    AnswersNode,
    Choice,
    ConditionNode,
    EndingNode,
    Node,
    SceneNode,
)
from bot.pictures.lines import lines

Tone: TypeAlias = Literal[
    "ink", "soft", "faint", "best", "danger", "light", "safe", "mixed", "harm"
]
Sign: TypeAlias = Literal["start", "stop", "star", "warning", "safe", "mixed", "harmful"]
Width: TypeAlias = "Callable[[str], float]"

_LEADING = 1.38  # Arabic needs room above and below its letters
_PAD = 14.0
_SCENE, _PASSAGE, _ENDING, _CONDITION = 300.0, 240.0, 204.0, 188.0
_TRAY, _TRAY_PAD, _GAP = 490.0, 6.0, 7.0
_PILL, _PILL_PAD, _PILL_MOST, _SIGN = 29.0, 11.0, 260.0, 18.0


@dataclass(frozen=True, slots=True)
class Style:
    size: float
    tone: Tone
    bold: bool = False

    @property
    def width(self) -> Width:
        """The function that measures a line of text."""
        return partial(fonts.width, size=self.size, bold=self.bold)

    @property
    def leading(self) -> float:
        """The line height."""
        return self.size * _LEADING


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `x` and `y` are its start, on the baseline."""

    x: float
    y: float
    text: str
    style: Style
    width: float
    code: bool = False  # left to right in every language
    at_end: bool = False  # `x` is its end


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign, around a point."""

    x: float
    y: float
    sign: Sign
    tone: Tone


@dataclass(frozen=True, slots=True)
class Pill:
    """The small box of a choice."""

    x: float
    y: float
    width: float
    height: float
    best: bool
    critical: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A node with its size and content."""

    node: Node
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    pills: tuple[Pill, ...] = ()


NAME = Style(11.5, "faint", bold=True)
TEXT = Style(13.5, "soft")
SMALL = Style(12.5, "soft")
PROMPT = Style(15, "ink", bold=True)
CODE = Style(11.5, "soft")
CHOICE = Style(13.5, "ink")


def card(node: Node, words: Words, *, code: bool = True) -> Card:
    """Measure a node.

    Args:
        words: Translated labels.
        code: Whether to show names and conditions as written by the author.
    """
    match node:
        case SceneNode(prompt=None):
            return _passage(node, words, code=code)
        case SceneNode():
            return _decision(node, words, code=code)
        case EndingNode():
            return _ending(node, words, code=code)
        case AnswersNode():
            return _answers(node)
    return _condition(node, words, code=code)


class _Stack:
    """Stacked lines of text."""

    def __init__(self, width: float, pad: float = _PAD) -> None:
        self.room = width - 2 * pad
        self.pad = pad
        self.y = pad
        self.lines: list[Line] = []

    def add(self, text: str, style: Style, most: int, *, code: bool = False, x: float = 0) -> None:
        width = style.width
        for line in lines(text, self.room - x, most, width):
            base = self.y + style.size * 1.05
            self.lines.append(Line(self.pad + x, base, line, style, width(line), code))
            self.y += style.leading

    @property
    def height(self) -> float:
        return self.y + self.pad


def _decision(node: SceneNode, words: Words, *, code: bool) -> Card:
    stack = _Stack(_SCENE)
    _name(stack, node, 3, code=code)
    stack.add(node.text, TEXT, 3)
    stack.y += 5
    stack.add(node.prompt or "", PROMPT, 2)
    return _scene_card(node, words, stack, _SCENE)


def _passage(node: SceneNode, words: Words, *, code: bool) -> Card:
    stack = _Stack(_PASSAGE, 11)
    _name(stack, node, 2, code=code)
    stack.add(node.text, SMALL, 2)
    return _scene_card(node, words, stack, _PASSAGE)


def _name(stack: _Stack, node: SceneNode, below: float, *, code: bool) -> None:
    """The line with its name and badges, if any."""
    if code:
        stack.add(node.id, NAME, 1, code=True)
    elif node.start or node.stop:
        stack.y += NAME.leading
    if stack.y > stack.pad:
        stack.y += below


def _scene_card(node: SceneNode, words: Words, stack: _Stack, width: float) -> Card:
    """A card with badges at the end of the name's line."""
    marks: list[Mark] = []
    x, y = width - stack.pad, stack.pad + NAME.size * 1.05
    badges: list[tuple[bool, Sign, str]] = [
        (node.stop, "stop", words.say("Stop")),
        (node.start, "start", words.say("Start")),
    ]
    for wanted, sign, label in badges:
        if wanted:
            style = Style(11, "best" if sign == "start" else "soft", bold=True)
            length = style.width(label)
            stack.lines.append(Line(x, y, label, style, length, at_end=True))
            marks.append(Mark(x - length - 11, y - 4, sign, style.tone))
            x -= length + 26
    return Card(node, width, stack.height, tuple(stack.lines), tuple(marks))


def _ending(node: EndingNode, words: Words, *, code: bool) -> Card:
    tone: Tone = "harm" if node.outcome == "harmful" else node.outcome
    stack = _Stack(_ENDING, 16)
    stack.add(outcome(node.outcome, words), Style(14, tone, bold=True), 1, x=24)
    if code:
        stack.add(node.id, NAME, 1, code=True, x=24)
    stack.y += 4
    stack.add(node.text, SMALL, 4)
    mark = Mark(stack.pad + 8, stack.lines[0].y + (2 if code else -5), node.outcome, tone)
    return Card(node, _ENDING, stack.height, tuple(stack.lines), (mark,))


def outcome(name: str, words: Words) -> str:
    """The label of an ending's outcome."""
    labels = {
        "safe": words.say("Safe ending"),
        "mixed": words.say("Mixed ending"),
        "harmful": words.say("Harmful ending"),
    }
    return labels[name]


def _answers(node: AnswersNode) -> Card:
    """Choices side by side, in rows; a single one is its own box."""
    pad = _TRAY_PAD if len(node.choices) > 1 else 0.0
    pills: list[Pill] = []
    found: list[Line] = []
    marks: list[Mark] = []
    x = y = widest = pad
    for choice in node.choices:
        line, width = _pill(choice)
        if x > pad and x + width > _TRAY:
            x, y = pad, y + _PILL + _GAP
        pills.append(Pill(x, y, width, _PILL, choice.best, choice.critical))
        for sign, at, tone in _signs(choice):
            marks.append(Mark(x + at, y + _PILL / 2, sign, tone))
        start = x + _PILL_PAD + _SIGN * len(_signs(choice))
        found.append(Line(start, y + 19.3, line, _style(choice), _style(choice).width(line)))
        widest = max(widest, x + width)
        x += width + _GAP
    parts = tuple(found), tuple(marks), tuple(pills)
    return Card(node, widest + pad, y + _PILL + pad, *parts)


def _pill(choice: Choice) -> tuple[str, float]:
    style = _style(choice)
    extra = 2 * _PILL_PAD + _SIGN * len(_signs(choice))
    line = "".join(lines(choice.text, _PILL_MOST - extra, 1, style.width))
    return line, style.width(line) + extra


def _style(choice: Choice) -> Style:
    if choice.best:
        return Style(CHOICE.size, "light", bold=True)
    return Style(CHOICE.size, "danger" if choice.critical else "ink", bold=choice.critical)


def _signs(choice: Choice) -> list[tuple[Sign, float, Tone]]:
    signs: list[tuple[Sign, Tone]] = []
    if choice.critical:
        signs.append(("warning", "danger"))
    if choice.best:
        signs.append(("star", "light"))
    return [(sign, _PILL_PAD + 6 + _SIGN * i, tone) for i, (sign, tone) in enumerate(signs)]


def _condition(node: ConditionNode, words: Words, *, code: bool) -> Card:
    """Its number, since the first true condition decides, and its text."""
    text = node.text or words.say("otherwise")
    width = min(_CONDITION, max(80.0, CODE.width(text) + 46))
    stack = _Stack(width, 8)
    number = Style(11.5, "best" if node.best else "faint", bold=True)
    stack.add(str(node.number), number, 1)
    stack.y = stack.pad
    stack.add(text, CODE, 6, code=code and node.text is not None, x=16)
    return Card(node, width, stack.height, tuple(stack.lines))
