"""How long and how high turns are, over seven cases along their best paths.

docs/learners.md has the table that `python -m tests.turn_sizes` prints; `make docs` renews it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median, quantiles

from bot.app.playing.attempt_view import AttemptView
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_screen import attempt_screen, step_screens
from bot.lines import LineRole
from bot.telegram import render
from scenarios import engine, limits
from scenarios.chat_metrics import SCREEN, message_height
from scenarios.engine import ContinueAct, Step
from scenarios.kinds.interview import LEAVE
from scenarios.kinds.order import OrderDecision
from scenarios.languages import REQUIRED
from scenarios.model import Act, Scenario
from tests.helpers.every_case import CASES

SEVEN = (
    "dream-job", "four-visas", "gate-twelve", "late-pay", "quiet-arrival", "room-614",
    "the-whisper",
)  # fmt: skip
"""Cases that have every kind of decision between them but a slider."""


SMALL = 320
"""The width of a small phone in CSS pixels; the others here are 390 wide."""
SMALL_PIXELS = 584
"""What a small phone shows of the chat: 640 without the 56 of what stands above it."""


@dataclass(frozen=True)
class Size:
    """Of a message.

    Attributes:
        words: In its text and on its buttons, without the scene that an outcome folds away.
        height: In CSS pixels, with its buttons.
    """

    words: int
    height: float


def size(screen: Screen, width: int = SCREEN) -> Size:
    rows = render.keyboard(screen)
    unfolded = [line.text for line in screen.lines if line.role is not LineRole.EARLIER]
    labels = [key.text for row in rows for key in row]
    words = len(" ".join((*unfolded, *labels)).split())
    return Size(words, message_height(render.html(screen), len(rows), screen=width))


@dataclass(frozen=True)
class ShownTurn:
    """A step of a play.

    Attributes:
        outcome: That of the step before, if any.
        scene: The scene below it, with its question.
        taps: How many lead on, on the best path; at an ending none.
    """

    outcome: Screen | None
    scene: Screen
    taps: int


def turns(case: Scenario, language: str) -> Iterator[ShownTurn]:
    """The turns of the best path."""
    assert case.reference is not None
    path = dict(case.reference.path)
    position = engine.start(case).position
    view = AttemptView(case, language, 0, "A" * 12, position)
    outcome, scene = None, attempt_screen(view)
    while position.scene not in case.endings:
        decision = case.scenes[position.scene].decision
        act: Act | None = ContinueAct(position.turn)
        taps = 1
        if decision is not None and not position.at_stop:
            said = path[position.scene]
            parts = [*filter(None, said.split("+")), LEAVE] if decision.closing else [said]
            act = decision.read(position.turn, parts[len(position.asked)])
            if decision.drafted:  # the last step of an order sets itself, and all end with Done
                marks = len([*filter(None, said.split("+"))])
                taps = marks if isinstance(decision, OrderDecision) else marks + 1
        assert act is not None
        step = engine.advance(case, position, act)
        assert isinstance(step, Step)
        yield ShownTurn(outcome, scene, taps)
        outcome, scene = step_screens(replace(view, position=step.position, before=position))
        position = step.position
    yield ShownTurn(outcome, scene, 0)


def scene_sizes(language: str, width: int) -> list[Size]:
    """Of every scene with its question, on a screen of this width in CSS pixels."""
    every = (turns(CASES[name], language) for name in SEVEN)
    return [size(turn.scene, width) for case in every for turn in case]


def outcome_sizes(language: str, width: int) -> list[Size]:
    every = (turns(CASES[name], language) for name in SEVEN)
    return [size(turn.outcome, width) for case in every for turn in case if turn.outcome]


def table() -> Iterator[str]:
    yield "| | words, median | words, 90 % | px, median | px, 90 % | too high |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for language in REQUIRED:
        for width, limit in ((SCREEN, limits.TURN_PIXELS), (SMALL, SMALL_PIXELS)):
            scenes, outcomes = scene_sizes(language, width), outcome_sizes(language, width)
            yield _row(f"{language}, {width} wide, a scene with its question", scenes, limit)
            yield _row(f"{language}, {width} wide, an outcome", outcomes, limit)


def _row(name: str, sizes: list[Size], limit: int) -> str:
    words, heights = [each.words for each in sizes], [each.height for each in sizes]
    over = sum(height > limit for height in heights)
    cells = (
        f"{median(words):.0f}", f"{quantiles(words, n=10)[-1]:.0f}",
        f"{median(heights):.0f}", f"{quantiles(heights, n=10)[-1]:.0f}",
        f"{over} of {len(heights)}",
    )  # fmt: skip
    return f"| {name} | {' | '.join(cells)} |"


def table_of_cases() -> Iterator[str]:
    """Of each case; heights as median and highest, taps a turn as mean."""
    yield "| case | | turns | words, median | px at 390 | px at 320 | taps a turn |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in SEVEN:
        for language in REQUIRED:
            every = list(turns(CASES[name], language))
            wide, small = ([size(turn.scene, each) for turn in every] for each in (SCREEN, SMALL))
            taps = [turn.taps for turn in every[:-1]]
            cells = (
                f"{median(each.words for each in wide):.0f}", *map(_heights, (wide, small)),
                f"{sum(taps) / len(taps):.1f}",
            )  # fmt: skip
            yield f"| `{name}` | {language} | {len(every)} | {' | '.join(cells)} |"


def _heights(sizes: list[Size]) -> str:
    heights = [each.height for each in sizes]
    return f"{median(heights):.0f}, {max(heights):.0f}"


if __name__ == "__main__":
    print("\n".join((*table(), "", *table_of_cases())))
