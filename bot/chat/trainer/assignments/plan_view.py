"""A plan as it is shown: with its title, and the names of those who are ticked."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.assignments.assignment_plan import Plan
from bot.app.library import Library
from bot.chat.display_names import called
from bot.chat.labels import title_in
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.trainer.assignments.assignment_planning_screens import Listed, Seen
from bot.locale import Words
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort


def title_of_plan(library: Library, speak: Words, plan: Plan) -> str:
    """The title of what is planned."""
    if plan.programme is not None:
        return programme_title(speak, plan.programme)
    return title_in(library, speak, plan.scenario or "")


def seen(
    conn: Connection, library: Library, speak: Words, plan_id: str, plan: Plan, cohort: Cohort
) -> Seen:
    """A plan, and what is known beside it."""
    return Seen(
        plan_id,
        plan,
        cohort,
        title_of_plan(library, speak, plan),
        people=listed(conn, speak, plan, cohort),
    )


def listed(conn: Connection, speak: Words, plan: Plan, cohort: Cohort) -> list[Listed]:
    """Who can be ticked: members as they joined, and then those who are only expected.

    Who was ticked by their place on the list and has come since is ticked still.
    """
    names, whom = called(conn, speak, cohort.id), frozenset(plan.whom or ())
    places = roster.of_cohort(conn, cohort.id)
    came = {one.person for one in places if one.id in whom}
    members = [
        Listed(one.id, names[one.id], one.id in whom or one.id in came)
        for one in cohorts.members(conn, cohort.id)
    ]
    expected = [
        Listed(one.id, names[one.id], one.id in whom, expected=True)
        for one in places
        if not one.person
    ]
    return members + expected
