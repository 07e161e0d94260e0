"""Scenarios of one's own: who may do what with them, and forged taps of all others."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.chat import common_screens
from bot.chat.author.scenarios import actions
from bot.chat.author.scenarios.actions import (
    Approve,
    ApproveNow,
    AskApproval,
    AskEdition,
    ChooseReach,
    Decline,
    DeleteDraft,
    DeleteDraftNow,
    PlayEdition,
    SendExample,
    SendTexts,
    ShareWith,
    ShowApproval,
    ShowEdition,
    ShowEditions,
    ShowOwn,
    ShowPreview,
    ShowScenarios,
    ShowShares,
    ShowWaiting,
    TakeBackAsking,
    UseEdition,
    WithdrawOwn,
    WithdrawOwnNow,
)
from bot.chat.kit.actions import Action
from bot.chat.kit.request import File, Reply
from bot.locale import words
from storage.authoring import approvals
from storage.db import tables as t
from tests.helpers.auditing import recorded_taps
from tests.helpers.makers import BASE
from tests.helpers.publishing import GATES, ID, case_zip, hands, publishers, sends, shares
from tests.helpers.staff import Staff, button, has, text

OTHERS = (
    "sara",
    "supervisor",
    "colleague",
    "far-trainer",
    "master",
    "admin",
    "far-admin",
    "top-admin",
)
OF_OWNERS: tuple[Action, ...] = (
    ShowOwn(ID),
    AskEdition(ID),
    ShowEditions(ID),
    ShowEdition(ID, 1),
    ShowShares(ID),
    ChooseReach(ID, 1),
    ShowPreview(ID, 1),
    PlayEdition(ID, 1),
    SendTexts(ID),
    UseEdition(ID, 1, corrects=False),
    ShareWith(ID, GATES, on=True),
    ShareWith(ID, GATES, on=False),
    AskApproval(ID, 1, "agency"),
    TakeBackAsking(ID),
    WithdrawOwn(ID),
    WithdrawOwnNow(ID),
)
OF_DRAFTS: tuple[Action, ...] = (DeleteDraft(ID), DeleteDraftNow(ID))
OF_SOME: tuple[type[Action], ...] = (
    SendExample,
    ShowScenarios,
    ShowWaiting,
    ShowApproval,
    Approve,
    ApproveNow,
    Decline,
)


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with publishers(sqlite_url) as one:
        await sends(one, "trainer", case_zip())
        yield one


async def contents(staff: Staff) -> dict[str, list[str]]:
    """Everything that could be changed; editions without what they say."""
    tables = (t.authored, t.authored_editions, t.shares, t.approvals, t.attempts, t.due)

    def unit(conn: Connection) -> dict[str, list[str]]:
        found = {one.name: sorted(map(str, conn.execute(one.select()))) for one in tables}
        states = conn.execute(t.editions.select().with_only_columns(t.editions.c.state))
        return found | {"states": sorted(map(str, states))}

    found: dict[str, list[str]] = await staff.read(unit)
    return found


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en")) and reply.then is None


def test_every_action_is_tried() -> None:
    made = {one for one in vars(actions).values() if isinstance(one, type)} - {Action}
    assert made == {type(one) for one in (*OF_OWNERS, *OF_DRAFTS)} | set(OF_SOME)


@pytest.mark.parametrize("person", OTHERS)
async def test_a_draft_is_there_for_its_owner_alone(staff: Staff, person: str) -> None:
    before = await contents(staff)
    for action in (*OF_OWNERS, *OF_DRAFTS):
        assert is_gone(await staff.taps(person, action)), (person, action)
    assert await contents(staff) == before


@pytest.mark.parametrize("person", OTHERS)
async def test_what_is_in_use_is_there_for_master_trainers_too(staff: Staff, person: str) -> None:
    await shares(staff)
    before = await contents(staff)
    for action in OF_OWNERS:
        shared = isinstance(action, ShareWith) and action.on  # the cohort is not the master's
        if person != "master" or shared:
            assert is_gone(await staff.taps(person, action)), (person, action)
        elif not isinstance(action, WithdrawOwnNow):
            assert not is_gone(await staff.taps(person, action)), (person, action)
    assert person == "master" or await contents(staff) == before


async def test_its_owner_is_served(staff: Staff) -> None:
    for action in OF_OWNERS:
        assert not is_gone(await recorded_taps(staff, "trainer", action)), action


async def test_what_was_open_to_others_is_deleted_by_nobody(staff: Staff) -> None:
    """Their attempts rest on it, also once it was withdrawn."""
    await shares(staff)
    for _ in range(2):
        before = await contents(staff)
        for person in ("trainer", *OTHERS):
            for action in OF_DRAFTS:
                assert is_gone(await staff.taps(person, action)), (person, action)
        assert await contents(staff) == before
        await staff.taps("trainer", WithdrawOwnNow(ID))


@pytest.mark.parametrize("reach", ["agency", "everyone"])
async def test_only_who_decides_there_decides(staff: Staff, reach: str) -> None:
    """For an agency its admins and those of all; for everyone those of all alone."""
    await staff.taps("trainer", AskApproval(ID, 1, reach))
    (asked,) = await staff.read(approvals.waiting)
    before = await contents(staff)
    deciding = {"top-admin"} | ({"admin"} if reach == "agency" else set())
    for person in ("trainer", *OTHERS):
        for action in (
            ShowApproval(asked.id),
            Approve(asked.id),
            ApproveNow(asked.id),
            Decline(asked.id),
        ):
            if person not in deciding:
                assert is_gone(await staff.taps(person, action)), (person, action)
        lists = not is_gone(await staff.taps(person, ShowWaiting()))
        assert lists == person.endswith("admin"), person
    assert await contents(staff) == before
    for person in deciding:
        assert not is_gone(await staff.taps(person, ShowApproval(asked.id)))
    await staff.taps("top-admin", ApproveNow(asked.id))
    assert is_gone(await staff.taps("top-admin", ApproveNow(asked.id))), "once"


async def test_what_is_not_there_is_answered_the_same(staff: Staff) -> None:
    nothing = "nothing-0000"
    missing: tuple[tuple[str, Action], ...] = (
        ("trainer", ShowOwn("no-such")),
        ("trainer", ShowEdition(ID, 7)),
        ("trainer", PlayEdition(ID, 7)),
        ("trainer", UseEdition(ID, 7, corrects=True)),
        ("trainer", AskApproval(ID, 7, "agency")),
        ("trainer", AskApproval(ID, 1, "cohorts")),
        ("trainer", ShareWith(ID, nothing, on=True)),
        ("trainer", ShowOwn("kinds")),  # of the library
        ("top-admin", Approve(nothing)),
        ("top-admin", ApproveNow(nothing)),
        ("top-admin", ShowApproval(nothing)),
    )
    before = await contents(staff)
    for person, action in missing:
        assert is_gone(await staff.taps(person, action)), (person, action)
    assert await contents(staff) == before


async def test_a_reason_counts_only_while_the_right_lasts(staff: Staff) -> None:
    await staff.taps("trainer", AskApproval(ID, 1, "agency"))
    (asked,) = await staff.read(approvals.waiting)
    await staff.taps("admin", Decline(asked.id))
    await staff.write(
        lambda conn: (
            conn.execute(
                t.roles.update().where(t.roles.c.person == "admin").values(ended_at=asked.asked_at)
            ).rowcount
        )
    )
    before = await contents(staff)
    await staff.says("admin", "Because I say so.")
    assert await contents(staff) == before


async def test_a_file_counts_only_while_the_right_lasts(staff: Staff) -> None:
    await staff.says("trainer", "/scenarios")
    ended = t.roles.update().where(t.roles.c.person == "trainer")
    now = staff.desk.clock.now()
    await staff.write(lambda conn: conn.execute(ended.values(ended_at=now)).rowcount)
    before = await contents(staff)
    told = await hands(staff, "trainer", BASE, "scenario.yaml")
    assert told.screen == (await staff.says("sara", "hello")).screen
    assert await contents(staff) == before


async def test_a_file_of_a_learner_is_not_even_fetched(staff: Staff) -> None:
    async def fetch() -> None:
        raise AssertionError("nobody asked for it")

    await staff.desk.parts.desk.handed(staff.visitor("sara"), fetch)  # type: ignore[arg-type]


async def test_a_trainer_may_send_a_case_at_any_time_and_other_files_are_unasked(
    staff: Staff,
) -> None:
    await staff.says("trainer", "/today")
    told = await hands(staff, "trainer", b"%PDF", "roster.pdf")
    assert told.screen == (await staff.says("sara", "hello")).screen
    kept = await hands(staff, "trainer", case_zip())
    assert "edition 1" in text(kept.screen)


async def test_an_example_goes_to_whoever_may_write_alone(staff: Staff) -> None:
    assert is_gone(await staff.taps("sara", SendExample()))


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_example_can_be_sent_back_as_it_is(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        shown = (await staff.says("trainer", "/scenarios")).screen
        reply = await staff.taps("trainer", button(shown, SendExample))
        assert "docs/writing-a-scenario.md" in text(reply.screen)
        assert reply.then is not None
        (file,) = await reply.then()
        assert isinstance(file, File)
        kept = await hands(staff, "trainer", file.content, file.name)
        assert has(kept.screen, PlayEdition)

        reply = await staff.taps("colleague", SendExample())
        assert reply.then is not None
        (other,) = await reply.then()
        kept = await hands(staff, "colleague", other.content, other.name)
        assert has(kept.screen, PlayEdition), "it has an id of its own, which is nobody else's"
