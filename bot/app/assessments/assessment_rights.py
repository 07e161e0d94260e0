"""Whether someone may see or change a test, read in the unit that then does it."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from storage.assessments import assessments
from storage.assessments.assessments import Assessment
from storage.audit import audit_context
from storage.cohorts.cohorts import Cohort
from storage.people.people import Person


def test_for(
    conn: Connection, person: Person, act: Right, test_id: str
) -> tuple[Assessment, Cohort]:
    """A test, withdrawn or not, and its cohort, if someone may do this with it.

    Raises:
        NotFound: They may not, or there is none.
    """
    test = assessments.get(conn, test_id)
    if test is None:
        raise NotFound
    cohort = cohort_for(conn, person, act, test.cohort)
    audit_context.note_object("test", test.id)
    return test, cohort
