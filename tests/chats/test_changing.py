"""Changing what is assigned: what it means is said first; those are told for whom it matters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.app.notices import DAY
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.trainer.assignments.change_page import (
    change_assignment,
    change_last_day,
    change_options,
    change_pass_mark,
    change_tries,
)
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.assignments.withdrawal_page import withdraw_assignment
from bot.locale import words
from storage.assignments.assignments import Assignment
from storage.people import people
from tests.helpers.assigning_world import (
    COHORT,
    LAST,
    LEARNERS,
    a_class,
    assigned,
    bare,
    ended,
    open_work,
    told,
)
from tests.helpers.staff import Staff, button, buttons, has, leads, text

GONE = common_screens.gone_screen(words("en"))
LATER = date(2026, 12, 16)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


async def trainer(staff: Staff, action: Any) -> Reply:
    return await staff.taps("trainer", action)


async def changed(staff: Staff, action: Call) -> str:
    """Ask for a change, and make it; gives what was said before."""
    asked = await trainer(staff, action)
    before = await open_work(staff)
    assert "Nothing has been changed yet." in text(asked.screen)
    sure = Call(action.name, (*action.values[:-1], True))
    assert sure in [each.action for each in buttons(asked.screen)]
    done = await trainer(staff, sure)
    assert "Changed." in text(done.screen)
    assert await open_work(staff) != before
    return bare(text(asked.screen))


async def the_one(staff: Staff) -> Assignment:
    (found,) = await open_work(staff)
    return found


async def next_day(staff: Staff) -> dict[str, str]:
    staff.desk.clock.passes(DAY.total_seconds())
    return await told(staff)


async def test_a_few_taps_lead_to_another_day(staff: Staff) -> None:
    """From the page of the assignment; who has not done it is told, and nobody else."""
    assignment = await assigned(staff)
    await told(staff)
    await ended(staff, "sara", assignment.id, passed=False)
    shown = await trainer(staff, call(assignment_results, assignment.id, 0))
    shown = await trainer(staff, button(shown.screen, change_assignment))
    said = bare(text(shown.screen))
    assert "Last day: Wednesday 9 December\nPassed from: 70%\nTries: As many as they like" in said
    shown = await trainer(staff, button(shown.screen, change_options))
    said = await changed(staff, button(shown.screen, change_last_day))
    assert "Last day: Wednesday 2 December" in said
    assert "2 people are notified, each in their own hours." in said
    assert (await the_one(staff)).due_at == datetime(2026, 12, 2, 21, tzinfo=UTC)
    news = await next_day(staff)
    assert set(news) == {"yusuf", "lina"}
    assert "has another last day: due by Wednesday 2 December." in news["lina"]
    assert has((await staff.says("lina", "/today")).screen, assignment_card)


async def test_a_day_may_be_typed_and_ends_in_the_cohorts_zone(database_url: str) -> None:
    async with a_class(database_url, zone="Pacific/Auckland") as staff:
        assignment = await assigned(staff)
        await trainer(staff, call(change_options, assignment.id, "day"))
        wrong = await staff.says("trainer", "soon")
        assert has(wrong.screen, change_last_day)
        assert "This could not be read as a day" in text(wrong.screen)
        asked = await staff.says("trainer", "16/12/2026")
        await trainer(staff, button(asked.screen, change_last_day))
        assert (await the_one(staff)).due_at == datetime(2026, 12, 16, 11, tzinfo=UTC)


async def test_unnotified_member_hears_once_of_the_new_day(staff: Staff) -> None:
    assignment = await assigned(staff)
    await changed(staff, call(change_last_day, assignment.id, LATER, sure=False))
    news = await told(staff)
    assert set(news) == set(LEARNERS)
    assert all("due by Wednesday 16 December" in new for new in news.values())
    assert not any("another last day" in new for new in news.values())
    assert await next_day(staff) == {}


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2028, 1, 1)])
async def test_past_or_distant_day_is_asked_again(staff: Staff, day: date) -> None:
    assignment = await assigned(staff)
    for sure in (False, True):
        shown = await trainer(staff, call(change_last_day, assignment.id, day, sure=sure))
        assert "This cannot be the last day" in text(shown.screen)
    assert await the_one(staff) == assignment


async def test_a_second_tap_changes_and_tells_nothing_more(staff: Staff) -> None:
    assignment = await assigned(staff)
    await told(staff)
    tap = call(change_last_day, assignment.id, LATER, sure=True)
    await asyncio.gather(*(trainer(staff, tap) for _ in range(3)))
    assert set(await next_day(staff)) == set(LEARNERS)
    await trainer(staff, tap)
    assert await next_day(staff) == {}


async def test_changed_pass_mark_rejudges_and_notifies(staff: Staff) -> None:
    """Higher, one fails who had passed; lower, one passes who had not; the others hear nothing."""
    assignment = await assigned(staff)
    await told(staff)
    await ended(staff, "sara", assignment.id, score=75, passed=True)
    await ended(staff, "yusuf", assignment.id, score=95, passed=True)
    await ended(staff, "lina", assignment.id, score=55, passed=False)
    said = await changed(staff, call(change_pass_mark, assignment.id, 80, sure=False))
    assert "Passed from: 80%" in said
    assert "1 person who had passed no longer passes." in said
    assert "1 person is told" in said
    news = await next_day(staff)
    assert set(news) == {"sara"}
    assert "now passes from 80%, and what you did is not passed." in news["sara"]
    assert "Done: 3 of 3 · passed: 1" in bare(
        text((await trainer(staff, call(assignment_results, assignment.id, 0))).screen)
    )
    said = await changed(staff, call(change_pass_mark, assignment.id, 50, sure=False))
    assert "2 more people pass as a result." in said
    staff.desk.clock.passes(2 * DAY.total_seconds())  # over the days of rest
    news = await next_day(staff)
    assert set(news) == {"sara", "lina"}
    assert "and what you did is passed." in news["lina"]


async def test_dangerous_error_passes_with_no_mark(staff: Staff) -> None:
    assignment = await assigned(staff)
    detail = {
        "bands": {},
        "missed": 0,
        "over_called": 0,
        "unsafe": 1,
        "critical": [{"scene": "steps", "act": "sign"}],
    }
    await ended(staff, "sara", assignment.id, score=65, passed=False, result=detail)
    said = await changed(staff, call(change_pass_mark, assignment.id, 50, sure=False))
    assert "No result changes.\nNobody needs to be notified." in said


async def test_more_tries_are_announced_to_those_without_any(staff: Staff) -> None:
    """An assessment that failed may be tried again; who has passed or not begun hears nothing."""
    assignment = await assigned(staff, "assessment")
    await told(staff)
    await ended(staff, "sara", assignment.id, score=40, passed=False)
    await ended(staff, "yusuf", assignment.id)
    only = await plays(staff, assignment.id)  # there is no other: where that one stands
    assert await plays(staff, assignment.id) == only
    said = await changed(staff, call(change_tries, assignment.id, 2, sure=False))
    assert "Tries: 2 tries\n1 person is told" in said
    after = await the_one(staff)
    assert (after.attempts, after.counts) == (2, "best")
    news = await next_day(staff)
    assert set(news) == {"sara"}
    assert "may be tried again." in news["sara"]
    assert await plays(staff, assignment.id) != only


async def plays(staff: Staff, given: str) -> str:
    """Sara would begin; gives the attempt that she sees."""
    shown = await staff.taps("sara", call(begin_assignment, given))
    assert shown.screen is not None
    assert shown.screen.shows is not None
    return shown.screen.shows.attempt


async def test_fewer_tries_are_nobodys_to_choose(staff: Staff) -> None:
    """What was promised to learners stays."""
    assignment = await assigned(staff, "assessment")
    await changed(staff, call(change_tries, assignment.id, 3, sure=False))
    shown = await trainer(staff, call(change_options, assignment.id, "tries"))
    offered = [button.action for button in buttons(shown.screen)]
    assert [request for request in offered if leads(request, change_tries)] == [
        call(change_tries, assignment.id, 0, sure=False)
    ]
    for tries in (1, 2, 99):
        assert (
            await trainer(staff, call(change_tries, assignment.id, tries, sure=True))
        ).screen == GONE
    assert (await the_one(staff)).attempts == 3


async def test_withdrawn_assignment_is_not_changed(staff: Staff) -> None:
    assignment = await assigned(staff)
    await trainer(staff, call(withdraw_assignment, assignment.id))
    for action in (
        call(change_assignment, assignment.id),
        call(change_options, assignment.id, "day"),
        call(change_last_day, assignment.id, LATER, sure=True),
        call(change_pass_mark, assignment.id, 80, sure=True),
    ):
        assert (await trainer(staff, action)).screen == GONE, action
    assert await told(staff) == {}


async def test_in_arabic(sqlite_url: str) -> None:
    async with a_class(sqlite_url) as staff:
        for name in ("trainer", *LEARNERS):
            await staff.write(
                lambda conn, name=name: people.set_language(conn, name, "ar")  # type: ignore[misc]
            )
        await trainer(staff, call(assign_case, COHORT, "kinds", "practice", LAST))
        given = await the_one(staff)
        await told(staff)
        asked = await trainer(staff, call(change_last_day, given.id, LATER, sure=False))
        assert "يصل الخبر إلى 3 أشخاص، كلٌّ في الوقت الذي اختاره." in bare(text(asked.screen))
        assert "لم يتغيّر شيء بعد." in text(asked.screen)
        await trainer(staff, button(asked.screen, change_last_day))
        news = await next_day(staff)
        assert all("تغيّر اليوم الأخير لمهمة" in new for new in news.values())
        assert set(news) == set(LEARNERS)
