"""Assessments on paper: who takes one so, which form each gets, and which sheets to print.

Each function raises `NotFound` where there is no such cohort, place or assessment, and where the
person may not assign to the cohort.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right
from bot.app.assessments.assessment_rights import assessment_for
from bot.app.assessments.late_joiners import assign_to_joiner
from bot.app.assessments.parallel_forms import track_of
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import sealed_results
from bot.app.ports import Dice
from bot.app.request import Request
from scenarios.model import Scenario
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.cohorts import roster, roster_placeholders
from storage.cohorts.cohorts import Cohort
from storage.people import people


@dataclass(frozen=True, slots=True)
class PaperCandidates:
    """The places of a cohort's roster without an account."""

    cohort: Cohort
    people: Sequence[CohortPerson]
    free: Sequence[str]
    """Ids of the places that do not take part."""
    on_paper: Sequence[str]
    """Ids of the places that take part on paper."""


@dataclass(frozen=True, slots=True)
class PaperTaker:
    """Someone who takes an assessment on paper, and what they get in the part that is open."""

    place: str
    form: str
    """Empty where no part is open."""
    assignment: str | None
    """None where there is none, or whoever asks may not see it."""
    done: bool


@dataclass(frozen=True, slots=True)
class PaperAssessment:
    """The people who take an assessment on paper."""

    test: Assessment
    cohort: Cohort
    track: str
    people: Sequence[CohortPerson]
    part: str | None
    """The open part; None between parts."""
    takers: Sequence[PaperTaker]
    has_candidates: bool
    """Whether others could take part on paper."""
    sealed: bool
    """Whether the requester takes such an assessment too; then forms are hidden from them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form to print."""

    scenario: Scenario
    people: int
    """The number of people who take it."""
    signed: Sequence[SignOff]


def candidates(conn: Connection, request: Request, cohort_id: str) -> PaperCandidates:
    """The people on a cohort's roster who could take part on paper, and those who already do."""
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    waiting = roster.waiting(conn, cohort.id)
    return PaperCandidates(
        cohort,
        cohort_people(conn, cohort.id),
        [place.id for place in waiting if place.person is None],
        [place.id for place in waiting if place.person is not None],
    )


def admit(conn: Connection, request: Request, library: Library, dice: Dice, place_id: str) -> str:
    """Let someone on a roster take part on paper, in what is left of the cohort's assessments too.

    Returns:
        The cohort's id.

    Raises:
        NotFound: Or somebody with an account has taken the place.
    """
    roster.get_for_update(conn, place_id)
    place, cohort = place_for(conn, request.person, Right.ASSIGN, place_id)
    if place.person is not None and people.has_joined(conn, place.person):
        raise NotFound
    if place.person is None:  # and not at a second tap
        language, now = request.person.language, request.now
        made = roster_placeholders.of_place(conn, place, cohort, dice.id, language, now)
        assign_to_joiner(conn, library, dice, cohort.id, made.id, now)
    return cohort.id


def details(conn: Connection, request: Request, library: Library, test_id: str) -> PaperAssessment:
    """The people who take an assessment on paper, with their forms in the open part."""
    test, cohort = assessment_for(conn, request.person, Right.ASSIGN, test_id)
    waiting, part = roster.waiting(conn, cohort.id), test.open_at(request.now)
    forms = assessments.takers(conn, test)
    done = {person for person, of in assessments.done_parts(conn, test) if of == part}
    sealed = sealed_results.has_open_assessment(
        conn, library.scenarios, request.person.id, test.forms, request.now
    )
    given = {each.scenario: each.id for each in test.given if each.part == part and not sealed}
    takers = []
    for place in waiting:
        if place.person is not None and place.person in forms:
            form = forms[place.person].get(part or "", "")
            takers.append(PaperTaker(place.id, form, given.get(form), done=place.person in done))
    return PaperAssessment(
        test,
        cohort,
        track_of(library.scenarios, test.forms),
        cohort_people(conn, cohort.id),
        part,
        takers,
        has_candidates=any(place.person is None for place in waiting),
        sealed=sealed,
    )


def sheets(conn: Connection, library: Library, assessment: PaperAssessment) -> list[Sheet]:
    """The forms that a person still has to complete on paper in the open part."""
    wanted = Counter(
        taker.form for taker in assessment.takers if taker.assignment and not taker.done
    )
    found = [(library.find(conn, form), people) for form, people in sorted(wanted.items())]
    return [
        Sheet(scenario, people, sign_offs.of(conn, scenario.id))
        for scenario, people in found
        if scenario is not None
    ]
