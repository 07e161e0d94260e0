"""Nothing of a test is told, practised or asked again before its last part has closed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app.personal_data import own_data
from bot.chat.common import common_screens
from bot.chat.debrief.aftercare import aftercare
from bot.chat.debrief.debrief_moments import (
    moment_card,
    moment_grounds,
    moment_others,
    moment_reason,
    retry_moment,
)
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.debrief.worked_example import worked_example
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case, case_card, play_again
from bot.chat.learner.own_assessments import own_assessment
from bot.chat.learner.own_data import data_files
from bot.chat.learner.path_sharing import ask_share_path, share_path
from bot.chat.learner.progress import finished_cases
from bot.chat.playing.attempt_drawing import draw_attempt, picture_after
from bot.chat.playing.play import resume_attempt
from bot.chat.trainer.analysis.decision_list import decision_list
from bot.chat.trainer.assessments.assessment_planning import start_assessment
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.assignments.withdrawal_page import (
    ask_withdraw_assignment,
    withdraw_assignment,
)
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.progress.cohort_progress import cohort_progress, progress_picture
from bot.chat.trainer.progress.member_progress import member_progress, shared_path
from bot.locale import words
from bot.outbox.notice_sending import NoticeSender
from bot.phrases.case_phrases import title_of
from storage.assignments.assignments import Assignment
from storage.db import tables as t
from storage.people import people
from tests.helpers.front_desk import BOT, FakeMessenger
from tests.helpers.measuring import (
    COHORT,
    DAY,
    FORMS,
    cohort_of,
    form,
    kept,
    name,
    part_of,
    plays,
    poor_answers,
    started,
    the_test,
    until,
)
from tests.helpers.staff import Staff, button, buttons, has, text

LEARNER = name(0)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(database_url, 3) as found:
        await started(found)
        yield found


@pytest.fixture
async def assignment(staff: Staff) -> Assignment:
    return await part_of(staff, LEARNER, "before")


@pytest.fixture
async def attempt(staff: Staff, assignment: Assignment) -> str:
    """A first part in which much went wrong."""
    return await plays(staff, LEARNER, assignment, poor_answers(assignment))


def back(attempt: str) -> tuple[Call, ...]:
    """All that looks back upon an attempt."""
    turn, every = 2, True
    return (
        call(look_back, attempt),
        call(moment_card, attempt, turn, every),
        call(moment_reason, attempt, turn, every),
        call(moment_grounds, attempt, turn, every),
        call(moment_others, attempt, turn, every),
        call(worked_example, attempt, turn, 0),
        call(retry_moment, attempt, turn),
        call(aftercare, attempt),
    )


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en"))


async def over(staff: Staff) -> None:
    """Let time pass until the last part has closed."""
    await until(staff, (await the_test(staff)).ends_at)


async def test_the_ending_says_that_it_is_done_and_no_more(
    staff: Staff, assignment: Assignment, attempt: str
) -> None:
    ended = await kept(staff, attempt)
    assert ended.result is not None
    shown = await draw_attempt(staff.desk.parts.app, ended)
    assert "Results come after the last one." in text(shown)
    assert not has(shown, look_back)
    assert not has(shown, play_again)
    assert picture_after(ended, form(assignment.scenario)) is None


async def test_nobody_looks_back_before_the_last_part_has_closed(
    staff: Staff, attempt: str
) -> None:
    for moment in ((await the_test(staff)).spans["after"].due_at, None):
        for action in back(attempt):
            assert is_gone(await staff.taps(LEARNER, action)), action
        if moment is not None:
            await until(staff, moment)
    await until(staff, (await the_test(staff)).ends_at - timedelta(seconds=1))
    assert is_gone(await staff.taps(LEARNER, call(look_back, attempt)))
    await over(staff)
    shown = await staff.taps(LEARNER, call(look_back, attempt))
    assert "Looking back" in text(shown.screen)
    for person in (name(1), "trainer"):
        assert is_gone(await staff.taps(person, call(look_back, attempt)))


async def test_tests_are_absent_from_past_cases(staff: Staff, attempt: str) -> None:
    """Neither before it is over nor after: it has a way of its own."""
    for _ in range(2):
        shown = await staff.taps(LEARNER, call(finished_cases, 0))
        assert not has(shown.screen, look_back)
        await over(staff)


async def test_a_test_is_never_practised_nor_tried_again(
    staff: Staff, assignment: Assignment, attempt: str
) -> None:
    """Neither before it is over nor after."""
    for _ in range(2):
        running = await count_running(staff)
        for action in (
            call(begin_case, assignment.scenario),
            call(case_card, assignment.scenario),
            call(play_again, attempt),
            call(retry_moment, attempt, 2),
            *(call(begin_case, scenario) for scenario in FORMS),
        ):
            shown = await staff.taps(LEARNER, action)
            assert shown.screen is not None
            assert shown.screen.shows is None
            assert not has(shown.screen, begin_case)
        assert await count_running(staff) == running
        await over(staff)
    shown = await staff.taps(LEARNER, call(moment_card, attempt, 2, every=True))
    assert not has(shown.screen, retry_moment)


async def count_running(staff: Staff) -> int:
    rows = select(t.attempts.c.id).where(t.attempts.c.person == LEARNER)
    return len(await staff.read(lambda conn: conn.execute(rows).all()))


async def test_nothing_of_it_is_asked_again_or_offered(staff: Staff, attempt: str) -> None:
    """No memory is made of it, no like case promised, nothing counted as progress."""
    assert await staff.read(lambda conn: conn.execute(select(t.memories)).all()) == []
    payloads = await staff.read(
        lambda conn: conn.execute(select(t.due.c.payload).where(t.due.c.subject == attempt)).all()
    )
    assert payloads == []
    page_text = text((await staff.says(LEARNER, "/progress")).screen)
    assert "endanger" not in page_text
    assert "Not yet secure" not in page_text
    assert "Finish a case, and your skills show here." in page_text
    shown = await staff.says(LEARNER, "/practice")
    listed = {getattr(button.action, "scenario", "") for button in buttons(shown.screen)}
    assert not listed & set(FORMS)


async def test_personal_data_show_participation_and_later_results(
    staff: Staff, attempt: str
) -> None:
    async def mine() -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
        now = staff.desk.clock.now()
        rows = await staff.read(lambda conn: own_data.rows(conn, LEARNER, now))
        (own,) = rows["attempts"]
        return own, [row for row in rows["events"] if row["act"] is not None]

    own, events = await mine()
    assert {own[name] for name in ("score", "passed", "outcome", "result", "position")} == {None}
    assert events
    for event in events:
        assert {event["credit"], event["error"], event["critical"]} == {None}
    await over(staff)
    own, events = await mine()
    assert own["score"] < 70
    assert any(event["error"] for event in events)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "results come after the last test"), ("ar", "تُعرض النتيجة")],
)
async def test_personal_data_page_mentions_the_test(
    staff: Staff, attempt: str, language: str, said: str
) -> None:
    parts = staff.desk.parts
    person = await staff.read(lambda conn: people.get(conn, LEARNER))

    async def page() -> str:
        reader, now = replace(person, language=language), staff.desk.clock.now()
        files = await data_files(parts.database, parts.library, reader, now)
        return "\n".join(file.content.decode() for file in files)

    assert said in await page()
    await over(staff)
    assert said not in await page()


async def test_a_trainer_sees_nothing_of_one_persons_test(
    staff: Staff, assignment: Assignment, attempt: str
) -> None:
    """Neither while it lasts nor when it is over; forged taps are answered as unknown."""
    for _ in range(2):
        for action in (
            call(assignment_results, assignment.id, 0),
            call(ask_withdraw_assignment, assignment.id),
            call(withdraw_assignment, assignment.id),
            call(decision_list, assignment.id, everywhere=False),
            call(decision_list, assignment.id, everywhere=True),
            call(shared_path, attempt, 0),
        ):
            assert is_gone(await staff.taps("trainer", action)), action
        for sharing in (
            call(ask_share_path, attempt),
            call(share_path, attempt, on=True),
        ):
            assert is_gone(await staff.taps(LEARNER, sharing)), sharing
        shown = await staff.taps("trainer", call(member_progress, COHORT, LEARNER, 0))
        assert not has(shown.screen, shared_path)
        assert title_of(words("en"), form(assignment.scenario)) not in text(shown.screen)
        shown = await staff.taps("trainer", call(cohort_page, COHORT))
        assert not has(shown.screen, assignment_results)
        page_text = text((await staff.taps("trainer", call(cohort_progress, COHORT, 0))).screen)
        assert "has been given nothing yet" in page_text
        assert is_gone(await staff.taps("trainer", call(progress_picture, COHORT, 0, 0)))
        await over(staff)


async def test_each_participant_is_notified_of_their_own_result(staff: Staff, attempt: str) -> None:
    test = await the_test(staff)
    own = call(own_assessment, test.id)
    assert is_gone(await staff.taps(LEARNER, own))
    await over(staff)
    post, parts = FakeMessenger(), staff.desk.parts
    notices = NoticeSender(BOT, parts.app, parts.texts, post)
    for _ in range(24):  # in their own hours
        await notices.send()
        staff.desk.clock.passes(DAY / 8)
    sent = [message.screen for message in post.sent if has(message.screen, own_assessment)]
    assert len(sent) == 1  # and nobody else has taken anything
    shown = await staff.taps(LEARNER, button(sent[0], own_assessment))
    page_text = text(shown.screen)
    assert "Before the course" in page_text
    assert "Recognise: " in page_text
    assert "After the course" not in page_text
    assert "%" not in page_text
    assert has(shown.screen, look_back)
    for person in (name(1), "trainer"):
        assert is_gone(await staff.taps(person, own))
    shown = await staff.says(LEARNER, "/progress")
    assert button(shown.screen, own_assessment) == own

    # Whoever got their place with another account is not told how theirs went.
    withheld = update(t.attempts).values(withheld_at=staff.desk.clock.now())
    await staff.write(lambda conn: conn.execute(withheld))
    assert is_gone(await staff.taps(LEARNER, own))
    assert not has((await staff.says(LEARNER, "/progress")).screen, own_assessment)


async def test_another_test_with_the_same_forms_keeps_the_first_one_shut(
    staff: Staff, attempt: str
) -> None:
    """Whoever takes them again is told when that one is over as well."""
    first = await the_test(staff)
    await over(staff)
    now = staff.desk.clock.now() + timedelta(days=1)
    await until(staff, now)
    before = now.date() + timedelta(days=7)
    await staff.taps(
        "trainer", call(start_assessment, COHORT, "airports", before, before + timedelta(days=8), 0)
    )
    second = await the_test(staff)
    assert second.id != first.id
    assert is_gone(await staff.taps(LEARNER, call(look_back, attempt)))
    assert is_gone(await staff.taps(LEARNER, call(own_assessment, first.id)))
    await until(staff, second.ends_at)
    assert not is_gone(await staff.taps(LEARNER, call(look_back, attempt)))


async def test_an_ended_attempt_is_shown_again_and_tells_nothing(
    staff: Staff, attempt: str
) -> None:
    shown = await staff.taps(LEARNER, call(resume_attempt, attempt))
    assert "%" not in text(shown.screen)
    assert not has(shown.screen, look_back)
