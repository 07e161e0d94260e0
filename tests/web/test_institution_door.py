"""Signing in to the console at an institution's provider, over HTTP, and linking an account."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.app.access.rights import ADMIN, TRAINER
from bot.institution_login import Client, InstitutionLogin
from bot.web.account import account_page, sign_out, sign_out_everywhere, unlink_institution
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.home import home
from storage.people import roles
from tests.helpers.console import TOKEN, URL, Tab, signed_in, tab, text
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff
from tests.web.test_institution_login import BACK, SECRET, Clock, Provider, mock, provider, signs_in

__all__ = ["mock", "provider"]

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}
ONWARDS = re.compile(r'class="button main" href="([^"]+)"')


@dataclass(frozen=True)
class Console:
    """A console with a provider."""

    staff: Staff
    web: Starlette

    async def signed_in(self, person: str) -> Tab:
        return await signed_in(self.staff, self.web, person)


@pytest_asyncio.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url, console_url=URL) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT), name="Maryam Hasan")
        await found.person("admin", (ADMIN, AIRPORT), name="Salman Ali")
        yield found


def console_at(staff: Staff, issuer: str, at: datetime) -> Console:
    login = InstitutionLogin(Client(issuer, "basira", SECRET, BACK), Clock(at))
    options = ConsoleOptions(URL, TOKEN, institution=login)
    return Console(staff, asgi_app(staff.desk.parts.app, options))


@pytest.fixture
def console(staff: Staff, mock: str) -> Console:
    return console_at(staff, mock, datetime.now(UTC))


async def returns(browser: Tab, answer: dict[str, str]) -> httpx.Response:
    """The provider sends the browser back, so the strict cookie of a session stays away."""
    kept = {name: value for name, value in browser.client.cookies.items() if "institution" in name}
    query = httpx.QueryParams(answer)
    return await browser.client.get(
        f"/institution/callback?{query}",
        headers={
            **CROSS_SITE,
            "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()),
        },
    )


async def started(browser: Tab) -> str:
    """Begin to sign in; gives the provider's address."""
    answer = await browser.client.get("/institution")
    assert answer.status_code == 303
    return answer.headers["location"]


async def linked(console: Console, person: str, subject: str) -> httpx.Response:
    """Somebody who is signed in links an account."""
    browser = await console.signed_in(person)
    page = await browser.client.post("/institution", headers=SAME_ORIGIN)
    found = ONWARDS.search(page.text)
    assert found is not None
    address = found.group(1).replace("&amp;", "&")
    return await returns(browser, await signs_in(address, subject))


async def test_a_linked_account_signs_in(console: Console) -> None:
    assert "Your account is linked" in text(await linked(console, "trainer", "staff-4711"))
    browser = tab(console.web)
    entered = await returns(browser, await signs_in(await started(browser), "staff-4711"))
    assert entered.status_code == 200
    assert 'http-equiv="refresh"' in entered.text
    cookies = entered.headers.get_list("set-cookie")
    session = next(each for each in cookies if each.startswith("__Host-basira-session="))
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(session.split("; "))
    assert "Maryam Hasan" in text(await browser.opens(home))
    shown = text(await browser.opens(account_page))
    assert "Browser, with your institution’s account" in shown.replace("&#39;", "'")


async def test_the_cookie_of_a_start_is_sealed_lax_short_and_used_once(console: Console) -> None:
    browser = tab(console.web)
    answer = await browser.client.get("/institution")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-basira-institution=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Max-Age=600"} <= set(cookie.split("; "))
    back = await signs_in(answer.headers["location"], "staff-4711")
    gone = await returns(browser, back)
    assert "basira-institution" not in str(browser.client.cookies)
    assert "Max-Age=0" in gone.headers["set-cookie"]


async def test_an_account_that_nobody_linked_is_told_how(console: Console) -> None:
    browser = tab(console.web)
    answer = await returns(browser, await signs_in(await started(browser), "stranger"))
    assert answer.status_code == 403
    assert "Sign in once by sending /console" in text(answer)
    assert "basira-session" not in str(answer.headers)


async def test_an_account_belongs_to_one_person(console: Console) -> None:
    await linked(console, "trainer", "staff-4711")
    taken = await linked(console, "admin", "staff-4711")
    assert (taken.status_code, "linked to someone else" in text(taken)) == (403, True)


async def test_answers_to_another_browser_used_ones_and_refusals_sign_nobody_in(
    console: Console,
) -> None:
    await linked(console, "trainer", "staff-4711")
    first, second = tab(console.web), tab(console.web)
    back = await signs_in(await started(first), "staff-4711")
    await started(second)
    kept = dict(first.client.cookies)
    refused = [await returns(tab(console.web), back), await returns(second, back)]
    assert (await returns(first, back)).status_code == 200
    first.client.cookies.clear()
    first.client.cookies.update(kept)  # the same cookie and the same answer once more
    refused.append(await returns(first, back))
    cancelled = tab(console.web)
    address = await started(cancelled)
    refused.append(await returns(cancelled, await signs_in(address, "", deny=True)))
    for answer in refused:
        assert answer.status_code == 403
        assert "You were not signed in" in text(answer)
        assert "basira-session" not in str(answer.headers)


async def test_a_cookie_holds_ten_minutes_and_takes_no_other_session(console: Console) -> None:
    await linked(console, "trainer", "staff-4711")
    browser = tab(console.web)
    back = await signs_in(await started(browser), "staff-4711")
    name, value = next(iter(browser.client.cookies.items()))
    forged = tab(console.web)
    pending, _, until, seal = value.rsplit(".", 3)
    forged.client.cookies.set(name, f"{pending}.somebody.{until}.{seal}")
    assert (await returns(forged, back)).status_code == 403
    console.staff.desk.clock.at += timedelta(minutes=10)
    assert (await returns(browser, back)).status_code == 403


async def test_other_origins_start_nothing(console: Console) -> None:
    browser = await console.signed_in("trainer")
    for headers in (CROSS_SITE, {}, {"Origin": "https://evil.example"}):
        answer = await browser.client.post("/institution", headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    asked = await browser.client.get("/institution", headers=CROSS_SITE)
    assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
    assert 'href="/institution"' in asked.text
    signed_out = await tab(console.web).client.post("/institution", headers=SAME_ORIGIN)
    assert signed_out.headers["location"] == "/account"


async def test_nothing_is_linked_once_the_session_has_ended(console: Console) -> None:
    browser = await console.signed_in("trainer")
    page = await browser.client.post("/institution", headers=SAME_ORIGIN)
    found = ONWARDS.search(page.text)
    assert found is not None
    back = await signs_in(found.group(1).replace("&amp;", "&"), "staff-4711")
    await browser.sends(sign_out)
    answer = await returns(browser, back)
    assert (answer.status_code, "You were signed out" in text(answer)) == (403, True)


async def test_unlinking_and_the_last_role_close_this_door(console: Console) -> None:
    staff = console.staff

    async def enters() -> int:
        browser = tab(console.web)
        back = await signs_in(await started(browser), "staff-4711")
        return (await returns(browser, back)).status_code

    await linked(console, "trainer", "staff-4711")
    browser = await console.signed_in("trainer")
    own = await browser.opens(account_page)
    issuer = re.search(r'name="issuer" value="([^"]+)"', own.text)
    assert issuer is not None
    assert "Linked to localhost since" in text(own)
    assert await enters() == 200
    await browser.sends(unlink_institution, form={"issuer": issuer.group(1)})
    assert await enters() == 403

    await linked(console, "trainer", "staff-4711")
    assert await enters() == 200
    await staff.write(lambda conn: _take_roles(conn, "trainer"))
    assert await enters() == 403


def _take_roles(conn: Connection, person: str) -> None:
    for role in roles.of(conn, person):
        roles.end(conn, role.id, datetime.now(UTC))


async def test_signing_out_everywhere_unlinks_nothing(console: Console) -> None:
    await linked(console, "trainer", "staff-4711")
    browser = await console.signed_in("trainer")
    await browser.sends(sign_out_everywhere)
    again = tab(console.web)
    back = await signs_in(await started(again), "staff-4711")
    assert (await returns(again, back)).status_code == 200


@pytest.mark.parametrize(
    "claims", [{"aud": "another"}, {"nonce": "another"}, {"exp": 0}], ids=["aud", "nonce", "exp"]
)
async def test_a_token_for_another_client_or_sign_in_signs_nobody_in(
    staff: Staff,
    provider: Provider,
    claims: dict[str, Any],
) -> None:
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    console = console_at(staff, provider.issuer, at)
    browser, now = tab(console.web), int(at.timestamp())
    asked = parse_qs(urlsplit(await started(browser)).query)
    good = {"iss": provider.issuer, "aud": "basira", "sub": "s-7", "iat": now, "exp": now + 300}
    provider.claims = {**good, "nonce": asked["nonce"][0], **claims}
    answer = await returns(browser, {"state": asked["state"][0], "code": "c"})
    assert (answer.status_code, "You were not signed in" in text(answer)) == (403, True)


async def test_a_provider_that_does_not_answer_is_named(staff: Staff) -> None:
    console = console_at(staff, "http://127.0.0.1:9", datetime.now(UTC))
    answer = await tab(console.web).client.get("/institution")
    assert answer.status_code == 503
    assert "send /console" in text(answer)


async def test_without_a_provider_there_is_no_such_page(staff: Staff) -> None:
    web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    page = await (await signed_in(staff, web, "trainer")).opens(account_page)
    assert "institution" not in page.text
    assert "institution" not in (await tab(web).opens(home)).text
