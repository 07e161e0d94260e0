"""Plays seven cases on the real page in four styles, and measures every turn as a reader sees it.

python -m tests.pages.plays [FOLDER] prints a table; in FOLDER it keeps a picture of each turn that
is higher than the screen. It takes some minutes.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Page, async_playwright

from bot.sandbox import Sandbox
from scenarios import engine
from scenarios.engine import ContinueAct, Step
from scenarios.events import Answered
from scenarios.model import Decision, Scenario
from scenarios.position import Position
from tests.helpers.every_case import CASES
from tests.helpers.learner import Learner, has_part
from tests.helpers.programs import path_of
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served, served
from tests.pages.conftest import ARGUMENTS, PATIENCE, meet
from tests.turn_sizes import SEVEN

SCREENS = ((390, 844), (320, 640))
LANGUAGES = ("en", "ar")
HEADER = 56
"""The height of what stands above the chat, in CSS pixels."""

Choose = Callable[[Scenario, Position, Decision], str]


@dataclass(frozen=True)
class Turn:
    """A scene with its question, as the page lays it out; heights in CSS pixels."""

    words: int
    height: float
    fits: bool


def best(case: Scenario, at: Position, decision: Decision) -> str:
    """The answer of the best path; off it, the first that earns most."""
    assert case.reference is not None
    on_path = dict(case.reference.path).get(at.scene)
    ways = tuple(decision.every_act(at.state))
    if on_path in ways:
        return on_path
    return max(ways, key=lambda way: _earned(case, at, decision, way))


def worst(case: Scenario, at: Position, decision: Decision) -> str:
    """The answer that earns least."""
    ways = tuple(decision.every_act(at.state))
    return min(ways, key=lambda way: _earned(case, at, decision, way))


def hurried(_case: Scenario, at: Position, decision: Decision) -> str:
    """The first answer on offer."""
    return next(iter(decision.every_act(at.state)))


def at_random(case: Scenario, at: Position, decision: Decision) -> str:
    """Any answer, the same in each run."""
    ways = tuple(decision.every_act(at.state))
    return random.Random(f"{case.id}/{at.turn}").choice(ways)


STYLES: dict[str, Choose] = {
    "best": best, "worst": worst, "random": at_random, "hurried": hurried,
}  # fmt: skip


def _earned(case: Scenario, at: Position, decision: Decision, way: str) -> float:
    """What an answer earns; less where it endangers someone."""
    for step in _steps(case, at, decision, way):
        for event in step.events:
            if isinstance(event, Answered):
                return sum(map(float, event.earned.values())) - 10 * event.critical
    return 0


def _steps(case: Scenario, at: Position, decision: Decision, way: str) -> Iterator[Step]:
    for text in decision.acts(way, at.state):
        act = decision.read(at.turn, text)
        assert act is not None
        step = engine.advance(case, at, act)
        assert isinstance(step, Step)
        yield step
        at = step.position


def answers(case: Scenario, choose: Choose) -> Iterator[str]:
    """A play's answers in their order, as paths write them."""
    at = engine.start(case).position
    while at.scene not in case.endings:
        decision = case.scenes[at.scene].decision
        if decision is None or at.at_stop:
            step = engine.advance(case, at, ContinueAct(at.turn))
            assert isinstance(step, Step)
            at = step.position
            continue
        way = choose(case, at, decision)
        for each in _steps(case, at, decision, way):
            at = each.position
        yield way


async def play(
    page: Page, learner: Learner, case: Scenario, choose: Choose, shot: Callable[[int], Path | None]
) -> list[Turn]:
    """Play a case to its end, and measure each turn once it stands on the page."""
    turns: list[Turn] = []
    acts = answers(case, choose)

    async def measure() -> None:
        shown = learner.newest()["message_id"]
        message = page.locator(f'[data-message="{shown}"]')
        await message.wait_for(state="attached")
        box = await message.bounding_box()
        assert box is not None
        size = page.viewport_size
        assert size is not None
        fits = box["height"] <= size["height"] - HEADER
        turns.append(Turn(len((await message.inner_text()).split()), box["height"], fits))
        if not fits and (picture := shot(len(turns))):
            await message.scroll_into_view_if_needed()
            await page.screenshot(path=picture)

    while True:
        if learner.button(":g:"):
            await measure()
            await learner.tap(":g:")
        elif learner.button(":t:") or learner.button(":m:"):
            await measure()
            await learner.answers(next(acts))
        else:
            assert not any(has_part(data, ":t:") for data in map(str, learner.buttons()))
            return turns


async def main(folder: Path | None) -> None:
    """Play all, and print the table."""
    found: dict[tuple[str, int, str], list[Turn]] = defaultdict(list)
    async with served(Sandbox(limits=None)) as here, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path_of("chromium"), args=ARGUMENTS
        )
        with tempfile.TemporaryDirectory() as data:
            async with running_bot(here, f"sqlite:///{data}/plays.db"):
                user = 2000
                for language in LANGUAGES:
                    for style in STYLES:
                        for width, height in SCREENS:
                            user += 1
                            found[language, width, style] += await _plays(
                                browser, here, user, language, style, (width, height), folder
                            )
        await browser.close()
    print("| | turns | words, median | px, median | px, highest | higher than the screen |")
    print("| --- | --- | --- | --- | --- | --- |")
    for (language, width, style), turns in found.items():
        heights = [turn.height for turn in turns]
        over = sum(not turn.fits for turn in turns)
        print(
            f"| {language}, {width} wide, {style} | {len(turns)} "
            f"| {median(turn.words for turn in turns):.0f} | {median(heights):.0f} "
            f"| {max(heights):.0f} | {over} |"
        )


async def _plays(
    browser: Browser,
    here: Served,
    user: int,
    language: str,
    style: str,
    screen: tuple[int, int],
    folder: Path | None,
) -> list[Turn]:
    """One learner plays the seven cases in a style."""
    await meet(here, user, "Noor", language)
    context = await browser.new_context(viewport={"width": screen[0], "height": screen[1]})
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(f"{here.url}/#user={user}")
    learner, turns = Learner(here.phone(user), language), list[Turn]()
    await learner.arrives()
    for name in SEVEN:

        def shot(number: int, name: str = name) -> Path | None:
            file = f"{name}-{style}-{language}-{screen[0]}-{number}.png"
            return folder / file if folder else None

        await learner.command("/today")
        today = learner.newest()["message_id"]
        await learner.phone.taps(f"1:b:{name}", message_id=today)  # as the button of its card
        await learner.next_after(today)
        turns += await play(page, learner, CASES[name], STYLES[style], shot)
    await context.close()
    return turns


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
