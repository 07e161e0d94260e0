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


class Joining:
    """Assigns the assessments of a cohort to those who join it."""

    def __init__(self, library: Library, dice: Dice) -> None:
        self._library = library
        self._dice = dice

    def joined(self, conn: Connection, cohort_id: str, person_id: str, now: datetime) -> None:
        """Assign the remaining parts to someone who has just joined.

        Args:
            conn: The transaction in which they join.
            cohort_id: Which.
            person_id: Who.
            now: The moment.
        """
        cohorts.lock(conn, cohort_id)
        cohort = cohorts.get(conn, cohort_id)
        assert cohort is not None
        for test in assessments.of_cohort(conn, cohort_id):
            cases = self._library.scenarios
            forms = forms_of(cases).get(track_of(cases, test.forms))
            if forms is not None:
                administration.join(conn, test, cohort, forms, person_id, now, self._dice.id)
