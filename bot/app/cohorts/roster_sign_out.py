"""Signing out the owner of a roster place by its trainer, as for a lost phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import place_for
from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.onboarding.place_standing import may_sign_out_at
from bot.app.onboarding.sign_out import sign_out_for
from bot.app.request import Request
from storage.cohorts import roster


@dataclass(frozen=True, slots=True)
class TakenPlace:
    """A place whose trainer may sign out the person who has it."""

    cohort: str
    person: str
    people: Sequence[CohortPerson]
    """Everybody who could be mistaken for them."""


def taken_place(conn: Connection, request: Request, place_id: str) -> TakenPlace:
    """A place, for signing out the person who has it.

    Raises:
        NotFound: There is none, or the person who asks may not do so.
    """
    place, cohort = place_for(conn, request.person, Right.INVITE, place_id)
    if place.person is None or not may_sign_out_at(conn, place):
        raise NotFound
    return TakenPlace(cohort.id, place.person, cohort_people(conn, cohort.id))


def sign_out_place(conn: Connection, request: Request, place_id: str) -> TakenPlace:
    """Sign out the person who has a place; a code of the roster brings them back.

    Raises:
        NotFound: There is no such place, or the person who asks may not do so.
    """
    roster.get_for_update(conn, place_id)
    found = taken_place(conn, request, place_id)
    sign_out_for(conn, found.person, request.person.id, request.now)
    return found
