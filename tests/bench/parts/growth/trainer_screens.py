"""The trainer's screens that cover all people of a cohort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from sqlalchemy import Connection, select

from bot.chat.common.common_screens import gone_screen
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.router import Router
from bot.chat.trainer.analysis.decision_list import decision_list
from bot.chat.trainer.assessments.assessment_gains import assessment_gains
from bot.chat.trainer.assignments.earlier_buttons import (
    preview_assignment,
)
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.cohorts.cohort_pages import cohort_list, cohort_page
from bot.chat.trainer.cohorts.member_pages import member_list, member_page
from bot.chat.trainer.progress.cohort_progress import anonymous_progress, cohort_progress
from bot.chat.trainer.progress.member_progress import member_progress
from bot.chat.trainer.progress.nudges import start_nudge
from bot.chat.trainer.readiness import readiness_page
from bot.locale import words
from storage.db.tables import assignments, memberships
from tests.bench.double.telegram import BOT
from tests.bench.people.crowd import NOW

CHAT = 90_000_001
GAINS = "what changed between two tests"


@dataclass(frozen=True, slots=True)
class CohortToShow:
    """The objects shown on the screens."""

    cohort: str
    person: str
    assignment: str
    test: str


async def took(router: Router, action: Call, update: int, chat: int = CHAT) -> float:
    """Milliseconds until a screen is there.

    Raises:
        ScreenMissing: It never came.
    """
    visitor = Visitor(BOT, chat, update, "en")
    begun = perf_counter()
    reply = await router.tap(visitor, action)
    while reply.later is not None:
        reply = await reply.later()
    took = perf_counter() - begun
    if reply.screen in (None, gone_screen(words("en"))):
        raise ScreenMissing(type(action).__name__)
    return took * 1000


class ScreenMissing(Exception):
    """A screen did not come: nothing measured here would mean anything."""


def screens(taught: CohortToShow) -> Mapping[str, Call]:
    cohort, day = taught.cohort, (NOW + timedelta(days=14)).date()
    return {
        "their cohorts": call(cohort_list),
        "a cohort": call(cohort_page, cohort),
        "who is in it": call(member_list, cohort, 0),
        "somebody in it": call(member_page, cohort, taught.person),
        "people by what they were given": call(cohort_progress, cohort, 0),
        "how the group stands": call(anonymous_progress, cohort, 0),
        "who is behind": call(start_nudge, cohort),
        "one person's work": call(member_progress, cohort, taught.person, 0),
        "what came of a case": call(assignment_results, taught.assignment, 0),
        "what they get wrong": call(decision_list, taught.assignment, everywhere=False),
        GAINS: call(assessment_gains, taught.test),
        "what they are likely to recall": call(readiness_page, cohort, 30),
        "the trial of an assignment": call(
            preview_assignment, cohort, "four-visas", "practice", day
        ),
    }


def taught(conn: Connection, cohort: str) -> CohortToShow:
    """The objects to show for a cohort."""
    inside = select(memberships.c.person).where(
        memberships.c.cohort == cohort, memberships.c.left_at.is_(None)
    )
    given = select(assignments.c.id).where(
        assignments.c.cohort == cohort, assignments.c.test.is_(None)
    )
    test = select(assignments.c.test).where(
        assignments.c.cohort == cohort, assignments.c.test.is_not(None)
    )
    order = assignments.c.created_at
    return CohortToShow(
        cohort,
        conn.scalars(inside.order_by(memberships.c.joined_at).limit(1)).one(),
        conn.scalars(given.order_by(order).limit(1)).one(),
        conn.scalars(test.order_by(order).limit(1)).first() or "",
    )
