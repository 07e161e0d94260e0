"""A console over a full database, served to browsers in a process of their own."""

from __future__ import annotations

from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import Any

from sqlalchemy import Connection, select

from bot.app.access.rights import ADMIN, MASTER
from bot.app.request import Request
from bot.app.web_sessions import sessions
from bot.http_server import free_port
from bot.interpreter import settle
from bot.sandbox import TOKEN
from bot.web.console import ConsoleOptions, served
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import Method, Route
from bot.web.routes import ROUTES
from bot.wiring import Services
from scenarios.case_library import CaseLibrary
from storage.db import tables
from storage.people import people, roles
from storage.people.roles import EVERYWHERE, Role
from storage.web_sessions.sessions import SessionKind
from tests.bench.bots.in_process import services
from tests.bench.bots.processes import fact_while, rigged
from tests.bench.double.browsers import Browsing
from tests.bench.measuring.plan import Plan
from tests.bench.parts.console import belongings
from tests.bench.parts.console.belongings import Values
from tests.bench.parts.growth import trainer_screens
from tests.bench.parts.growth.daily import cohort_of
from tests.bench.people.crowd import NOW
from tests.bench.people.growing import LARGE

BROWSERS = "tests.bench.double.browsers"
STAFF = 4  # browsers that open pages without a pause while others tap
LOOKS = 20  # at each page, for each second of a run
_LONG = 1800.0  # seconds within which a command is done


@dataclass(frozen=True, slots=True)
class PageTime:
    """What a page takes."""

    p95: float
    """The 95th of 100 times until a browser has it, in milliseconds."""
    processor: float
    """Mean milliseconds of processor time of the program."""


@dataclass(frozen=True, slots=True)
class Site:
    """A console, and its browsers."""

    parts: Services
    browsers: Process
    names: Sequence[str]
    """Of its pages."""

    async def look(self, name: str) -> PageTime:
        """Open a page some times, one after another."""
        begun = process_time()
        took = (await self._told(f"look {name}"))["took"]
        worked = (process_time() - begun) * 1000
        return PageTime(quantiles(took, n=20, method="inclusive")[-1], worked / len(took))

    async def first_view(self) -> int:
        """The bytes of the first page, with its styles and scripts, as they are sent."""
        return int((await self._told("first"))["bytes"])

    def begin_opening(self) -> None:
        """Have several browsers open pages without a pause."""
        self._tell("open")

    async def end_opening(self) -> int:
        """The number of pages that they opened."""
        return int((await self._told("stop"))["opened"])

    async def _told(self, command: str) -> Mapping[str, Any]:
        self._tell(command)
        return await fact_while(self.browsers, seconds=_LONG)

    def _tell(self, command: str) -> None:
        assert self.browsers.stdin is not None
        self.browsers.stdin.write(f"{command}\n".encode())


@asynccontextmanager
async def opened(
    plan: Plan,
    file: Path,
    shelf: CaseLibrary,
    paths_of: Callable[[Values], Mapping[str, Sequence[str]]],
) -> AsyncIterator[Site]:
    """Serve the console over a database of `grow` to browsers of somebody with every role.

    Args:
        plan: How long a run is.
        file: The database.
        shelf: The cases of it.
        paths_of: Paths of each page by its name, of which one must come, for values of fields.
    """
    async with services(file, shelf) as parts:
        settle()
        cohort, _, chat = await parts.database.read(partial(cohort_of, many=LARGE))
        token, values = await parts.database.write(lambda conn: _enter(conn, parts, cohort, chat))
        listen = f"127.0.0.1:{free_port()}"
        url, paths = f"http://{listen}", paths_of(values)
        looks = max(2, round(LOOKS * plan.seconds))
        browsing = Browsing(url, {Cookies(url).session_name: token}, paths, looks, STAFF)
        async with (
            served(parts.app, ConsoleOptions(url, TOKEN), listen),
            rigged(browsing, BROWSERS) as browsers,
        ):
            names = (await fact_while(browsers, seconds=_LONG))["names"]
            yield Site(parts, browsers, names)


def pages() -> Sequence[Route]:
    """The pages of the console."""
    return [route for route in ROUTES if route.method is Method.PAGE and route.template]


def addresses(values: Values) -> dict[str, Sequence[str]]:
    """The paths that each page could have, by its name."""
    return {
        route.name: [
            route.address(dict(zip(route.fields, each, strict=True)), {})
            for each in product(*(values[name] for name in route.fields))
        ]
        for route in pages()
    }


def _enter(conn: Connection, parts: Services, cohort: str, chat: int) -> tuple[str, Values]:
    """Sign the cohort's trainer in, with all roles; and values for the fields of paths."""
    accounts = tables.accounts.c
    query = select(accounts.person).where(accounts.telegram_id == chat)
    person = people.get(conn, conn.scalars(query).one())
    assert person is not None
    for number, role in enumerate((ADMIN, MASTER)):
        roles.grant(conn, Role(f"role-bench-{number}", person.id, role, EVERYWHERE, None, NOW))
    shown = trainer_screens.taught(conn, cohort)
    given = tables.assignments.c
    case = conn.scalars(select(given.scenario).where(given.id == shown.assignment)).one()
    reference = parts.library.scenarios[case].reference
    assert reference is not None
    return sessions.begin(conn, person.id, SessionKind.BROWSER, NOW, parts.app.dice), {
        "cohort_id": [cohort],
        "person_id": [shown.person],
        "assignment_id": [shown.assignment],
        "test_id": [shown.test],
        "scene_id": [reference.path[0][0]],
        "role_id": ["role-bench-0"],
        **belongings.give(conn, parts, Request(person, NOW), cohort, shown.person),
    }
