"""Steps shared by tests of answers from paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.app.live_session import session_flow
from bot.app.paper_answers import paper_transcript
from bot.app.paper_answers.paper_transcript import Transcript
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.trainer.invitations.paper_entry import (
    begin_paper,
    finish_paper_answer,
    mark_paper_option,
    submit_paper,
    take_paper_answer,
)
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import roster
from storage.db import tables
from tests.helpers.kinds_case import kinds_case
from tests.helpers.staff import Staff, has, leads
from tests.helpers.training import a_cohort

GIVEN = "given-000001"


async def prepared(staff: Staff, mode: str = "practice", case: str = "kinds") -> tuple[str, str]:
    """A cohort and a place on its list, with a case assigned: that of all kinds, or another."""
    cohort = await a_cohort(staff)
    await staff.hands_list(cohort, "Name\nMaryam Hasan\nOmar Ali\n")
    now = staff.desk.clock.now()
    tries, counts = assignments.default_tries(mode)
    given = Assignment(
        GIVEN, cohort, case, mode, now + timedelta(days=9), 70, "trainer", now,
        attempts=tries, counts=counts,
    )  # fmt: skip
    await staff.write(lambda conn: assignments.create(conn, given))
    first, _ = await places(staff, cohort)
    return cohort, first.id


async def places(staff: Staff, cohort: str) -> list[roster.Place]:
    found: list[roster.Place] = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    return found


async def answers(staff: Staff, place: str) -> Reply:
    """Enter the whole case, tap by tap; gives the screen before it counts."""
    shown = await staff.taps("trainer", call(begin_paper, place, GIVEN))
    for _ in range(40):
        if has(shown.screen, submit_paper):
            return shown
        shown = await staff.taps("trainer", next_tap(shown))
    raise AssertionError("it never ends")


def next_tap(shown: Reply) -> Any:
    """The next action: Done as soon as offered, else the first option."""
    assert shown.screen is not None
    every: list[Any] = [button.action for button in shown.screen.buttons]
    marks = [entry for entry in every if leads(entry, mark_paper_option)]
    is_ready = not marks or any(not mark.arguments["on"] for mark in marks)
    done = [entry for entry in every if leads(entry, finish_paper_answer) and is_ready]
    taking = [entry for entry in every if leads(entry, take_paper_answer)]
    return [*done, *taking, *marks, *every][0]


async def of_person(staff: Staff, person: str) -> list[Any]:
    query = select(tables.attempts).where(tables.attempts.c.person == person)
    found: list[Any] = await staff.read(lambda conn: conn.execute(query).mappings().all())
    return found


def whole(assignment: str) -> Transcript:
    """The answers with the first option, or all options, of everything."""
    scenario = kinds_case()
    found = Transcript(assignment, scenario.edition)
    while not (standing := paper_transcript.transcript_state(scenario, "en", found)).is_over:
        decision = session_flow.decision_at(scenario, standing.at)
        options = range(len(paper_transcript.options(scenario, standing.at)))
        if decision is None or not decision.drafted:
            found = paper_transcript.with_answer(scenario, found, 0)
            continue
        for option in options:
            found = paper_transcript.with_mark(scenario, found, option, on=True)
        found = paper_transcript.with_marks_answered(scenario, found)
    return found
