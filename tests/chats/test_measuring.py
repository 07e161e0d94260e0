"""Before and after: planned, drawn, opened, moved, stopped; who takes what, and who is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from bot.app.access.rights import TRAINER
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.trainer.assessments.assessment_gains import assessment_gains
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
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from storage.assessments import assessments
from storage.db import tables as t
from storage.personal_data import erasure
from tests.helpers.measuring import (
    AFTER,
    BEFORE,
    COHORT,
    DAY,
    FORMS,
    START,
    TODAY,
    cohort_of,
    name,
    part_of,
    plays,
    started,
    takers,
    the_test,
    told,
    took,
    until,
    waiting,
)
from tests.helpers.staff import AIRPORT, Staff, button, has, labels, leads, text

CLOSES = datetime(2026, 12, 2, 21, tzinfo=UTC)  # midnight in Bahrain
OPENS = datetime(2026, 12, 16, 21, tzinfo=UTC)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(database_url, 12) as found:
        yield found


async def test_cohort_page_leads_to_a_running_test(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    shown = await staff.taps("trainer", button(shown.screen, assessment_list))
    shown = await staff.taps("trainer", button(shown.screen, plan_first_part))
    asked = button(shown.screen, plan_second_part)
    assert asked.arguments["before"] == TODAY + timedelta(days=3)
    shown = await staff.taps("trainer", call(plan_second_part, COHORT, "airports", BEFORE))
    asked = button(shown.screen, plan_third_part)
    assert asked.arguments["after"] == BEFORE + timedelta(days=8)
    shown = await staff.taps("trainer", asked)
    asked = button(shown.screen, preview_assessment)
    assert asked.arguments["delayed"] == 180
    before = await told(staff)
    shown = await staff.taps("trainer", asked)
    page_text = text(shown.screen)
    assert "Before the course: from now until Wednesday 2 December" in page_text
    assert "After the course: Thursday 10 December to Wednesday 23 December" in page_text
    assert "Months later: Tuesday 8 June 2027 to Monday 21 June 2027" in page_text
    assert "12 people take part. Can be messaged now: 12 of 12." in page_text
    assert "fewer than" not in page_text
    assert await told(staff) == before
    shown = await staff.taps("trainer", button(shown.screen, start_assessment))
    page_text = text(shown.screen)
    assert (
        "Before the course: open until the end of Wednesday 2 December\nDone: 0 of 12" in page_text
    )
    assert "After the course: opens on Thursday 10 December" in page_text
    assert labels(shown.screen).count("Person") == 12
    shown = await staff.taps("trainer", call(assessment_list, COHORT))
    assert has(shown.screen, assessment_page)
    assert not has(shown.screen, plan_first_part)


async def test_every_order_is_taken_equally_often(staff: Staff) -> None:
    await started(staff)
    orders = Counter(
        (taker["before"], taker["after"], taker["delayed"])
        for taker in (await takers(staff)).values()
    )
    assert orders == dict.fromkeys(permutations(FORMS), 2)


async def test_tapped_twice_it_is_started_once(staff: Staff) -> None:
    first = await started(staff)
    shown = await staff.taps("trainer", START)
    assert (await the_test(staff)).id == first.id
    assert "Done: 0 of 12" in text(shown.screen)
    dry = await staff.taps(
        "trainer", call(preview_assessment, COHORT, "airports", BEFORE, AFTER, 0)
    )
    assert "already under way" in text(dry.screen)
    assert not has(dry.screen, start_assessment)


async def test_one_of_two_trainers_starts_the_test(staff: Staff) -> None:
    await staff.person("second", (TRAINER, AIRPORT))
    row = {"cohort": COHORT, "person": "second", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(t.cohort_trainers.insert(), row))
    await asyncio.gather(*(staff.taps(name, START) for name in ("trainer", "second") * 3))
    assert len(await staff.read(lambda conn: assessments.of_cohort(conn, COHORT))) == 1
    assert len(await takers(staff)) == 12


@pytest.mark.parametrize(
    ("before", "after", "delayed"),
    [
        (TODAY - timedelta(days=1), AFTER, 180),
        (TODAY + timedelta(days=61), AFTER + timedelta(days=90), 180),
        (BEFORE, BEFORE, 180),
        (BEFORE, date(2028, 1, 1), 180),
        (BEFORE, AFTER, 1),
    ],
)
async def test_days_that_do_not_fit_are_asked_for_again(
    staff: Staff, before: date, after: date, delayed: int
) -> None:
    shown = await staff.taps(
        "trainer", call(start_assessment, COHORT, "airports", before, after, delayed)
    )
    assert has(shown.screen, plan_second_part)
    assert await staff.read(lambda conn: conn.scalar(select(func.count(t.assignments.c.id)))) == 0


async def test_empty_cohort_has_no_test(database_url: str) -> None:
    async with cohort_of(database_url, 0) as staff:
        shown = await staff.taps(
            "trainer", call(preview_assessment, COHORT, "airports", BEFORE, AFTER, 180)
        )
        assert "Nobody is in the cohort yet" in text(shown.screen)
        shown = await staff.taps("trainer", START)
        assert "Nobody is in the cohort yet" in text(shown.screen)


async def test_few_are_warned_of(database_url: str) -> None:
    async with cohort_of(database_url, 9) as staff:
        shown = await staff.taps(
            "trainer", call(preview_assessment, COHORT, "airports", BEFORE, AFTER, 180)
        )
        assert "Fewer than 10" in text(shown.screen)


async def test_single_participant_gets_only_their_own_form(database_url: str) -> None:
    """A form that nobody takes in a part is not given, or it would be for all."""
    async with cohort_of(database_url, 1) as staff:
        test = await started(staff)
        assert len(test.given) == 3
        assert {assignment.scenario for assignment in test.given} == set(FORMS)


async def test_a_part_is_there_while_it_is_open(staff: Staff) -> None:
    await started(staff)
    before, after = [await part_of(staff, name(0), part) for part in ("before", "after")]

    async def today() -> set[str]:
        shown = await staff.says(name(0), "/today")
        assert shown.screen is not None
        return {
            each.action.values[0]
            for each in shown.screen.buttons
            if isinstance(each.action, Call) and leads(each.action, assignment_card)
        }

    async def begins(given: str) -> bool:
        shown = await staff.taps(name(0), call(begin_assignment, given))
        return shown.screen is not None and shown.screen.shows is not None

    assert await today() == {before.id}
    assert not await begins(after.id)
    await until(staff, CLOSES - timedelta(seconds=1))
    assert await today() == {before.id}
    await until(staff, CLOSES)
    assert await today() == set()
    assert not await begins(before.id)
    await until(staff, OPENS - timedelta(seconds=1))
    assert not await begins(after.id)
    await until(staff, OPENS)
    assert await today() == {after.id}
    assert await begins(after.id)


async def test_a_form_of_others_is_not_given(staff: Staff) -> None:
    """Not even to a forged tap."""
    test, own = await started(staff), await takers(staff)
    for assignment in test.given:
        if assignment.part == "before" and assignment.scenario != own[name(0)]["before"]:
            shown = await staff.taps(name(0), call(begin_assignment, assignment.id))
            assert shown.screen is not None
            assert shown.screen.shows is None


async def test_card_explains_the_test(staff: Staff) -> None:
    await started(staff)
    assignment = await part_of(staff, name(0), "before")
    page_text = text((await staff.taps(name(0), call(assignment_card, assignment.id))).screen)
    assert "A test of what the course changes" in page_text
    assert "There is one try." in page_text
    assert "Finish by the last day, or it doesn't count." in page_text
    assert "To pass:" not in page_text


async def test_the_course_is_over_earlier(staff: Staff) -> None:
    """The first part closes, the second opens, the third comes as many days later as before."""
    test = await started(staff)
    await took(staff, name(0), "before")
    staff.desk.clock.passes(3 * DAY)
    now = staff.desk.clock.now()
    shown = await staff.taps("trainer", call(ask_end_course, test.id))
    assert "11 people have not done it" in text(shown.screen)
    await staff.taps("trainer", button(shown.screen, end_course))
    moved = await the_test(staff)
    assert moved.spans["before"].due_at == now
    assert moved.spans["after"].opens_at == now
    assert moved.spans["after"].due_at == datetime(2026, 12, 11, 21, tzinfo=UTC)
    kept = test.spans["delayed"].opens_at - test.spans["after"].opens_at
    assert moved.spans["delayed"].opens_at - datetime(2026, 11, 27, 21, tzinfo=UTC) == kept
    after = await part_of(staff, name(0), "after")
    assert (await waiting(staff))[after.id] <= now  # before those who wait already
    staff.desk.clock.passes(60)
    await staff.taps("trainer", call(end_course, test.id))  # once more
    assert (await the_test(staff)).spans == moved.spans
    assert await told(staff) == {"assigned": 36, "test-over": 12, "test-came": 2}


async def test_all_a_week_later_and_only_once(staff: Staff) -> None:
    test = await started(staff)
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    later = button(shown.screen, postpone_assessment)
    for _ in range(2):
        await staff.taps("trainer", later)
    moved = await the_test(staff)
    week = timedelta(days=7)
    assert moved.spans["before"].opens_at == test.spans["before"].opens_at
    for part, span in test.spans.items():
        assert moved.spans[part].due_at == span.due_at + week
    assert moved.spans["after"].opens_at == OPENS + week
    after = await part_of(staff, name(0), "after")
    assert (await waiting(staff))[after.id] == OPENS + week


async def test_stopped_it_is_for_nobody_any_more(staff: Staff) -> None:
    test = await started(staff)
    assignment = await part_of(staff, name(0), "before")
    await staff.taps(name(0), call(begin_assignment, assignment.id))
    shown = await staff.taps("trainer", call(ask_stop_assessment, test.id))
    await staff.taps("trainer", button(shown.screen, stop_assessment))
    assert await told(staff) == {}
    shown = await staff.says(name(0), "/today")
    assert not has(shown.screen, assignment_card)
    state = select(t.attempts.c.state).where(t.attempts.c.assignment == assignment.id)
    assert await staff.read(lambda conn: conn.scalar(state)) == "abandoned"
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    page_text = text(shown.screen)
    assert "Stopped on" in page_text
    assert "Before the course: stopped\nDone: 0 of" in page_text
    assert "After the course: stopped" in page_text
    assert "open until" not in page_text
    assert "opens on" not in page_text
    for request in (call(stop_assessment, test.id), call(end_course, test.id)):
        await staff.taps("trainer", request)
    assert (await the_test(staff)).spans == test.spans
    shown = await staff.taps("trainer", call(assessment_list, COHORT))
    assert has(shown.screen, plan_first_part)  # and another one can be begun
    staff.desk.clock.passes(60)
    again = await started(staff)
    assert again.id != test.id
    await until(staff, test.spans["after"].due_at)  # the day has come, and nobody took anything
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    assert not has(shown.screen, assessment_gains)
    forged = await staff.taps("trainer", call(assessment_gains, test.id))
    assert "stopped before the second part closed" in text(forged.screen)


async def test_late_stop_keeps_closed_parts(staff: Staff) -> None:
    test = await started(staff)
    await until(staff, test.spans["after"].due_at)
    await staff.taps("trainer", call(stop_assessment, test.id))
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    assert has(shown.screen, assessment_gains)


async def test_erased_participant_frees_no_form(staff: Staff) -> None:
    """What was theirs goes over to nobody, and is not given to all."""
    await started(staff)
    everybody = await takers(staff)
    form = everybody[name(0)]["before"]
    for person, taken in everybody.items():
        if taken["before"] == form:
            await erased(staff, person)
    left = await takers(staff)
    assert form not in {row["before"] for row in left.values()}
    for person in left:
        shown = await staff.says(person, "/today")
        assert shown.screen is not None
        own = [button for button in shown.screen.buttons if leads(button.action, assignment_card)]
        assert len(own) == 1


async def erased(staff: Staff, person: str) -> None:
    ids = (f"{person}-{number:02}" for number in range(100))
    now = staff.desk.clock.now()
    await staff.write(lambda conn: erasure.erase(conn, person, now, lambda: next(ids)))


async def test_perfect_form_ends_without_feedback(staff: Staff) -> None:
    test = await started(staff)
    assignment = await part_of(staff, name(0), "before")
    await plays(staff, name(0), assignment)
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    page_text = text(shown.screen)
    assert "Done: 1 of 12" in page_text
    assert "Person 00" not in page_text
    assert not has(shown.screen, assessment_gains)
    gains = await staff.taps("trainer", call(assessment_gains, test.id))
    assert "The second part has not closed yet" in text(gains.screen)
    assert "%" not in text(gains.screen)
