"""For whom something is assigned, and what belongs together."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.training.counting import whole
from storage import assignments, cohorts
from storage.assignments import Assignment
from storage.cohorts import Cohort
from storage.people import Person


def steps_of(conn: Connection, given: Assignment) -> list[Assignment]:
    """All steps that were given with this one; itself alone, where it is no step."""
    return assignments.of_series(conn, given.series) if given.series else [given]


def meant_for(conn: Connection, given: Assignment, cohort: Cohort) -> list[Person]:
    """Those who are in the cohort now and for whom it is, in the order in which they joined."""
    named = assignments.named(conn, [given.id]).get(given.id)
    members = cohorts.members(conn, cohort.id)
    return [one for one in members if named is None or one.id in named]


def not_done(conn: Connection, given: Assignment, cohort: Cohort) -> list[str]:
    """For whom it is and who has not done it, or not all of its steps: their ids."""
    steps = [one.id for one in steps_of(conn, given)]
    found = assignments.results(conn, steps)
    done = whole([found[one] for one in steps])
    return [one.id for one in meant_for(conn, given, cohort) if one.id not in done]
