"""Planning: everything that can be chosen, for some or all, and a trial before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert

from bot.app.access.rights import TRAINER
from bot.app.notices import DAY
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.trainer.assessments.assessment_planning import assessment_list, plan_first_part
from bot.chat.trainer.assignments.audience_page import (
    plan_audience,
    tick_candidate,
    tick_everybody,
    tick_listed,
)
from bot.chat.trainer.assignments.case_choice import (
    choose_case_to_assign,
    choose_programme_to_assign,
)
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
    plan_case_until,
    preview_assignment,
)
from bot.chat.trainer.assignments.plan_page import (
    plan_options,
    plan_page,
    plan_programme,
    set_plan_counts,
    set_plan_day,
    set_plan_mark,
    set_plan_mode,
    set_plan_tries,
)
from bot.chat.trainer.assignments.preview_page import (
    assign_plan,
    preview_plan,
)
from bot.chat.trainer.assignments.results_page import programme_results
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.chat.trainer.invitations.paper_entry import paper_work_list
from bot.chat.trainer.invitations.personal_codes import renew_code
from bot.chat.trainer.progress.cohort_progress import cohort_progress
from bot.locale import words
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.db import tables as t
from storage.people import people
from tests.helpers.assigning_world import (
    COHORT,
    LAST,
    LEARNERS,
    a_class,
    bare,
    ended,
    open_work,
    told,
)
from tests.helpers.paper_answers import places
from tests.helpers.running import library
from tests.helpers.staff import AIRPORT, Staff, button, buttons, has, labels, leads, text
from tests.helpers.training import opens, token

GONE = common_screens.gone_screen(words("en"))


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


async def trainer(staff: Staff, action: Any) -> Reply:
    return await staff.taps("trainer", action)


async def planned(staff: Staff) -> str:
    """A plan for the case; gives its id."""
    shown = await trainer(staff, call(plan_case_until, COHORT, "kinds", "practice", LAST))
    return str(button(shown.screen, preview_plan).arguments["plan_id"])


async def named(staff: Staff, assignment: Assignment) -> frozenset[str] | None:
    found: dict[str, frozenset[str]] = await staff.read(
        lambda conn: assignments.named_assignees(conn, [assignment.id])
    )
    return found.get(assignment.id)


async def test_selection_is_assigned_completely(staff: Staff) -> None:
    """How, until when, from which mark, how often, which try counts, and for whom."""
    plan = await planned(staff)
    for choice in (
        call(set_plan_mode, plan, "assessment"),
        call(set_plan_mark, plan, 80),
        call(set_plan_tries, plan, 3),
        call(set_plan_counts, plan, "last"),
        call(set_plan_day, plan, date(2026, 12, 16)),
        call(tick_everybody, plan, on=False),
        call(tick_candidate, plan, "sara", on=True, page=0),
        call(tick_candidate, plan, "lina", on=True, page=0),
        call(tick_candidate, plan, "lina", on=False, page=0),
    ):
        assert has((await trainer(staff, choice)).screen, plan_page) or has(
            (await trainer(staff, call(plan_page, plan))).screen, preview_plan
        )
    page_text = bare(text((await trainer(staff, call(plan_page, plan))).screen))
    assert "For whom: Sara Ahmed\nHow: Assessment\nLast day: Wednesday 16 December\n" in page_text
    assert "Passed from: 80%\nTries: 3 tries\nWhich try counts: The last" in page_text

    tried = await trainer(staff, call(preview_plan, plan))
    page_text = bare(text(tried.screen))
    assert "To pass: 80% of the best path" in page_text
    assert "There are 3 tries. The last try counts." in page_text
    assert "1 person will be notified, in their own hours.\nSara Ahmed" in page_text
    assert "Nothing has been sent yet." in page_text
    assert await open_work(staff) == []
    assert await told(staff) == {}

    done = await trainer(staff, button(tried.screen, assign_plan))
    assert "Assigned." in text(done.screen)
    (given,) = await open_work(staff)
    assert (given.mode, given.pass_mark, given.attempts, given.counts) == (
        "assessment",
        80,
        3,
        "last",
    )
    assert given.due_at == datetime(2026, 12, 16, 21, tzinfo=UTC)
    assert await named(staff, given) == frozenset({"sara"})
    assert set(await told(staff)) == frozenset({"sara"})
    assert has((await staff.says("sara", "/today")).screen, assignment_card)
    assert not has((await staff.says("yusuf", "/today")).screen, assignment_card)
    assert not has(
        (await staff.taps("yusuf", call(begin_assignment, given.id))).screen, begin_assignment
    )
    assert await staff.read(lambda conn: assignments.given_to(conn, given.id, "yusuf")) is None


async def test_changed_day_keeps_the_rest_of_the_plan(staff: Staff) -> None:
    plan = await planned(staff)
    await trainer(staff, call(set_plan_mark, plan, 90))
    tried = await trainer(staff, call(preview_plan, plan))
    assert tried.screen is not None
    page = await trainer(staff, button(tried.screen, plan_page))
    (day,) = (listed for listed in buttons(page.screen) if listed.text == "Last day")
    asked = await trainer(staff, day.action)
    shown = await trainer(staff, button(asked.screen, set_plan_day))
    assert "Passed from: 90%" in bare(text(shown.screen))


async def test_mode_sets_its_defaults(staff: Staff) -> None:
    """An assessment has one try, so nobody is asked which counts; practice has many."""
    plan = await planned(staff)
    shown = await trainer(staff, call(set_plan_mode, plan, "assessment"))
    assert "Tries: 1 try" in bare(text(shown.screen))
    assert "Which try counts" not in text(shown.screen)
    shown = await trainer(staff, call(set_plan_mode, plan, "practice"))
    assert "Tries: As many as they like\nWhich try counts: The best" in bare(text(shown.screen))


@pytest.mark.parametrize("zone", ["Asia/Bahrain", "America/New_York", "Pacific/Auckland"])
async def test_a_typed_day_ends_at_midnight_in_the_cohorts_zone(
    database_url: str, zone: str
) -> None:
    async with a_class(database_url, zone=zone) as staff:
        plan = await planned(staff)
        await trainer(staff, call(plan_options, plan, "day"))
        shown = await staff.says("trainer", "2026-12-17")
        assert "Last day: Thursday 17 December" in bare(text(shown.screen))
        await trainer(staff, call(assign_plan, plan))
        (given,) = await open_work(staff)
        ends = {"Asia/Bahrain": (17, 21), "America/New_York": (18, 5), "Pacific/Auckland": (17, 11)}
        assert given.due_at == datetime(2026, 12, *ends[zone], tzinfo=UTC)


NO_DAY = "This is not a date. Please type day, month and year, such as 05/12/2026."
NOT_AHEAD = "This cannot be the last day: it has passed or is more than a year away."


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("tomorrow", NO_DAY),
        ("2026-12-01 2026-12-03", NO_DAY),
        ("17.17.2026", NO_DAY),
        ("", NO_DAY),
        ("2026-11-24", NOT_AHEAD),
        ("24/11/2026", NOT_AHEAD),
        ("2028-01-01", NOT_AHEAD),
    ],
)
async def test_invalid_day_is_asked_again_and_changes_nothing(
    staff: Staff, typed: str, why: str
) -> None:
    plan = await planned(staff)
    await trainer(staff, call(plan_options, plan, "day"))
    shown = await staff.says("trainer", typed or "?")
    assert why in bare(text(shown.screen))
    again = await staff.says("trainer", "١٧/١٢/٢٠٢٦")  # Arabic digits, the day first
    assert "Last day: Thursday 17 December" in bare(text(again.screen))


async def test_empty_selection_assigns_and_notifies_nobody(staff: Staff) -> None:
    plan = await planned(staff)
    shown = await trainer(staff, call(tick_everybody, plan, on=False))
    assert "For whom: Nobody yet" in bare(text(shown.screen))
    tried = await trainer(staff, call(preview_plan, plan))
    assert "Nobody is ticked yet." in text(tried.screen)
    assert not has(tried.screen, assign_plan)
    await trainer(staff, call(assign_plan, plan))  # an old button, or a forged one
    assert await open_work(staff) == []
    shown = await trainer(staff, call(tick_everybody, plan, on=True))
    assert "Everyone in the cohort" in text(shown.screen)


async def test_many_people_are_ticked_page_by_page(staff: Staff) -> None:
    plan = await planned(staff)
    now = staff.desk.clock.now()
    for number in range(12):
        person = await staff.person(f"more-{number:02}", name=f"Person {chr(65 + number)}")
        row = {"id": f"mm{number}", "cohort": COHORT, "person": person, "joined_at": now}
        await staff.write(lambda conn, row=row: conn.execute(insert(t.memberships), row))  # type: ignore[misc]
    await trainer(staff, call(tick_everybody, plan, on=False))
    first = await trainer(staff, call(plan_audience, plan, 0))
    assert first.screen is not None
    assert sum(leads(listed.action, tick_candidate) for listed in first.screen.buttons) == 12
    second = await trainer(staff, call(plan_audience, plan, 1))
    assert second.screen is not None
    assert sum(leads(listed.action, tick_candidate) for listed in second.screen.buttons) == 3
    kept = await trainer(staff, button(second.screen, tick_candidate))
    assert any(listed.text.startswith("✓ ") for listed in buttons(kept.screen))


async def test_everybody_but_some_begins_with_all_ticked(staff: Staff) -> None:
    """Whoever is left out needs a tap; nobody else does."""
    plan = await planned(staff)
    shown = await trainer(staff, call(plan_audience, plan, 0))
    every = await trainer(staff, button(shown.screen, tick_listed))
    assert "For whom: Everyone on the list now\n" in bare(text(every.screen)) + "\n"
    assert ticks(every) == {"Sara Ahmed": True, "Yusuf Ahmed": True, "Lina Ahmed": True}
    left = await trainer(staff, call(tick_candidate, plan, "lina", on=False, page=0))
    assert "Everyone on the list now, but for: Lina Ahmed" in bare(text(left.screen))
    assert "People added to the list later do not get it." in text(left.screen)
    await trainer(staff, call(assign_plan, plan))
    (given,) = await open_work(staff)
    assert await named(staff, given) == frozenset({"sara", "yusuf"})
    assert set(await told(staff)) == {"sara", "yusuf"}


async def test_expected_member_can_be_ticked_and_finds_the_work_on_joining(staff: Staff) -> None:
    """Until then they are counted as expected, and stand in the table as not here yet."""
    await staff.hands_list(COHORT, "Name\nMaryam Hasan\nOmar Ali\n")
    plan = await planned(staff)
    shown = await trainer(staff, call(tick_everybody, plan, on=False))
    assert ticks(shown)["⏳ Maryam Hasan"] is False
    maryam, _ = await places(staff, COHORT)
    await trainer(staff, call(tick_candidate, plan, "sara", on=True, page=0))
    await trainer(staff, call(tick_candidate, plan, maryam.id, on=True, page=0))
    tried = await trainer(staff, call(preview_plan, plan))
    assert "1 person will be told" in text(tried.screen)
    assert "1 has not joined yet and gets it on joining." in text(tried.screen)
    await trainer(staff, button(tried.screen, assign_plan))
    await trainer(staff, call(assign_plan, plan))  # a double tap
    (given,) = await open_work(staff)
    assert set(await told(staff)) == {"sara"}

    cohort = await trainer(staff, call(cohort_page, COHORT))
    assert "3 members · 2 more are expected" in bare(text(cohort.screen))
    assert "· 0 of 1" in bare(labels(cohort.screen))
    listed = await trainer(staff, call(member_list, COHORT, 0))
    assert "Maryam Hasan · not here yet" in labels(listed.screen)
    table = await trainer(staff, call(cohort_progress, COHORT, 0))
    assert "Maryam Hasan · not here yet" in labels(table.screen)
    on_paper = await trainer(staff, call(paper_work_list, maryam.id))
    assert "Lost property, 16:10 · for practice" in labels(on_paper.screen)

    code = token(await trainer(staff, call(renew_code, maryam.id)))
    await staff.person("newcomer")
    await opens(staff, "newcomer", code)
    now = staff.desk.clock.now()
    work = await staff.read(lambda conn: assignments.open_for(conn, "newcomer", now))
    assert [entry.assignment.id for entry in work] == [given.id]
    cohort = await trainer(staff, call(cohort_page, COHORT))
    assert "4 members · 1 more is expected" in bare(text(cohort.screen))


async def test_ticked_placeholder_stays_ticked_after_joining(
    staff: Staff,
) -> None:
    await staff.hands_list(COHORT, "Name\nMaryam Hasan\n")
    (maryam,) = await places(staff, COHORT)
    plan = await planned(staff)
    await trainer(staff, call(tick_listed, plan))
    await staff.person("newcomer")
    await opens(staff, "newcomer", token(await trainer(staff, call(renew_code, maryam.id))))
    await trainer(staff, call(tick_candidate, plan, "lina", on=False, page=0))
    await trainer(staff, call(assign_plan, plan))
    (given,) = await open_work(staff)
    assert await named(staff, given) == frozenset({"sara", "yusuf", "newcomer"})


def ticks(reply: Reply) -> dict[str, bool]:
    """Who is ticked, by name."""
    found = [button for button in buttons(reply.screen) if leads(button.action, tick_candidate)]
    return {bare(button.text).removeprefix("✓ "): button.text.startswith("✓") for button in found}


async def test_one_of_simultaneous_taps_assigns(staff: Staff) -> None:
    plan = await planned(staff)
    replies = await asyncio.gather(*(trainer(staff, call(assign_plan, plan)) for _ in range(4)))
    said = [text(reply.screen) for reply in replies]
    assert sum("Assigned." in name for name in said) == 1
    assert sum("already assigned" in name for name in said) == 3
    assert len(await open_work(staff)) == 1
    assert set(await told(staff)) == set(LEARNERS)


async def test_a_plan_is_its_trainers_own_and_forgotten_within_days(staff: Staff) -> None:
    plan = await planned(staff)
    await staff.person("second", (TRAINER, AIRPORT))
    row = {"cohort": COHORT, "person": "second", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(insert(t.cohort_trainers), row))
    for action in (call(plan_page, plan), call(preview_plan, plan), call(assign_plan, plan)):
        assert (await staff.taps("second", action)).screen == GONE
    staff.desk.clock.passes(8 * DAY.total_seconds())
    await staff.desk.parts.housekeeping.purge()
    assert (await trainer(staff, call(plan_page, plan))).screen == GONE


async def test_expired_plan_asks_for_another_day(staff: Staff) -> None:
    plan = await planned(staff)
    await trainer(staff, call(set_plan_day, plan, date(2026, 11, 26)))
    staff.desk.clock.passes(3 * DAY.total_seconds())
    for handler in (preview_plan, assign_plan):
        shown = await trainer(staff, call(handler, plan))
        assert "Which is the last day?" in text(shown.screen)
        typed = await staff.says("trainer", "tomorrow")
        assert "This could not be read as a day." in text(typed.screen)
    assert await open_work(staff) == []


async def test_dry_run_shows_recipients_delayed_by_the_cap(staff: Staff) -> None:
    """At night the first is told in the morning; who was told lately comes later."""
    staff.desk.clock.passes(12 * 3600)  # half past eight in the evening, no more told today
    now = staff.desk.clock.now()
    await staff.write(lambda conn: people.change(conn, "lina", told_at=now))
    tried = await trainer(staff, call(preview_assignment, COHORT, "kinds", "practice", LAST))
    page_text = bare(text(tried.screen))
    assert "3 people will be notified, each in their own hours." in page_text
    assert "The first: tomorrow" in page_text
    assert "1 of them had a message within the last day and gets this one later." in page_text


async def test_programme_is_assigned_step_by_step_and_announced_once(database_url: str) -> None:
    async with a_class(database_url, shelf=library()) as staff:
        cohort = await trainer(staff, call(cohort_page, COHORT))
        listed = await trainer(staff, button(cohort.screen, choose_case_to_assign))
        listed = await trainer(staff, button(listed.screen, choose_programme_to_assign))
        assert "Airports: first steps · 4 steps" in labels(listed.screen)
        shown = await trainer(staff, call(plan_programme, COHORT, "airports"))
        tried = await trainer(staff, button(shown.screen, preview_plan))
        assert "Each step opens when the one before is passed" in text(tried.screen)
        done = await trainer(staff, button(tried.screen, assign_plan))
        assert "Until the end of Wednesday 23 December." in bare(text(done.screen))
        steps = await open_work(staff)
        assert [step.step for step in steps] == [0, 1, 2, 3]
        assert {step.programme for step in steps} == {"airports"}
        assert len({step.series for step in steps}) == 1
        said = await told(staff)
        assert set(said) == set(LEARNERS)
        assert all(name.count("Airports: first steps") == 1 for name in said.values())

        # The next step waits for the one before.
        waits = await staff.taps("sara", call(begin_assignment, steps[1].id))
        assert waits.screen is None or waits.screen.shows is None
        await ended(staff, "sara", steps[0].id)
        begun = await staff.taps("sara", call(begin_assignment, steps[1].id))
        assert begun.screen is not None
        assert begun.screen.shows is not None
        assert steps[0].series is not None
        course = bare(
            text((await trainer(staff, call(programme_results, steps[0].series, 0))).screen)
        )
        assert "Done: 0 of 3 · passed: 0" in course
        assert "• Sara Ahmed: 1 of 4 steps done, 1 passed" in course
        assert "• Lina Ahmed: no step done yet" in course


async def test_a_programme_for_some_only_is_each_of_its_steps_for_them(database_url: str) -> None:
    async with a_class(database_url, shelf=library()) as staff:
        shown = await trainer(staff, call(plan_programme, COHORT, "airports"))
        plan = button(shown.screen, preview_plan).arguments["plan_id"]
        await trainer(staff, call(tick_everybody, plan, on=False))
        await trainer(staff, call(tick_candidate, plan, "yusuf", on=True, page=0))
        await trainer(staff, call(assign_plan, plan))
        steps = await open_work(staff)
        assert [await named(staff, step) for step in steps] == [frozenset({"yusuf"})] * 4
        assert set(await told(staff)) == {"yusuf"}


async def test_dry_run_lists_other_modes_of_the_case(
    database_url: str,
) -> None:
    """A step of a programme and the case alone, whichever comes first, by the case's name."""
    async with a_class(database_url, shelf=library()) as staff:
        await trainer(staff, call(assign_case, COHORT, "pink-bag", "assessment", LAST))
        shown = await trainer(staff, call(plan_programme, COHORT, "airports"))
        plan = button(shown.screen, preview_plan).arguments["plan_id"]
        tried = bare(text((await trainer(staff, call(preview_plan, plan))).screen))
        said = "“Check-in counter 11, 06:40” is already assigned: assessment, due by Wednesday 9"
        assert said in tried
        assert tried.count("is already assigned") == 1
        assert "is already assigned" not in text(
            (await trainer(staff, call(set_plan_mode, plan, "assessment"))).screen
        )

        await trainer(staff, call(set_plan_mode, plan, "practice"))
        await trainer(staff, call(assign_plan, plan))
        alone = call(preview_assignment, COHORT, "gate-twelve", "assessment", LAST)
        await staff.write(lambda conn: people.set_language(conn, "trainer", "ar"))
        tried = bare(text((await trainer(staff, alone)).screen))
        assert tried.count("سبق تكليف المجموعة بحالة «البوابة 12، 21:50»: للتدريب،") == 1

        # What was practised was read, and an assessment still finds it so; not the other way round.
        staff.desk.clock.passes(40 * DAY.total_seconds())
        later = date(2027, 1, 20)
        for case, mode, warned in (
            ("gate-twelve", "assessment", 1),
            ("gate-twelve", "practice", 0),
            ("pink-bag", "practice", 0),
        ):
            screen = (
                await trainer(staff, call(preview_assignment, COHORT, case, mode, later))
            ).screen
            assert text(screen).count("سبق تكليف") == warned


async def test_usual_work_of_the_cohorts_people_is_offered_first(database_url: str) -> None:
    """Cases, programmes and tests, at whichever agency they are."""
    async with a_class(database_url, shelf=library()) as staff:
        for learner in LEARNERS[:2]:
            await staff.write(partial(people.change, person_id=learner, job="nursing"))
        cases = text((await trainer(staff, call(choose_case_to_assign, COHORT, 0))).screen)
        assert "Which case?\nFields: Health" in cases
        shown = await trainer(staff, call(choose_programme_to_assign, COHORT))
        programmes = labels(shown.screen)
        assert programmes.index("Health: ") < programmes.index("Airports: ")
        tests = (await trainer(staff, call(assessment_list, COHORT))).screen
        assert button(tests, plan_first_part).arguments["track"] == "health"
