"""A part of a test that is open: nudging who has not done it, closing it, its cohort's page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.trainer.assessments.assessment_page import (
    ask_close_part,
    assessment_page,
    close_part,
    stop_assessment,
)
from bot.chat.trainer.assessments.part_nudge import preview_part_nudge, send_part_nudge
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.outbox.notice_sending import NoticeSender
from tests.helpers.front_desk import BOT
from tests.helpers.measuring import (
    COHORT,
    DAY,
    cohort_of,
    name,
    part_of,
    started,
    the_test,
    told,
    took,
    until,
)
from tests.helpers.staff import Staff, button, has, labels, text

THURSDAY = datetime(2026, 11, 26, 6, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 6, tzinfo=UTC)
HOUR = 3_600
OPENS = datetime(2026, 12, 16, 21, tzinfo=UTC)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(database_url, 4) as found:
        yield found


async def sent(staff: Staff, hours: int = 1) -> dict[str, list[str]]:
    """What each person is told within some hours."""
    parts, post = staff.desk.parts, staff.desk.post
    before = len(post.sent)
    sender = NoticeSender(BOT, parts.app, parts.texts, post)
    for _ in range(hours):
        await sender.send()
        staff.desk.clock.passes(HOUR)
    await sender.send()  # notes what arrived
    people = {staff.account(each): each for each in ("trainer", *map(name, range(4)))}
    found: dict[str, list[str]] = {}
    for message in post.sent[before:]:
        found.setdefault(people[message.chat], []).append(text(message.screen))
    return found


async def open_part(staff: Staff) -> str:
    """A test whose first part everybody was told of before the weekend; one has done it."""
    test = await started(staff)
    await until(staff, THURSDAY)
    assert len(await sent(staff)) == 4
    await took(staff, name(0), "before")
    await until(staff, SUNDAY)
    return test.id


async def test_unfinished_participants_are_nudged_to_their_own_form(staff: Staff) -> None:
    test_id = await open_part(staff)
    shown = await staff.taps("trainer", call(assessment_page, test_id))
    shown = await staff.taps("trainer", button(shown.screen, preview_part_nudge))
    page_text = text(shown.screen)
    assert "3 people will be notified, each in their own hours." in page_text
    assert "• Person 01\n• Person 02\n• Person 03" in page_text
    assert await sent(staff) == {}
    shown = await staff.taps("trainer", button(shown.screen, send_part_nudge))
    assert "3 people will be told" in text(shown.screen)
    await took(staff, name(1), "before")
    staff.desk.clock.passes(60)
    messages = await sent(staff)
    assert messages.keys() == {name(2), name(3)}
    assert "is there for you until" in messages[name(2)][0]
    own = await part_of(staff, name(2), "before")
    last = [message for message in staff.desk.post.sent if message.chat == staff.account(name(2))]
    assert button(last[-1].screen, assignment_card).arguments["assignment_id"] == own.id


async def test_nobody_is_nudged_twice_in_a_day(staff: Staff) -> None:
    test_id = await open_part(staff)
    nudge = call(send_part_nudge, test_id, 3)
    await staff.taps("trainer", nudge)
    shown = await staff.taps("trainer", nudge)
    page_text = text(shown.screen)
    assert "3 were nudged within the last day and are not nudged again." in page_text
    assert not has(shown.screen, send_part_nudge)
    assert (await told(staff))["test-nudged"] == 3
    await sent(staff)
    staff.desk.clock.passes(DAY + 60)
    shown = await staff.taps("trainer", nudge)
    assert "3 people will be told" in text(shown.screen)


async def test_a_part_still_to_be_announced_needs_no_nudge(staff: Staff) -> None:
    test = await started(staff)
    shown = await staff.taps("trainer", call(preview_part_nudge, test.id))
    assert "4 people have yet to be notified that the part is open." in text(shown.screen)
    assert not has(shown.screen, send_part_nudge)


async def test_a_nudge_that_waits_ends_with_its_test(staff: Staff) -> None:
    test_id = await open_part(staff)
    await staff.taps("trainer", call(send_part_nudge, test_id, 3))
    await staff.taps("trainer", call(stop_assessment, test_id))
    assert (await told(staff))["test-nudged"] == 0


async def test_a_part_is_closed_early_and_the_others_keep_their_days(staff: Staff) -> None:
    test_id = await open_part(staff)
    before = await the_test(staff)
    shown = await staff.taps("trainer", call(assessment_page, test_id))
    shown = await staff.taps("trainer", button(shown.screen, ask_close_part))
    assert "3 people have not done it, and will not be compared." in text(shown.screen)
    assert (await the_test(staff)).spans == before.spans
    shown = await staff.taps("trainer", button(shown.screen, close_part))
    now = staff.desk.clock.now()
    assert "Before the course: closed since Sunday 29 November\nDone: 1 of 4" in text(shown.screen)
    assert not has(shown.screen, ask_close_part)
    assert not has(shown.screen, preview_part_nudge)
    closed = await the_test(staff)
    assert closed.spans["before"].due_at == now
    assert [closed.spans[part] for part in ("after", "delayed")] == [
        before.spans[part] for part in ("after", "delayed")
    ]
    own = await part_of(staff, name(1), "before")
    shown = await staff.taps(name(1), call(begin_assignment, own.id))
    assert shown.screen is not None
    assert shown.screen.shows is None


async def test_an_old_button_closes_no_other_part(staff: Staff) -> None:
    test_id = await open_part(staff)
    await until(staff, OPENS)
    before = await the_test(staff)
    for old in (ask_close_part, close_part):
        shown = await staff.taps("trainer", call(old, test_id, "before"))
        assert has(shown.screen, ask_close_part)  # on its page
    assert (await the_test(staff)).spans == before.spans


async def test_trainers_are_notified_once_of_each_early_closing(staff: Staff) -> None:
    test_id = await open_part(staff)
    for day, part in (("2026-12-20T09:00Z", "after"), ("2027-06-20T09:00Z", "delayed")):
        await until(staff, datetime.fromisoformat(day))
        await staff.taps("trainer", call(close_part, test_id, part))
        said = "\n".join((await sent(staff, hours=24))["trainer"])
        assert said.count("has closed") == 1
    assert (await the_test(staff)).is_over(staff.desk.clock.now())


async def test_the_cohort_page_leads_to_the_test_under_way(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    assert "Tests" not in text(shown.screen)
    test_id = await open_part(staff)
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    assert "1 of 4" in labels(shown.screen)
    assert button(shown.screen, assessment_page).arguments["test_id"] == test_id
    await staff.taps("trainer", call(stop_assessment, test_id))
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    assert not has(shown.screen, assessment_page)
