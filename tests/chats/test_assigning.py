"""Assigning: a dry run, told once, seen by those it was given to, and what trainers see of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.app.assignments import assignment_notices
from bot.app.notices import DAY, KIND
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_assignment, begin_case
from bot.chat.learner.issue_reports import report_issue
from bot.chat.trainer.assignments import reach_phrases
from bot.chat.trainer.assignments.case_choice import choose_case_to_assign
from bot.chat.trainer.assignments.earlier_buttons import assign_case, preview_assignment
from bot.chat.trainer.assignments.plan_page import plan_case, plan_page
from bot.chat.trainer.assignments.preview_page import assign_plan, preview_plan
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.assignments.withdrawal_page import (
    ask_withdraw_assignment,
    withdraw_assignment,
    withdrawn_assignments,
)
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.locale import words
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.outbox import jobs
from storage.people import people
from tests.helpers.assigning_world import (
    COHORT,
    LAST,
    LEARNERS,
    a_class,
    assigned,
    bare,
    ended,
    notices,
)
from tests.helpers.front_desk import BOT
from tests.helpers.staff import Staff, button, has, labels, leads, text

HOUR = 3600


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


async def test_a_few_taps_lead_to_a_dry_run_that_sends_nothing(staff: Staff) -> None:
    """What, how, until when; then how many would be told. Only then it is confirmed."""
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    for kind in (choose_case_to_assign, plan_case, preview_plan):
        shown = await staff.taps("trainer", button(shown.screen, kind))
    page_text = text(shown.screen)
    assert "due by Wednesday 23 December" in page_text
    assert "To pass: 70% of the best path" in page_text
    assert "3 people will be told" in page_text
    assert "Nothing has been sent yet." in page_text
    assert await staff.read(lambda conn: assignments.of_cohort(conn, COHORT)) == []
    assert await notices(staff).send() == 0

    done = await staff.taps("trainer", button(shown.screen, assign_plan))
    assert "Assigned." in text(done.screen)
    assert "Until the end of Wednesday 23 December." in text(done.screen)
    (made,) = await staff.read(lambda conn: assignments.of_cohort(conn, COHORT))
    assert made.due_at == datetime(2026, 12, 23, 21, tzinfo=UTC)  # midnight in Bahrain
    assert (made.scenario, made.mode, made.pass_mark) == ("kinds", "practice", 70)


async def test_dry_run_counts_unreachable_people_separately(staff: Staff) -> None:
    blocked = staff.visitor("lina").telegram_id
    await staff.write(lambda conn: people.block(conn, BOT, blocked, staff.desk.clock.now()))
    shown = await staff.taps(
        "trainer", call(preview_assignment, COHORT, "kinds", "assessment", LAST)
    )
    assert "2 people will be told" in text(shown.screen)
    assert "1 has blocked the bot and will see it after unblocking it." in text(shown.screen)


async def test_duration_of_a_broadcast_is_announced(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = call(preview_assignment, COHORT, "kinds", "assessment", LAST)
    assert "a second" not in text((await staff.taps("trainer", asked)).screen)
    monkeypatch.setattr(reach_phrases, "MANY", 3)
    page_text = text((await staff.taps("trainer", asked)).screen)
    assert "those who may be told at once have it within about 1 minute" in page_text


async def test_a_trainer_sees_how_far_the_telling_has_come(staff: Staff) -> None:
    """Who waits for it, and whom nothing reaches; nothing of that, once all have been told."""
    blocked = staff.visitor("lina").telegram_id
    await staff.write(lambda conn: people.block(conn, BOT, blocked, staff.desk.clock.now()))
    assignment = await assigned(staff)
    shown = text((await staff.taps("trainer", call(assignment_results, assignment.id, 0))).screen)
    assert "2 are still to be told of it" in shown
    assert "1 has blocked the bot" in shown
    sent_notices = notices(staff)
    await sent_notices.send()
    await sent_notices.flush()
    assert "to be told" not in text(
        (await staff.taps("trainer", call(assignment_results, assignment.id, 0))).screen
    )


async def test_blocked_recipient_hides_no_waiting_one(
    staff: Staff,
) -> None:
    assignment = await assigned(staff)
    blocked = staff.visitor("lina").telegram_id

    def told_and_blocked(conn: Connection) -> None:
        assert jobs.cancel(conn, KIND, assignment_notices.key(assignment, "lina"))
        people.block(conn, BOT, blocked, staff.desk.clock.now())

    await staff.write(told_and_blocked)
    shown = text((await staff.taps("trainer", call(assignment_results, assignment.id, 0))).screen)
    assert "2 are still to be told of it" in shown


async def test_each_member_is_notified_once_with_a_link(staff: Staff) -> None:
    assignment = await assigned(staff)
    sent_notices = notices(staff)
    assert await sent_notices.send() == 3
    await sent_notices.flush()
    chats = sorted(message.chat for message in staff.desk.post.sent)
    assert chats == sorted(staff.visitor(learner).telegram_id for learner in LEARNERS)
    screen = staff.desk.post.sent[0].screen
    assert text(screen).startswith("There is something new here for you.\nGates: “")
    assert "for practice, due by Wednesday 9 December" in text(screen)
    assert button(screen, assignment_card) == call(assignment_card, assignment.id)
    staff.desk.clock.passes(3 * DAY.total_seconds())
    assert await sent_notices.send() == 0

    # The way leads to the card, and today has it too.
    assert has(
        (await staff.taps("sara", call(assignment_card, assignment.id))).screen, begin_assignment
    )
    assert has((await staff.says("sara", "/today")).screen, assignment_card)


async def test_a_double_tap_assigns_once(staff: Staff) -> None:
    """Of two taps at once too; the second is told that it was assigned already."""
    tap = call(assign_case, COHORT, "kinds", "practice", LAST)
    await asyncio.gather(*(staff.taps("trainer", tap) for _ in range(4)))
    again = await staff.taps("trainer", tap)
    assert "already assigned" in text(again.screen)
    assert len(await staff.read(lambda conn: assignments.of_cohort(conn, COHORT))) == 1
    assert await notices(staff).send() == 3


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2028, 1, 1)])
async def test_button_for_a_past_day_leads_to_a_plan(staff: Staff, day: date) -> None:
    """With a day that can be chosen; nothing is assigned."""
    for handler in (preview_assignment, assign_case):
        shown = await staff.taps("trainer", call(handler, COHORT, "kinds", "practice", day))
        assert "23 December" in text(shown.screen)
    assert await staff.read(lambda conn: assignments.of_cohort(conn, COHORT)) == []


async def test_results_of_a_withdrawn_assignment_stay_with_the_trainer(staff: Staff) -> None:
    """For those who did it; nobody is said to owe it any more, and old buttons change nothing."""
    assignment = await assigned(staff)
    await ended(staff, "sara", assignment.id)
    await ended(staff, "yusuf", assignment.id, passed=False, score=40)
    asked = await staff.taps("trainer", call(ask_withdraw_assignment, assignment.id))
    assert "2 people have done it; their results stay." in text(asked.screen)
    await staff.taps("trainer", call(withdraw_assignment, assignment.id))
    staff.desk.clock.passes(HOUR)
    for tap in (
        call(ask_withdraw_assignment, assignment.id),
        call(withdraw_assignment, assignment.id),
    ):
        again = await staff.taps("trainer", tap)
        assert "Withdrawn. It is no longer due" in text(again.screen)
        assert not has(again.screen, withdraw_assignment)
    (kept,) = await staff.read(lambda conn: assignments.withdrawn_from(conn, COHORT))
    assert kept.withdrawn_at == staff.desk.clock.now() - timedelta(seconds=HOUR)

    overview = await staff.taps("trainer", call(cohort_page, COHORT))
    assert "Done" not in text(overview.screen)
    listed = await staff.taps("trainer", button(overview.screen, withdrawn_assignments))
    assert "Lost property, 16:10 · 9 Dec · Done: 2" in labels(listed.screen)
    seen = await staff.taps("trainer", button(listed.screen, assignment_results))
    assert "Done: 2 · passed: 1" in text(seen.screen)
    assert "Sara Ahmed: done and passed" in text(seen.screen)
    assert "Yusuf Ahmed: done, not passed\n" in text(seen.screen)
    assert "Lina" not in text(seen.screen)
    assert not has(seen.screen, ask_withdraw_assignment)
    assert has(seen.screen, withdrawn_assignments)


async def test_issue_reports_are_counted_from_five(staff: Staff) -> None:
    """Of the case wherever it was played, and never who."""
    assignment = await assigned(staff)
    for number in range(5):
        shown = (await staff.taps("trainer", call(assignment_results, assignment.id, 0))).screen
        assert "What learners say" not in text(shown)
        begun = (
            await staff.taps(await staff.person(f"reader{number}"), call(begin_case, "kinds"))
        ).screen
        assert begun is not None
        assert begun.shows is not None
        output = call(report_issue, begun.shows.attempt, begun.shows.turn, "unclear")
        await staff.taps(f"reader{number}", output)

    shown = (await staff.taps("trainer", call(assignment_results, assignment.id, 0))).screen
    assert "Learners' reports on this case, in all cohorts\nUnclear: 5" in text(shown)
    assert "reader" not in text(shown)


async def test_cohort_without_withdrawals_has_no_list_of_them(staff: Staff) -> None:
    assignment = await assigned(staff)
    assert not has(
        (await staff.taps("trainer", call(cohort_page, COHORT))).screen, withdrawn_assignments
    )
    await staff.taps("trainer", call(withdraw_assignment, assignment.id))
    again = await assigned(staff)  # and it can be assigned again
    assert again.id != assignment.id
    assert has(
        (await staff.taps("trainer", call(cohort_page, COHORT))).screen, withdrawn_assignments
    )


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_two_assignments_of_one_case_are_distinguished(staff: Staff, language: str) -> None:
    """By mode and last day, on every button."""
    await staff.write(lambda conn: people.set_language(conn, "trainer", language))
    for mode, last in (("practice", LAST), ("assessment", LAST), ("practice", date(2026, 12, 2))):
        await staff.taps("trainer", call(assign_case, COHORT, "kinds", mode, last))
    shown = (await staff.taps("trainer", call(cohort_page, COHORT))).screen
    assert shown is not None
    names = [button.text for button in shown.buttons if leads(button.action, assignment_results)]
    assert len(set(names)) == 3
    ends = {
        "en": ("16:10 · 2 Dec · 0 of 3", "16:10 · 9 Dec · 0 of 3", "· assessment · 9 Dec · 0 of 3"),
        "ar": (
            "16:10 · 2 ديسمبر · 0 من 3",
            "16:10 · 9 ديسمبر · 0 من 3",
            "· تقييم · 9 ديسمبر · 0 من 3",
        ),
    }
    for end in ends[language]:
        assert sum(bare(name).endswith(end) for name in names) == 1


async def test_dry_run_lists_existing_assignments_of_the_case(staff: Staff) -> None:
    """In another mode or until another day it may be added; the very same may not."""
    await assigned(staff)
    said = "This case is already assigned: for practice, due by Wednesday 9 December."
    other = await staff.taps(
        "trainer", call(preview_assignment, COHORT, "kinds", "assessment", LAST)
    )
    assert said in text(other.screen)
    assert "3 people will be told" in text(other.screen)
    assert has(other.screen, assign_plan)
    same = await staff.taps("trainer", call(preview_assignment, COHORT, "kinds", "practice", LAST))
    assert said in text(same.screen)
    assert "will be told" not in text(same.screen)
    assert not has(same.screen, assign_plan)
    assert has(same.screen, plan_page)

    # What is over, or was withdrawn, is not assigned now.
    staff.desk.clock.passes(15 * DAY.total_seconds())
    later = await staff.taps(
        "trainer", call(preview_assignment, COHORT, "kinds", "practice", LAST + timedelta(days=14))
    )
    assert "already assigned" not in text(later.screen)


async def test_dry_run_counts_unlisted_existing_assignments(
    staff: Staff,
) -> None:
    for weeks in range(8):
        await staff.taps(
            "trainer", call(assign_case, COHORT, "kinds", "practice", LAST + timedelta(weeks=weeks))
        )
    tried = await staff.taps(
        "trainer", call(preview_assignment, COHORT, "kinds", "assessment", LAST)
    )
    page_text = text(tried.screen)
    assert page_text.count("This case is already assigned") == 5
    assert "\nand 3 more\n" in page_text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Sara Ahmed: done, not passed\n"), ("ar", "Sara Ahmed: أُنجزت، ولم تُجتز\n")],
)
async def test_an_assessment_is_passed_or_not_and_never_yet(
    staff: Staff, language: str, said: str
) -> None:
    """It can be done once."""
    assignment = await assigned(staff, "assessment")
    await ended(staff, "sara", assignment.id, passed=False, score=40)
    await staff.write(lambda conn: people.set_language(conn, "trainer", language))
    seen = await staff.taps("trainer", call(assignment_results, assignment.id, 0))
    assert said in bare(text(seen.screen))


async def test_finished_work_of_a_former_member_counts(staff: Staff) -> None:
    assignment = await assigned(staff)
    await ended(staff, "sara", assignment.id)
    now = staff.desk.clock.now()

    def save(conn: Connection) -> None:
        for person in ("sara", "yusuf"):
            cohorts.leave(conn, COHORT, person, now)

    await staff.write(save)
    overview = await staff.taps("trainer", call(cohort_page, COHORT))
    assert "Lost property, 16:10 · 9 Dec · 1 of 2" in labels(overview.screen)
    seen = text((await staff.taps("trainer", call(assignment_results, assignment.id, 0))).screen)
    assert "Done: 1 of 2 · passed: 1" in seen
    assert "Sara Ahmed (no longer in the cohort): done and passed" in seen
    assert "Yusuf" not in seen


async def test_finished_and_former_members_are_not_notified(staff: Staff) -> None:
    assignment = await assigned(staff)
    await ended(staff, "sara", assignment.id)
    now = staff.desk.clock.now()
    await staff.write(lambda conn: cohorts.leave(conn, COHORT, "yusuf", now))
    assert await notices(staff).send() == 1
    assert [message.chat for message in staff.desk.post.sent] == [staff.visitor("lina").telegram_id]


async def test_a_trainer_sees_done_passed_and_bands_and_no_practice(staff: Staff) -> None:
    """Of each person; the best attempt counts; what was practised stands nowhere."""
    assignment = await assigned(staff)
    await ended(staff, "sara", assignment.id, passed=False, score=90)
    await ended(staff, "sara", assignment.id, score=75)
    await ended(staff, "yusuf", assignment.id, passed=False, score=40)
    before = await staff.taps("trainer", call(assignment_results, assignment.id, 0))
    await ended(staff, "sara", None, score=100, result={"bands": {"respond": "secure"}})

    shown = await staff.taps("trainer", call(assignment_results, assignment.id, 0))
    assert shown.screen == before.screen
    lines = [line.text for line in shown.screen.lines]  # type: ignore[union-attr]
    assert "Done: 2 of 3 · passed: 1" in lines
    assert "Sara Ahmed: done and passed\nRecognise: secure · Respond with dignity: not yet" in lines
    assert any(name.startswith("Yusuf Ahmed: done, not passed yet\n") for name in lines)
    assert "Lina Ahmed: not done yet" in lines
    assert "40" not in text(shown.screen)
    overview = await staff.taps("trainer", call(cohort_page, COHORT))
    assert "Lost property, 16:10 · 9 Dec · 2 of 3" in labels(overview.screen)


async def test_notice_uses_the_recipients_language_and_zone(staff: Staff) -> None:
    def save(conn: Connection) -> None:
        people.change(conn, "sara", language="ar", timezone="America/New_York")

    await staff.write(save)
    await assigned(staff, "assessment")
    sent_notices = notices(staff)
    for _ in range(24):
        await sent_notices.send()
        staff.desk.clock.passes(HOUR)
    sara = staff.visitor("sara").telegram_id
    (screen,) = (message.screen for message in staff.desk.post.sent if message.chat == sara)
    first = words("ar").say("There is something new here for you.")
    assert text(screen).startswith(first)
    assert "تقييم" in text(screen)
