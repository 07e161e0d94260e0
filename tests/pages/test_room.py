"""The page of a room in a real browser: it follows the class, fits the wall, and can be read.

The pictures are kept in the test's temporary folder, for people to look at.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.app.access.rights import TRAINER
from bot.app.live_session import session_flow
from bot.app.live_session.session_state import SessionState
from bot.app.onboarding.bot_links import BotLinks
from bot.chat.kit.routes import call
from bot.chat.trainer.live_session.session_control import (
    begin_session,
    close_vote,
    end_session,
    mark_choice,
    take_choice,
)
from bot.chat.trainer.live_session.session_opening import set_wall_language
from bot.http_server import free_port
from bot.locale import words
from bot.phrases.class_view import ClassView, class_view, revealed
from bot.wall_page import drawing
from bot.wall_page import page as room_page
from bot.wall_page.drawing import Scene
from scenarios import engine
from scenarios.kinds.base import split_parts
from scenarios.model import Scenario
from scenarios.position import Position
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session
from tests.helpers.front_desk import front_desk
from tests.helpers.live_session import COHORT, PLACE, a_class, opened, the_session, votes
from tests.helpers.running import library
from tests.helpers.staff import AIRPORT, ZONE, Staff
from tests.pages.conftest import PATIENCE
from tests.pages.test_looks import TOO_PALE

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONES = ("sara", "yusuf", "lina")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WALLS = {"wide": (1920, 1080), "small": (1280, 720), "old": (1024, 768), "upright": (800, 1200)}
Show: TypeAlias = Callable[..., Awaitable[Page]]


@asynccontextmanager
async def a_room(url: str) -> AsyncIterator[tuple[Staff, str]]:
    """A trainer with a class of three, and where pages are served."""
    async with front_desk(url) as desk:
        desk.parts.links.username = "basira_bot"
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT))
        for phone in PHONES:
            await staff.person(phone)
        await a_class(staff, *PHONES)
        address = f"127.0.0.1:{free_port()}"
        root = f"http://{address}/class"  # as behind a proxy that has more to serve
        async with room_page.served(root, address, room_page.scenes_of(desk.parts.app)):
            yield staff, root


@pytest_asyncio.fixture(loop_scope="session")
async def show(browser: Browser) -> AsyncIterator[Show]:
    """Open a page of a size; in the end nothing may have gone wrong in any."""
    complaints: list[str] = []
    contexts = []

    async def open_it(address: str, size: str = "wide", look: str = "light") -> Page:
        width, height = WALLS[size]
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if look == "dark" else "light",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "warning" else None
        )
        page.on(
            "request",
            lambda asked: complaints.append(asked.url) if "127.0.0.1" not in asked.url else None,
        )
        await page.goto(address)
        return page

    yield open_it
    for browser_context in contexts:
        await browser_context.close()
    assert complaints == []


async def fits(page: Page) -> None:
    """Nothing is cut off and nothing lies over something else."""
    await page.evaluate("document.fonts.ready")
    await page.wait_for_function(
        """() => [document.querySelector("main"), ...document.querySelectorAll("section")]
            .every((one) => one.scrollHeight <= one.clientHeight + 20)"""
    )
    # What reaches below a last line is seen whole.
    assert await page.evaluate(
        """() => [...document.querySelectorAll("section")].every((one) =>
            one.scrollHeight - one.clientHeight
                <= parseFloat(getComputedStyle(one).overflowClipMargin))"""
    )
    assert await page.evaluate(TOO_PALE) == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("look", ["light", "dark"])
async def test_it_follows_the_class_by_itself(
    show: Show, sqlite_url: str, tmp_path: Path, language: str, look: str
) -> None:
    """The way in, a question, bars, what came of it, what the room agrees on, and the end."""
    async with a_room(sqlite_url) as (staff, root):
        session = await opened(staff)
        await staff.taps("trainer", call(set_wall_language, session.id, language))
        page = await show(f"{root}/{session.page}", look=look)

        async def keep(name: str, phase: str) -> None:
            await expect(page.locator("main")).to_have_attribute("data-phase", phase)
            await fits(page)
            await page.screenshot(path=tmp_path / f"{name}.png")

        await keep("1-lobby", "lobby")
        assert (
            await page.locator("html").get_attribute("dir") == {"en": "ltr", "ar": "rtl"}[language]
        )
        await expect(page.locator(".code")).to_be_visible()
        session = await begun_here(staff, session)
        await keep("2-voting", "voting")
        for key, choice in zip(PHONES, ("ask", "ask", "send"), strict=True):
            await votes(staff, key, choice)
        await expect(page.locator(".counted")).to_contain_text("3")
        assert await page.locator(".bar").count() == 0  # who is ahead is not shown before
        await staff.taps("trainer", call(close_vote, session.id, 0))
        await keep("3-closed", "closed")
        assert await page.locator(".bar").count() == 2
        await staff.taps("trainer", call(take_choice, session.id, 0, "ask"))
        await keep("4-talking", "talking")
        await staff.taps("trainer", call(mark_choice, session.id, 1, 0, on=True))
        await expect(page.locator("li.marked")).to_have_count(1)
        await keep("5-marked", "talking")
        await staff.taps("trainer", call(end_session, session.id))
        await keep("6-over", "over")
        assert await page.locator("li").count() == 0


def walked(scenario: Scenario) -> Iterator[Position]:
    """Where a class may come in a case, each scene after some of the answers that lead there."""
    ahead, met = [engine.start(scenario).position], set[tuple[object, ...]]()
    while ahead:
        at = ahead.pop()
        if (at.scene, at.answered) in met:
            continue
        met.add((at.scene, at.answered))
        yield at
        decision = session_flow.decision_at(scenario, at)
        ways = (
            [split_parts(name) for name in islice(decision.every_act(at.state), 8)]
            if decision
            else []
        )
        found = [session_flow.after_choice(scenario, at, way) for way in ways]
        ahead += [
            position
            for position in (*found, session_flow.after_stop(scenario, at))
            if position is not None
        ]


def on_a_wall(scenario: Scenario, at: Position, language: str) -> ClassView:
    """A position as it stands on a wall."""
    phase = session_flow.phase_at(scenario, at)
    turn = session_flow.class_turn(scenario, language, 1, at)
    session = Session(
        *("session-0001", COHORT, scenario.id, scenario.edition, 1, language, PLACE, None, NOON),
        *("running", phase, at.turn, "", 0, "door", "page"),
    )
    cohort = Cohort(COHORT, "Gates", AIRPORT, ZONE, NOON)
    state = SessionState(session, cohort, scenario, turn, 31)
    return replace(class_view(words(language), BotLinks(), state), questions=())


def every_scene(language: str) -> Iterator[ClassView]:
    """Every scene of the library as it may stand on a wall."""
    for scenario in library():
        for at in walked(scenario):
            yield on_a_wall(scenario, at, language)


def told(view: ClassView) -> list[str]:
    """What came of the last choice, and the story."""
    after = revealed(words(view.state.session.language), view)
    return [*(line.text for line in after), *view.state.turn.story]


def lines_of(view: ClassView) -> float:
    """About how many lines of 42 characters are told, with the space between paragraphs."""
    texts = [text.split("\n") for text in told(view)]
    return sum(0.5 + sum(1 + len(line) // 42 for line in lines) for lines in texts)


async def begun_here(staff: Staff, session: Session) -> Session:
    """Let three in, and begin."""
    for phone in PHONES:
        await staff.says(phone, f"/start {session.door}")
    await staff.taps("trainer", call(begin_session, session.id))
    return await the_session(staff)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_longest_scenes_of_the_library_fit_every_wall(
    show: Show, tmp_path: Path, language: str
) -> None:
    """In letters that a room can read, on walls of four shapes."""
    every = {(view.title, *told(view)): view for view in every_scene(language)}
    longest = sorted(every.values(), key=lines_of, reverse=True)[:4]
    address = f"127.0.0.1:{free_port()}"

    async def scenes(token: str) -> Scene:
        return Scene(words(language), longest[int(token[-1])])

    async with room_page.served(f"http://{address}", address, scenes):
        for size, wall in WALLS.items():
            for number in range(len(longest)):
                page = await show(f"http://{address}/{size}-{number}", size)
                await fits(page)
                letters = await page.evaluate(
                    "parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
                )
                await page.screenshot(path=tmp_path / f"{size}-{number}.png")
                assert letters >= min(wall) / 40, (size, number, letters)
                await page.close()


async def test_a_class_that_looks_along_costs_no_more_than_the_wall() -> None:
    """Whoever asks at the same time is shown what is drawn once; another page is another."""

    first = Scene(words("ar"), next(every_scene("ar")))
    asked: list[str] = []

    async def scenes(token: str) -> Scene | None:
        asked.append(token)
        return None if token == "nothing" else first

    served = httpx.ASGITransport(room_page.asgi_app(scenes))
    async with httpx.AsyncClient(transport=served, base_url="http://wall") as http:
        answers = await asyncio.gather(*(http.get("/token/now") for _ in range(50)))
        assert {answer.text for answer in answers} == {drawing.main(first)}
        assert asked == ["token"]
        tag = answers[0].headers["ETag"]
        again = await http.get("/token/now", headers={"If-None-Match": tag})
        assert (again.status_code, again.text) == (304, "")
        before = len(asked)
        for more in (1, 2):  # nothing is remembered of what is not there
            assert (await http.get("/nothing/now")).status_code == 404
            assert len(asked) == before + more
