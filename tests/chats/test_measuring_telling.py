"""Who is told of the parts of a test, and when; and who comes into it later."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import assignment_card
from bot.chat.trainer.assessments.assessment_gains import assessment_gains
from bot.chat.trainer.assessments.assessment_page import (
    ask_end_course,
    assessment_page,
    end_course,
    postpone_assessment,
    stop_assessment,
)
from bot.chat.trainer.cohorts.member_moves import move_member
from bot.chat.trainer.invitations.open_links import make_link
from bot.outbox.notice_sending import NoticeSender
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from tests.helpers.front_desk import BOT, FakeMessenger
from tests.helpers.measuring import (
    COHORT,
    FORMS,
    cohort_of,
    name,
    part_of,
    started,
    takers,
    the_test,
    told,
    took,
    until,
    waiting,
)
from tests.helpers.staff import AIRPORT, ZONE, Staff, button, has, text
from tests.helpers.training import opens, token

CLOSES = datetime(2026, 12, 2, 21, tzinfo=UTC)  # midnight in Bahrain
OPENS = datetime(2026, 12, 16, 21, tzinfo=UTC)
HOUR = 3_600


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(database_url, 12) as found:
        yield found


async def hears(staff: Staff, hours: int = 24) -> list[Screen]:
    """All that is sent unasked within some hours, with what is looked at on its day."""
    post, parts = FakeMessenger(), staff.desk.parts
    notices = NoticeSender(BOT, parts.app, parts.texts, post)
    for _ in range(hours):
        await parts.assignment_reminders.queue_reminders()
        await notices.send()
        staff.desk.clock.passes(HOUR)
    await notices.send()  # notes what arrived
    return [message.screen for message in post.sent]


async def test_everybody_is_notified_when_a_part_opens(staff: Staff) -> None:
    await started(staff)
    assert await told(staff) == {"assigned": 36, "test-over": 12, "test-came": 2}
    due = await waiting(staff)
    before, after = [await part_of(staff, name(0), part) for part in ("before", "after")]
    assert due[before.id] == staff.desk.clock.now()
    assert due[after.id] == OPENS


async def test_notified_participants_are_not_notified_again(staff: Staff) -> None:
    """When days move, of a part that is open only those hear who have not heard."""
    test = await started(staff)
    before = await part_of(staff, name(0), "before")
    own = (t.due.c.person == name(0), t.due.c.due <= staff.desk.clock.now())
    await staff.write(lambda conn: conn.execute(t.due.delete().where(*own)))  # it was told
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    await staff.taps("trainer", button(shown.screen, postpone_assessment))
    assert before.id not in await waiting(staff)


async def test_unfinished_participants_are_reminded_3_days_and_1_day_before(staff: Staff) -> None:
    """Once each, nobody else, and of their own form."""
    await started(staff)
    await hears(staff)
    for number in range(1, 12):
        await took(staff, name(number), "before")
    assignment = await part_of(staff, name(0), "before")
    for days in (4, 2):
        await until(staff, CLOSES - timedelta(days=days))
        sent = await hears(staff)
        assert len(sent) == 1
        assert "A reminder" in text(sent[0])
        assert button(sent[0], assignment_card) == call(assignment_card, assignment.id)
    await until(staff, CLOSES)
    assert await hears(staff) == []  # and no summary of single forms


async def test_the_later_parts_are_reminded_of_as_well(staff: Staff) -> None:
    test = await started(staff)
    for part in ("after", "delayed"):
        await until(staff, test.spans[part].due_at - timedelta(days=2))
        sent = await hears(staff)
        assert len([screen for screen in sent if "A reminder" in text(screen)]) == 12


async def test_a_reminder_waits_with_the_test(staff: Staff) -> None:
    test = await started(staff)
    await hears(staff)
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    await staff.taps("trainer", button(shown.screen, postpone_assessment))
    await until(staff, CLOSES - timedelta(days=4))
    assert await hears(staff) == []
    await until(staff, CLOSES + timedelta(days=3))
    assert len(await hears(staff)) == 12


async def test_stopped_test_sends_no_reminders(staff: Staff) -> None:
    test = await started(staff)
    await staff.taps("trainer", call(stop_assessment, test.id))
    await until(staff, CLOSES - timedelta(days=4))
    assert await hears(staff) == []


async def test_finished_course_sends_no_reminder_of_its_first_part(staff: Staff) -> None:
    test = await started(staff)
    await hears(staff)
    shown = await staff.taps("trainer", call(ask_end_course, test.id))
    await staff.taps("trainer", button(shown.screen, end_course))
    sent = await hears(staff)
    assert len(sent) == 12
    assert not any("A reminder" in text(screen) for screen in sent)


async def test_all_trainers_hear_that_a_part_has_closed(staff: Staff) -> None:
    await staff.person("second")
    row = {"cohort": COHORT, "person": "second", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(t.cohort_trainers.insert(), row))
    test = await started(staff)
    await until(staff, test.spans["after"].due_at - timedelta(hours=1))
    assert not any(has(hear, assessment_gains) for hear in await hears(staff, 1))
    sent = [hear for hear in await hears(staff) if has(hear, assessment_gains)]
    assert len(sent) == 1  # the other one has no role, and so no right to it
    assert "has closed" in text(sent[0])
    assert "%" not in text(sent[0])


async def test_late_participant_gets_the_least_used_order(staff: Staff) -> None:
    await started(staff)
    link = await staff.taps("trainer", call(make_link, COHORT))
    for number in range(6):
        await staff.person(f"later-{number}", name=f"Later {number}")
        await opens(staff, f"later-{number}", token(link))
    orders = Counter(
        (taker["before"], taker["after"], taker["delayed"])
        for taker in (await takers(staff)).values()
    )
    assert orders == dict.fromkeys(permutations(FORMS), 3)


async def test_late_participant_takes_the_remaining_parts(staff: Staff) -> None:
    await started(staff)
    link = token(await staff.taps("trainer", call(make_link, COHORT)))
    await until(staff, CLOSES)
    await staff.person("later")
    await opens(staff, "later", link)
    assert (await takers(staff))["later"].keys() == {"after", "delayed"}
    await until(staff, datetime(2027, 1, 1, tzinfo=UTC))  # the second is closed too
    await staff.person("latest")
    await opens(staff, "latest", link)
    assert "latest" not in await takers(staff)


async def test_moved_participant_takes_part_in_the_new_cohort(staff: Staff) -> None:
    """And in what they leave they are not asked any more."""
    now, other = staff.desk.clock.now(), "cohort-00002"
    made = Cohort(other, "Desks", AIRPORT, ZONE, now)
    await staff.write(lambda conn: cohorts.create(conn, made, "trainer"))
    await staff.person("moved", name="Moved")
    await staff.write(lambda conn: cohorts.join(conn, "m-other-0001", other, "moved", now))
    await started(staff)
    await staff.taps("trainer", call(move_member, other, "moved", COHORT))
    assert (await takers(staff))["moved"].keys() == {"before", "after", "delayed"}
    assert has((await staff.says("moved", "/today")).screen, assignment_card)
    await staff.taps("trainer", call(move_member, COHORT, "moved", other))
    assert not has((await staff.says("moved", "/today")).screen, assignment_card)
    shown = await staff.taps("trainer", call(assessment_page, (await the_test(staff)).id))
    assert "• Moved" not in text(shown.screen)
