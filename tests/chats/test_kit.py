"""The chat toolkit: what a decorated handler gets for free."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import pytest

from bot.app.access.audit_recording import AuditRecorder
from bot.app.access.rights import ADMIN, SUPERVISOR, TRAINER, Right
from bot.app.errors import NotFound
from bot.chat.common import common_screens
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, AsyncPublicContext, Context, PublicContext
from bot.chat.kit.lists import paged
from bot.chat.kit.request import RefusalError, Reply, ScreenPlacement, Visitor
from bot.chat.kit.routes import Call, Routes, answer, button, call, command, danger, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.learner.onboarding import start
from bot.chat.router import Router
from bot.fields import Day, Flag, Id, Key, Number, Rest
from bot.lines import Line, LineRole, note, text, title
from bot.locale import words
from bot.telegram.render import keyboard
from storage.people import names, people
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff

COHORT = "k" * 12
GONE = common_screens.gone_screen(words("en"))


@tap("zz1")
def kit_page(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    return screen(
        title(f"{ctx.person.id} {cohort_id} {page}"), button("Again", kit_page, cohort_id)
    )


@tap("zz2", right=Right.KEEP_AGENCY, writes=True)
def kit_rename(ctx: Context, agency_id: Id, kept: Flag) -> Screen:
    ask(ctx, kit_renamed, agency_id, "a:b\nc")
    return screen(title(f"{agency_id} {kept}"))


@answer("kit-name", again="kit_ask_again")
def kit_renamed(ctx: Context, typed: str, agency_id: Id, rest: Rest) -> Screen:
    names.put(ctx.conn, ctx.person.id, "latin", typed)
    if typed == "bad":
        raise RefusalError(screen(text("Try again.")))
    if typed == "next":
        ask(ctx, kit_renamed, "other", "")
    return screen(title(f"{typed} {agency_id} {rest!r}"))


@tap("zz3")
def kit_ask_again(ctx: Context, agency_id: Id, rest: Rest) -> Screen:
    return screen(title("Again"), note(agency_id), text(rest))


@tap("zz4", right=Right.SEE_REPORT)
async def kit_slow(ctx: AsyncContext, day: Day) -> Reply:
    name = await ctx.read(lambda within: names.of(within.conn, within.person.id).get("latin"))
    await ctx.write(lambda within: people.change(within.conn, within.person.id, language="ar"))
    return Reply(screen(title(f"{name} {day}")), place=ScreenPlacement.NEW)


@tap("zz5", public=True, before_consent=True)
def kit_hello(ctx: PublicContext, number: Number) -> Screen:
    if number == 9:
        raise NotFound
    return screen(title(f"{ctx.person.id if ctx.person else None} {ctx.words.language} {number}"))


@tap("zz6", public=True)
async def kit_count(ctx: AsyncPublicContext) -> Screen:
    return screen(title(await ctx.write(_counted)))


def _counted(ctx: PublicContext) -> str:
    if ctx.person is None:
        return "nobody"
    people.change(ctx.conn, ctx.person.id, language="ar")
    return ctx.person.id


@command("kitprivate", before_consent=True)
def kit_private(ctx: Context, rest: str) -> Screen:
    return screen(title(f"{ctx.person.id} {rest}"))


@command("kitpublic", public=True, before_consent=True, writes=True)
def kit_public(ctx: PublicContext, rest: str) -> Screen:
    return screen(title(f"{ctx.person.id if ctx.person else None} {rest}"))


@dataclass
class Bench:
    staff: Staff
    router: Router

    async def person(self, name: str) -> Person:
        account = self.staff.account(name)
        found: Person = await self.staff.read(lambda conn: people.by_account(conn, 1, account))
        return found

    async def taps(self, name: str, wanted: Call) -> Reply:
        visitor = self.staff.visitor(name)
        data = self.router.routes.read(wanted.data)
        assert data == wanted
        return await self.router.tap(visitor, data)

    async def types(self, name: str, typed: str) -> Reply:
        return await self.router.message(self.staff.visitor(name), typed)


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    async with front_desk(database_url) as desk:
        staff, parts = Staff(desk), desk.parts
        await staff.person("admin", (ADMIN, EVERYWHERE))
        await staff.person("trainer", (TRAINER, AIRPORT))
        await staff.person("supervisor", (SUPERVISOR, AIRPORT))
        routes = Routes(sys.modules[__name__], start)
        recording = AuditRecorder(parts.database, desk.clock)
        yield Bench(staff, Router(parts.app, routes, recording))


async def test_annotations_are_the_codec(bench: Bench) -> None:
    routes = bench.router.routes
    assert call(kit_page, COHORT, 3).data == f"1:zz1:{COHORT}:3"
    assert call("kit_page", COHORT) == call(kit_page, COHORT, page=0)
    assert routes.read(f"1:zz1:{COHORT}") == call(kit_page, COHORT)
    for data in (
        "",
        "1",
        "1:zz1",
        "1:zz1:",
        f"1:zz1:{COHORT}:",
        f"1:zz1:{COHORT}:03",
        f"1:zz1:{COHORT}:3:4",
        f"2:zz1:{COHORT}:3",
        f"1:zz9:{COHORT}",
        f"1:zz1:{COHORT}\n",
        "1:zz1:" + "é" * 12,
        f"1:zz1:{COHORT}:{'0' * 60}",
    ):
        assert routes.read(data) is None, data
    shown = await bench.taps("trainer", call(kit_page, COHORT, 3))
    assert shown.screen is not None
    assert shown.screen.lines == (Line(LineRole.TITLE, f"trainer {COHORT} 3"),)
    assert shown.place is ScreenPlacement.SAME


async def test_a_right_is_needed_somewhere_to_reach_a_handler(bench: Bench) -> None:
    await bench.taps("admin", call(kit_rename, "airport", kept=True))
    for name in ("trainer", "supervisor"):
        refused = await bench.taps(name, call(kit_rename, "airport", kept=True))
        assert refused.screen == GONE
        assert (await bench.person(name)).awaits is None


async def test_a_question_stands_until_it_is_answered(bench: Bench) -> None:
    await bench.taps("admin", call(kit_rename, "airport", kept=False))
    assert (await bench.person("admin")).awaits == "kit-name:airport:a:b\nc"
    refused = await bench.types("admin", "bad")
    assert refused.screen == screen(text("Try again."))
    assert await bench.staff.read(lambda conn: names.of(conn, "admin")) == {}
    assert (await bench.person("admin")).awaits == "kit-name:airport:a:b\nc"
    shown = await bench.router.other(bench.staff.visitor("admin"))
    assert shown.screen is not None
    assert shown.screen.lines[1].text == "airport"
    asked = await bench.types("admin", "next")
    assert asked.screen is not None
    assert asked.place is ScreenPlacement.NEW
    assert asked.screen.lines[0].text == r"next airport 'a:b\nc'"
    assert (await bench.person("admin")).awaits == "kit-name:other:"
    await bench.types("admin", "Sara")
    assert (await bench.person("admin")).awaits is None
    assert await bench.staff.read(lambda conn: names.of(conn, "admin")) == {"latin": "Sara"}
    late = await bench.types("admin", "late")
    assert "only buttons, commands" in said(late)


async def test_an_asynchronous_handler_opens_its_own_transactions(bench: Bench) -> None:
    wanted = bench.router.routes.read("1:zz4:000")
    assert wanted is not None
    shown = await bench.taps("admin", wanted)
    assert shown.screen is not None
    assert shown.screen.lines[0].text == "None 2026-01-01"
    assert (await bench.person("admin")).language == "ar"
    assert (await bench.taps("trainer", wanted)).screen == GONE


async def test_public_handlers_serve_accounts_that_nobody_registered(bench: Bench) -> None:
    stranger = Visitor(1, 77, 1, "ar")
    shown = await bench.router.tap(stranger, call(kit_hello, 3))
    assert said(shown) == "None ar 3"
    assert said(await bench.router.tap(stranger, call(kit_count))) == "nobody"
    assert said(await bench.router.command(stranger, "kitpublic", "x")) == "None x"
    gone = await bench.router.tap(stranger, call(kit_hello, 9))
    assert gone.screen == common_screens.gone_screen(words("ar"))
    visitor = bench.staff.visitor("trainer")
    assert said(await bench.router.tap(visitor, call(kit_hello, 3))) == "trainer en 3"
    assert said(await bench.router.tap(visitor, call(kit_count))) == "trainer"


async def test_consent_is_needed_unless_a_route_says_otherwise(bench: Bench) -> None:
    await bench.staff.person("old", notice=1)
    notice = await bench.router.tap(bench.staff.visitor("old"), call(kit_count))
    for wanted in (call(kit_page, COHORT), call(kit_count)):
        shown = await bench.router.tap(bench.staff.visitor("old"), wanted)
        assert shown.screen == notice.screen
    assert (await bench.person("old")).language == "en"
    assert said(await bench.router.tap(bench.staff.visitor("old"), call(kit_hello, 1)))
    visitor = bench.staff.visitor("old")
    assert said(await bench.router.command(visitor, "kitprivate", "x")) == "old x"
    assert said(await bench.router.command(visitor, "kitpublic", "x")) == "old x"


def said(reply: Reply) -> str:
    assert reply.screen is not None
    return reply.screen.lines[0].text


def test_absent_lines_are_left_out() -> None:
    shown = screen(title("T"), None, False, [note("n"), [main(button("B", kit_page, COHORT))]])
    assert [line.text for line in shown.lines] == ["T", "n"]
    assert [(each.text, each.main) for each in shown.buttons] == [("B", True)]


def test_a_long_list_leads_both_ways() -> None:
    turn = partial(_turn, COHORT)
    pages = [paged(words("en"), range(5), page, turn, size=2) for page in range(4)]
    assert [list(page.items) for page in pages] == [[0, 1], [2, 3], [4], [0, 1]]
    assert [[each.text for each in page.turns] for page in pages] == [
        ["Next"],
        ["Previous", "Next"],
        ["Previous"],
        ["Next"],
    ]


def _turn(cohort: str, label: str, page: int) -> Button:
    return button(label, kit_page, cohort, page)


def test_a_button_that_erases_is_red_where_a_client_knows_how() -> None:
    plain = Button("Erase", call("erasure_page", "person-00001"))
    ((key,),) = keyboard(Screen((), (plain,)))
    assert "style" not in key.payload()
    ((key,),) = keyboard(Screen((), (danger(plain),)))
    assert key.payload()["style"] == "danger"
