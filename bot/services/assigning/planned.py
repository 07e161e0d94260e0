"""A plan as it is shown: with its title, and the names of those who are ticked."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.assigning.plan import Plan
from bot.services.assigning.planning_screens import Seen
from bot.services.cards.given import programme_title
from bot.services.library import Library
from bot.services.training.naming import called
from bot.services.training.telling import title_in
from bot.words import Words
from storage.cohorts import Cohort


def title_of_plan(library: Library, speak: Words, plan: Plan) -> str:
    """The title of what is planned."""
    if plan.programme is not None:
        return programme_title(speak, plan.programme)
    return title_in(library, speak, plan.scenario or "")


def seen(
    conn: Connection, library: Library, speak: Words, plan_id: str, plan: Plan, cohort: Cohort
) -> Seen:
    """A plan, and what is known beside it."""
    ticked = None
    if plan.whom is not None:
        names = called(conn, speak, cohort.id, plan.whom)
        ticked = [names[one] for one in plan.whom]
    return Seen(
        plan_id,
        plan,
        cohort,
        title_of_plan(library, speak, plan),
        names=ticked,
    )
