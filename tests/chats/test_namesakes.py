"""People of one name in a cohort are told apart wherever they are named, in the same way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import SUPERVISOR, TRAINEE
from bot.chat.kit.routes import Call, call
from bot.chat.trainer.assignments.audience_page import plan_audience, tick_everybody
from bot.chat.trainer.assignments.earlier_buttons import (
    preview_assignment,
)
from bot.chat.trainer.assignments.plan_page import plan_page
from bot.chat.trainer.assignments.preview_page import (
    preview_plan,
)
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.cohorts.member_moves import choose_move
from bot.chat.trainer.cohorts.member_pages import ask_remove_member, member_list, member_page
from bot.chat.trainer.invitations.paper_entry import paper_work_list
from bot.chat.trainer.invitations.roster_places import place_page
from bot.chat.trainer.live_session.attendance import attendance_page
from bot.chat.trainer.progress.cohort_progress import cohort_progress
from bot.chat.trainer.progress.member_progress import member_progress
from bot.chat.trainer.progress.nudges import pending_members
from bot.chat.trainer.progress.team import team_coverage_page
from storage.cohorts import co_trainers, cohorts, roster
from storage.cohorts.roster import Place
from storage.people import names
from tests.helpers.assigning_world import COHORT, LAST, a_class, assigned, bare, ended, told
from tests.helpers.live_session import opened
from tests.helpers.staff import AIRPORT, Staff, button, text


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """Lina is Sara Ahmed as well, and another one is expected with a staff number."""
    async with a_class(database_url) as found:

        def prepare(conn: Connection) -> None:
            names.put(conn, "lina", "latin", "Sara Ahmed")
            now = found.desk.clock.now()
            expected = {"latin": "Sara Ahmed"}
            roster.add(conn, Place("place-1", COHORT, expected, None, now, number="4711"))

        await found.write(prepare)
        await found.person("supervisor", (SUPERVISOR, AIRPORT))
        yield found


async def seen(staff: Staff, action: Call, who: str = "trainer") -> str:
    """All that stands on a screen, its buttons as well."""
    screen = (await staff.taps(who, action)).screen
    assert screen is not None
    return bare("\n".join((text(screen), *(button.text for button in screen.buttons))))


async def test_namesakes_are_distinguished_wherever_named(staff: Staff) -> None:
    assignment = await assigned(staff)
    await told(staff)
    trial = call(preview_assignment, COHORT, "kinds", "assessment", LAST)
    planned = await staff.taps(
        "trainer", button((await staff.taps("trainer", trial)).screen, plan_page)
    )
    plan = button(planned.screen, preview_plan).arguments["plan_id"]
    await staff.taps("trainer", call(tick_everybody, plan, on=False))
    for action, who in (
        (trial, "trainer"),
        (call(plan_audience, plan, 0), "trainer"),
        (call(member_list, COHORT, 0), "trainer"),
        (call(assignment_results, assignment.id, 0), "trainer"),
        (call(cohort_progress, COHORT, 0), "trainer"),
        (call(pending_members, COHORT, 0, "ahead"), "trainer"),
        (call(team_coverage_page, assignment.id, 0), "supervisor"),
    ):
        said = await seen(staff, action, who)
        assert "Sara Ahmed (1)" in said, action
        assert "Sara Ahmed (2)" in said, action
        assert "Yusuf Ahmed (" not in said, action

    for request in (
        call(member_page, COHORT, "lina"),
        call(ask_remove_member, COHORT, "lina"),
        call(choose_move, COHORT, "lina", 0),
        call(member_progress, COHORT, "lina", 0),
    ):
        assert "Sara Ahmed (2)" in await seen(staff, request), request
    for place in (
        call(member_list, COHORT, 0),
        call(place_page, "place-1"),
        call(paper_work_list, "place-1"),
    ):
        assert "Sara Ahmed (no. 4711)" in await seen(staff, place)


async def test_staff_numbers_are_for_trainers(staff: Staff) -> None:
    """A supervisor, and a trainee to whom the class is lent, read which of them it is."""
    assignment = await assigned(staff)
    session = (await opened(staff)).id
    await staff.person("trainee", (TRAINEE, AIRPORT))
    now = staff.desk.clock.now()

    def save(conn: Connection) -> None:
        co_trainers.add(conn, COHORT, "trainee", now)
        roster.claim(conn, "place-1", "sara", now)

    await staff.write(save)
    there = call(attendance_page, session, 0)
    assert "Sara Ahmed (no. 4711)" in await seen(staff, there)
    for action, who in (
        (there, "trainee"),
        (call(team_coverage_page, assignment.id, 0), "supervisor"),
    ):
        said = await seen(staff, action, who)
        assert "Sara Ahmed (1)" in said
        assert "4711" not in said


async def test_namesake_numbers_stay_when_one_leaves(staff: Staff) -> None:
    assignment = await assigned(staff)
    await ended(staff, "sara", assignment.id)
    now = staff.desk.clock.now()
    await staff.write(lambda conn: cohorts.leave(conn, COHORT, "sara", now))
    said = await seen(staff, call(assignment_results, assignment.id, 0))
    assert "Sara Ahmed (1) (no longer in the cohort): done and passed" in said
    assert "Sara Ahmed (2): not done yet" in said
