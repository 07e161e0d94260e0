"""The program is killed amid forms, an import and an export: nothing half done, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import httpx
import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.app.cohorts.roster_sheet import MOST_ROWS
from bot.app.ports import SystemDice
from bot.app.web_sessions import sessions
from bot.http_server import free_port
from bot.web.kit.cookies import Cookies
from storage import Database
from storage.assignments import assignments
from storage.cohorts import cohorts, roster
from storage.exports import export_log
from storage.people.roles import EVERYWHERE
from storage.web_sessions.sessions import SessionKind
from tests.helpers.assigning_world import COHORT, a_class
from tests.helpers.forms import PageForm, forms_of
from tests.helpers.program import BotProcess
from tests.helpers.sandbox import PATIENCE, Served, served

pytestmark = pytest.mark.slow

T = TypeVar("T")

FORMS = 24
EXPORT = {"agency": EVERYWHERE, "dataset": "cohorts", "span": "all", "format": "csv"}
LIST = "Name,Staff number\n" + "".join(
    f"Sara {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}x,{n}\n" for n in range(MOST_ROWS)
)


@dataclass
class Site:
    """`basira run` with its console, and a browser of somebody who is signed in."""

    telegram: Served
    database: str
    port: int
    tabs: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    bot: BotProcess | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def starts(self) -> None:
        self.bot = BotProcess(
            self.telegram,
            self.database,
            {
                "BASIRA_CONSOLE_URL": self.address,
                "BASIRA_CONSOLE_LISTEN": f"127.0.0.1:{self.port}",
            },
        )
        await self.bot.start()

    async def is_killed(self) -> None:
        assert self.bot is not None
        await self.bot.kill()

    async def holds(self, read: Callable[[Connection], T]) -> T:
        """What is kept, while nothing runs."""
        database = Database.open(self.database)
        try:
            return await database.read(read)
        finally:
            await database.close()

    async def signs_in(self, *people: str) -> None:
        database = Database.open(self.database)
        for person in people:

            def begun(conn: Connection, person: str = person) -> str:
                now = datetime.now(UTC)
                return sessions.begin(conn, person, SessionKind.BROWSER, now, SystemDice())

            cookies = {Cookies(self.address).session_name: await database.write(begun)}
            self.tabs[person] = httpx.AsyncClient(
                base_url=self.address,
                cookies=cookies,
                headers={"Sec-Fetch-Site": "same-origin"},
                timeout=PATIENCE,
            )
        await database.close()

    async def form(self, path: str, action: str, by: str = "trainer") -> PageForm:
        """A form of a page, by the end of its address."""
        shown = await self.tabs[by].get(path)
        assert shown.status_code == 200
        return next(each for each in forms_of(shown.text) if each.action.endswith(action))

    async def sends(self, form: PageForm, by: str = "trainer") -> httpx.Response:
        return await self.tabs[by].post(form.action, data=form.values)

    async def killed_amid(self, forms: list[PageForm]) -> list[bool]:
        """Send forms all at once, and kill the program at the first answer; which were answered."""
        under_way = [asyncio.create_task(self.sends(each)) for each in forms]
        await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        await self.is_killed()
        ended = await asyncio.gather(*under_way, return_exceptions=True)
        return [isinstance(each, httpx.Response) and each.status_code == 303 for each in ended]


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    async with a_class(sqlite_url) as staff:
        await staff.person("top", (ADMIN, EVERYWHERE))
    async with _running(sqlite_url) as found:
        yield found


@asynccontextmanager
async def _running(url: str) -> AsyncIterator[Site]:
    async with served() as telegram:
        site = Site(telegram, url, free_port())
        try:
            await site.signs_in("trainer", "top")
            await site.starts()
            yield site
        finally:
            for tab in site.tabs.values():
                await tab.aclose()
            if site.bot is not None:
                await site.bot.gone()


def _put(form: PageForm, **values: str) -> PageForm:
    for control in form.controls:
        control.value = values.get(control.name, control.value)
    return form


async def test_forms_are_done_wholly_or_not_and_once(site: Site) -> None:
    names = [f"Night {number:02}" for number in range(FORMS)]
    forms = [_put(await site.form("/cohorts", "/cohorts/new"), name=each) for each in names]
    answered = await site.killed_amid(forms)
    assert any(answered)
    before = await site.holds(lambda conn: cohorts.of_trainer(conn, "trainer"))
    kept = [each.name for each in before]
    assert len(kept) == len({*kept})
    assert {name for name, done in zip(names, answered, strict=True) if done} <= {*kept}

    await site.starts()
    again = [await site.sends(each) for each in forms]  # as a browser does that had no answer
    assert {each.status_code for each in again} == {303}
    await site.is_killed()
    after = await site.holds(lambda conn: cohorts.of_trainer(conn, "trainer"))
    assert sorted(each.name for each in after) == sorted([*names, "Gates"])


async def test_work_is_assigned_once(site: Site) -> None:
    form = await site.form(f"/cohorts/{COHORT}/assign?what=case:dream-job", "/assign")
    await site.killed_amid([form] * FORMS)
    kept = await site.holds(lambda conn: assignments.of_cohort(conn, COHORT))
    assert len({each.scenario for each in kept}) == len(kept)
    await site.starts()
    for _ in range(2):
        assert (await site.sends(form)).status_code == 303
    await site.is_killed()
    once = await site.holds(lambda conn: assignments.of_cohort(conn, COHORT))
    assert len({each.scenario for each in once}) == len(once) > 0
    assert {each.id for each in kept} <= {each.id for each in once}


async def test_a_list_is_entered_wholly_or_not_and_once(site: Site) -> None:
    path = f"/cohorts/{COHORT}/roster"
    await site.tabs["trainer"].post(path, files={"file": ("list.csv", LIST.encode())})
    assert (await site.sends(await site.form(path, "/columns"))).status_code == 303
    enter = await site.form(path, "/enter")
    under_way = asyncio.create_task(site.sends(enter))
    asked = asyncio.create_task(site.tabs["trainer"].get(path))  # answered while it is entered
    await asyncio.wait([under_way, asked], return_when=asyncio.FIRST_COMPLETED)
    await site.is_killed()
    await asyncio.gather(under_way, asked, return_exceptions=True)
    kept = len(await site.holds(lambda conn: roster.of_cohort(conn, COHORT)))
    assert kept in (0, MOST_ROWS)

    await site.starts()
    assert (await site.sends(enter)).status_code == (422 if kept else 303)
    assert (await site.sends(enter)).status_code == 422
    await site.is_killed()
    assert len(await site.holds(lambda conn: roster.of_cohort(conn, COHORT))) == MOST_ROWS


async def test_an_export_is_handed_over_whole_or_not_and_once(site: Site) -> None:
    top = site.tabs["top"]
    assert (await top.post("/exports", data=EXPORT)).status_code == 303
    await site.is_killed()
    (lost,) = await site.holds(export_log.every)

    await site.starts()
    shown = (await top.get("/exports/files")).text
    assert 'name="export"' not in shown
    assert (await top.post("/exports/files", data={"export": lost.id})).status_code == 422
    assert (await top.post("/exports", data=EXPORT)).status_code == 303
    async with asyncio.timeout(PATIENCE):
        while 'name="export"' not in shown:
            shown = (await top.get("/exports/files")).text
    (form,) = [each for each in forms_of(shown) if each.action.endswith("/exports/files")]
    taken = await site.sends(form, "top")
    assert taken.status_code == 200
    assert taken.text.startswith("\ufeffcohort,cohort_name,")
    assert (await site.sends(form, "top")).status_code == 422
    await site.is_killed()
    made = {each.id: each.state for each in await site.holds(export_log.every)}
    assert len(made) == 2
    assert [state for each, state in made.items() if each != lost.id] == [export_log.OUT]
