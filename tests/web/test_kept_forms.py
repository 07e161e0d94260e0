"""A session ends while a form is filled in: its person signs in again and finds it as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.app.access.rights import Right, may
from bot.app.web_sessions import sessions
from bot.web.author.sending import scenario_form, send_scenario
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.cookies import Cookies
from bot.web.kit.kept_forms import LASTS, TICKET
from bot.web.kit.routes import Method, Route
from bot.web.routes import ROUTES
from bot.web.trainer.cohorts import cohort_list, cohort_page, create_cohort
from storage.cohorts import cohorts
from tests.helpers.console import TOKEN, URL, Tab, session_of, signed_in, tab, text
from tests.helpers.databases import copied
from tests.helpers.forms import PageForm, forms_of
from tests.helpers.rights_world import OWNERS, World, world

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
SECRET = "Zubaida “A” <b>&amp; سارة"
"""What is typed, and must stand in no log."""
PAGES = [route for route in ROUTES if route.method is Method.PAGE and route.template]
WAYS = 12
"""At most so many objects of a page are tried."""


@dataclass(frozen=True)
class Console:
    """A console over a world in which everybody has something of everything."""

    world: World
    web: Starlette

    async def signs_out(self, person: str) -> None:
        """Every session of theirs is over."""
        await self.world.staff.write(lambda conn: sessions.end_all(conn, person))

    async def signs_in(self, page: Tab, person: str) -> None:
        """Somebody signs in in the same browser."""
        token = await session_of(self.world.staff, person)
        page.client.cookies.set(Cookies(URL).session_name, token)

    async def names(self) -> list[str]:
        """The trainer's cohorts."""
        found = await self.world.staff.read(lambda conn: cohorts.of_trainer(conn, "trainer"))
        return [each.name for each in found]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(sqlite_template: Path) -> AsyncIterator[Console]:
    with copied(sqlite_template) as url:
        async with world(url) as found:
            web = asgi_app(found.staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
            yield Console(found, web)


async def sent(page: Tab, form: PageForm) -> httpx.Response:
    """Send a form as it is filled in."""
    return await page.client.post(form.action, data=form.values, headers=SAME_ORIGIN)


async def lost(console: Console, page: Tab, person: str, form: PageForm) -> PageForm:
    """Send a form after the session has ended; gives the one that asks to go on."""
    await console.signs_out(person)
    with capture_logs() as logs:
        answer = await sent(page, form)
    assert answer.status_code == 401
    assert SECRET not in repr(logs)
    (waiting,) = forms_of(answer.text)
    return waiting


def same(page: str, action: str) -> PageForm:
    """The form of a page that is sent to the same address."""
    return next(each for each in forms_of(page) if each.action == action)


async def pages_of(console: Console, route: Route) -> AsyncIterator[tuple[str, str]]:
    """Whoever may open a page, and every address of it that is served to them."""
    for person in ("trainer", "top-admin", "admin", "master", "far-trainer", "trainee"):
        owner = person if person in OWNERS and route.right != Right.OBSERVE else "trainer"
        if person not in console.world.roles or not (
            route.right is None
            or may(console.world.roles[person], route.right, OWNERS[owner], own=person == owner)
        ):
            continue
        opened = await signed_in(console.world.staff, console.web, person)
        for values in console.world.candidates(route, owner)[:WAYS]:
            path = route.address(dict(zip(route.fields, values, strict=True)), {})
            if (await opened.client.get(path)).status_code == 200:
                yield person, path


def act_of(form: PageForm) -> Route:
    """Where a form is sent."""
    found = ROUTES.match(form.action.partition("?")[0], acts=True)
    assert found is not None, form.action
    return found[0]


@pytest.mark.parametrize("route", PAGES, ids=lambda each: each.name)
async def test_a_form_stands_again_as_it_was_filled_in(console: Console, route: Route) -> None:
    seen: set[str] = set()
    async for person, path in pages_of(console, route):
        page = await signed_in(console.world.staff, console.web, person)
        for form in forms_of((await page.client.get(path)).text):
            act = act_of(form)
            if act.name in seen or not any(each.is_seen for each in form.controls):
                continue
            seen.add(act.name)
            assert act.form, f"{act.name} has fields, and no page to show them again"
            form.filled(SECRET)
            waiting = await lost(console, page, person, form)
            await console.signs_in(page, person)
            again = await sent(page, waiting)
            assert again.status_code == 200, (act.name, text(again))
            assert "nothing has been sent yet" in text(again)
            filled = same(again.text, form.action)
            typed = {each.name for each in form.controls if each.is_seen}
            for name in sorted(typed):
                assert filled.values.get(name) == form.values.get(name), (act.name, name)


async def filled_in(console: Console) -> tuple[Tab, PageForm]:
    """A trainer who has typed the name of a new cohort, and was signed out meanwhile."""
    page = await signed_in(console.world.staff, console.web, "trainer")
    form = same((await page.opens(cohort_list)).text, "/cohorts/new")
    form.filled(SECRET)
    return page, await lost(console, page, "trainer", form)


async def test_nothing_is_done_before_it_is_sent_again(console: Console) -> None:
    before = await console.names()
    page, waiting = await filled_in(console)
    await console.signs_in(page, "trainer")
    again = await sent(page, waiting)
    assert await console.names() == before
    done = await sent(page, same(again.text, "/cohorts/new"))
    assert done.status_code == 303
    assert sorted(await console.names()) == sorted([*before, SECRET])


async def test_nobody_else_is_shown_it(console: Console) -> None:
    page, waiting = await filled_in(console)
    for stranger in ("master", "far-trainer"):
        await console.signs_in(page, stranger)
        refused = await sent(page, waiting)
        assert refused.status_code == 409
        assert "Nothing was sent" in text(refused)
        assert "Zubaida" not in refused.text


async def test_it_is_not_kept_for_longer_than_an_hour(console: Console) -> None:
    page, waiting = await filled_in(console)
    console.world.staff.desk.clock.passes((LASTS + timedelta(seconds=1)).total_seconds())
    await console.signs_in(page, "trainer")
    assert (await sent(page, waiting)).status_code == 409


@pytest.mark.parametrize("ticket", ["", ".", "9999999999.", "9999999999.AAAA", "x.y", "١.é"])
async def test_a_forged_ticket_shows_nothing(console: Console, ticket: str) -> None:
    page = await signed_in(console.world.staff, console.web, "trainer")
    refused = await page.sends(create_cohort, form={"name": SECRET, TICKET: ticket})
    assert refused.status_code == 409
    assert "Zubaida" not in refused.text


async def test_a_ticket_is_good_for_its_own_form_alone(console: Console) -> None:
    page, waiting = await filled_in(console)
    await console.signs_in(page, "trainer")
    waiting.action = "/account/language"
    assert (await sent(page, waiting)).status_code == 409


async def test_it_may_have_to_be_gone_on_with_twice(console: Console) -> None:
    page, waiting = await filled_in(console)
    (waiting,) = forms_of((await sent(page, waiting)).text)  # not signed in yet
    await console.signs_in(page, "trainer")
    assert SECRET in same((await sent(page, waiting)).text, "/cohorts/new").values["name"]


async def test_a_button_leads_back_to_its_page(console: Console) -> None:
    page = await signed_in(console.world.staff, console.web, "trainer")
    cohort = console.world.belongings["trainer"]["cohort_id"][0]
    shown = await page.opens(cohort_page, cohort, state="late")
    await console.signs_out("trainer")
    headers = {**SAME_ORIGIN, "Referer": str(shown.url)}
    for path in (f"/cohorts/{cohort}/csv", "/account/sign-out"):
        answer = await page.client.post(path, headers=headers)
        assert answer.status_code == 401
        assert f'href="/cohorts/{cohort}?state=late"' in answer.text
    for elsewhere in ("https://evil.example/x", f"{URL}//evil.example", "nonsense", ""):
        answer = await page.client.post(path, headers={**SAME_ORIGIN, "Referer": elsewhere})
        assert 'href="/"' in answer.text
        assert "evil" not in answer.text


async def test_a_file_has_to_be_chosen_again_and_the_page_says_so(console: Console) -> None:
    page = await signed_in(console.world.staff, console.web, "trainer")
    await page.opens(scenario_form)
    await console.signs_out("trainer")
    script = "id: x\n" * 1_000
    files = {"file": ("case.zip", b"PK" * 500_000)}
    answer = await page.sends(send_scenario, form={"source-scenario": script}, files=files)
    assert answer.status_code == 401
    assert "You only have to choose the file again" in text(answer)
    assert 'enctype="multipart/form-data"' in answer.text
    (waiting,) = forms_of(answer.text)
    await console.signs_in(page, "trainer")
    again = await sent(page, waiting)
    assert same(again.text, "/new-scenario").values["source-scenario"] == [script]


async def test_whoever_was_shown_no_page_has_nothing_kept(console: Console) -> None:
    answer = await tab(console.web).sends(create_cohort, form={"name": SECRET})
    assert answer.status_code == 401
    assert "Zubaida" not in answer.text
