"""The members of a cohort and those expected in it: listed, looked at, removed, moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right, may
from bot.app.assessments.late_joiners import Joining
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.onboarding.place_standing import PlaceStanding, place_standing
from bot.app.refreshers.prompt_schedule import look_again
from bot.app.request import Request
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort, Joined
from storage.cohorts.roster import Place
from storage.people import people, roles


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member of a cohort, or somebody who is expected in it."""

    id: str
    """Of the person; of their place, where they are only expected."""
    expected: bool
    joined: Joined | None = None


@dataclass(frozen=True, slots=True)
class CohortMembers:
    """Who is in a cohort, then who is expected."""

    cohort: Cohort
    listed: Sequence[ListedMember]
    people: Sequence[CohortPerson]
    """Everybody who could be mistaken for one of them."""


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """A member of a cohort, as its trainer sees them."""

    cohort: Cohort
    come: bool
    """Whether they have an account; otherwise only their answers on paper are here."""
    standing: PlaceStanding
    open_link: bool
    """Whether there is a link that lets anyone in."""
    people: Sequence[CohortPerson]


@dataclass(frozen=True, slots=True)
class MoveChoices:
    """Where somebody can be moved from a cohort."""

    cohort: Cohort
    into: Sequence[Cohort]
    half_entered: bool
    """Whether answers of theirs on paper are begun and not finished."""
    people: Sequence[CohortPerson]


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody is in another cohort now."""

    left: Cohort
    into: Cohort
    people: Sequence[CohortPerson]
    """Of the cohort where they are now."""


def members(conn: Connection, request: Request, cohort_id: str) -> CohortMembers:
    """Who is in a cohort and who is expected.

    Raises:
        NotFound: There is none, or the person may not see it.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    expected = expected_places(conn, cohort.id)
    placeholders = {place.person for place in expected}
    joins = cohorts.joins(conn, cohort.id)
    inside = [
        ListedMember(member.id, expected=False, joined=joins.get(member.id))
        for member in cohorts.members(conn, cohort.id)
        if member.id not in placeholders
    ]
    waiting = [ListedMember(place.id, expected=True) for place in expected]
    return CohortMembers(cohort, inside + waiting, cohort_people(conn, cohort.id))


def expected_places(conn: Connection, cohort_id: str) -> list[Place]:
    """The places of people who have neither come nor answered on paper."""
    joins = cohorts.joins(conn, cohort_id)
    return [
        place
        for place in roster.waiting(conn, cohort_id)
        if place.person is None or (place.person in joins and joins[place.person].through is None)
    ]


def member(conn: Connection, request: Request, cohort_id: str, person_id: str) -> MemberDetails:
    """A member of a cohort.

    Raises:
        NotFound: They are not in it, or its trainer is somebody else.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    if not cohorts.joined(conn, cohort.id, person_id):
        raise NotFound
    place = _place(conn, cohort, person_id)
    return MemberDetails(
        cohort,
        people.has_joined(conn, person_id),
        place_standing(conn, request, person_id, place, cohort.timezone),
        _has_open_link(conn, request, cohort.id),
        cohort_people(conn, cohort.id),
    )


def remove(
    conn: Connection, request: Request, cohort_id: str, person_id: str, *, keep_place: bool
) -> Cohort:
    """Remove a member; whoever is removed already stays so.

    Args:
        conn: A transaction that writes.
        request: Who asks.
        cohort_id: Which cohort.
        person_id: Which member.
        keep_place: Whether their place stays on the roster, for somebody else.

    Raises:
        NotFound: There is no such person or cohort, or its trainer is somebody else.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    if not people.has_joined(conn, person_id):
        raise NotFound
    if cohorts.leave(conn, cohort.id, person_id, request.now):
        look_again(conn, person_id, request.now)  # the cohort's calendar is not theirs any more
        place = _place(conn, cohort, person_id)
        if place is not None and keep_place:
            invitations.revoke_codes(conn, place.id, request.now)
            roster.free(conn, place.id)
        elif place is not None:
            roster.remove(conn, place.id)
    return cohort


def move_choices(conn: Connection, request: Request, cohort_id: str, person_id: str) -> MoveChoices:
    """Where a member can be moved.

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
    joining: Joining,
    cohort_id: str,
    person_id: str,
    into_id: str,
    membership_id: str,
) -> Moved:
    """Move a member, with their place, to another cohort of the agency; a second time is none.

    Args:
        conn: A transaction that writes.
        request: Who asks.
        joining: Assigns the tests that the other cohort is taking.
        cohort_id: Where they are.
        person_id: Who.
        into_id: The other cohort.
        membership_id: The id of the new membership.

    Raises:
        NotFound: They are in neither cohort, or one of the two is not the trainer's.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    into = cohort_for(conn, request.person, Right.INVITE, into_id)
    if into.agency != cohort.agency or into.id == cohort.id:
        raise NotFound
    if cohorts.leave(conn, cohort.id, person_id, request.now):
        _move_places(conn, person_id, cohort, into)
        cohorts.join(conn, membership_id, into.id, person_id, request.now)
        joining.joined(conn, into.id, person_id, request.now)
        look_again(conn, person_id, request.now)  # another calendar, another retention
    elif not cohorts.joined(conn, into.id, person_id):
        raise NotFound
    return Moved(cohort, into, cohort_people(conn, into.id))


def place_move_choices(conn: Connection, request: Request, place_id: str) -> MoveChoices:
    """Where somebody can be moved who has not come yet.

    Raises:
        NotFound: There is no such place, it is taken, or its trainer is somebody else.
    """
    place, cohort = _free_place(conn, request, place_id)
    others = _other_cohorts(conn, request, cohort)
    return MoveChoices(cohort, others, place.paper is not None, cohort_people(conn, cohort.id))


def move_place(conn: Connection, request: Request, place_id: str, into_id: str) -> Moved:
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
    return Moved(cohort, into, cohort_people(conn, into.id))


def _place(conn: Connection, cohort: Cohort, person_id: str) -> Place | None:
    taken = (place for place in roster.of_cohort(conn, cohort.id) if place.person == person_id)
    return next(taken, None)


def _free_place(conn: Connection, request: Request, place_id: str) -> tuple[Place, Cohort]:
    place, cohort = place_for(conn, request.person, Right.INVITE, place_id)
    if place.person is not None:
        raise NotFound
    return place, cohort


def _has_open_link(conn: Connection, request: Request, cohort_id: str) -> bool:
    return any(
        link.kind == "cohort"
        and link.revoked_at is None
        and (link.expires_at is None or link.expires_at > request.now)
        for link in invitations.of_cohort(conn, cohort_id)
    )


def _other_cohorts(conn: Connection, request: Request, cohort: Cohort) -> list[Cohort]:
    """The trainer's other cohorts at the same agency."""
    if not may(roles.of(conn, request.person.id), Right.INVITE, cohort.agency, own=True):
        return []
    trained = cohorts.of_trainer(conn, request.person.id)
    return [other for other in trained if other.agency == cohort.agency and other.id != cohort.id]


def _move_places(conn: Connection, person_id: str, cohort: Cohort, into: Cohort) -> None:
    """Move somebody's places, unless they have one there already."""
    places = roster.of_person(conn, person_id)
    there = any(place.cohort == into.id for place in places)
    for place in places:
        if place.cohort != cohort.id:
            continue
        if there:
            roster.remove(conn, place.id)
        else:
            roster.move(conn, place.id, into.id)
