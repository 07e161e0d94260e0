"""Answers from paper: entered for those without an account, by who may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.app.access.rights import TRAINER
from bot.app.playing.replay_check import ReplayCheck
from bot.chat.kit.routes import call
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from bot.chat.trainer.cohorts.member_moves import choose_move, move_member
from bot.chat.trainer.cohorts.member_pages import (
    ask_remove_member,
    member_list,
    member_page,
    remove_member,
)
from bot.chat.trainer.invitations.paper_entry import (
    begin_paper,
    discard_paper,
    finish_paper_answer,
    mark_paper_option,
    paper_work_list,
    submit_paper,
    take_paper_answer,
    undo_paper_answer,
)
from bot.chat.trainer.invitations.personal_codes import renew_all_codes, renew_code
from bot.chat.trainer.invitations.roster_places import ask_remove_place, place_page, remove_place
from bot.chat.trainer.progress.cohort_progress import cohort_progress
from bot.chat.trainer.progress.member_progress import member_progress
from bot.chat.trainer.progress.nudges import preview_nudge
from bot.outbox.undelivered import undelivered_screens
from scenarios.case_library import CaseLibrary
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import roster
from storage.db import tables
from storage.outbox.undelivered import UndeliveredQuery
from storage.people import people
from storage.playing import attempts
from tests.helpers.assigning_world import notices
from tests.helpers.database_contents import contents, holding
from tests.helpers.kinds_case import kinds_case
from tests.helpers.live_session import actions
from tests.helpers.paper_answers import GIVEN, answers, of_person, places, prepared
from tests.helpers.recall_case import recall_case
from tests.helpers.staff import AIRPORT, Staff, button, has, labels, text
from tests.helpers.training import a_cohort, airport, codes, members, opens, token


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A cohort with two on its list, and an assessment and a practice that are assigned."""
    shelf = CaseLibrary({"kinds": kinds_case(), "recalls": recall_case()})
    async with airport(database_url, shelf) as found:
        yield found


@pytest.mark.parametrize("mode", ["practice", "assessment"])
async def test_paper_entry_creates_an_attempt_of_the_placeholder(staff: Staff, mode: str) -> None:
    """In the mode of the assignment, with a result, by whom and when; nothing before that."""
    cohort, place = await prepared(staff, mode)
    chosen = await staff.taps("trainer", call(paper_work_list, place))
    assert button(chosen.screen, begin_paper) == call(begin_paper, place, GIVEN)
    last = await answers(staff, place)
    assert "1 · A · Ask about it" in text(last.screen)
    assert await staff.read(attempts.count) == 0
    entered = await staff.taps("trainer", button(last.screen, submit_paper))
    assert "passed" in text(entered.screen)

    (found, _) = await places(staff, cohort)
    assert found.person is not None
    assert found.paper is None
    (entry,) = await of_person(staff, found.person)
    assert (entry["state"], entry["mode"], entry["assignment"]) == ("ended", mode, GIVEN)
    assert (entry["entered_by"], entry["entered_at"]) == ("trainer", staff.desk.clock.now())
    assert entry["shown_turn"] == entry["turn"]
    assert entry["result"]["bands"]
    results = await staff.read(lambda conn: assignments.results(conn, [GIVEN]))
    assert list(results[GIVEN]) == [found.person]
    later = staff.desk.clock.now() + timedelta(1)
    assert (
        await undelivered_screens(
            staff.desk.parts.app, lambda _: UndeliveredQuery(1, later, (), later, 9)
        )
        == []
    )

    listed = await staff.taps("trainer", call(member_list, cohort, 0))
    assert "Maryam Hasan · 25 Nov · on paper" in labels(listed.screen)
    assert "Omar Ali · not here yet" in labels(listed.screen)


async def test_the_same_answers_are_worth_the_same_on_paper_and_on_the_phone(staff: Staff) -> None:
    """What the checker plays again comes to the same."""
    _, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    check = ReplayCheck(staff.desk.parts.database, staff.desk.parts.library)
    found = [attempt async for attempt in check.attempts()]
    assert [result.wrong for result in found] == [None]


async def test_an_answer_can_be_taken_back_and_old_buttons_change_nothing(staff: Staff) -> None:
    _, place = await prepared(staff)
    first = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    tap = button(first.screen, take_paper_answer)
    second = await staff.taps("trainer", tap)
    again = await staff.taps("trainer", tap)
    assert again.screen == second.screen
    back = await staff.taps("trainer", button(second.screen, undo_paper_answer))
    assert back.screen == first.screen
    await asyncio.gather(*(staff.taps("trainer", tap) for _ in range(3)))
    resumed = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    assert resumed.screen == second.screen
    left = await staff.taps("trainer", button(resumed.screen, discard_paper))
    assert has(left.screen, begin_paper)
    assert (await staff.taps("trainer", call(begin_paper, place, GIVEN))).screen == first.screen


async def test_a_sheet_is_typed_in_a_line(staff: Staff) -> None:
    """As far as it fits; the rest is told, and counts for nothing."""
    _, place = await prepared(staff)
    begun = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    assert "such as B AC A - 4" in text(begun.screen)
    part = await staff.says("trainer", "A BD CAB X 4")
    assert "“x” is no answer to question 4" in text(part.screen)
    assert "a space" not in text(part.screen)
    together = await staff.says("trainer", "BB-4")
    assert "“bb-4” is no answer to question 4" in text(together.screen)
    assert "Between two answers there is a space" in text(together.screen)
    assert has(part.screen, undo_paper_answer)
    last = await staff.says("trainer", "B - 4 4")
    assert "“4” and what follows it is too much" in text(last.screen)
    assert "2 · B D\n3 · C A B\n4 · B · " in text(last.screen)
    await staff.taps("trainer", button(last.screen, submit_paper))
    assert await staff.read(attempts.count) == 1
    before = await staff.read(contents)
    await staff.says("trainer", "A BD CAB B - 4")  # which nobody awaits any more
    assert await staff.read(contents) == before


async def test_typed_answers_count_only_while_they_may(staff: Staff) -> None:
    _, place = await prepared(staff)
    begun = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    await staff.write(lambda conn: people.change(conn, "sara", awaits=f"paper:{place}"))
    await staff.says("sara", "A BD CAB B - 4")
    assert (await staff.taps("trainer", call(begin_paper, place, GIVEN))).screen == begun.screen


async def test_two_taps_on_entering_enter_once(staff: Staff) -> None:
    """And of an assessment there is one; for practice another may be entered."""
    _, place = await prepared(staff, "assessment")
    last = await answers(staff, place)
    enter = button(last.screen, submit_paper)
    await asyncio.gather(*(staff.taps("trainer", enter) for _ in range(3)))
    assert await staff.read(attempts.count) == 1
    chosen = await staff.taps("trainer", call(paper_work_list, place))
    assert not has(chosen.screen, begin_paper)
    assert "Nothing is assigned" in text(chosen.screen)


async def test_only_offered_answers_can_be_entered(staff: Staff) -> None:
    _, place = await prepared(staff)
    begun = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    before = (await staff.read(lambda conn: roster.get(conn, place))).paper
    for forged in (
        call(take_paper_answer, place, 0, 99),
        call(mark_paper_option, place, 0, 0, on=True),
        call(finish_paper_answer, place, 0),
        call(submit_paper, place, 0),
        call(submit_paper, place, 5),
        call(take_paper_answer, "nothing-0000", 0, 0),
        call(begin_paper, place, "nothing-0000"),
    ):
        await staff.taps("trainer", forged)
        assert (await staff.read(lambda conn: roster.get(conn, place))).paper == before
    assert await staff.read(attempts.count) == 0
    assert has(begun.screen, take_paper_answer)


@pytest.mark.parametrize("who", ["yusuf", "other", "admin"])
async def test_nobody_else_enters_anything(staff: Staff, who: str) -> None:
    await staff.person("other", (TRAINER, AIRPORT))
    cohort, place = await prepared(staff)
    await answers(staff, place)
    before = await staff.read(contents)
    for forged in (
        call(paper_work_list, place),
        call(begin_paper, place, GIVEN),
        call(take_paper_answer, place, 0, 0),
        call(undo_paper_answer, place, 5),
        call(submit_paper, place, 5),
        call(discard_paper, place),
        call(ask_remove_place, place),
        call(remove_place, place),
    ):
        await staff.taps(who, forged)
    assert await staff.read(contents) == before
    assert await members(staff, cohort) == []


async def test_nothing_is_entered_for_people_with_an_account(staff: Staff) -> None:
    cohort, place = await prepared(staff)
    fresh = await codes(await staff.taps("trainer", call(renew_all_codes, cohort)))
    last = await answers(staff, place)
    await opens(staff, "sara", fresh["Maryam Hasan"])
    assert await members(staff, cohort) == ["sara"]
    await staff.taps("trainer", button(last.screen, submit_paper))
    await staff.taps("trainer", call(remove_place, place))
    assert await staff.read(attempts.count) == 0
    assert await members(staff, cohort) == ["sara"]
    shown = await staff.taps("trainer", call(place_page, place))
    assert not has(shown.screen, paper_work_list)
    assert not has(shown.screen, ask_remove_place)


async def test_removed_placeholder_leaves_numbers_only(staff: Staff) -> None:
    cohort, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    stand_in = (await places(staff, cohort))[0].person
    assert stand_in is not None
    shown = await staff.taps("trainer", call(member_page, cohort, stand_in))
    assert shown == await staff.taps("trainer", call(place_page, place))
    for forged in (
        call(ask_remove_member, cohort, stand_in),
        call(remove_member, cohort, stand_in, keep_place=True),
    ):
        assert has((await staff.taps("trainer", forged)).screen, remove_member) is False
    assert await members(staff, cohort) == [stand_in]
    asked = await staff.taps("trainer", call(ask_remove_place, place))
    assert "stay as numbers" in text(asked.screen)
    await staff.taps("trainer", button(asked.screen, remove_place))
    assert await members(staff, cohort) == []
    assert [spot.names["latin"] for spot in await places(staff, cohort)] == ["Omar Ali"]
    assert holding(await staff.read(contents), stand_in) == {"erasures", "audit"}
    assert await staff.read(attempts.count) == 1


async def test_paper_results_are_shown_like_any_other(staff: Staff) -> None:
    """On their page and in the table; nobody is told anything, and nobody can be nudged."""
    cohort, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    stand_in = (await places(staff, cohort))[0].person
    assert stand_in is not None
    shown = await staff.taps("trainer", call(place_page, place))
    work = await staff.taps("trainer", button(shown.screen, member_progress))
    assert "done" in text(work.screen).lower() or "passed" in text(work.screen).lower()
    back = await staff.taps("trainer", button(work.screen, member_page))
    assert back.screen == shown.screen
    table = await staff.taps("trainer", call(cohort_progress, cohort, 0))
    assert "Maryam Hasan" in labels(table.screen)

    more = Assignment(
        "given-000009", cohort, "kinds", "practice", staff.desk.clock.now() + timedelta(days=9),
        70, "trainer", staff.desk.clock.now(),
    )  # fmt: skip
    await staff.write(lambda conn: assignments.create(conn, more))
    tried = await staff.taps("trainer", call(preview_nudge, cohort, "ahead"))
    assert "1 cannot be reached now" in text(tried.screen)


async def test_placeholder_gets_notices_only_after_joining(
    staff: Staff,
) -> None:
    """No notice waits for a stand-in; with their code they are told once of what is still open."""
    cohort, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    stand_in = (await places(staff, cohort))[0].person
    last_day = date(2026, 12, 5)
    await staff.taps("trainer", call(assign_case, cohort, "recalls", "practice", last_day))
    assert await promised(staff, str(stand_in)) == []
    await staff.person("maryam", name="Maryam Hasan")
    await opens(staff, "maryam", token(await staff.taps("trainer", call(renew_code, place))))
    given = await staff.read(lambda conn: assignments.of_cohort(conn, cohort))
    (more,) = [entry for entry in given if entry.id != GIVEN]
    # The first was not passed on paper, and may be tried again.
    waits = {entry["assignment"] for entry in await promised(staff, "maryam")}
    assert waits == {GIVEN, more.id}
    staff.desk.clock.passes(5 * 3600)  # into their hours
    telling = notices(staff)
    await telling.send()
    await telling.flush()
    assert len(staff.desk.post.sent[-1].screen.buttons) == 2
    assert await promised(staff, "maryam") == []


async def promised(staff: Staff, person: str) -> list[Any]:
    """What notices wait for somebody, but for what is asked weeks later."""
    wanted = (tables.due.c.person == person, tables.due.c.kind == "notice")
    query = select(tables.due.c.payload).where(*wanted)
    found: list[Any] = await staff.read(lambda conn: conn.execute(query).scalars().all())
    return [entry for entry in found if entry["what"] != "work"]


async def test_paper_learner_is_moved_like_any_member(staff: Staff) -> None:
    """With their place; what was being entered for the first cohort's work is forgotten."""
    cohort, place = await prepared(staff)
    other = await a_cohort(staff, "Nights")
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    begun = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    await staff.taps("trainer", button(begun.screen, take_paper_answer))
    shown = await staff.taps("trainer", call(place_page, place))
    where = await staff.taps("trainer", button(shown.screen, choose_move))
    assert "Half-entered answers from paper are discarded" in text(where.screen)
    moved = await staff.taps("trainer", button(where.screen, move_member))
    assert await members(staff, cohort) == []
    (found,) = await places(staff, other)
    assert (found.id, found.paper) == (place, None)
    assert await members(staff, other) == [found.person]
    page = await staff.taps("trainer", button(moved.screen, member_page))
    assert page == await staff.taps("trainer", call(place_page, place))


async def test_paper_entry_offers_only_open_assigned_work(staff: Staff) -> None:
    """A test, what has not opened, what was due before they stood there, what others were given."""
    cohort, place = await prepared(staff)
    now = staff.desk.clock.now()
    base = Assignment("x", cohort, "kinds", "practice", now + timedelta(days=9), 70, "trainer", now)

    def save(conn: Connection) -> None:
        part = replace(base, id="test-0000001", test="t", part="before")
        assignments.create(conn, part, whom=["sara"])
        assignments.create(conn, replace(base, id="later-000001", opens_at=now + timedelta(days=1)))
        assignments.create(conn, replace(base, id="early-000001", due_at=now - timedelta(days=1)))
        assignments.create(conn, replace(base, id="named-000001"), whom=["sara"])
        for step, name in enumerate(("step-0000000", "step-0000001")):
            assignments.create(conn, replace(base, id=name, series="s", step=step))

    await staff.write(save)
    for _ in range(2):  # before there is somebody who stands in, and after
        chosen = await staff.taps("trainer", call(paper_work_list, place))
        begun = {action.arguments["work_id"] for action in actions(chosen.screen, begin_paper)}
        assert begun == {GIVEN, "step-0000000"}
        last = await answers(staff, place)
        await staff.taps("trainer", button(last.screen, submit_paper))
