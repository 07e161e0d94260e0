"""Scenarios of one's own: drafts, decisions and files, beside the table (see `test_rights`)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.chat.author.approval import (
    approval_list,
    approval_page,
    approve_scenario,
    ask_approve_scenario,
    ask_decline_scenario,
    request_approval,
    withdraw_approval_request,
)
from bot.chat.author.editions import (
    ask_edition,
    edition_list,
    edition_page,
    send_texts,
    use_edition,
)
from bot.chat.author.example import send_example
from bot.chat.author.preview import play_edition, preview_edition
from bot.chat.author.retraction import (
    ask_delete_draft,
    ask_withdraw_scenario,
    delete_draft,
    withdraw_scenario,
)
from bot.chat.author.scenarios import scenario_page
from bot.chat.author.sharing import choose_reach, share_scenario, sharing_page
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.files import OutgoingFile
from bot.locale import words
from storage.authoring import approvals
from storage.db import tables as t
from storage.people import people
from tests.helpers.auditing import recorded_taps
from tests.helpers.publishing import GATES, ID, case_zip, hands, publishers, sends, shares
from tests.helpers.small_case import ARABIC, BASE
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
OF_OWNERS = (
    call(scenario_page, ID),
    call(ask_edition, ID),
    call(edition_list, ID),
    call(edition_page, ID, 1),
    call(sharing_page, ID),
    call(choose_reach, ID, 1),
    call(preview_edition, ID, 1),
    call(play_edition, ID, 1),
    call(send_texts, ID),
    call(use_edition, ID, 1, corrects=False),
    call(share_scenario, ID, GATES, on=True),
    call(share_scenario, ID, GATES, on=False),
    call(request_approval, ID, 1, "agency"),
    call(withdraw_approval_request, ID),
    call(ask_withdraw_scenario, ID),
    call(withdraw_scenario, ID),
)
OF_DRAFTS = (call(ask_delete_draft, ID), call(delete_draft, ID))


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with publishers(sqlite_url) as team:
        await sends(team, "trainer", case_zip())
        yield team


async def contents(staff: Staff) -> dict[str, list[str]]:
    """Everything that could be changed; editions without what they say."""
    tables = (t.authored, t.authored_editions, t.shares, t.approvals, t.attempts, t.due)

    def load(conn: Connection) -> dict[str, list[str]]:
        found = {table.name: sorted(map(str, conn.execute(table.select()))) for table in tables}
        states = conn.execute(t.editions.select().with_only_columns(t.editions.c.state))
        return found | {"states": sorted(map(str, states))}

    found: dict[str, list[str]] = await staff.read(load)
    return found


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en")) and reply.then is None


async def test_a_draft_is_there_for_its_owner_alone(staff: Staff) -> None:
    before = await contents(staff)
    for person in OTHERS:
        for action in (*OF_OWNERS, *OF_DRAFTS):
            assert is_gone(await staff.taps(person, action)), (person, action)
    assert await contents(staff) == before
    for action in OF_OWNERS:
        assert not is_gone(await recorded_taps(staff, "trainer", action)), action


async def test_master_trainers_may_preview_editions_in_use(staff: Staff) -> None:
    await shares(staff)
    for person in OTHERS:
        for action in (call(preview_edition, ID, 1), call(play_edition, ID, 1)):
            served = not is_gone(await staff.taps(person, action))
            assert served == (person == "master"), (person, action)


async def test_published_case_cannot_be_deleted(staff: Staff) -> None:
    """Their attempts rest on it, also once it was withdrawn."""
    await shares(staff)
    for _ in range(2):
        before = await contents(staff)
        for person in ("trainer", *OTHERS):
            for action in OF_DRAFTS:
                assert is_gone(await staff.taps(person, action)), (person, action)
        assert await contents(staff) == before
        await staff.taps("trainer", call(withdraw_scenario, ID))


@pytest.mark.parametrize("reach", ["agency", "everyone"])
async def test_only_responsible_admins_decide(staff: Staff, reach: str) -> None:
    """For an agency its admins and those of all; for everyone those of all alone."""
    await staff.taps("trainer", call(request_approval, ID, 1, reach))
    (asked,) = await staff.read(approvals.waiting)
    before = await contents(staff)
    deciding = {"top-admin"} | ({"admin"} if reach == "agency" else set())
    for person in ("trainer", *OTHERS):
        for action in (
            call(approval_page, asked.id),
            call(ask_approve_scenario, asked.id),
            call(approve_scenario, asked.id),
            call(ask_decline_scenario, asked.id),
        ):
            if person not in deciding:
                assert is_gone(await staff.taps(person, action)), (person, action)
        lists = not is_gone(await staff.taps(person, call(approval_list)))
        assert lists == person.endswith("admin"), person
    assert await contents(staff) == before
    for person in deciding:
        assert not is_gone(await staff.taps(person, call(approval_page, asked.id)))
    await staff.taps("top-admin", call(approve_scenario, asked.id))
    assert is_gone(await staff.taps("top-admin", call(approve_scenario, asked.id))), "once"


async def test_missing_case_and_forbidden_one_look_alike(staff: Staff) -> None:
    nothing = "nothing-0000"
    missing: tuple[tuple[str, Call], ...] = (
        ("trainer", call(scenario_page, "no-such")),
        ("trainer", call(edition_page, ID, 7)),
        ("trainer", call(play_edition, ID, 7)),
        ("trainer", call(use_edition, ID, 7, corrects=True)),
        ("trainer", call(request_approval, ID, 7, "agency")),
        ("trainer", call(request_approval, ID, 1, "cohorts")),
        ("trainer", call(share_scenario, ID, nothing, on=True)),
        ("trainer", call(scenario_page, "kinds")),  # of the library
        ("top-admin", call(ask_approve_scenario, nothing)),
        ("top-admin", call(approve_scenario, nothing)),
        ("top-admin", call(approval_page, nothing)),
    )
    before = await contents(staff)
    for person, action in missing:
        assert is_gone(await staff.taps(person, action)), (person, action)
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

    await staff.desk.parts.router.file(staff.visitor("sara"), fetch)  # type: ignore[arg-type]


async def test_a_trainer_may_send_a_case_at_any_time_and_other_files_are_unasked(
    staff: Staff,
) -> None:
    await staff.says("trainer", "/today")
    told = await hands(staff, "trainer", b"%PDF", "roster.pdf")
    assert told.screen == (await staff.says("sara", "hello")).screen
    kept = await hands(staff, "trainer", case_zip())
    assert "edition 1" in text(kept.screen)


async def test_rejected_file_keeps_the_question_open(staff: Staff) -> None:
    await staff.taps("trainer", call(ask_edition, ID))
    wrong = await hands(staff, "trainer", BASE.replace("text:", "texte:"), "scenario.yaml")
    assert "Not yet playable" in text(wrong.screen)
    kept = await hands(staff, "trainer", ARABIC, "ar.yaml")
    assert "edition 1" in text(kept.screen), "the translation of that very case"

    another = "some-question:cohort-00001"
    await staff.write(lambda conn: people.change(conn, "trainer", awaits=another))
    await hands(staff, "trainer", b"%PDF", "roster.pdf")
    await hands(staff, "trainer", BASE.replace("text:", "texte:"), "scenario.yaml")
    assert (await staff.read(lambda conn: people.get(conn, "trainer"))).awaits == another


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_example_can_be_sent_back_as_it_is(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        shown = (await staff.says("trainer", "/scenarios")).screen
        reply = await staff.taps("trainer", button(shown, send_example))
        assert "docs/writing-a-scenario.md" in text(reply.screen)
        assert reply.then is not None
        (file,) = await reply.then()
        assert isinstance(file, OutgoingFile)
        kept = await hands(staff, "trainer", file.content, file.name)
        assert has(kept.screen, play_edition)

        reply = await staff.taps("colleague", call(send_example))
        assert reply.then is not None
        (other,) = await reply.then()
        kept = await hands(staff, "colleague", other.content, other.name)
        assert has(kept.screen, play_edition), "it has an id of its own, which is nobody else's"
