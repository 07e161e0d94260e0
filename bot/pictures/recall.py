"""A picture of a simulation: what is recalled, against how often each question is asked.

One panel for each way in which people may remember. The same outcomes in the same language give the
same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from bot.locale import Words, words
from bot.pictures.cards import Line, Style
from bot.pictures.labels import Labels, beside
from bot.pictures.pen import RIM, TONES, Pen, rounded
from bot.pictures.svg import Picture
from scenarios.bidi import RTL
from scenarios.spaced_repetition.memory_traces import MODELS
from scenarios.spaced_repetition.simulation import OURS, Outcome

_MARGIN, _PANEL, _HEIGHT, _GAP, _AXIS, _HEAD = 32.0, 400.0, 330.0, 44.0, 46.0, 118.0
_LEAST, _STEP = 0.4, 0.1  # of recall: where its axis begins, and the way from mark to mark
_ROOM = 1.08  # the axis of questions runs a little beyond the last point
_FOOT = 124.0
_TITLE, _UNDER, _SMALL = Style(24, "ink", bold=True), Style(13, "faint"), Style(12, "faint")
_NAME = Style(13.5, "ink", bold=True)
_TEXT, _TINY = Style(12.5, "soft"), Style(10.5, "best")
_FAINT = Style(10.5, "faint")
_SHORT = {"none": "", "kerfoot": "12/24", "fixed": "7…180", "sm-2": "SM-2"}
_DASHES = 'stroke-dasharray="5 4"'
_GRID, _PUBLISHED, _CAPPED = "#e9eef1", "#b3541e", "#8695a6"


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel stands, and how far its axis of questions goes."""

    x: float
    y: float
    most: float

    def at(self, outcome: Outcome) -> tuple[float, float]:
        """Where an outcome stands."""
        return self.across(outcome.asked), self.up(outcome.recall)

    def across(self, asked: float) -> float:
        return self.x + _PANEL * asked / self.most

    def up(self, recall: float) -> float:
        return self.y + _HEIGHT * (1 - max(recall - _LEAST, 0.0) / (1 - _LEAST))


def recall_picture(outcomes: Sequence[Outcome], language: str) -> Picture:
    """The picture.

    Args:
        outcomes: Of one simulation, under every model.
        language: Of its words.
    """
    speak, setting = words(language), outcomes[0].setting
    panels = [[one for one in outcomes if one.setting.model == model] for model in MODELS]
    width = 2 * _MARGIN + 2 * (_AXIS + _PANEL) + _GAP
    pen = Pen(width, rtl=language in RTL)
    title = speak.say("What is kept, against how often it is asked")
    _say(pen, title, _TITLE, _MARGIN, 50)
    under = speak.say(
        "A simulation, of no real people · learners: {learners} · questions each: {items} · "
        "days: {days}",
        learners=f"{setting.learners:,}",
        items=setting.items,
        days=setting.days,
    )
    _say(pen, under, _UNDER, _MARGIN, 74)
    most = max(one.asked for one in outcomes) * _ROOM or 1.0
    for at, panel in enumerate(panels):
        frame = _Frame(_MARGIN + _AXIS + at * (_PANEL + _GAP + _AXIS), _HEAD, most)
        _panel(pen, panel, frame, speak)
    _legend(pen, speak, _HEAD + _HEIGHT + 66)
    height = _HEAD + _HEIGHT + _FOOT
    return Picture(pen.page(height, title, language), width, height)


def _say(pen: Pen, text: str, style: Style, x: float, y: float, *, at_end: bool = False) -> None:
    pen.line(Line(0, 0, text, style, style.width(text), at_end=at_end), x, y)


def _number(pen: Pen, text: str, style: Style, x: float, y: float) -> None:
    """A number, with its middle at a place."""
    width = style.width(text)
    pen.line(Line(0, 0, text, style, width, code=True), x - width / 2, y)


def _panel(pen: Pen, outcomes: Sequence[Outcome], frame: _Frame, speak: Words) -> None:
    names = {
        "fsrs": speak.say("If memory is as FSRS-6 has it"),
        "activation": speak.say("If memory is as ACT-R has it"),
    }
    _say(pen, names[outcomes[0].setting.model], _NAME, frame.x, frame.y - 16)
    _axes(pen, frame, speak)
    labels = _marked(outcomes, frame)
    # Ours first, so that its labels have the first choice of places.
    for schedule in dict.fromkeys((OURS, *(one.setting.schedule for one in outcomes))):
        own = [one for one in outcomes if one.setting.schedule == schedule]
        if schedule == OURS:
            _ours(pen, own, frame, labels)
        else:
            capped = [one for one in own if one.setting.weekly is not None]
            _capped(pen, capped, frame, labels)
        for one in own:
            if one.setting.weekly is None:
                _published(pen, one, frame, speak, labels)


def _axes(pen: Pen, frame: _Frame, speak: Words) -> None:
    right, foot = frame.x + _PANEL, frame.y + _HEIGHT
    for mark in range(round((1 - _LEAST) / _STEP) + 1):
        recall = _LEAST + mark * _STEP
        y = frame.up(recall)
        pen.way([(frame.x, y), (right, y)], f'stroke="{_GRID}" stroke-width="1"')
        text = f"{recall:.0%}"
        pen.line(
            Line(0, 0, text, _SMALL, _SMALL.width(text), code=True, at_end=True), frame.x - 8, y + 4
        )
    pen.way([(frame.x, foot), (right, foot)], f'stroke="{RIM}" stroke-width="1.4"')
    for asked in range(0, ceil(frame.most), 2):
        _number(pen, str(asked), _SMALL, frame.across(asked), foot + 18)
    label = speak.say("times each question is asked")
    _say(pen, label, _SMALL, right, foot + 38, at_end=True)
    _say(pen, speak.say("recalled, on average"), _SMALL, right, frame.y - 16, at_end=True)


def _marked(outcomes: Sequence[Outcome], frame: _Frame) -> Labels:
    """Where no label shall stand: on marks, and on the lines of ours."""
    labels = Labels()
    for one in outcomes:
        labels.keep_free(*frame.at(one), 9)
    ours = [one for one in outcomes if one.setting.schedule == OURS]
    for wished in (True, False):
        part = [frame.at(one) for one in ours if (one.setting.wish is not None) == wished]
        labels.keep_line_free(part, 3)
    return labels


def _name(pen: Pen, labels: Labels, text: str, style: Style, at: tuple[float, float]) -> None:
    """A label beside a mark."""
    width, height = style.width(text), style.size
    place = labels.put(beside(*at, width, height, 8))
    # The foot of a letter is a fifth of its size above the lower edge.
    pen.line(Line(0, 0, text, style, width, code=True), place.left, place.bottom - height / 5)


def _capped(pen: Pen, outcomes: Sequence[Outcome], frame: _Frame, labels: Labels) -> None:
    """Others within the caps, with a line from little to much."""
    points = [frame.at(one) for one in outcomes]
    if len(points) > 1:
        pen.way(points, f'stroke="{_CAPPED}" stroke-width="1.4"')
    for at, ((x, y), one) in enumerate(zip(points, outcomes, strict=True)):
        pen.at(x, y, f'<circle r="3.4" fill="{_CAPPED}"/>')
        if not at:
            _name(pen, labels, _SHORT[one.setting.schedule], _FAINT, (x, y))


def _ours(pen: Pen, outcomes: Sequence[Outcome], frame: _Frame, labels: Labels) -> None:
    """A line from little wished to much, and a thin one from narrow caps to the usual ones."""
    tint = TONES["best"]
    wished = [one for one in outcomes if one.setting.wish is not None]
    narrow = [one for one in outcomes if one.setting.wish is None]
    critical = [(frame.across(one.asked), frame.up(one.critical)) for one in wished]
    pen.way(critical, f'stroke="{tint}" stroke-width="1.6" {_DASHES}')
    for part, width, size in ((narrow, 1.0, 3.0), (wished, 2.6, 4.6)):
        if len(part) > 1:
            pen.way([frame.at(one) for one in part], f'stroke="{tint}" stroke-width="{width}"')
        for one in part:
            x, y = frame.at(one)
            pen.at(x, y, f'<circle r="{rounded(size)}" fill="{tint}"/>')
            if one.setting.wish is None:
                caps = f"{one.setting.weekly}×{one.setting.most}"
                _name(pen, labels, caps, _FAINT, (x, y))
            else:
                _name(pen, labels, f"{one.setting.wish:.0%}", _TINY, (x, y))


def _published(pen: Pen, one: Outcome, frame: _Frame, speak: Words, labels: Labels) -> None:
    """One without caps, with its name beside it."""
    x, y = frame.at(one)
    look = f'fill="#ffffff" stroke="{_PUBLISHED}" stroke-width="2"'
    pen.at(x, y, f'<rect x="-4.5" y="-4.5" width="9" height="9" {look}/>')
    if not one.asked:
        _say(pen, speak.say("none"), _TEXT, x + 12, y + 4)
        return
    _name(pen, labels, _SHORT[one.setting.schedule], _TEXT, (x, y))


def _legend(pen: Pen, speak: Words, y: float) -> None:
    """Two columns of two rows."""
    best = TONES["best"]
    square = 'x="-4.5" y="-4.5" width="9" height="9" fill="#ffffff"'
    entries = (
        (f'<circle r="4.6" fill="{best}"/>',
         speak.say("Basira: the share that is wished, or prompts a week × questions in each")),
        (f'<path d="M-9 0H9" stroke="{best}" stroke-width="1.6" {_DASHES}/>',
         speak.say("Basira, of what can endanger someone")),
        (f'<rect {square} stroke="{_PUBLISHED}" stroke-width="2"/>',
         speak.say("others, as published, without caps")),
        (f'<circle r="3.4" fill="{_CAPPED}"/>', speak.say("others, within the same caps")),
    )  # fmt: skip
    for at, (sign, text) in enumerate(entries):
        x, down = _MARGIN + 10 + (_PANEL + _GAP + _AXIS) * (at // 2), y + 24 * (at % 2)
        pen.at(x, down - 4, sign)
        _say(pen, text, _TEXT, x + 18, down)
