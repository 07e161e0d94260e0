"""Tests before and after a course on the console: their days, numbers and result."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import Response

from bot.app.assessments import assessment_plan
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.before_after_plan import before_after_plan, start_before_after
from bot.web.trainer.cohorts import cohort_page
from bot.web.trainer.measuring import (
    before_after_list,
    before_after_page,
    close_test_part,
    nudge_test_takers,
    open_second_part,
    postpone_before_after,
    stop_before_after,
)
from storage.assessments import assessments
from tests.chats.test_measuring_gains import ten
from tests.helpers.assigning_world import notices
from tests.helpers.console import TOKEN, URL, signed_in, text
from tests.helpers.measuring import COHORT, cohort_of, started, the_test
from tests.helpers.staff import ZONE, Staff


@pytest_asyncio.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(sqlite_url, 12) as found:
        await started(found)
        yield found


async def opens(staff: Staff, page: Any, *values: Any) -> Response:
    web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    return await (await signed_in(staff, web, "trainer")).opens(page, *values)


async def test_a_cohort_leads_to_its_tests(staff: Staff) -> None:
    assert f"/cohorts/{COHORT}/tests" in (await opens(staff, cohort_page, COHORT)).text
    listed = await opens(staff, before_after_list, COHORT)
    assert f"/tests/{(await the_test(staff)).id}" in listed.text


async def test_nothing_is_compared_before_the_second_part_has_closed(staff: Staff) -> None:
    shown = await opens(staff, before_after_page, (await the_test(staff)).id)
    assert "Done: 0 of 12" in text(shown)
    assert "Results are compared once the second part has closed." in text(shown)
    assert 'class="timeline' in shown.text


async def test_the_result_is_that_of_the_chat_with_its_intervals(staff: Staff) -> None:
    await ten(staff)
    shown = text(await opens(staff, before_after_page, (await the_test(staff)).id))
    assert "Both taken in time: 10 of 12" in shown
    assert "16 points more (95% interval: +7 to +25)" in shown


async def test_fewer_than_ten_have_no_result(staff: Staff) -> None:
    await ten(staff, 9)
    shown = text(await opens(staff, before_after_page, (await the_test(staff)).id))
    assert "Too few people: 10 are needed, there are 9." in shown
    assert "95% interval" not in shown


async def sends(staff: Staff, act: Any, *values: Any, **form: str) -> Response:
    web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    return await (await signed_in(staff, web, "trainer")).sends(act, *values, form=form)


@pytest_asyncio.fixture
async def unplanned(sqlite_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(sqlite_url, 12) as found:
        yield found


PLAN = {"track": "airports", "before": "2026-12-02", "after": "2026-12-17", "delayed": "180"}


async def test_preview_of_a_start_starts_nothing(unplanned: Staff) -> None:
    assert "/tests/new" in (await opens(unplanned, before_after_list, COHORT)).text
    web = asgi_app(unplanned.desk.parts.app, ConsoleOptions(URL, TOKEN))
    tab = await signed_in(unplanned, web, "trainer")
    shown = text(await tab.opens(before_after_plan, COHORT, **PLAN))
    assert "After the course: Thursday 17 December to Wednesday 30 December" in shown
    assert "12 people take part." in shown
    assert "Nothing has been sent yet." in shown
    assert not await unplanned.read(lambda conn: assessments.of_cohort(conn, COHORT))


async def test_a_test_is_started_once_with_the_days_that_were_chosen(unplanned: Staff) -> None:
    for _ in range(2):
        await sends(unplanned, start_before_after, COHORT, **PLAN)
    (test,) = await unplanned.read(lambda conn: assessments.of_cohort(conn, COHORT))
    assert assessment_plan.final_day(test, ZONE).isoformat() == "2027-06-28"
    assert "12" in text(await opens(unplanned, before_after_page, test.id))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("before", "2026-11-24"),
        ("before", "9999-12-31"),
        ("before", "tomorrow"),
        ("after", "2026-12-02"),
        ("after", "9999-12-31"),
        ("track", "shipyards"),
        ("delayed", "5"),
    ],
)
async def test_days_that_cannot_be_are_refused_beside_their_field(
    unplanned: Staff, field: str, typed: str
) -> None:
    refused = await sends(unplanned, start_before_after, COHORT, **{**PLAN, field: typed})
    assert refused.status_code == 422
    assert f'id="error-{field}"' in refused.text
    assert not await unplanned.read(lambda conn: assessments.of_cohort(conn, COHORT))


async def test_days_are_moved_once_though_two_trainers_saw_the_same(staff: Staff) -> None:
    test = await the_test(staff)
    ends = assessment_plan.final_day(test, ZONE)
    first = await sends(staff, postpone_before_after, test.id, ends=ends.isoformat())
    second = await sends(staff, postpone_before_after, test.id, ends=ends.isoformat())
    assert (first.status_code, second.status_code) == (303, 422)
    assert "changed in the meantime" in text(second)
    moved = assessment_plan.final_day(await the_test(staff), ZONE)
    assert (moved - ends).days == 7
    assert f'value="{moved.isoformat()}"' in second.text


async def test_parts_are_closed_and_opened_before_their_days(staff: Staff) -> None:
    test = await the_test(staff)
    shown = text(await opens(staff, before_after_page, test.id))
    assert "12 people have not done it, and will not be compared." in shown
    wrong = await sends(staff, close_test_part, test.id, part="after")
    assert wrong.status_code == 422
    await sends(staff, close_test_part, test.id, part="before")
    await sends(staff, open_second_part, test.id)
    now = staff.desk.clock.now()
    moved = await the_test(staff)
    assert (moved.spans["before"].due_at, moved.spans["after"].opens_at) == (now, now)
    assert (await sends(staff, open_second_part, test.id)).status_code == 422


async def test_people_with_an_open_part_are_nudged_once(staff: Staff) -> None:
    test = await the_test(staff)
    staff.desk.clock.passes(6 * 3600)  # into their hours
    sender = notices(staff)
    await sender.send()  # that the part is open
    await sender.flush()
    shown = await opens(staff, before_after_page, test.id)
    (people,) = re.findall(r'name="people" value="(\d+)"', shown.text)
    done = await sends(staff, nudge_test_takers, test.id, people=people)
    assert done.status_code == 303
    again = await sends(staff, nudge_test_takers, test.id, people=people)
    assert again.status_code == 422


async def test_a_test_that_is_stopped_is_due_no_longer(staff: Staff) -> None:
    test = await the_test(staff)
    await sends(staff, stop_before_after, test.id)
    assert (await the_test(staff)).withdrawn_at == staff.desk.clock.now()
    shown = await opens(staff, before_after_page, test.id)
    assert "Stop the test" not in text(shown)
    assert (await sends(staff, stop_before_after, test.id)).status_code == 422
