"""Rights to an assessment, checked in the transaction that uses them."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.cohorts.cohorts import Cohort
from storage.db import audit_context
from storage.people.people import Person


def assessment_for(
    conn: Connection, person: Person, act: Right, test_id: str
) -> tuple[Assessment, Cohort]:
    """An assessment, withdrawn or not, and its cohort, if someone has a right to it.

    Raises:
        NotFound: They have not, or there is none.
    """
    test = assessments.get(conn, test_id)
    if test is None:
        raise NotFound
    cohort = cohort_for(conn, person, act, test.cohort)
    audit_context.note_object("test", test.id)
    return test, cohort
