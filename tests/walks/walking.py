"""Walks through a case, as text that a trainer can read.

A walk plays taps through the engine, saves and loads between them, and writes down what is read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from scenarios.case_library import LIBRARY
from scenarios.events import Answered, Ended, Event
from scenarios.kinds import KINDS
from scenarios.kinds.interview import LEAVE
from scenarios.model import TIMED_OUT, Scenario
from scenarios.rendering import Turn, render_turn
from scenarios.score import result
from tests.rules.playing import ON, opened, taken

HERE = Path(__file__).parent
GOES_ON = "(goes on)"
NOTHING, LEAVES, WAITS = "(nothing)", "(ends the talk)", "(time runs out)"
JOINED = " + "
PLAIN = {"": NOTHING, LEAVE: LEAVES, TIMED_OUT: WAITS}
# What is done at a turn: an act as paths write it.
Taps = Callable[[Turn], str]


@dataclass(frozen=True)
class Walk:
    """A way through a case, by ids."""

    case: str
    name: str
    says: str
    seed: int
    picks: tuple[str, ...]

    def file(self, language: str) -> Path:
        return HERE / self.case / f"{self.name}.{language}.walk"

    def taps(self) -> ByPicks:
        return ByPicks(self.picks)


class ByPicks:
    """Acts from the picks of a walk: one for each decision, of a talk the questions joined."""

    def __init__(self, picks: Sequence[str]) -> None:
        self.picks = deque(picks)
        self.acts: deque[str] = deque()

    def __call__(self, turn: Turn) -> str:
        if not self.acts:
            pick = self.picks.popleft()
            self.acts += _asked(turn, pick) if turn.kind == "interview" else [pick]
        return self.acts.popleft()


def _asked(turn: Turn, pick: str) -> list[str]:
    """The acts of an interview: its questions, and leaving it where more could be asked."""
    asked = [act for act in pick.split("+") if act]
    ends = not {LEAVE, TIMED_OUT}.isdisjoint(asked)
    goes_on = len(asked) < min(turn.questions_left, len(turn.options))
    return [*asked, LEAVE] if goes_on and not ends else asked


class ByWords:
    """Acts from what a walk's file says was tapped."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = deque(words)

    def __call__(self, turn: Turn) -> str:
        assert self.words, "the story goes on where the walk ends"
        words = self.words.popleft()
        plain = {NOTHING: "", LEAVES: LEAVE, WAITS: TIMED_OUT}
        if words in plain or not worded(turn):
            return plain.get(words, words)
        return "+".join(_named(turn, word) for word in words.split(JOINED))


def worded(turn: Turn) -> bool:
    """Whether what may be picked has words of the author's."""
    return turn.kind not in KINDS or KINDS[turn.kind].decision.worded


def _named(turn: Turn, short: str) -> str:
    """The id of what has these words on its button; they must stand on exactly one."""
    (name,) = [option.id for option in turn.options if option.short == short]
    return name


def said(turn: Turn, act: str) -> str:
    """An act in the words of the buttons."""
    if act in PLAIN or not worded(turn):
        return PLAIN.get(act, act)
    shorts = {option.id: option.short for option in turn.options}
    return JOINED.join(shorts[part] for part in act.split("+"))


def walks() -> list[Walk]:
    """Every walk of every case that has walks."""
    return [
        Walk(file.parent.name, name, entry["says"], entry["seed"], tuple(entry["picks"]))
        for file in sorted(HERE.glob("*/walks.yaml"))
        for name, entry in yaml.safe_load(file.read_text("utf-8")).items()
    ]


def cases() -> list[str]:
    """The cases of the library."""
    return sorted(folder.name for folder in LIBRARY.iterdir() if folder.is_dir())


def written_taps(text: str) -> list[str]:
    """The taps of a walk, as its file says them."""
    lines = text.splitlines()
    taps = [line.removeprefix("taps: ") for line in lines if line.startswith("taps: ")]
    return [tap for tap in taps if tap != GOES_ON]


def ended_in(case: Scenario, walk: Walk) -> str:
    """The ending that a walk comes to."""
    taps, step = walk.taps(), opened(case)
    while (turn := render_turn(case, case.language, walk.seed, step.position)).ending is None:
        step = taken(case, step.position, ON if turn.recap is not None else taps(turn))
    return turn.ending


def walked(case: Scenario, walk: Walk, language: str, taps: Taps) -> str:
    """The whole text of a walk."""
    lines = [f"# {walk.says}", f"# {walk.case}, {language}, seed {walk.seed}"]
    step = opened(case)
    events: list[Event] = [*step.events]
    while True:
        turn = render_turn(case, language, walk.seed, step.position)
        lines += ["", "sees:", *(f"  {line}".rstrip() for line in _seen(turn))]
        if turn.ending:
            break
        if turn.recap is not None:
            name, words = ON, GOES_ON
        else:
            name = taps(turn)
            words = said(turn, name)
        lines += ["", f"taps: {words}"]
        step = taken(case, step.position, name)
        events += step.events
    return "\n".join([*lines, "", *_ends(case, events)]) + "\n"


def _seen(turn: Turn) -> Iterator[str]:
    after = turn.after
    if after is not None:
        yield f"▸ {' · '.join(after.picks) or PLAIN.get(after.act, after.act)}"
        yield from _paragraphs(after.feedback, after.why)
        yield from (f"+ {short}" for short in after.overlooked)
        yield from (f"- {short}: {why}" for short, why in after.mistaken)
        yield from (f"better: {' · '.join(after.better)}",) if after.better else ()
        yield from (f"! {text}" for text in _paragraphs(*after.critical))
        yield ""
    for passage in turn.story:
        yield from (*passage.split("\n"), "")
    if turn.recap is not None:
        yield f"■ {turn.recap}"
    if turn.prompt is not None:
        yield turn.prompt
    if turn.options and not worded(turn):
        yield " · ".join(option.id for option in turn.options)
        yield from (f"{option.id} · {option.text}" for option in turn.options if option.text)
    for option in turn.options if worded(turn) else ():
        yield f"{'ABCDEFGH'[option.place]} · {option.text}  [{option.short}]"
    if turn.ending is not None:
        yield f"({turn.ending})"


def _paragraphs(*texts: str | None) -> Iterator[str]:
    for text in texts:
        yield from text.split("\n") if text else ()


def _ends(case: Scenario, events: list[Event]) -> Iterator[str]:
    answers = [event for event in events if isinstance(event, Answered)]
    end = events[-1]
    assert isinstance(end, Ended)
    got = result(case, answers, end.outcome)
    yield f"ends: {got.outcome}, {got.score} %, {'passed' if got.passed else 'not passed'}"
    yield f"counts: missed {got.missed}, over-called {got.over_called}, unsafe {got.unsafe}"
    yield f"critical: {', '.join(f'{name.scene}/{name.act}' for name in got.critical) or 'none'}"
    yield f"bands: {', '.join(f'{key} {band}' for key, band in got.bands.items())}"
