"""The console with many people: each page, the bytes of a first view, and taps meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

import httpx
from sqlalchemy import Connection, select

from bot.app.access.rights import ADMIN, MASTER
from bot.app.web_sessions import sessions
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case
from bot.chat.playing.play import choose, continue_story
from bot.interpreter import settle
from bot.sandbox import TOKEN
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import Method, Route
from bot.web.routes import ROUTES
from bot.wiring import Services
from scenarios.case_library import CaseLibrary, load_library
from storage.db import tables
from storage.people import roles
from storage.people.roles import EVERYWHERE, Role
from storage.web_sessions.sessions import SessionKind
from tests.bench.bots.in_process import services
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import CASE, Plan, Runs
from tests.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from tests.bench.parts.growth import trainer_screens
from tests.bench.parts.growth.daily import cohort_of
from tests.bench.parts.growth.watch import Stopwatch
from tests.bench.people.crowd import NOW
from tests.bench.people.growing import LARGE, grow
from tests.helpers.staff import leads

URL: Final = "https://console.example.org"
SLOWEST, FIRST_VIEW, TAPS = (Target(each, more=False) for each in (100, 60, 50))
LOOKS = 20  # at each page, for each second of a run
RATE = 50  # taps a second
STAFF = 4  # browsers that open pages one after another meanwhile
_PARTS = re.compile(r'(?:href|src)="(/look/[^"]+)"')


class PageMissing(Exception):
    """A page did not come: nothing measured here would mean anything."""


@dataclass(frozen=True, slots=True)
class ConsoleRun:
    """One run.

    Attributes:
        pages: The 95th of 100 times of each page, in milliseconds, by its name.
        first_view: Bytes of the first page, with its styles and scripts, as sent.
        calm: The 99th of 100 times of a tap while nobody opens pages, in milliseconds.
        meanwhile: The same while pages are opened.
    """

    pages: Mapping[str, float]
    first_view: int
    calm: float
    meanwhile: float


@dataclass(frozen=True, slots=True)
class Site:
    """A console over a full database, and one who may see all of it."""

    parts: Services
    browser: httpx.AsyncClient
    paths: Mapping[str, str]
    """Of pages by their names."""
    left_out: Sequence[str]
    """Pages about something that these data have not."""


def rows(plan: Plan) -> list[Row]:
    """Measure every page that these data fill, and the others' names in a note."""
    people, shelf = plan.people[-1], load_library()

    def measured(file: Path) -> list[Row]:
        grow(f"sqlite:///{file}", people, shelf, plan.tell)
        with as_the_bot():
            return run(_rows(plan, file, shelf, people))

    return on_a_fresh_file(measured)


async def _rows(plan: Plan, file: Path, shelf: CaseLibrary, people: int) -> list[Row]:
    async with console(file, shelf, people) as site:
        watch = Stopwatch(site.parts, people, plan.tell)
        runs = await plan.awaited(lambda: _run(plan, site, watch))
    return [*_page_rows(runs, site, people), *_other_rows(runs, people)]


def _page_rows(runs: Runs[ConsoleRun], site: Site, people: int) -> list[Row]:
    slowest = Row(
        f"the console with {people:,} people: p95 of its slowest page of {len(site.paths)}",
        runs.figure(lambda run: max(run.pages.values())),
        "ms",
        target=SLOWEST,
        note=f"not measured: {', '.join(site.left_out)}" if site.left_out else "",
    )
    every = [
        Row(f"the console, p95 of {path}", runs.figure(lambda run, of=name: run.pages[of]), "ms")  # type: ignore[misc]
        for name, path in ((name, _path_of(name)) for name in site.paths)
    ]
    return [slowest, *every]


def _path_of(name: str) -> str:
    return next(route.path for route in ROUTES if route.name == name)


def _other_rows(runs: Runs[ConsoleRun], people: int) -> list[Row]:
    return [
        Row(
            "a first view of the console, with styles and scripts, compressed",
            runs.figure(lambda run: run.first_view / 1000),
            "kB",
            target=FIRST_VIEW,
        ),
        Row(
            f"taps while {STAFF} people open pages of the console, p99",
            runs.figure(lambda run: run.meanwhile),
            "ms",
            "the same while nobody does",
            runs.figure(lambda run: run.calm),
            TAPS,
            f"{RATE} taps a second, {people:,} people",
        ),
    ]


@asynccontextmanager
async def console(file: Path, shelf: CaseLibrary, people: int) -> AsyncIterator[Site]:
    """A console over a database of `grow`, and a browser of somebody with every role."""
    async with services(file, shelf) as parts:
        settle()
        web = asgi_app(parts.app, ConsoleOptions(URL, TOKEN))
        cohort, _, chat = await parts.database.read(lambda conn: cohort_of(conn, LARGE))
        token, values = await parts.database.write(lambda conn: _enter(conn, parts, cohort, chat))
        paths, left_out = {}, []
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(web),
            base_url=URL,
            cookies={Cookies(URL).session_name: token},
            headers={"Accept-Encoding": "gzip"},
        ) as browser:
            for route in _pages():
                path = _address(route, values)
                if path and (await browser.get(path)).status_code == httpx.codes.OK:
                    paths[route.name] = path
                else:
                    left_out.append(route.name)
            yield Site(parts, browser, paths, left_out)
        web.state.streams.close()


def _pages() -> list[Route]:
    return [route for route in ROUTES if route.method is Method.PAGE and route.template]


def _enter(
    conn: Connection, parts: Services, cohort: str, chat: int
) -> tuple[str, Mapping[str, Any]]:
    """Sign the cohort's trainer in, with all roles; and values for the parameters of paths."""
    accounts = tables.accounts.c
    person: str = conn.scalars(select(accounts.person).where(accounts.telegram_id == chat)).one()
    for number, role in enumerate((ADMIN, MASTER)):
        roles.grant(conn, Role(f"role-bench-{number}", person, role, EVERYWHERE, None, NOW))
    shown = trainer_screens.taught(conn, cohort)
    given = tables.assignments.c
    case = conn.scalars(select(given.scenario).where(given.id == shown.assignment)).one()
    reference = parts.library.scenarios[case].reference
    scene = reference.path[0][0] if reference else ""
    return sessions.begin(conn, person, SessionKind.BROWSER, NOW, parts.app.dice), {
        "cohort_id": cohort,
        "person_id": shown.person,
        "assignment_id": shown.assignment,
        "test_id": shown.test,
        "work_id": shown.assignment,
        "scene_id": scene,
        "role_id": "role-bench-0",
        "agency_id": conn.scalars(
            select(tables.cohorts.c.agency).where(tables.cohorts.c.id == cohort)
        ).one(),
    }


def _address(route: Route, values: Mapping[str, Any]) -> str:
    """The path of a page, empty where there is nothing that it could be about."""
    if all(values.get(name) for name in route.fields):
        return route.address(values, {})
    return ""


async def _run(plan: Plan, site: Site, watch: Stopwatch) -> ConsoleRun:
    pages = {name: await _p95(plan, site, path) for name, path in site.paths.items()}
    calm = await _taps(plan, watch)
    async with asyncio.TaskGroup() as group:
        opening = [group.create_task(_open(site, start)) for start in range(STAFF)]
        meanwhile = await _taps(plan, watch)
        for task in opening:
            task.cancel()
    return ConsoleRun(pages, await first_view(site.browser), calm, meanwhile)


async def _p95(plan: Plan, site: Site, path: str) -> float:
    plan.tell(path)
    await _get(site, path)
    took = []
    for _ in range(max(2, round(LOOKS * plan.seconds))):
        begun = perf_counter()
        await _get(site, path)
        took.append((perf_counter() - begun) * 1000)
    return quantiles(took, n=20, method="inclusive")[-1]


async def _get(site: Site, path: str) -> None:
    answer = await site.browser.get(path)
    if answer.status_code != httpx.codes.OK:
        raise PageMissing(f"{path}: {answer.status_code}")


async def _open(site: Site, start: int) -> None:
    """Open one page after another, like somebody in a hurry."""
    paths = [*site.paths.values()]
    for path in cycle([*paths[start:], *paths[:start]]):
        await _get(site, path)
        await asyncio.sleep(0)


async def _taps(plan: Plan, watch: Stopwatch) -> float:
    """The 99th of 100 times of a tap, of learners who tap at a steady rate."""
    plan.tell("taps")
    took: list[float] = []
    async with asyncio.TaskGroup() as group:
        for _ in range(max(10, round(RATE * plan.seconds))):
            group.create_task(_tap(watch, took))
            await asyncio.sleep(1 / RATE)
    await watch.parts.receipts.flush()
    return quantiles(took, n=100, method="inclusive")[-1]


async def _tap(watch: Stopwatch, took: list[float]) -> None:
    """Begin a case, and take its first step, which counts."""
    learner = watch.visitor().telegram_id

    def visitor() -> Visitor:
        return watch.visitor(learner)

    shown = (await watch.parts.router.tap(visitor(), call(begin_case, CASE))).screen
    buttons = [button.action for button in shown.buttons] if shown else []
    steps: list[Call] = [
        each for each in buttons if leads(each, choose) or leads(each, continue_story)
    ]
    begun = perf_counter()
    await watch.parts.router.tap(visitor(), steps[0] if steps else call(begin_case, CASE))
    took.append((perf_counter() - begun) * 1000)


async def first_view(browser: httpx.AsyncClient) -> int:
    """The bytes of the first page and of all that it loads, as they are sent."""
    page = await browser.get("/")
    loaded = [await browser.get(path) for path in sorted(set(_PARTS.findall(page.text)))]
    return sum(answer.num_bytes_downloaded for answer in (page, *loaded))
