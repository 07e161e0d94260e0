"""The fullest screens of assessments fit a message, and their buttons what Telegram carries."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.assessments.assessment_plan import DELAYS
from bot.chat.kit.routes import Call, call
from bot.chat.learner.own_assessments import own_assessment
from bot.chat.trainer.assessments.assessment_gains import assessment_gains
from bot.chat.trainer.assessments.assessment_page import (
    MAX_NAMES,
    ask_end_course,
    ask_stop_assessment,
    assessment_page,
)
from bot.chat.trainer.assessments.assessment_planning import (
    assessment_list,
    plan_first_part,
    plan_second_part,
    plan_third_part,
    preview_assessment,
)
from bot.chat.trainer.assessments.paper_takers import (
    admit_paper_taker,
    paper_candidates,
    paper_takers,
)
from bot.telegram import render
from scenarios.rendering import units
from storage.assessments.assessments import BEFORE, PARTS
from storage.cohorts import cohorts, roster
from storage.people import names
from tests.chats.test_debrief_fits import TELEGRAM
from tests.helpers import measuring
from tests.helpers.measuring import COHORT, cohort_of, name, started, takers, the_test, took, until
from tests.helpers.staff import Staff, text

MEMBERS = MAX_NAMES + 16
PLACES = [f"place-{number:06}" for number in range(60)]
LONGEST_NAME, LONGEST_COHORT = "W" * 60, "W" * 64
DAYS = ("airports", measuring.BEFORE, measuring.AFTER)


@pytest.fixture(params=["en", "ar"])
async def staff(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Staff]:
    """A cohort in which everybody is called the same, and as long as it may be."""
    async with cohort_of(sqlite_url, MEMBERS, request.param) as found:
        now = found.desk.clock.now()

        def fill(conn: Connection) -> None:
            cohorts.change(conn, COHORT, name=LONGEST_COHORT)
            for number in range(MEMBERS):
                names.put(conn, name(number), "latin", LONGEST_NAME)
            for place in PLACES:
                made = roster.Place(place, COHORT, {"latin": LONGEST_NAME}, None, now)
                roster.add(conn, made)

        await found.write(fill)
        yield found


async def fits(staff: Staff, tap: Call, person: str = "trainer") -> str:
    screen = (await staff.taps(person, tap)).screen
    assert screen is not None
    assert units(render.html(screen)) <= TELEGRAM, tap
    assert len(screen.buttons) <= 30, tap
    assert all(len(button.text) <= 66 for button in screen.buttons), tap
    render.keyboard(screen)  # and each button's data fits as well
    return text(screen)


async def test_planning_fits(staff: Staff) -> None:
    planning = (
        call(assessment_list, COHORT),
        call(plan_first_part, COHORT, "airports"),
        call(plan_second_part, COHORT, *DAYS[:2]),
        call(plan_third_part, COHORT, *DAYS),
        call(preview_assessment, COHORT, *DAYS, DELAYS[-1]),
    )
    for tap in planning:
        assert LONGEST_COHORT in await fits(staff, tap), tap


async def test_an_assessment_that_nobody_has_taken_fits(staff: Staff) -> None:
    for place in PLACES[:30]:
        await staff.taps("trainer", call(admit_paper_taker, place, 0))
    test = (await started(staff)).id
    assert LONGEST_NAME in await fits(staff, call(assessment_page, test))
    taps = (
        call(assessment_list, COHORT),
        call(preview_assessment, COHORT, *DAYS, DELAYS[-1]),
        call(ask_end_course, test),
        call(ask_stop_assessment, test),
        *(call(paper_candidates, COHORT, page) for page in (0, 1)),
        *(call(paper_takers, test, page) for page in (0, 1)),
    )
    for tap in taps:
        await fits(staff, tap)


async def test_results_fit(staff: Staff) -> None:
    """With every form unlike the others, which is said of each."""
    test = (await started(staff)).id
    easiness = dict(zip(measuring.FORMS, (0, 80, 93), strict=True))
    taken = await takers(staff)
    for part in PARTS:
        await until(staff, (await the_test(staff)).spans[part].opens_at)
        for number in range(MEMBERS):
            score = easiness[taken[name(number)][part]] + number % 7
            await took(staff, name(number), part, score, missed=number % 9, over_called=number % 5)
        await until(staff, (await the_test(staff)).spans[part].due_at)
        await fits(staff, call(assessment_page, test))
        if part != BEFORE:
            gains = await fits(staff, call(assessment_gains, test))
            assert sum(map(gains.count, "“«")) >= len(measuring.FORMS)
    await fits(staff, call(own_assessment, test), name(0))
