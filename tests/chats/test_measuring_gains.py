"""What changed: for those who took both parts in time, from ten people on, and nobody else."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app.assessments.assessment_results import chances
from bot.chat.common import common_screens
from bot.chat.kit.routes import call
from bot.chat.trainer.assessments.assessment_gains import assessment_gains, send_gains_picture
from bot.locale import words
from storage.personal_data import erasure
from tests.helpers.measuring import (
    FORMS,
    cohort_of,
    form,
    name,
    part_of,
    plays,
    started,
    the_test,
    took,
    until,
)
from tests.helpers.staff import Staff, has, text

# Student's example of 1908: what ten people gained, times ten; R prints 7.001142 to 24.598858.
GAINED = (12, 24, 13, 13, 0, 10, 18, 8, 46, 14)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with cohort_of(database_url, 12) as found:
        await started(found)
        yield found


async def ten(staff: Staff, people: int = 10) -> None:
    """Ten people take both parts, and the second closes."""
    for number, _ in zip(range(people), GAINED, strict=False):
        await took(staff, name(number), "before", 40, missed=3, over_called=1)
    await until(staff, (await the_test(staff)).spans["after"].opens_at)
    for number, gain in zip(range(people), GAINED, strict=False):
        await took(staff, name(number), "after", 40 + gain, missed=1, over_called=1)
    await closed(staff, "after")


async def closed(staff: Staff, part: str) -> None:
    await until(staff, (await the_test(staff)).spans[part].due_at)


async def said(staff: Staff) -> str:
    shown = await staff.taps("trainer", call(assessment_gains, (await the_test(staff)).id))
    return text(shown.screen)


async def test_figures_match_the_textbook(staff: Staff) -> None:
    """The interval of the score is R's, and errors stand apart."""
    await ten(staff)
    shown = await said(staff)
    assert "Both taken in time: 10 of 12" in shown
    assert "Score: from 40% to 56%\n16 points more (95% interval: +7 to +25)" in shown
    assert "Held back: from 60% to 20%\n40 points less, the same for everybody" in shown
    assert "Went too far: from 20% to 20%\nno change, the same for everybody" in shown
    assert "There was no group without the course" in shown
    assert "Person" not in shown


async def test_nine_are_too_few(staff: Staff) -> None:
    await ten(staff, 9)
    shown = await said(staff)
    assert "Too few people: 10 are needed, there are 9." in shown
    assert "%" not in shown
    test = (await the_test(staff)).id
    reply = await staff.taps("trainer", call(send_gains_picture, test))
    assert reply.then is None


async def test_gains_are_hidden_before_the_part_closes(staff: Staff) -> None:
    """Or the difference between two looks would tell what one person did."""
    await ten(staff)
    await until(staff, staff.desk.clock.now() - timedelta(seconds=1))
    shown = await said(staff)
    assert "The second part has not closed yet" in shown
    assert "%" not in shown


async def test_late_or_once_or_elsewhere_is_not_matched(staff: Staff) -> None:
    await ten(staff)
    test = await the_test(staff)
    before, now = test.spans["before"], staff.desk.clock.now()
    late = before.due_at + timedelta(seconds=1)
    await took(staff, name(10), "before", 0, ended_at=late)  # begun in time, ended too late
    await took(staff, name(10), "after", 100)
    await took(staff, name(11), "before", 0, ended_at=before.due_at)  # the last moment
    assert "10 of 12" in await said(staff)
    await took(staff, name(11), "after", 100, ended_at=now)
    assert "11 of 12" in await said(staff)
    elsewhere = before.opens_at - timedelta(days=30)
    await took(staff, name(11), "after", 9, assignment=None, started_at=elsewhere)
    shown = await said(staff)
    assert "10 of 12" in shown
    assert "1 more had met one of these cases elsewhere" in shown


async def test_encounters_after_closing_change_nothing(staff: Staff) -> None:
    await ten(staff)
    shown = await said(staff)
    staff.desk.clock.passes(60)
    await took(staff, name(0), "after", 9, assignment=None)
    assert await said(staff) == shown


async def test_erased_participants_are_not_counted(staff: Staff) -> None:
    await ten(staff)
    ids = (f"erased-{number:05}" for number in range(100))
    now = staff.desk.clock.now()
    await staff.write(lambda conn: erasure.erase(conn, name(0), now, lambda: next(ids)))
    assert "Too few people: 10 are needed, there are 9." in await said(staff)


async def test_months_later(staff: Staff) -> None:
    """Beside the first; and no group differs from the one before by one person."""
    await ten(staff)
    for number in (10, 11):
        opened = (await the_test(staff)).spans
        await took(staff, name(number), "before", 50, ended_at=opened["before"].due_at)
        await took(staff, name(number), "after", 50, ended_at=opened["after"].due_at)
    assert "Both taken in time: 12 of 12" in await said(staff)
    await until(staff, (await the_test(staff)).spans["delayed"].opens_at)
    for number in range(11):
        await took(staff, name(number), "delayed", 50)
    await closed(staff, "delayed")
    shown = await said(staff)
    assert "Before the course · months later" in shown
    # Eleven of the twelve would tell how the twelfth did: four more are left out, which is too few.
    assert "Too few people: 10 are needed, there are 7." in shown
    assert "4 more, chosen at random, are left out" in shown


async def test_months_later_with_everybody(staff: Staff) -> None:
    await ten(staff)
    await until(staff, (await the_test(staff)).spans["delayed"].opens_at)
    for number in range(10):
        await took(staff, name(number), "delayed", 50 + number)
    await closed(staff, "delayed")
    shown = await said(staff)
    assert shown.count("Both taken in time: 10 of 12") == 2
    assert "Score: from 40% to 54%" in shown


async def test_a_picture_comes_where_there_is_anything_to_show(staff: Staff) -> None:
    await ten(staff)
    test = (await the_test(staff)).id
    shown = await staff.taps("trainer", call(assessment_gains, test))
    assert has(shown.screen, send_gains_picture)
    reply = await staff.taps("trainer", call(send_gains_picture, test))
    assert reply.then is not None
    (file,) = await reply.then()
    assert file.picture
    assert struct.unpack(">I", file.content[16:20]) == (1080,)


@pytest.mark.slow
async def test_people_play_and_their_answers_are_counted(staff: Staff) -> None:
    """Not rows that were put there: ten people play both parts."""
    for number in range(10):
        key = name(number)
        part = await part_of(staff, key, "before")
        await plays(staff, key, part, _overlooked(part.scenario))
    await until(staff, (await the_test(staff)).spans["after"].opens_at)
    for number in range(10):
        key = name(number)
        part = await part_of(staff, key, "after")
        await plays(staff, key, part, _overlooked(part.scenario) if number == 0 else {})
    await closed(staff, "after")
    shown = await said(staff)
    assert "Both taken in time: 10 of 12" in shown
    # One of five chances before; after, one of fifty. A quarter of two points, of 17, is kept.
    assert "Held back: from 20% to 2%" in shown
    assert "Score: from 91% to 99%" in shown


def _overlooked(key: str) -> dict[str, str]:
    """An answer of a form by which too little is done, for a quarter of two points."""
    return {
        "airports-form-a": {"drops": "noon"},
        "airports-form-b": {"fiddler": "late"},
        "airports-form-c": {"young": "line"},
    }[key]


@pytest.mark.parametrize("key", FORMS)
def test_in_a_form_all_decisions_are_met(key: str) -> None:
    """So its chances are the same whichever way is taken: each scene leads to one other."""
    scenario = form(key)
    ends = set(scenario.endings)
    for scene in scenario.scenes.values():
        targets = {lead.to for lead in scene.leads_out}
        assert len(targets) == 1 or targets <= ends
    assert chances(scenario, "missed") == 5
    assert chances(scenario, "over-called") == 5


async def test_gains_are_shown_to_the_trainer_alone(staff: Staff) -> None:
    await ten(staff)
    test = (await the_test(staff)).id
    for action in (call(assessment_gains, test), call(send_gains_picture, test)):
        reply = await staff.taps(name(0), action)
        assert reply.screen == common_screens.gone_screen(words("en"))
