"""Taking back: a mistake at once, later in one of three ways; what was paused goes on again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from bot.app.notices import DAY
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.playing.play import resume_attempt
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
    preview_assignment,
)
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.assignments.withdrawal_page import (
    ask_resume_assignment,
    ask_withdraw_assignment,
    resume_assignment,
    stop_mistake,
    withdraw_assignment,
    withdraw_assignment_how,
    withdrawn_assignments,
)
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.locale import words
from bot.outbox.notice_sending import NoticeSender
from bot.phrases.case_phrases import title_of
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.db import tables as t
from storage.people import people
from storage.playing import attempts
from storage.playing.attempts import Attempt
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
from tests.helpers.running import library
from tests.helpers.staff import Staff, button, buttons, has, labels, leads, text

TAKEN_BACK = "Your trainer has taken this work back."
BAHRAIN = 3  # hours before UTC
PAUSED = "Your trainer has paused this work. Your place in it is kept."


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


async def under_way(staff: Staff, person: str) -> list[Attempt]:
    found: list[Attempt] = await staff.read(lambda conn: attempts.running(conn, person))
    return found


@pytest.mark.parametrize("hour", [9, 23])
async def test_a_mistake_stopped_while_it_is_about_to_be_told_is_told_to_nobody(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, hour: int
) -> None:
    """A notice that was handed out is not told yet, by day as by night, when it is put back."""
    staff.desk.clock.at = staff.desk.clock.at.replace(hour=hour - BAHRAIN, minute=0)
    given, answers = await assigned(staff), []
    look = NoticeSender._send

    async def stop_then_look(notices: NoticeSender, *about: Any) -> bool:
        answers.append(text((await staff.taps("trainer", call(stop_mistake, given.id))).screen))
        return await look(notices, *about)

    monkeypatch.setattr(NoticeSender, "_send", stop_then_look)
    assert await told(staff) == {}
    assert "Nobody has been notified." in answers[0]


async def test_a_mistake_is_stopped_at_one_tap_before_anybody_is_told(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(assign_case, COHORT, "kinds", "practice", LAST))
    stopped = await staff.taps("trainer", button(shown.screen, stop_mistake))
    assert "Stopped. Nobody else will be notified.\nNobody has been notified." in text(
        stopped.screen
    )
    assert await told(staff) == {}
    assert await open_work(staff) == []
    assert not has((await staff.says("sara", "/today")).screen, assignment_card)
    staff.desk.clock.passes(13 * DAY.total_seconds())
    assert await staff.desk.parts.assignment_reminders.queue_reminders() == 0
    again = await staff.taps("trainer", button(shown.screen, stop_mistake))  # and at two taps too
    assert "Stopped." in text(again.screen)


async def test_withdrawal_counts_the_notified_members(staff: Staff) -> None:
    """Without those who have no account, as on paper: they are told nothing."""
    own = t.accounts.c.person == "lina"
    await staff.write(lambda conn: conn.execute(t.accounts.delete().where(own)))
    assignment = await assigned(staff)
    assert set(await told(staff)) == {"sara", "yusuf"}
    stopped = await staff.taps("trainer", call(stop_mistake, assignment.id))
    assert "2 people have been told of it; if they open it, they read that it was" in bare(
        text(stopped.screen)
    )
    assert TAKEN_BACK in text(
        (await staff.taps("sara", call(begin_assignment, assignment.id))).screen
    )
    assert TAKEN_BACK in text(
        (await staff.taps("sara", call(assignment_card, assignment.id))).screen
    )
    assert TAKEN_BACK not in text(
        (await staff.taps("trainer", call(assignment_card, assignment.id))).screen
    )


async def test_departed_recipient_is_not_counted_as_notified(
    staff: Staff,
) -> None:
    now = staff.desk.clock.now()
    await staff.write(lambda conn: people.change(conn, "lina", told_at=now))
    assignment = await assigned(staff)
    assert set(await told(staff)) == {"sara", "yusuf"}
    await staff.write(lambda conn: cohorts.leave(conn, COHORT, "lina", now))
    stopped = await staff.taps("trainer", call(stop_mistake, assignment.id))
    assert "2 people have been told of it" in bare(text(stopped.screen))


async def test_unannounced_mistake_is_followed_by_the_correction_only(
    staff: Staff,
) -> None:
    shown = await staff.taps("trainer", call(assign_case, COHORT, "kinds", "practice", LAST))
    await staff.taps("trainer", button(shown.screen, stop_mistake))
    await staff.taps("trainer", call(assign_case, COHORT, "kinds", "assessment", LAST))
    found = await told(staff)
    assert set(found) == set(LEARNERS)
    assert all("practice" not in name for name in map(str, found.values()))


async def test_corrected_assignment_is_announced_at_once(
    staff: Staff,
) -> None:
    """In their hours; who was told of nothing wrong is told as ever, and nobody a third time."""
    now = staff.desk.clock.now()
    await staff.write(lambda conn: people.change(conn, "lina", told_at=now))  # of something else
    wrong = await staff.taps("trainer", call(assign_case, COHORT, "kinds", "practice", LAST))
    assert set(await told(staff)) == {"sara", "yusuf"}
    staff.desk.clock.passes(600)
    stopped = await staff.taps("trainer", button(wrong.screen, stop_mistake))
    assert "If you assign something else within a day" in text(stopped.screen)

    # One that is stopped before it is told has not corrected anything yet.
    right = call(assign_case, COHORT, "kinds", "assessment", LAST)
    shown = await staff.taps("trainer", right)
    await staff.taps("trainer", button(shown.screen, stop_mistake))

    tried = bare(
        text((await staff.taps("trainer", call(preview_assignment, *right.values))).screen)
    )
    assert "2 of them were told of what was stopped, and get this as its correction" in tried
    assert "1 of them had a message within the last day and gets this one later." in tried
    shown = await staff.taps("trainer", right)
    found = await told(staff)
    assert set(found) == {"sara", "yusuf"}
    assert "A correction from Gates: “Lost property, 16:10”, assessment, due by" in found["sara"]

    # That was wrong too: by now they had two messages, and hear of the third thing another day.
    await staff.taps("trainer", button(shown.screen, stop_mistake))
    await staff.taps("trainer", call(assign_case, COHORT, "kinds", "practice", date(2026, 12, 16)))
    assert await told(staff) == {}
    staff.desk.clock.passes(DAY.total_seconds())
    found = await told(staff)
    assert set(found) == set(LEARNERS)
    assert not any("correction" in name for name in found.values())


async def test_correction_names_the_replaced_assignment(database_url: str) -> None:
    """And waits for nobody who is told after hours, but until their morning."""
    async with a_class(database_url, shelf=library()) as staff:
        await staff.write(lambda conn: people.set_language(conn, "sara", "ar"))
        shown = await staff.taps("trainer", call(assign_case, COHORT, "pink-bag", "practice", LAST))
        assert set(await told(staff)) == set(LEARNERS)
        await staff.taps("trainer", button(shown.screen, stop_mistake))
        staff.desk.clock.passes(12 * 3600)
        await staff.taps("trainer", call(assign_case, COHORT, "gate-twelve", "practice", LAST))
        assert await told(staff) == {}
        staff.desk.clock.passes(11 * 3600 + 2700)  # still less than a day after the first message
        found = await told(staff)
        assert "تصحيح من Gates: المطلوب ليس «" in found["sara"]
        said = "not “Check-in counter 11, 06:40” but “Gate 12, 21:50”, for practice, due by"
        assert said in found["yusuf"]


async def test_withdrawal_of_begun_work_asks_for_confirmation(staff: Staff) -> None:
    assignment = await assigned(staff)
    await staff.taps("sara", call(begin_assignment, assignment.id))
    asked = await staff.taps("trainer", call(stop_mistake, assignment.id))
    assert text(asked.screen).startswith("Withdraw “")
    assert "1 person is in the middle of it." in text(asked.screen)
    assert await open_work(staff) == [assignment]
    assert [attempt.state for attempt in await under_way(staff, "sara")] == ["running"]


async def test_withdrawing_is_asked_from_the_page_of_an_assignment(staff: Staff) -> None:
    assignment = await assigned(staff)
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    seen = await staff.taps("trainer", button(shown.screen, assignment_results))
    assert seen.screen is not None
    assert leads(seen.screen.buttons[-1].action, ask_withdraw_assignment)
    asked = await staff.taps("trainer", button(seen.screen, ask_withdraw_assignment))
    title = title_of(words("en"), staff.desk.parts.library.scenarios["kinds"])
    name = f"{title} · for practice · 9 Dec"
    assert text(asked.screen).startswith(f"Withdraw “{name}”?\nNobody has started it.")
    assert button(asked.screen, assignment_results) == call(assignment_results, assignment.id, 0)
    assert has(asked.screen, stop_mistake)

    await ended(staff, "sara", assignment.id)
    asked = await staff.taps("trainer", button(seen.screen, ask_withdraw_assignment))
    assert "1 person has done it; the result stays." in text(asked.screen)
    after = await staff.taps("trainer", button(asked.screen, withdraw_assignment))
    assert text(after.screen).startswith(f"{name}\nWithdrawn.")
    assert await told(staff) == {}
    assert not has((await staff.says("yusuf", "/today")).screen, assignment_card)
    assert not has(
        (await staff.taps("yusuf", call(assignment_card, assignment.id))).screen, begin_assignment
    )


async def begun_by_sara(staff: Staff) -> str:
    """Let one be in the middle of it, and be asked how to withdraw it."""
    assignment = await assigned(staff)
    await told(staff)
    await staff.taps("sara", call(begin_assignment, assignment.id))
    staff.desk.clock.passes(DAY.total_seconds())
    asked = await staff.taps("trainer", call(ask_withdraw_assignment, assignment.id))
    assert has(asked.screen, withdraw_assignment)
    ways = [
        button.action
        for button in buttons(asked.screen)
        if leads(button.action, withdraw_assignment_how)
    ]
    assert ways == [
        call(withdraw_assignment_how, assignment.id, "freeze"),
        call(withdraw_assignment_how, assignment.id, "stop"),
    ]
    return assignment.id


async def test_open_attempts_may_be_finished(staff: Staff) -> None:
    assignment = await begun_by_sara(staff)
    await staff.taps("trainer", call(withdraw_assignment, assignment))
    (running,) = await under_way(staff, "sara")
    shown = await staff.taps("sara", call(begin_assignment, assignment))
    assert shown.screen is not None
    assert shown.screen.shows is not None
    assert shown.screen.shows.attempt == running.id
    assert TAKEN_BACK in text(
        (await staff.taps("yusuf", call(begin_assignment, assignment))).screen
    )
    assert await told(staff) == {}


async def test_open_attempts_may_be_stopped_at_once(staff: Staff) -> None:
    """What they did counts for nothing, and they hear why when they come back to it."""
    assignment = await begun_by_sara(staff)
    (running,) = await under_way(staff, "sara")
    await staff.taps("trainer", call(withdraw_assignment_how, assignment, "stop"))
    assert await under_way(staff, "sara") == []
    staff.desk.clock.passes(60)
    for action in (call(resume_attempt, running.id), call(begin_assignment, assignment)):
        assert TAKEN_BACK in text((await staff.taps("sara", action)).screen)
    assert await told(staff) == {}


async def test_assignment_is_paused_with_a_notice_and_resumed(staff: Staff) -> None:
    given = await begun_by_sara(staff)
    (running,) = await under_way(staff, "sara")
    paused = await staff.taps("trainer", call(withdraw_assignment_how, given, "freeze"))
    assert "Paused. It is not due until you resume it." in text(paused.screen)
    found = await told(staff)
    assert set(found) == {"sara"}
    assert "Your trainer has paused “" in found["sara"]
    assert PAUSED in text((await staff.taps("sara", call(begin_assignment, given))).screen)
    assert PAUSED in text((await staff.taps("yusuf", call(begin_assignment, given))).screen)
    listed = await staff.taps("trainer", call(withdrawn_assignments, COHORT))
    assert "· paused" in labels(listed.screen)
    seen = await staff.taps("trainer", button(listed.screen, assignment_results))
    assert "paused on Thursday 26 November" in text(seen.screen)
    seen = await staff.taps("trainer", button(listed.screen, assignment_results))

    staff.desk.clock.passes(3 * DAY.total_seconds())
    asked = await staff.taps("trainer", button(seen.screen, ask_resume_assignment))
    assert "3 people will be told" in text(asked.screen)
    assert await open_work(staff) == []
    assert await told(staff) == {}
    on = await staff.taps("trainer", button(asked.screen, resume_assignment))
    assert "Resumed." in text(on.screen)
    assert [assignment.id for assignment in await open_work(staff)] == [given]
    shown = await staff.taps("sara", call(begin_assignment, given))
    assert shown.screen is not None
    assert shown.screen.shows is not None
    assert shown.screen.shows.attempt == running.id
    assert set(await told(staff)) == set(LEARNERS)
    assert not has(
        (await staff.taps("trainer", call(resume_assignment, given))).screen, resume_assignment
    )


async def test_finished_members_are_not_told_of_the_resumption(staff: Staff) -> None:
    """Nor anybody, where its last day is over by then: it can be given another."""
    assignment = await assigned(staff)
    await told(staff)
    await ended(staff, "yusuf", assignment.id, passed=False)
    await staff.taps("trainer", call(withdraw_assignment_how, assignment.id, "freeze"))
    asked = await staff.taps("trainer", call(ask_resume_assignment, assignment.id))
    assert "2 people will be told" in text(asked.screen)
    staff.desk.clock.passes(20 * DAY.total_seconds())
    asked = await staff.taps("trainer", call(ask_resume_assignment, assignment.id))
    assert "0 people will be told" in bare(text(asked.screen))
    assert "Its last day is over" in text(asked.screen)
    await staff.taps("trainer", button(asked.screen, resume_assignment))
    assert await told(staff) == {}
    late = await staff.taps(
        "trainer", call(ask_resume_assignment, assignment.id)
    )  # it goes on already
    assert not has(late.screen, resume_assignment)


async def test_finally_withdrawn_assignment_cannot_be_resumed(staff: Staff) -> None:
    assignment = await assigned(staff)
    await staff.taps("trainer", call(withdraw_assignment, assignment.id))
    await staff.taps("trainer", call(resume_assignment, assignment.id))
    assert await open_work(staff) == []
    (kept,) = await staff.read(lambda conn: assignments.withdrawn_from(conn, COHORT))
    assert kept.withdrawn_how == assignments.DRAIN
