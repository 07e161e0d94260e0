"""Late joiners of a cohort take the remaining parts of its assessments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.assessments import administration
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.app.library import Library
from bot.app.ports import Dice
from storage.assessments import assessments
from storage.cohorts import cohorts


def assign_to_joiner(
    conn: Connection, library: Library, dice: Dice, cohort_id: str, person_id: str, now: datetime
) -> None:
    """Assign the remaining parts of a cohort's assessments to someone who has just joined it."""
    cohorts.lock(conn, cohort_id)
    cohort = cohorts.get(conn, cohort_id)
    assert cohort is not None
    cases = library.scenarios
    for assessment in assessments.of_cohort(conn, cohort_id):
        forms = forms_of(cases).get(track_of(cases, assessment.forms))
        if forms is not None:
            administration.join(conn, assessment, cohort, forms, person_id, now, dice.id)
