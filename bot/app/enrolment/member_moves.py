"""Moving members and free places to another cohort of the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right, may
from bot.app.assessments.late_joiners import assign_to_joiner
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Dice
from bot.app.refreshers.prompt_schedule import reschedule
from bot.app.request import Request
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.people import roles


@dataclass(frozen=True, slots=True)
class MemberMove:
    """A completed move to another cohort."""

    source: Cohort
    target: Cohort
    people: Sequence[CohortPerson]
    """Of the cohort where they are now."""


@dataclass(frozen=True, slots=True)
class MoveChoices:
    """The cohorts to which a person can be moved."""

    cohort: Cohort
    into: Sequence[Cohort]
    half_entered: bool
    """Whether answers of theirs on paper are begun and not finished."""
    people: Sequence[CohortPerson]


def move_choices(conn: Connection, request: Request, cohort_id: str, person_id: str) -> MoveChoices:
    """The cohorts to which a member can be moved.

    Raises:
        NotFound: They are not in the cohort, or its trainer is somebody else.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    if not cohorts.joined(conn, cohort.id, person_id):
        raise NotFound
    half_entered = any(
        place.paper is not None and place.cohort == cohort.id
        for place in roster.of_person(conn, person_id)
    )
    others = _other_cohorts(conn, request, cohort)
    return MoveChoices(cohort, others, half_entered, cohort_people(conn, cohort.id))


def move(
    conn: Connection,
    request: Request,
    library: Library,
    dice: Dice,
    cohort_id: str,
    person_id: str,
    into_id: str,
) -> MemberMove:
    """Move a member, with their place, to another cohort of the agency.

    Moving a member who has moved already changes nothing.

    Raises:
        NotFound: The person is in neither cohort, or one of the cohorts is not the trainer's.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    into = cohort_for(conn, request.person, Right.INVITE, into_id)
    if into.agency != cohort.agency or into.id == cohort.id:
        raise NotFound
    if cohorts.leave(conn, cohort.id, person_id, request.now):
        _move_places(conn, person_id, cohort, into)
        cohorts.join(conn, dice.id(), into.id, person_id, request.now)
        assign_to_joiner(conn, library, dice, into.id, person_id, request.now)
        reschedule(conn, person_id, request.now)  # another calendar, another retention
    elif not cohorts.joined(conn, into.id, person_id):
        raise NotFound
    return MemberMove(cohort, into, cohort_people(conn, into.id))


def place_move_choices(conn: Connection, request: Request, place_id: str) -> MoveChoices:
    """The cohorts to which a free place can be moved.

    Raises:
        NotFound: There is no such place, it is taken, or its trainer is somebody else.
    """
    place, cohort = _free_place(conn, request, place_id)
    others = _other_cohorts(conn, request, cohort)
    return MoveChoices(cohort, others, place.paper is not None, cohort_people(conn, cohort.id))


def move_place(conn: Connection, request: Request, place_id: str, into_id: str) -> MemberMove:
    """Move a free place, with its codes, to the roster of another cohort of the agency.

    Raises:
        NotFound: There is no such place, it is taken, or one of the two cohorts is not theirs.
    """
    roster.get_for_update(conn, place_id)
    place, cohort = _free_place(conn, request, place_id)
    into = cohort_for(conn, request.person, Right.INVITE, into_id)
    if into.agency != cohort.agency:
        raise NotFound
    if into.id != cohort.id:
        roster.move(conn, place.id, into.id)
        roster.change(conn, place.id, created_at=request.now)
    return MemberMove(cohort, into, cohort_people(conn, into.id))


def _move_places(conn: Connection, person_id: str, cohort: Cohort, into: Cohort) -> None:
    """Move a person's places, unless they have one there already."""
    places = roster.of_person(conn, person_id)
    there = any(place.cohort == into.id for place in places)
    for place in places:
        if place.cohort != cohort.id:
            continue
        if there:
            roster.remove(conn, place.id)
        else:
            roster.move(conn, place.id, into.id)


def _other_cohorts(conn: Connection, request: Request, cohort: Cohort) -> list[Cohort]:
    """The trainer's other cohorts at the same agency."""
    if not may(roles.of(conn, request.person.id), Right.INVITE, cohort.agency, own=True):
        return []
    trained = cohorts.of_trainer(conn, request.person.id)
    return [other for other in trained if other.agency == cohort.agency and other.id != cohort.id]


def _free_place(conn: Connection, request: Request, place_id: str) -> tuple[Place, Cohort]:
    place, cohort = place_for(conn, request.person, Right.INVITE, place_id)
    if place.person is not None:
        raise NotFound
    return place, cohort
