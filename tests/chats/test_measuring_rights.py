"""Who may measure, beside the table (see `test_rights`): members, and a second trainer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.learner.own_assessments import own_assessment
from bot.chat.trainer.assessments.assessment_gains import assessment_gains, send_gains_picture
from bot.chat.trainer.assessments.assessment_page import (
    ask_end_course,
    ask_stop_assessment,
    assessment_page,
    end_course,
    postpone_assessment,
    stop_assessment,
)
from bot.chat.trainer.assessments.assessment_planning import (
    assessment_list,
    plan_first_part,
    plan_second_part,
    plan_third_part,
    preview_assessment,
    start_assessment,
)
from bot.chat.trainer.assessments.paper_takers import (
    admit_paper_taker,
    paper_candidates,
    paper_takers,
    send_paper_sheets,
)
from bot.locale import words
from storage.cohorts import roster
from storage.db import tables as t
from storage.people.roles import EVERYWHERE
from tests.helpers.auditing import recorded_taps
from tests.helpers.measuring import (
    AFTER,
    BEFORE,
    COHORT,
    START,
    cohort_of,
    name,
    started,
    the_test,
    took,
)
from tests.helpers.staff import AIRPORT, CLINICS, Staff

OTHERS = {
    "learner": (),
    "supervisor": ((SUPERVISOR, AIRPORT),),
    "other-trainer": ((TRAINER, AIRPORT),),
    "far-trainer": ((TRAINER, CLINICS),),
    "master": ((MASTER, EVERYWHERE),),
    "admin": ((ADMIN, AIRPORT),),
    "top-admin": ((ADMIN, EVERYWHERE),),
}
NOTHING, PLACE = "nothing-0000", "place-000001"
OF_A_COHORT: tuple[Call, ...] = (
    call(assessment_list, COHORT),
    call(plan_first_part, COHORT, "airports"),
    call(plan_second_part, COHORT, "airports", BEFORE),
    call(plan_third_part, COHORT, "airports", BEFORE, AFTER),
    call(preview_assessment, COHORT, "airports", BEFORE, AFTER, 180),
    START,
    call(paper_candidates, COHORT, 0),
    call(admit_paper_taker, PLACE, 0),
)


def of_a_test(test: str) -> tuple[Call, ...]:
    return (
        call(assessment_page, test),
        call(assessment_gains, test),
        call(send_gains_picture, test),
        call(paper_takers, test, 0),
        call(send_paper_sheets, test),
        call(ask_end_course, test),
        call(ask_stop_assessment, test),
        call(postpone_assessment, test, AFTER + timedelta(days=180 + 13)),
        call(end_course, test),
        call(stop_assessment, test),
    )


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(sqlite_url, 3) as found:
        for person, held in OTHERS.items():
            await found.person(person, *held)
        await started(found)
        await took(found, name(0), "before")
        now = found.desk.clock.now()
        place = roster.Place(PLACE, COHORT, {"latin": "Maryam Hasan"}, None, now)
        await found.write(lambda conn: roster.add(conn, place))
        yield found


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en")) and reply.then is None


async def contents(staff: Staff) -> list[object]:
    tables = (t.assignments, t.assignees, t.due, t.attempts, t.people, t.memberships, t.roster)
    found: list[object] = await staff.read(
        lambda conn: [sorted(map(str, conn.execute(table.select()))) for table in tables]
    )
    return found


async def test_unfinished_member_has_no_personal_page(staff: Staff) -> None:
    test = (await the_test(staff)).id
    for person in (*OTHERS, name(0)):
        assert is_gone(await staff.taps(person, call(own_assessment, test))), person


async def test_missing_test_and_forbidden_one_look_alike(staff: Staff) -> None:
    before = await contents(staff)
    missing = (
        call(start_assessment, COHORT, "no-such-track", BEFORE, AFTER, 180),
        call(
            start_assessment, COHORT, "health", BEFORE, AFTER, 180
        ),  # whose forms are not on this shelf
        call(preview_assessment, COHORT, "start", BEFORE, AFTER, 180),
        call(plan_first_part, COHORT, "no-such-track"),
        call(own_assessment, NOTHING),
    )
    for action in missing:
        assert is_gone(await staff.taps("trainer", action)), action
    assert await contents(staff) == before


async def test_a_second_trainer_of_the_cohort_may_too(staff: Staff) -> None:
    row = {"cohort": COHORT, "person": "other-trainer", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(insert(t.cohort_trainers), row))
    for action in (*OF_A_COHORT, *of_a_test((await the_test(staff)).id)):
        assert not is_gone(await recorded_taps(staff, "other-trainer", action)), action
