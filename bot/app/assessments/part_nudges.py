"""Nudging the takers who have not done the open part of an assessment, at most once a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin
from bot.app.assessments.assessment_admin import AssessmentDetails
from bot.app.assignments import assignment_notices
from bot.app.assignments.assignment_reach import NoticeReach, notice_reach
from bot.app.library import Library
from bot.app.request import Request
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.assignments.assignments import Assignment
from storage.cohorts import cohort_progress, cohorts, nudges

NUDGED = "test-nudged"  # the kind of the notice


@dataclass(frozen=True, slots=True)
class PartNudge:
    """The people a nudge about the open part would reach."""

    details: AssessmentDetails
    recipients: Mapping[str, Assignment]
    """By the ids of people: what each has to do."""
    nudged: int
    """Left out: nudged within the last day."""
    unreachable: int
    untold: int
    """Left out: the part itself is still to be announced to them."""
    reach: NoticeReach


def preview(
    conn: Connection, request: Request, library: Library, bot_id: int, test_id: str
) -> PartNudge:
    """Find the people a nudge would reach, and when; none while no part is open.

    Raises:
        NotFound: There is no such assessment, or it is not theirs.
    """
    details = assessment_admin.details(conn, request, library, test_id, Right.ASSIGN)
    test, cohort, part = details.test, details.cohort, details.open_part(request.now)
    missing = part.missing if part is not None else ()
    own = _own_forms(conn, test, part.part) if part is not None else {}
    reachable = cohort_progress.reachable(conn, cohort.id, bot_id)
    recent = nudges.recently_nudged(conn, missing, request.now)
    untold = {
        person
        for assignment in test.given
        if part is not None and assignment.part == part.part
        for person in assignment_notices.waiting_recipients(conn, assignment)
    }
    able = [person for person in missing if person in reachable]
    notified = [person for person in able if person not in untold]
    recipients = {person: own[person] for person in notified if person not in recent}
    whom = [member for member in cohorts.members(conn, cohort.id) if member.id in recipients]
    return PartNudge(
        details,
        recipients,
        len(notified) - len(recipients),
        len(missing) - len(able),
        len(able) - len(notified),
        notice_reach(conn, bot_id, whom, request.now),
    )


def send(
    conn: Connection, request: Request, library: Library, bot_id: int, test_id: str, people: int
) -> int:
    """Send the nudge and return the number of people; 0 if that differs from `people` by now.

    Raises:
        NotFound: There is no such assessment, or it is not theirs.
    """
    own = preview(conn, request, library, bot_id, test_id).recipients
    if len(own) != people:
        return 0
    nudged = nudges.mark_nudged(conn, list(own), request.now)
    for person in nudged:
        assignment = own[person]
        notices.queue(
            conn,
            person,
            f"nudge:{assignment.id}:{person}",
            request.now,
            {"what": NUDGED, "assignment": assignment.id},
            about=assignment.id,
            not_after=assignment.due_at,
        )
    return len(nudged)


def _own_forms(conn: Connection, test: Assessment, part: str) -> dict[str, Assignment]:
    """By person, the assignment of the form that they take in a part."""
    by_form = {each.scenario: each for each in test.given if each.part == part}
    takers = assessments.takers(conn, test).items()
    return {person: by_form[forms[part]] for person, forms in takers if part in forms}
