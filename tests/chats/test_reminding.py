"""Reminders 3 days and 1 day before, to those not done; a summary to the trainers after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.app.access.rights import TRAINER
from bot.app.assignments import assignment_reminders
from bot.app.notices import DAY
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.trainer.assignments.change_page import change_last_day
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.assignments.withdrawal_page import stop_mistake, withdraw_assignment
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.db import tables as t
from storage.people import people
from tests.helpers.assigning_world import COHORT, LEARNERS, a_class, assigned, bare, ended, told
from tests.helpers.staff import AIRPORT, Staff, button, text

HOUR = 3600
Told = dict[date, dict[str, str]]


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


async def mornings(staff: Staff, days: int) -> Told:
    """What is told on each of the next days at half past eight; days without news are left out."""
    found: Told = {}
    for _ in range(days):
        staff.desk.clock.passes(DAY.total_seconds())
        await staff.desk.parts.assignment_reminders.queue_reminders()
        if said := await told(staff):
            found[staff.desk.clock.now().date()] = said
    return found


def day(number: int) -> date:
    return date(2026, 12, number)


async def test_unfinished_members_are_reminded_twice_and_trainers_get_a_summary(
    staff: Staff,
) -> None:
    """Each once; who has done it hears nothing, and nobody anything after."""
    assignment = await assigned(staff)
    await told(staff)
    await ended(staff, "sara", assignment.id, passed=False)
    found = await mornings(staff, 12)
    assert set(found) == {day(6)}
    assert set(found[day(6)]) == {"yusuf", "lina"}
    assert (
        "A reminder from Gates: “Lost property, 16:10”, due by Wednesday 9 December"
        in (found[day(6)]["yusuf"])
    )
    await ended(staff, "yusuf", assignment.id)
    found = await mornings(staff, 20)
    assert {date_: set(said) for date_, said in found.items()} == {
        day(8): {"lina"},
        day(10): {"trainer"},
    }
    assert "due tomorrow" in found[day(8)]["lina"]
    summary = found[day(10)]["trainer"]
    assert "Gates: the last day of “Lost property, 16:10” was Wednesday 9 December." in summary
    assert "Done: 2 of 3 · passed: 1 · not done: 1" in summary


async def test_summary_link_opens_the_results(staff: Staff) -> None:
    assignment = await assigned(staff)
    await mornings(staff, 16)
    assert button(staff.desk.post.sent[-1].screen, assignment_results) == call(
        assignment_results, assignment.id, 0
    )


async def test_every_current_trainer_gets_the_summary(staff: Staff) -> None:
    now = staff.desk.clock.now()
    for person in ("second", "former"):
        await staff.person(person, (TRAINER, AIRPORT))
        row = {"cohort": COHORT, "person": person, "since": now}
        await staff.write(lambda conn, row=row: conn.execute(insert(t.cohort_trainers), row))  # type: ignore[misc]
    own = t.roles.c.person == "former"
    await staff.write(lambda conn: conn.execute(t.roles.update().where(own).values(ended_at=now)))
    await assigned(staff)
    before = len(staff.desk.post.sent)
    await mornings(staff, 15)
    summed = [
        message
        for message in staff.desk.post.sent[before:]
        if "not done: 3" in text(message.screen)
    ]
    chats = {message.chat for message in summed}
    assert chats == {staff.visitor(name).telegram_id for name in ("trainer", "second")}


async def test_reminder_obeys_hours_and_the_daily_cap(staff: Staff) -> None:
    """Nothing at midnight; and who was told something within a day is told after it."""
    await assigned(staff)
    await told(staff)
    staff.desk.clock.passes(10 * DAY.total_seconds() + 15.5 * HOUR)  # midnight, the sixth begins
    assert await staff.desk.parts.assignment_reminders.queue_reminders() == 3
    assert await told(staff) == {}
    at = staff.desk.clock.now() - timedelta(hours=12)  # yesterday at noon
    await staff.write(lambda conn: people.change(conn, "lina", told_at=at))
    staff.desk.clock.passes(8.5 * HOUR)
    assert set(await told(staff)) == {"sara", "yusuf"}
    staff.desk.clock.passes(9 * HOUR)  # in the evening a day has passed for her as well
    assert set(await told(staff)) == {"lina"}


async def test_unnotified_member_gets_one_combined_message(staff: Staff) -> None:
    """Given late on the eve of the third day before: the reminder tells of it."""
    staff.desk.clock.passes(10 * DAY.total_seconds() + 12 * HOUR)  # Saturday evening
    await assigned(staff)
    found = await mornings(staff, 1)
    assert found == {}  # it is evening again: nobody is written to
    staff.desk.clock.passes(12 * HOUR)
    said = await told(staff)
    assert set(said) == set(LEARNERS)
    assert all(name.count("Lost property") == 1 for name in said.values())


async def test_reminder_days_use_the_cohorts_zone(database_url: str) -> None:
    async with a_class(database_url, zone="America/New_York") as staff:
        assignment = await assigned(staff)
        assert assignment.due_at.isoformat().startswith("2026-12-10T05:00")  # midnight in New York
        staff.desk.clock.at = assignment.due_at - timedelta(days=4, seconds=1)
        assert await staff.desk.parts.assignment_reminders.queue_reminders() == 0
        staff.desk.clock.passes(1)
        assert await staff.desk.parts.assignment_reminders.queue_reminders() == 3


async def test_reminder_reaches_the_current_members(staff: Staff) -> None:
    """Who came in between is reminded, who left is not; nor who it was never given to."""
    await assigned(staff)
    await told(staff)
    await staff.person("adam", name="Adam Late")

    def moved(conn: Connection) -> None:
        cohorts.join(conn, "m-adam", COHORT, "adam", staff.desk.clock.now())
        cohorts.leave(conn, COHORT, "lina", staff.desk.clock.now())

    await staff.write(moved)
    before = len(staff.desk.post.sent)
    await mornings(staff, 11)
    chats = {message.chat for message in staff.desk.post.sent[before:]}
    assert chats == {staff.visitor(person).telegram_id for person in ("sara", "yusuf", "adam")}


async def test_only_some_are_reminded_where_it_was_given_to_some(staff: Staff) -> None:
    assignment = await assigned(staff)
    row = {"assignment": assignment.id, "person": "sara"}
    await staff.write(lambda conn: conn.execute(insert(t.assignees), row))
    await told(staff)
    found = await mornings(staff, 16)
    assert {date_: set(said) for date_, said in found.items()} == {
        day(6): {"sara"},
        day(8): {"sara"},
        day(10): {"trainer"},
    }
    assert "Done: 0 of 1" in found[day(10)]["trainer"]


@pytest.mark.parametrize("handler", [withdraw_assignment, stop_mistake])
async def test_withdrawn_assignment_sends_no_reminder(
    staff: Staff, handler: Callable[..., Screen]
) -> None:
    """Not even who was promised a reminder that waits for the morning."""
    assignment = await assigned(staff)
    await told(staff)
    staff.desk.clock.passes(10 * DAY.total_seconds() + 15.5 * HOUR)
    assert await staff.desk.parts.assignment_reminders.queue_reminders() == 3
    await staff.taps("trainer", call(handler, assignment.id))
    staff.desk.clock.passes(8.5 * HOUR)
    assert await told(staff) == {}
    assert await mornings(staff, 10) == {}


async def test_another_day_moves_the_reminders_also_after_it_was_over(staff: Staff) -> None:
    assignment = await assigned(staff)
    await mornings(staff, 15)
    later = call(change_last_day, assignment.id, date(2026, 12, 23), sure=True)
    shown = await staff.taps("trainer", later)
    assert "Wednesday 23 December" in bare(text(shown.screen))
    found = await mornings(staff, 20)
    assert {date_: set(said) for date_, said in found.items()} == {
        day(13): set(LEARNERS),  # of the other day, after two days of rest
        day(20): set(LEARNERS),
        day(22): set(LEARNERS),
        day(24): {"trainer"},
    }
    assert "was Wednesday 23 December" in found[day(24)]["trainer"]


async def test_late_assignment_sends_at_most_one_reminder(staff: Staff) -> None:
    """What would have been told before it was given is not told after."""
    await staff.taps("trainer", call(assign_case, COHORT, "kinds", "practice", date(2026, 11, 26)))
    assert set(await told(staff)) == set(LEARNERS)
    found = await mornings(staff, 4)
    assert all("reminder" not in name for said in found.values() for name in said.values())
    assert sum("trainer" in said for said in found.values()) <= 1


async def test_an_archived_cohort_hears_nothing(staff: Staff) -> None:
    await assigned(staff)
    await told(staff)
    now = staff.desk.clock.now()
    await staff.write(lambda conn: cohorts.change(conn, COHORT, archived_at=now))
    assert await mornings(staff, 20) == {}


async def test_a_step_of_a_programme_reminds_until_the_whole_is_done(staff: Staff) -> None:
    """One reminder for all steps; who has done the first only is reminded still."""
    first = await assigned(staff)
    values = {"series": "series-00001", "step": 0, "programme": "health"}

    def save(conn: Connection) -> None:
        assignments.change(conn, [first.id], **values)
        row = assignments.get(conn, first.id)
        assert row is not None
        assignments.create(conn, replace(row, id="given-second", step=1))
        conn.execute(t.due.delete())
        cohort = cohorts.get(conn, COHORT)
        assert cohort is not None
        assignment_reminders.schedule(conn, row, cohort, staff.desk.clock.now())

    await staff.write(save)
    await ended(staff, "sara", first.id)
    await ended(staff, "yusuf", first.id)
    await ended(staff, "yusuf", "given-second")
    found = await mornings(staff, 12)
    assert set(found) == {day(6)}
    assert set(found[day(6)]) == {"sara", "lina"}
    assert "Done: 1 of 3" in (await mornings(staff, 4))[day(10)]["trainer"]
