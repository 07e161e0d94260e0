"""Changing for whom something is assigned: who is added is told, who is taken out is spared it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.app.access.rights import TRAINER
from bot.app.notices import DAY
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.playing.closed_attempt_screens import taken_back_screen
from bot.chat.playing.play import resume_attempt
from bot.chat.trainer.assignments.audience_page import (
    apply_audience,
    change_audience,
    plan_audience,
    preview_audience,
    tick_candidate,
    tick_everybody,
    tick_listed,
)
from bot.chat.trainer.assignments.change_page import change_assignment
from bot.chat.trainer.assignments.plan_page import (
    plan_options,
    plan_page,
    plan_programme,
    set_plan_mode,
)
from bot.chat.trainer.assignments.preview_page import assign_plan, preview_plan
from bot.chat.trainer.assignments.results_page import assignment_results, programme_results
from bot.chat.trainer.assignments.withdrawal_page import withdraw_assignment
from bot.chat.trainer.invitations.personal_codes import renew_code
from bot.locale import words
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import roster
from storage.db import tables as t
from storage.playing import attempts
from tests.helpers.assigning_world import COHORT, a_class, assigned, bare, ended, open_work, told
from tests.helpers.paper_answers import places
from tests.helpers.running import library
from tests.helpers.staff import AIRPORT, Staff, button, has, text
from tests.helpers.training import opens, token

GONE = common_screens.gone_screen(words("en"))
TAKEN_BACK = taken_back_screen(words("en"))


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


async def trainer(staff: Staff, action: Any) -> Reply:
    return await staff.taps("trainer", action)


async def choosing(staff: Staff, assignment: Assignment) -> str:
    """Go to the choice of people from the page of an assignment; gives the choice's id."""
    shown = await trainer(staff, call(assignment_results, assignment.id, 0))
    for kind in (change_assignment, change_audience):
        shown = await trainer(staff, button(shown.screen, kind))
    return str(button(shown.screen, preview_audience).arguments["plan_id"])


async def ticked(staff: Staff, plan: str, **whom: bool) -> None:
    for person, on in whom.items():
        await trainer(staff, call(tick_candidate, plan, person, on=on, page=0))


async def changed(staff: Staff, plan: str) -> str:
    """Ask what a choice means, and make it; gives what was said before."""
    before = await staff.read(lambda conn: conn.execute(t.assignees.select()).all())
    asked = await trainer(staff, call(preview_audience, plan))
    assert "Nothing has been changed yet." in text(asked.screen)
    assert await staff.read(lambda conn: conn.execute(t.assignees.select()).all()) == before
    done = await trainer(staff, button(asked.screen, apply_audience))
    assert "Changed." in text(done.screen)
    return bare(text(asked.screen))


async def to_do(staff: Staff, person: str) -> list[str]:
    now = staff.desk.clock.now()
    found = await staff.read(lambda conn: assignments.open_for(conn, person, now))
    return [entry.assignment.id for entry in found]


async def only(staff: Staff, *whom: str) -> Assignment:
    """An assignment for some of the cohort."""
    assignment = await assigned(staff)
    plan = await choosing(staff, assignment)
    await trainer(staff, call(tick_everybody, plan, on=False))
    await ticked(staff, plan, **dict.fromkeys(whom, True))
    await changed(staff, plan)
    return assignment


async def test_only_added_members_are_notified(staff: Staff) -> None:
    assignment = await only(staff, "sara")
    assert set(await told(staff)) == {"sara"}
    plan = await choosing(staff, assignment)
    await ticked(staff, plan, lina=True)
    said = await changed(staff, plan)
    assert "For whom: Everyone on the list now, but for: Yusuf Ahmed" in said
    assert "1 person will be notified, in their own hours.\nLina Ahmed" in said
    assert "Removed" not in said
    news = await told(staff)
    assert set(news) == {"lina"}
    assert "due by Wednesday 9 December" in news["lina"]
    assert await to_do(staff, "lina") == [assignment.id]
    assert await to_do(staff, "yusuf") == []


async def test_change_page_names_its_audience(staff: Staff) -> None:
    assignment = await assigned(staff)
    shown = await trainer(staff, call(change_assignment, assignment.id))
    assert (
        "For whom: Everyone in the cohort, including people who join before the last day\nLast day"
        in bare(text(shown.screen))
    )
    plan = await choosing(staff, assignment)
    every = await trainer(staff, call(tick_listed, plan))
    assert button(every.screen, change_assignment) == call(change_assignment, assignment.id)
    await ticked(staff, plan, yusuf=False)
    await changed(staff, plan)
    shown = await trainer(staff, call(change_assignment, assignment.id))
    assert "For whom: Everyone on the list now, but for: Yusuf Ahmed" in bare(text(shown.screen))


async def test_member_removed_before_starting_gets_no_notice_and_no_work(
    staff: Staff,
) -> None:
    assignment = await assigned(staff)
    plan = await choosing(staff, assignment)
    await trainer(staff, call(tick_listed, plan))
    await ticked(staff, plan, lina=False)
    said = await changed(staff, plan)
    assert "Taken out: Lina Ahmed\n" in said
    assert "None of them has started it." in said
    assert "They get no message." in said
    assert "Nobody needs to be notified." in said
    assert set(await told(staff)) == {"sara", "yusuf"}
    assert await to_do(staff, "lina") == []
    for tap in (
        call(assignment_card, assignment.id),
        call(begin_assignment, assignment.id),
    ):  # buttons of before
        assert (await staff.taps("lina", tap)).screen == TAKEN_BACK


async def test_open_work_is_withdrawn_and_finished_work_stays(staff: Staff) -> None:
    assignment = await assigned(staff)
    await told(staff)
    await ended(staff, "sara", assignment.id, passed=True)
    await staff.taps("yusuf", call(begin_assignment, assignment.id))
    (running,) = await staff.read(lambda conn: attempts.running(conn, "yusuf"))
    plan = await choosing(staff, assignment)
    await trainer(staff, call(tick_everybody, plan, on=False))
    await ticked(staff, plan, lina=True)
    said = await changed(staff, plan)
    assert "Taken out: Sara Ahmed, Yusuf Ahmed" in said
    assert "1 person has done it; the result stays." in said
    assert "1 person is in the middle of it: it stops at once" in said
    assert await staff.read(lambda conn: attempts.running(conn, "yusuf")) == []
    assert (await staff.taps("yusuf", call(resume_attempt, running.id))).screen == TAKEN_BACK
    shown = bare(text((await trainer(staff, call(assignment_results, assignment.id, 0))).screen))
    assert "Sara Ahmed (removed from this work): done and passed" in shown
    assert "Yusuf Ahmed" not in shown


async def test_member_added_again_is_notified_again(staff: Staff) -> None:
    assignment = await assigned(staff)
    await told(staff)
    plan = await choosing(staff, assignment)
    await trainer(staff, call(tick_listed, plan))
    await ticked(staff, plan, lina=False)
    await changed(staff, plan)
    again = await choosing(staff, assignment)
    await trainer(staff, call(tick_everybody, again, on=True))
    said = await changed(staff, again)
    assert "For whom: Everyone in the cohort, including people who join before the last day" in said
    assert "1 person will be told" in said
    staff.desk.clock.passes(DAY.total_seconds())
    assert set(await told(staff)) == {"lina"}


async def test_expected_member_can_be_added_and_removed(staff: Staff) -> None:
    await staff.hands_list(COHORT, "Name\nMaryam Hasan\nOmar Ali\n")
    maryam, omar = await places(staff, COHORT)
    assignment = await only(staff, "sara")
    plan = await choosing(staff, assignment)
    await ticked(staff, plan, **{maryam.id: True})
    said = await changed(staff, plan)
    assert "1 has not joined yet and gets it on joining." in said
    await staff.person("newcomer")
    await opens(staff, "newcomer", token(await trainer(staff, call(renew_code, maryam.id))))
    assert await to_do(staff, "newcomer") == [assignment.id]
    await staff.person("other")
    await opens(staff, "other", token(await trainer(staff, call(renew_code, omar.id))))
    assert await to_do(staff, "other") == []


async def test_expected_member_is_removed_from_work_for_everybody(staff: Staff) -> None:
    await staff.hands_list(COHORT, "Name\nMaryam Hasan\nOmar Ali\n")
    maryam, omar = await places(staff, COHORT)
    assignment = await assigned(staff)
    plan = await choosing(staff, assignment)
    await trainer(staff, call(tick_listed, plan))
    await ticked(staff, plan, **{omar.id: False})
    said = await changed(staff, plan)
    assert "Taken out: Omar Ali\n" in said
    assert "Nobody needs to be notified." in said
    for person, place in (("newcomer", maryam), ("other", omar)):
        await staff.person(person)
        await opens(staff, person, token(await trainer(staff, call(renew_code, place.id))))
    assert await to_do(staff, "newcomer") == [assignment.id]
    assert await to_do(staff, "other") == []


async def test_ambiguous_change_is_confirmed_again(staff: Staff) -> None:
    assignment = await assigned(staff)
    plan = await choosing(staff, assignment)
    await trainer(staff, call(tick_listed, plan))
    await ticked(staff, plan, lina=False)
    asked = await trainer(staff, call(preview_audience, plan))
    await staff.taps("lina", call(begin_assignment, assignment.id))
    again = await trainer(staff, button(asked.screen, apply_audience))
    assert "1 person is in the middle of it" in text(again.screen)
    assert len(await staff.read(lambda conn: attempts.running(conn, "lina"))) == 1
    assert "Changed." in text((await trainer(staff, button(again.screen, apply_audience))).screen)
    assert await staff.read(lambda conn: attempts.running(conn, "lina")) == []


async def test_places_removed_just_now_leave_it_as_it_is(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An assignment that names nobody is one for everybody."""
    await staff.hands_list(COHORT, "Name\nMaryam Hasan\n")
    (maryam,) = await places(staff, COHORT)
    assignment = await only(staff, "sara")
    plan = await choosing(staff, assignment)
    await ticked(staff, plan, **{maryam.id: True, "sara": False})
    asked = await trainer(staff, call(preview_audience, plan))
    monkeypatch.setattr(roster, "get_for_update", lambda *_: None)
    again = await trainer(staff, button(asked.screen, apply_audience))
    assert "Nothing has been changed yet." in text(again.screen)
    named = await staff.read(lambda conn: assignments.named_assignees(conn, [assignment.id]))
    assert named == {assignment.id: frozenset({"sara"})}


async def test_one_of_simultaneous_taps_changes_and_notifies(staff: Staff) -> None:
    assignment = await only(staff, "sara")
    plan = await choosing(staff, assignment)
    await ticked(staff, plan, lina=True)
    tap = button((await trainer(staff, call(preview_audience, plan))).screen, apply_audience)
    replies = await asyncio.gather(*(trainer(staff, tap) for _ in range(3)))
    assert all("Changed." in text(reply.screen) for reply in replies)
    assert set(await told(staff)) == {"sara", "lina"}
    staff.desk.clock.passes(DAY.total_seconds())
    assert await told(staff) == {}


async def test_a_programme_changes_hands_with_all_its_steps(database_url: str) -> None:
    async with a_class(database_url, shelf=library()) as staff:
        shown = await trainer(staff, call(plan_programme, COHORT, "airports"))
        await trainer(
            staff, call(assign_plan, button(shown.screen, preview_plan).arguments["plan_id"])
        )
        steps = await open_work(staff)
        shown = await trainer(staff, call(programme_results, steps[0].series or "", 0))
        shown = await trainer(staff, button(shown.screen, change_assignment))
        shown = await trainer(staff, button(shown.screen, change_audience))
        plan = str(button(shown.screen, preview_audience).arguments["plan_id"])
        await trainer(staff, call(tick_listed, plan))
        await ticked(staff, plan, lina=False)
        await changed(staff, plan)
        named = await staff.read(
            lambda conn: assignments.named_assignees(conn, [step.id for step in steps])
        )
        assert named == {step.id: frozenset({"sara", "yusuf"}) for step in steps}
        assert set(await told(staff)) == {"sara", "yusuf"}


async def test_impossible_change_is_refused_with_a_reason(staff: Staff) -> None:
    """Nobody; what is so already; somebody more once the last day is over."""
    assignment = await only(staff, "sara")
    plan = await choosing(staff, assignment)

    async def refused(why: str) -> None:
        for tap in (call(preview_audience, plan), call(apply_audience, plan, "a" * 12)):
            asked = await trainer(staff, tap)
            assert why in text(asked.screen)
            assert not has(asked.screen, apply_audience)
            assert has(asked.screen, plan_audience)

    asked = await trainer(staff, call(preview_audience, plan))
    assert "This is the current setting; nothing was changed." in text(asked.screen)
    await ticked(staff, plan, sara=False)
    await refused("Nobody is ticked. To remove it for everybody, withdraw it.")
    await ticked(staff, plan, sara=True, lina=True)
    staff.desk.clock.passes(timedelta(days=20).total_seconds())
    await refused("Its last day has passed. Set a new last day, then add people.")
    assert await to_do(staff, "lina") == []


async def test_a_choice_for_an_assignment_assigns_nothing_new(staff: Staff) -> None:
    """Nor does anything but the people change; and a plan of a new one changes none."""
    assignment = await assigned(staff)
    plan = await choosing(staff, assignment)
    for tap in (
        call(plan_page, plan),
        call(plan_options, plan, "day"),
        call(set_plan_mode, plan, "assessment"),
        call(preview_plan, plan),
        call(assign_plan, plan),
    ):
        assert (await trainer(staff, tap)).screen == GONE
    assert await staff.read(lambda conn: assignments.of_cohort(conn, COHORT)) == [assignment]


async def test_only_authorised_trainers_change_open_assignments(staff: Staff) -> None:
    assignment = await assigned(staff)
    plan = await choosing(staff, assignment)
    await ticked(staff, plan, sara=True)
    tap = button((await trainer(staff, call(preview_audience, plan))).screen, apply_audience)
    await staff.person("stranger", (TRAINER, AIRPORT))
    for who in ("stranger", "sara"):
        for forged in (
            call(change_audience, assignment.id),
            call(plan_audience, plan, 0),
            call(preview_audience, plan),
            tap,
        ):
            assert (await staff.taps(who, forged)).screen == GONE
    await trainer(staff, call(withdraw_assignment, assignment.id))
    for late in (call(change_audience, assignment.id), call(preview_audience, plan), tap):
        assert (await trainer(staff, late)).screen == GONE
    named = await staff.read(lambda conn: assignments.named_assignees(conn, [assignment.id]))
    assert named == {}
