"""Who may measure: a cohort's own trainers, checked at every tap; forged ones find nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat import common_screens
from bot.chat.kit.actions import Action
from bot.chat.kit.request import Reply
from bot.chat.trainer.assessments import actions
from bot.chat.trainer.assessments.actions import (
    AWeekMore,
    ChooseAfter,
    ChooseBefore,
    ChooseDelayed,
    ChooseTakers,
    EndCourse,
    EndCourseNow,
    SendGains,
    SendSheets,
    ShowGains,
    ShowOnPaper,
    ShowOwnTest,
    ShowTest,
    ShowTests,
    StartTest,
    StopTest,
    StopTestNow,
    TakeIn,
    TryTest,
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
OF_A_COHORT: tuple[Action, ...] = (
    ShowTests(COHORT),
    ChooseBefore(COHORT, "airports"),
    ChooseAfter(COHORT, "airports", BEFORE),
    ChooseDelayed(COHORT, "airports", BEFORE, AFTER),
    TryTest(COHORT, "airports", BEFORE, AFTER, 180),
    START,
    ChooseTakers(COHORT, 0),
    TakeIn(PLACE, 0),
)


def of_a_test(test: str) -> tuple[Action, ...]:
    """All that is done with a test."""
    return (
        ShowTest(test),
        ShowGains(test),
        SendGains(test),
        ShowOnPaper(test, 0),
        SendSheets(test),
        EndCourse(test),
        StopTest(test),
        AWeekMore(test, AFTER + timedelta(days=180 + 13)),
        EndCourseNow(test),
        StopTestNow(test),
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
        lambda conn: [sorted(map(str, conn.execute(one.select()))) for one in tables]
    )
    return found


@pytest.mark.parametrize("person", [*OTHERS, name(0)])
async def test_forged_taps_of_all_others_find_nothing_and_change_nothing(
    staff: Staff, person: str
) -> None:
    """A member of the cohort among them."""
    before, test = await contents(staff), (await the_test(staff)).id
    for action in (*OF_A_COHORT, *of_a_test(test), ShowOwnTest(test)):
        assert is_gone(await staff.taps(person, action)), action
    assert await contents(staff) == before


async def test_those_who_may_are_served(staff: Staff) -> None:
    test = (await the_test(staff)).id
    for action in (*OF_A_COHORT, *of_a_test(test)):
        assert not is_gone(await recorded_taps(staff, "trainer", action)), action


async def test_what_is_not_there_is_answered_the_same(staff: Staff) -> None:
    before = await contents(staff)
    missing = (
        ShowTests(NOTHING),
        StartTest(NOTHING, "airports", BEFORE, AFTER, 180),
        StartTest(COHORT, "no-such-track", BEFORE, AFTER, 180),
        StartTest(COHORT, "health", BEFORE, AFTER, 180),  # whose forms are not on this shelf
        TryTest(COHORT, "start", BEFORE, AFTER, 180),
        ChooseBefore(COHORT, "no-such-track"),
        *of_a_test(NOTHING),
        ShowOwnTest(NOTHING),
        ChooseTakers(NOTHING, 0),
        TakeIn(NOTHING, 0),
    )
    for action in missing:
        assert is_gone(await staff.taps("trainer", action)), action
    assert await contents(staff) == before


async def test_a_second_trainer_of_the_cohort_may_too(staff: Staff) -> None:
    row = {"cohort": COHORT, "person": "other-trainer", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(insert(t.cohort_trainers), row))
    for action in (*OF_A_COHORT, *of_a_test((await the_test(staff)).id)):
        assert not is_gone(await staff.taps("other-trainer", action)), action


def test_every_action_is_tried() -> None:
    made = {one for one in vars(actions).values() if isinstance(one, type)}
    tried = {type(one) for one in (*OF_A_COHORT, *of_a_test(NOTHING), ShowOwnTest(NOTHING))}
    assert {one for one in made if issubclass(one, Action)} - {Action} == tried
