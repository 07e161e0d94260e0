"""The ways into the console: the link from the chat and the Mini App, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.app.access.rights import ADMIN, TRAINER
from bot.sandbox.mini_apps import MiniApps
from bot.sandbox.world import World
from bot.web.account import (
    account_page,
    change_language,
    sign_out_everywhere,
    sign_out_one,
)
from bot.web.admin.roles import role_page, take_back_role
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.learner import learning_page
from bot.web.trainer.cohorts import create_cohort
from bot.web.trainer.home import home
from scenarios.languages import LANGUAGES
from storage.certificates import certificates
from storage.db.errors import DatabaseBusy
from storage.people import roles
from tests.chats.test_console import asked, link_of, numbers
from tests.helpers.console import TOKEN, URL, Tab, signed_in, tab, text
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.staff import AIRPORT, Staff, buttons

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
NUMBER = re.compile(r'class="big-number"[^>]*>(\d\d)<')
PAGE = re.compile(r'action="(/signing-in/[A-Za-z0-9_-]+)"')


@dataclass(frozen=True)
class Console:
    """A console over the staff's database."""

    staff: Staff
    web: Starlette

    async def signed_in(self, person: str) -> Tab:
        return await signed_in(self.staff, self.web, person)


@pytest_asyncio.fixture
async def console(sqlite_url: str) -> AsyncIterator[Console]:
    async with front_desk(sqlite_url, console_url=URL) as desk:
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT), name="Maryam Hasan")
        await staff.person("admin", (ADMIN, AIRPORT), name="Salman Ali")
        await staff.person("learner", name="Huda Ali")
        yield Console(staff, asgi_app(desk.parts.app, ConsoleOptions(URL, TOKEN)))


async def opened(console: Console, browser: Tab) -> tuple[str, int]:
    """Send /console, open the link and press its button; the page's path and its number."""
    token = link_of(await console.staff.says("trainer", "/console"))
    shown = await browser.client.get(f"/sign-in/{token}")
    assert shown.status_code == 200
    assert not NUMBER.search(shown.text)
    page = await browser.client.post(f"/sign-in/{token}", headers=SAME_ORIGIN)
    number, path = NUMBER.search(page.text), PAGE.search(page.text)
    assert number is not None
    assert path is not None
    return path.group(1), int(number.group(1))


async def test_the_number_that_the_page_shows_signs_in(console: Console) -> None:
    browser = tab(console.web)
    path, number = await opened(console, browser)
    assert (await browser.client.get(path)).status_code == 202
    waiting = await browser.client.post(path, headers=SAME_ORIGIN)
    assert "The number has not been tapped yet." in text(waiting)

    await console.staff.taps("trainer", numbers(await asked(console.staff, "trainer"))[number])

    assert (await browser.client.get(path)).status_code == 200
    entered = await browser.client.post(path, headers=SAME_ORIGIN)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"]
    for part in ("__Host-", "HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Maryam Hasan" in text(await browser.opens(home))
    assert (await browser.client.post(path, headers=SAME_ORIGIN)).status_code == 410


async def test_a_link_alone_opens_nothing(console: Console) -> None:
    """Neither the one who steals it, nor the second one who opens it."""
    thief = tab(console.web)
    path, number = await opened(console, thief)
    offered = numbers(await asked(console.staff, "trainer"))
    wrong = next(each for each in offered if each != number)
    await console.staff.taps("trainer", offered[wrong])
    assert (await thief.client.get(path)).status_code == 410
    assert (await thief.client.post(path, headers=SAME_ORIGIN)).status_code == 410
    assert (await thief.opens(home)).status_code == 401


async def test_looking_at_a_link_does_not_use_it_up(console: Console) -> None:
    """Clients fetch addresses to show what is behind them; another site's form is refused."""
    token = link_of(await console.staff.says("trainer", "/console"))
    browser = tab(console.web)
    for _ in range(3):
        assert (await browser.client.get(f"/sign-in/{token}")).status_code == 200
    foreign = await browser.client.post(
        f"/sign-in/{token}", headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert NUMBER.search((await browser.client.post(f"/sign-in/{token}", headers=SAME_ORIGIN)).text)


async def test_form_with_an_error_keeps_typed_values(console: Console) -> None:
    trainer = await console.signed_in("trainer")
    refused = await trainer.sends(create_cohort, form={"agency": AIRPORT, "name": "x" * 10_000})
    assert refused.status_code == 422
    assert "A name can have at most 60 letters." in text(refused)
    assert 'aria-invalid="true"' in refused.text
    assert "x" * 100 in refused.text


async def test_signing_out_everywhere_ends_all_sessions(console: Console) -> None:
    one, other = await console.signed_in("trainer"), await console.signed_in("trainer")
    assert (await other.opens(account_page)).status_code == 200
    await one.sends(sign_out_everywhere)
    for each in (one, other):
        assert (await each.opens(account_page)).status_code == 401


async def test_the_loss_of_the_last_role_ends_the_session(console: Console) -> None:
    trainer = await console.signed_in("trainer")
    now = console.staff.desk.clock.now()

    def revoke(conn: Connection) -> None:
        for role in roles.of(conn, "trainer"):
            roles.end(conn, role.id, now)

    await console.staff.write(revoke)
    assert (await trainer.opens(home)).status_code == 401


async def test_the_language_is_a_choice_of_the_list(console: Console) -> None:
    trainer = await console.signed_in("trainer")
    assert (await trainer.sends(change_language, form={"language": "xx"})).status_code == 422
    page = (await trainer.opens(account_page)).text
    for language in LANGUAGES:
        assert f'<option value="{language}" lang="{language}"' in page
    assert (await trainer.sends(change_language, form={"language": "ar"})).status_code == 303
    assert 'dir="rtl"' in (await trainer.opens(home)).text


async def test_a_role_is_taken_back_once_the_chat_has_confirmed_it(console: Console) -> None:
    admin, staff = await console.signed_in("admin"), console.staff
    (role,) = await staff.read(lambda conn: roles.of(conn, "trainer"))
    assert (await admin.opens(role_page, role.id)).status_code == 200
    asking = await admin.sends(take_back_role, role.id)
    confirmation = re.search(r'name="confirmation" hidden>([^<]+)<', asking.text)
    assert confirmation is not None
    form = {"confirmation": confirmation.group(1)}
    assert (await admin.client.get(f"/confirmations/{form['confirmation']}")).status_code == 202
    assert await staff.read(lambda conn: roles.of(conn, "trainer"))

    screen = await asked(staff, "admin")
    await staff.taps("admin", next(b.action for b in buttons(screen) if b.text == "Confirm"))
    assert (await admin.client.get(f"/confirmations/{form['confirmation']}")).status_code == 200
    done = await admin.sends(take_back_role, role.id, form=form)
    assert done.status_code == 303
    assert not await staff.read(lambda conn: roles.of(conn, "trainer"))


@pytest.fixture
def telegram() -> tuple[World, MiniApps]:
    world = World(BOT, lambda: datetime.now(UTC))
    return world, MiniApps(world, TOKEN)


def launch(console: Console, telegram: tuple[World, MiniApps], person: str, **more: str) -> str:
    """What a client signs for somebody who opens the Mini App."""
    world, apps = telegram
    now = console.staff.desk.clock.now()
    somebody = world.person(console.staff.account(person))
    return apps.init_data(somebody, auth_date=str(int(now.timestamp())), **more)


async def test_mini_app_exchanges_init_data_once(
    console: Console, telegram: tuple[World, MiniApps]
) -> None:
    signed = {"init_data": launch(console, telegram, "learner")}
    browser = tab(console.web)
    entered = await browser.client.post("/app", data=signed, headers=SAME_ORIGIN)
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=none", "Partitioned"):
        assert part in cookie
    page = await browser.opens(learning_page)
    assert "Huda Ali" in text(page)
    assert "frame-ancestors https://web.telegram.org" in page.headers["content-security-policy"]
    replayed = await tab(console.web).client.post("/app", data=signed, headers=SAME_ORIGIN)
    assert (replayed.status_code, "set-cookie" in replayed.headers) == (403, False)


async def test_mini_app_refuses_forged_old_and_foreign_init_data(
    console: Console, telegram: tuple[World, MiniApps]
) -> None:
    fresh = launch(console, telegram, "learner")
    old = console.staff.desk.clock.now() - timedelta(minutes=6)
    world, apps = telegram
    stale = apps.init_data(
        world.person(console.staff.account("learner")), auth_date=str(int(old.timestamp()))
    )
    stranger = apps.init_data(
        world.person(999), auth_date=str(int(console.staff.desk.clock.now().timestamp()))
    )
    renamed = fresh.replace("Learner", "Trainer")
    assert renamed != fresh
    for sent in ("", "hash=1", renamed, stale, stranger):
        answer = await tab(console.web).client.post(
            "/app", data={"init_data": sent}, headers=SAME_ORIGIN
        )
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), sent
    foreign = await tab(console.web).client.post("/app", data={"init_data": fresh})
    assert foreign.status_code == 403


async def test_pages_of_a_browser_are_framed_by_nobody(console: Console) -> None:
    page = await (await console.signed_in("trainer")).opens(home)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


async def test_an_upload_that_is_too_large_is_refused_with_a_sentence(console: Console) -> None:
    trainer = await console.signed_in("trainer")
    answer = await trainer.sends(create_cohort, files={"file": b"x" * 10_000_000})
    assert answer.status_code == 413
    assert "This is too large." in text(answer)


async def test_one_browser_is_signed_out_and_no_one_elses(console: Console) -> None:
    here, there = await console.signed_in("trainer"), await console.signed_in("trainer")
    admin = await console.signed_in("admin")
    shown = await here.opens(account_page)
    assert text(shown).count("Browser, through a link from the chat") == 2
    (other,) = re.findall(r'name="session" value="([^"]+)"', shown.text)

    await admin.sends(sign_out_one, form={"session": other})
    assert (await there.opens(home)).status_code == 200

    answer = await here.sends(sign_out_one, form={"session": other})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert (await there.opens(home)).status_code == 401
    assert (await here.opens(home)).status_code == 200


async def test_every_door_says_that_the_database_is_out_of_reach(
    console: Console, telegram: tuple[World, MiniApps], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the simulation: whoever signed in meanwhile was shown an internal error."""
    browser, database = tab(console.web, "token"), console.staff.desk.parts.app.database

    async def fails(_unit: object) -> None:
        raise DatabaseBusy("basira.db")

    signed = launch(console, telegram, "trainer")
    monkeypatch.setattr(database, "read", fails)
    monkeypatch.setattr(database, "write", fails)
    answers = [
        await browser.client.post("/sign-in/token", headers=SAME_ORIGIN),
        await browser.client.get("/signing-in/token"),
        await browser.client.post("/signing-in/token", headers=SAME_ORIGIN),
        await browser.client.post("/app", data={"init_data": signed}, headers=SAME_ORIGIN),
        await browser.client.get(f"/verify/{certificates.new_code()}"),
        await browser.client.get("/"),
    ]
    assert [answer.status_code for answer in answers] == [503] * 6
    assert all("be reached right now" in text(answer) for answer in answers)
    assert all("frame-ancestors" in each.headers["content-security-policy"] for each in answers)
