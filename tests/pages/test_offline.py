"""The page of a case in a real browser: the engine's rules, no network, hostile texts as text.

The pictures are kept in the test's temporary folder, for people to look at.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.locale import words
from bot.phrases.case_phrases import title_of
from bot.scenario_files.html_page import page as made_page
from scenarios import engine
from scenarios.case_library import load_library
from scenarios.events import Answered
from scenarios.kinds import KINDS
from scenarios.kinds.base import split_parts
from scenarios.kinds.interview import LEAVE
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.position import Position
from scenarios.rendering import render_turn
from scenarios.score import result
from tests.helpers.kinds_case import kinds_case
from tests.helpers.small_case import ARABIC, BASE
from tests.pages.conftest import PATIENCE
from tests.pages.test_looks import TOO_PALE

pytestmark = pytest.mark.asyncio(loop_scope="session")

Open: TypeAlias = Callable[..., Awaitable[Page]]
# Short and long, with every kind of decision among them.
CASES = (
    "gate-twelve", "aloud-health", "dream-job", "four-visas", "room-614", "outside-the-mall",
    "the-scar",
)  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def open_file(browser: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """Open a page from a file; whatever it asks of a network, or complains of, is a failure."""
    complaints: list[str] = []
    contexts = []

    async def open_it(content: bytes, *, width: int = 900, dark: bool = False) -> Page:
        file = tmp_path / "case.html"
        file.write_bytes(content)
        context = await browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text))
        page.on(
            "request",
            lambda asked: complaints.append(asked.url) if asked.url != file.as_uri() else None,
        )
        await page.goto(file.as_uri())
        return page

    yield open_it
    for browser_context in contexts:
        await browser_context.close()
    assert complaints == []


async def speak(page: Page, language: str) -> None:
    await page.click(f'nav [lang="{language}"]')
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def do(page: Page, kind: str, act: str) -> None:
    """Do on the page what the act says."""
    if kind in ("spot", "order"):
        for part in split_parts(act):
            await page.click(f'#now [data-part="{part}"]')
        act = "done"
    await page.click(f'#now [data-act="{act}"]')


async def letters(page: Page) -> dict[str, str]:
    """The letters of the choices on the page, by their ids."""
    found: dict[str, str] = await page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#now .letter")].map((one) =>
            [one.parentElement.dataset.act, one.textContent]))"""
    )
    return found


async def shown(page: Page) -> dict[str, str]:
    """The texts of the choices on the page, by their ids."""
    found: list[list[str]] = await page.evaluate(
        """() => [...document.querySelectorAll("#now > .choices button")].map((one) =>
            [one.dataset.part ?? one.dataset.act, one.querySelector("span")?.textContent ?? ""])"""
    )
    return {name: text for name, text in found if text}


def one_cast(case: Scenario) -> Scenario:
    """The case with one name for each part, so that chance does not differ between the two."""
    scripts = {
        language: replace(script, cast={slot: some[:1] for slot, some in script.cast.items()})
        for language, script in case.scripts.items()
    }
    return replace(case, scripts=scripts)


def an_act(dice: random.Random, case: Scenario, at: Position) -> tuple[str, str]:
    """Something to do at a place: the kind of its decision, and how the act is written."""
    decision = case.scenes[at.scene].decision
    if at.at_stop or decision is None:
        return "stop", ""
    if decision.questions_left(()):
        return decision.kind, dice.choice([*decision.offered(at.state, at.asked), LEAVE])
    return decision.kind, dice.choice(list(decision.every_act(at.state)))


async def walk(page: Page, case: Scenario, language: str, dice: random.Random) -> None:
    """Play a case on the page and in the engine at once, to the end."""
    known: dict[str, str] = {}
    step = engine.start(case)
    events = list(step.events)
    while step.position.scene not in case.endings:
        at = step.position
        await expect(page.locator("#now")).to_have_attribute("data-scene", at.scene)
        await expect(page.locator("#now")).to_have_attribute("data-turn", str(at.turn))
        kind, act = an_act(dice, case, at)
        turn = render_turn(case, language, 0, at)
        if kind == "stop" or KINDS[kind].decision.worded:
            assert await shown(page) == {option.id: option.text for option in turn.options}
        if kind == "interview":
            known = known if at.asked else await letters(page)
            assert await letters(page) == {option.id: known[option.id] for option in turn.options}
        assert await page.locator("#now h2").text_content() == (turn.prompt or turn.recap)
        texts = await page.locator("#now > p.text").all_text_contents()
        assert texts[len(texts) - len(turn.passages) :] == list(turn.passages)
        await do(page, kind, act)
        decision = case.scenes[at.scene].decision
        meant = (
            engine.ContinueAct(at.turn)
            if kind == "stop" or decision is None
            else decision.read(at.turn, act)
        )
        assert meant is not None
        outcome = engine.advance(case, at, meant)
        assert isinstance(outcome, engine.Step)
        step = outcome
        events += step.events
    await ended(
        page, case, step.position.scene, [event for event in events if isinstance(event, Answered)]
    )


async def ended(page: Page, case: Scenario, ending: str, answers: list[Answered]) -> None:
    """What the page makes of the same answers."""
    now = page.locator("#now")
    await expect(now).to_have_attribute("data-scene", ending)
    wanted = result(case, answers, case.endings[ending].outcome)
    found = await now.evaluate("(one) => ({...one.dataset})")
    assert found == {
        "scene": ending,
        "score": str(wanted.score),
        "passed": str(wanted.passed).lower(),
        "outcome": wanted.outcome,
        "critical": str(len(wanted.critical)),
        "missed": str(wanted.missed),
        "over": str(wanted.over_called),
    }
    bands = await page.eval_on_selector_all(
        "[data-band]", "(all) => all.map((one) => one.dataset.band)"
    )
    assert bands == [str(band) for band in wanted.bands.values()]


@pytest.mark.parametrize("name", CASES)
async def test_it_plays_by_the_rules_of_the_engine(open_file: Open, name: str) -> None:
    """Random plays, side by side: places, choices, texts, and what came of it."""
    case = one_cast(load_library().scenarios[name])
    page = await open_file(made_page(case, "en", {}))
    await page.click('[data-act="begin"]')
    for number in range(3):
        language = ("en", "ar")[number % 2]
        await speak(page, language)
        await walk(page, case, language, random.Random(f"{name} {number}"))
        await page.click('#now [data-act="again"]')


MOST_PRESSES = 60
"""More than the longest path through the case takes."""


HOSTILE = (
    "</script><script>window.evil = 1</script><img src=x onerror=window.evil=1> &amp; <!-- \u2028"
)


async def test_hostile_texts_are_text(open_file: Open) -> None:
    """Wherever they stand: what is told, what is chosen, who is in it, and the title."""
    main = BASE
    for plain in ("The hall is empty.", "Night desk, 22:40", "Rosa", "Maya"):
        main = main.replace(
            f'"{plain}"', json.dumps(f"{plain} {HOSTILE}"[: 60 if "desk" in plain else 200])
        )
    loaded = load({"scenario.yaml": main.encode(), "ar.yaml": ARABIC.encode()}, advice=False)
    assert loaded.scenario is not None, loaded.findings
    content = made_page(loaded.scenario, "en", {})
    assert content.count(b"<script") == content.count(b"</script>") == 2
    page = await open_file(content)
    await page.click('[data-act="begin"]')
    assert await page.evaluate("window.evil") is None
    assert await page.locator("img").count() == 0


async def press_on(page: Page) -> None:
    """Press the keys in their order until the page moves on or the answer can be handed in."""
    now, done = page.locator("#now"), page.locator('#now [data-act="done"]')
    turn = await now.get_attribute("data-turn")
    for key in "123456789":
        await page.keyboard.press(key)
        if await now.get_attribute("data-turn") != turn:
            return
        if await done.count():
            await done.press("Enter")
            return
    await page.locator(f'#now [data-act="{LEAVE}"]').press("Enter")  # nothing is left to ask


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_it_is_played_by_keyboard_read_aloud_and_readable(
    open_file: Open, tmp_path: Path, language: str, dark: bool
) -> None:
    """A key for each choice; what is new has the focus; nothing is too pale; it opens as asked."""
    case = load_library().scenarios["gate-twelve"]
    page = await open_file(made_page(case, language, {}), width=390, dark=dark)
    now = page.locator("#now")
    await expect(page.locator("html")).to_have_attribute(
        "dir", "rtl" if language == "ar" else "ltr"
    )
    await expect(page.locator("h1")).to_have_text(title_of(words(language), case))
    await page.emulate_media(reduced_motion="reduce")
    for _ in range(MOST_PRESSES):
        if await page.locator("#now[data-score]").count():
            break
        assert await page.evaluate(TOO_PALE) == []
        assert await page.evaluate("document.body.scrollWidth <= innerWidth")
        await press_on(page)
        assert await page.evaluate("document.activeElement.id") == "now"
    await expect(now).to_have_attribute("data-score", re.compile("."))
    assert await page.evaluate(TOO_PALE) == []
    await page.screenshot(path=tmp_path / f"end-{language}-{dark}.png", full_page=True)


async def test_a_key_stays_with_its_choice(open_file: Open) -> None:
    """What is no choice has none; a question that was asked leaves its key unused."""
    page = await open_file(made_page(kinds_case(), "en", {}))
    now = page.locator("#now")
    await page.keyboard.press("1")  # there is but one way on
    await page.click('#now [data-act="ask"]')
    await page.keyboard.press("5")  # the fifth button, and no fifth item
    await expect(now).to_have_attribute("data-turn", "1")
    await page.keyboard.press("3")
    await expect(page.locator("#now .letter").nth(2).locator("..")).to_have_attribute(
        "aria-pressed", "true"
    )
    await page.click('#now [data-act="done"]')
    await page.keyboard.press("1")  # after the stop
    for key in "3312":  # the second press finds it taken
        await page.keyboard.press(key)
    assert await page.locator("#now .place").all_text_contents() == ["2", "3", "1"]
    await page.click('#now [data-act="done"]')
    asked = await letters(page)
    await page.keyboard.press("1")
    await expect(now).to_have_attribute("data-turn", "5")
    assert sorted(asked.values()) == sorted([*(await letters(page)).values(), "A"])
    await page.keyboard.press("1")
    await expect(now).to_have_attribute("data-turn", "5")
    await page.keyboard.press("2")
    assert "B" not in (await letters(page)).values()


async def test_position_alone_survives_a_reload(
    open_file: Open,
) -> None:
    """In the window alone: nothing in the lasting memory of the browser, no cookie."""
    case = load_library().scenarios["gate-twelve"]
    page = await open_file(made_page(case, "en", {}))
    await page.click('[data-act="begin"]')
    await page.keyboard.press("1")
    before = await page.locator("#now").text_content()
    await speak(page, "ar")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "ar")
    await speak(page, "en")
    assert await page.locator("#now").text_content() == before
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert await page.evaluate(kept) == [0, 0, ""]
    await page.evaluate("history.replaceState({}, '')")
    await page.reload()
    await expect(page.locator("#now h1")).to_be_visible()
