"""Work that is given to the learner at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from sqlalchemy import Connection

from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_assignment
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import people
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk

_numbers = count(1)


@dataclass(frozen=True)
class AssignedWork:
    """An assignment, its cohort, and the learner it was given to."""

    id: str
    cohort: str
    person: str

    @property
    def begin(self) -> Call:
        return call(begin_assignment, self.id)


async def give(
    desk: FrontDesk,
    mode: str = "assessment",
    *,
    scenario: str = "kinds",
    pass_mark: int = 70,
    member: bool = True,
    tries: int | None = None,
    counts: str | None = None,
    programme: str | None = None,
) -> AssignedWork:
    """Give a scenario to a cohort, with the learner in it or not, also as step of a programme."""
    number, now = next(_numbers), desk.clock.now()
    cohort, assignment = f"cohort-{number:05}", f"given-{number:06}"

    usual, which = assignments.default_tries(mode)

    def save(conn: Connection) -> AssignedWork:
        person = people.by_account(conn, BOT, LEARNER)
        assert person is not None
        cohorts.create(conn, Cohort(cohort, "Group", "agency", "Asia/Bahrain", now), person.id)
        if member:
            cohorts.join(conn, f"member-{number:05}", cohort, person.id, now)
        due = now + timedelta(days=7)
        given = Assignment(
            assignment,
            cohort,
            scenario,
            mode,
            due,
            pass_mark,
            None,
            now,
            attempts=tries or usual,
            counts=counts or which,
            programme=programme,
            series="series" if programme else None,
            step=0 if programme else None,
        )
        assignments.create(conn, given)
        return AssignedWork(assignment, cohort, person.id)

    return await desk.parts.database.write(save)
