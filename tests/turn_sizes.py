"""How long and how high turns are, over seven cases along their best paths.

Run `python -m tests.turn_sizes`; docs/learners.md has the table that it prints.
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
from scenarios.chat_metrics import message_height
from scenarios.engine import ContinueAct, Step
from scenarios.kinds.interview import LEAVE
from scenarios.model import Act, Scenario
from tests.helpers.every_case import CASES

SEVEN = (
    "dream-job", "four-visas", "gate-twelve", "late-pay", "quiet-arrival", "room-614",
    "the-whisper",
)  # fmt: skip
"""Cases that have every kind of decision between them but a slider."""


@dataclass(frozen=True)
class Size:
    """Of a message.

    Attributes:
        words: In its text and on its buttons, without the scene that an outcome folds away.
        height: In CSS pixels on a screen that is 390 wide, with its buttons.
    """

    words: int
    height: float


def size(screen: Screen) -> Size:
    rows = render.keyboard(screen)
    unfolded = [line.text for line in screen.lines if line.role is not LineRole.EARLIER]
    labels = [key.text for row in rows for key in row]
    words = len(" ".join((*unfolded, *labels)).split())
    return Size(words, message_height(render.html(screen), len(rows)))


def turns(case: Scenario, language: str) -> Iterator[tuple[Screen | None, Screen]]:
    """The outcome of each tap of the best path, and the screen below it."""
    assert case.reference is not None
    path = dict(case.reference.path)
    position = engine.start(case).position
    view = AttemptView(case, language, 0, "A" * 12, position)
    yield None, attempt_screen(view)
    while position.scene not in case.endings:
        decision = case.scenes[position.scene].decision
        act: Act | None = ContinueAct(position.turn)
        if decision is not None and not position.at_stop:
            said = path[position.scene]
            parts = [*filter(None, said.split("+")), LEAVE] if decision.closing else [said]
            act = decision.read(position.turn, parts[len(position.asked)])
        assert act is not None
        step = engine.advance(case, position, act)
        assert isinstance(step, Step)
        yield step_screens(replace(view, position=step.position, before=position))
        position = step.position


def table() -> Iterator[str]:
    yield "| | words, median | words, 90 % | px, median | px, 90 % | over 650 px |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for language in ("en", "ar"):
        every = [pair for name in SEVEN for pair in turns(CASES[name], language)]
        scenes = [size(scene) for _, scene in every]
        outcomes = [size(outcome) for outcome, _ in every if outcome is not None]
        yield _row(f"{language}, a scene with its question", scenes)
        yield _row(f"{language}, an outcome", outcomes)


def _row(name: str, sizes: list[Size]) -> str:
    words, heights = [each.words for each in sizes], [each.height for each in sizes]
    over = sum(height > limits.TURN_PIXELS for height in heights)
    cells = (
        f"{median(words):.0f}", f"{quantiles(words, n=10)[-1]:.0f}",
        f"{median(heights):.0f}", f"{quantiles(heights, n=10)[-1]:.0f}",
        f"{over} of {len(heights)}",
    )  # fmt: skip
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    print("\n".join(table()))
