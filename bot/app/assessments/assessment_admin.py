"""Planning, starting, postponing, closing and stopping assessments of a cohort.

Each function raises `NotFound` where there is no such cohort or assessment, where the person has
not the right to it, and where a track has no forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.agencies.work_fields import fields_for
from bot.app.assessments import administration, assessment_plan
from bot.app.assessments.assessment_plan import Plan
from bot.app.assessments.assessment_rights import assessment_for
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.app.assignments.due_days import today_in
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import expired_attempts
from bot.app.ports import Dice
from bot.app.request import Request
from storage.assessments import assessments
from storage.assessments.assessments import AFTER, Assessment, Period
from storage.assignments import assignment_tries
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class ListedAssessment:
    """An assessment in a cohort's list."""

    id: str
    track: str
    started_on: date
    over: bool


@dataclass(frozen=True, slots=True)
class CohortAssessments:
    """The assessments of a cohort, and the fields of work in which it may start one."""

    cohort: Cohort
    assessments: Sequence[ListedAssessment]
    """Assessments under way first, then by newest."""
    tracks: Sequence[str]
    """The fields of work in which it may start an assessment."""
    awaits_people: bool
    """Whether someone on the roster has no account."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of starting an assessment."""

    cohort: Cohort
    spans: Mapping[str, Period]
    takers: int
    reachable: int
    """Takers who can be written to now."""
    on_paper: int
    """Takers without an account."""
    expected: int
    """People who are only on the roster."""
    exposed: int
    """Takers who have met one of the forms before."""
    running: str | None
    """The assessment with the same forms that is under way."""


@dataclass(frozen=True, slots=True)
class PartProgress:
    """The number of people who have done a part."""

    part: str
    span: Period
    takers: int
    done: int
    missing: Sequence[str]
    """The ids of members who have it to do now."""


@dataclass(frozen=True, slots=True)
class AssessmentDetails:
    """An assessment as its cohort's trainers see it."""

    test: Assessment
    cohort: Cohort
    track: str
    parts: Sequence[PartProgress]
    on_paper: int
    """The number of people who take it on paper."""
    people: Sequence[CohortPerson]

    def open_part(self, now: datetime) -> PartProgress | None:
        part = self.test.open_at(now)
        return next((each for each in self.parts if each.part == part), None)

    def may_open(self, now: datetime) -> bool:
        """Whether the second part has not opened yet."""
        return not self.test.is_over(now) and now < self.test.spans[AFTER].opens_at


def of_cohort(
    conn: Connection,
    request: Request,
    library: Library,
    cohort_id: str,
    right: Right = Right.SEE_COHORT,
) -> CohortAssessments:
    cohort = cohort_for(conn, request.person, right, cohort_id)
    found = [
        ListedAssessment(
            test.id,
            track_of(library.scenarios, test.forms),
            today_in(test.created_at, cohort.timezone),
            test.is_over(request.now),
        )
        for test in assessments.of_cohort(conn, cohort.id)
    ]
    under_way = {test.track for test in found if not test.over}
    startable = forms_of(library.scenarios).keys() - under_way
    return CohortAssessments(
        cohort,
        sorted(found, key=lambda test: test.over),
        [track.id for track in fields_for(conn, cohort) if track.id in startable],
        bool(roster.waiting(conn, cohort.id)),
    )


def cohort_to_assess(
    conn: Connection, request: Request, library: Library, cohort_id: str, track: str
) -> Cohort:
    """A cohort that may start an assessment of a track."""
    _forms(library, track)
    return cohort_for(conn, request.person, Right.ASSIGN, cohort_id)


def preview(
    conn: Connection,
    request: Request,
    library: Library,
    cohort_id: str,
    track: str,
    plan: Plan,
    bot_id: int,
) -> Preview:
    """The effect of starting an assessment, and the number of people concerned.

    Args:
        library: With the forms.
        cohort_id: The cohort that would take it.
        track: The field of work of its forms.
        plan: The days of its parts; they may be invalid.
        bot_id: The id of the bot that would send the notices.
    """
    forms = _forms(library, track)
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    members = set(cohorts.member_ids(conn, cohort.id))
    waiting = [place.person for place in roster.waiting(conn, cohort.id)]
    running = _running(conn, cohort, forms, request.now)
    return Preview(
        cohort,
        assessment_plan.spans(plan, request.now, cohort.timezone),
        len(members),
        cohorts.reachable(conn, cohort.id, bot_id),
        len(members.intersection(waiting)),
        waiting.count(None),
        len({begun.person for begun in assessments.begun_forms(conn, members, forms)}),
        running.id if running else None,
    )


def start(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    cohort_id: str,
    track: str,
    plan: Plan,
) -> str | None:
    """Start an assessment; return its id, or that of a running one with the same forms.

    Returns:
        None where nobody is in the cohort, or the days do not fit.
    """
    forms, now = _forms(library, track), request.now
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    cohorts.lock(conn, cohort.id)  # so that a double tap starts once
    running = _running(conn, cohort, forms, now)
    if running is not None:
        return running.id
    if not plan.is_fit(today_in(now, cohort.timezone)) or not cohorts.member_ids(conn, cohort.id):
        return None
    test_id, spans = dice.id(), assessment_plan.spans(plan, now, cohort.timezone)
    administration.start(conn, test_id, cohort, forms, spans, request.person.id, now, dice.id)
    return test_id


def _forms(library: Library, track: str) -> tuple[str, ...]:
    forms = forms_of(library.scenarios).get(track)
    if forms is None:
        raise NotFound
    return forms


def _running(
    conn: Connection, cohort: Cohort, forms: Sequence[str], now: datetime
) -> Assessment | None:
    """The assessment with some of these forms that a cohort is taking."""
    every = assessments.of_cohort(conn, cohort.id)
    return next((test for test in every if not test.is_over(now) and test.forms & {*forms}), None)


def details(
    conn: Connection,
    request: Request,
    library: Library,
    test_id: str,
    right: Right = Right.SEE_COHORT,
) -> AssessmentDetails:
    """An assessment, and who has done which part of it."""
    test, cohort = assessment_for(conn, request.person, right, test_id)
    takers = assessments.takers(conn, test)
    return AssessmentDetails(
        test,
        cohort,
        track_of(library.scenarios, test.forms),
        _progress(conn, test, takers, request.now),
        sum(place.person in takers for place in roster.waiting(conn, cohort.id)),
        cohort_people(conn, cohort.id),
    )


def under_way(
    conn: Connection, request: Request, library: Library, cohort_id: str
) -> list[AssessmentDetails]:
    """The assessments of a cohort that are not over, newest first."""
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return [
        details(conn, request, library, test.id)
        for test in assessments.of_cohort(conn, cohort.id)
        if not test.is_over(request.now)
    ]


def _progress(
    conn: Connection, test: Assessment, takers: Mapping[str, Mapping[str, str]], now: datetime
) -> list[PartProgress]:
    done = assessments.done_parts(conn, test)
    members = set(cohorts.member_ids(conn, test.cohort))
    found = []
    for part, span in test.spans.items():
        people = [person for person, taken in takers.items() if part in taken]
        to_do = [person for person in people if (person, part) not in done]
        is_open = span.opens_at <= now < span.due_at and test.withdrawn_at is None
        missing = [person for person in to_do if is_open and person in members]
        found.append(PartProgress(part, span, len(people), len(people) - len(to_do), missing))
    return found


def closed_part(
    conn: Connection, request: Request, test_id: str, part: str
) -> tuple[Assessment, Cohort]:
    test, cohort = assessment_for(conn, request.person, Right.SEE_COHORT, test_id)
    if not test.has_closed(part, request.now):
        raise NotFound
    return test, cohort


def end_course(conn: Connection, request: Request, test_id: str) -> bool:
    """Close the first part and open the second; returns False if it has opened."""
    found, now = _locked(conn, request, test_id), request.now
    if found is None or now >= found[0].spans[AFTER].opens_at:
        return False
    test, cohort = found
    spans = assessment_plan.with_course_ended(test.spans, now, cohort.timezone)
    administration.move(conn, test, cohort, spans, now)
    return True


def close_part(conn: Connection, request: Request, test_id: str, part: str) -> bool:
    """Close a part at once; returns False if it is not open.

    What is done of it later does not count.
    """
    found, now = _locked(conn, request, test_id), request.now
    if found is None or found[0].open_at(now) != part:
        return False
    test, cohort = found
    spans = assessment_plan.with_part_closed(test.spans, part, now)
    administration.move(conn, test, cohort, spans, now)
    return True


def postpone(conn: Connection, request: Request, test_id: str, ends: date) -> bool:
    """Postpone all coming parts by a week; returns whether it did.

    Args:
        ends: The last day that the user saw. If it has changed since, as after a second tap,
            nothing happens.
    """
    found, now = _locked(conn, request, test_id), request.now
    if found is None:
        return False
    test, cohort = found
    is_last = assessment_plan.final_day(test, cohort.timezone) == ends
    if not is_last or not assessment_plan.can_postpone(test.spans, now):
        return False
    spans = assessment_plan.postponed_one_week(test.spans, now, cohort.timezone)
    administration.move(conn, test, cohort, spans, now)
    return True


def stop(conn: Connection, request: Request, test_id: str) -> bool:
    """Stop an assessment and what is being played of it; returns False if it was over."""
    found = _locked(conn, request, test_id)
    if found is None:
        return False
    test, _ = found
    administration.stop(conn, test, request.now)
    assignment_ids = [assignment.id for assignment in test.given]
    for attempt in assignment_tries.in_state(conn, assignment_ids, "running"):
        expired_attempts.close(conn, attempt.id, request.now)
    return True


def _locked(conn: Connection, request: Request, test_id: str) -> tuple[Assessment, Cohort] | None:
    """An assessment, read after locking its cohort; None if it is over."""
    _, cohort = assessment_for(conn, request.person, Right.ASSIGN, test_id)
    cohorts.lock(conn, cohort.id)
    test, _ = assessment_for(conn, request.person, Right.ASSIGN, test_id)
    return None if test.is_over(request.now) else (test, cohort)
