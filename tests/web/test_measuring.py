"""Tests before and after a course on the console: their days, numbers and result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from httpx import Response

from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.cohorts import cohort_page
from bot.web.trainer.measuring import before_after_list, before_after_page
from tests.chats.test_measuring_gains import ten
from tests.helpers.console import TOKEN, URL, signed_in, text
from tests.helpers.measuring import COHORT, cohort_of, started, the_test
from tests.helpers.staff import Staff


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
    assert "Nothing is compared until the second part has closed." in text(shown)
    assert 'class="timeline' in shown.text


async def test_the_result_is_that_of_the_chat_with_its_intervals(staff: Staff) -> None:
    await ten(staff)
    shown = text(await opens(staff, before_after_page, (await the_test(staff)).id))
    assert "Both taken in time: 10 of 12" in shown
    assert "16 points more (95% interval: +7 to +25)" in shown


async def test_fewer_than_ten_have_no_result(staff: Staff) -> None:
    await ten(staff, 9)
    shown = text(await opens(staff, before_after_page, (await the_test(staff)).id))
    assert "Too few: 10 are needed, there are 9." in shown
    assert "95% interval" not in shown
