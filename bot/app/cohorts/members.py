"""The members of a cohort and those expected in it: listed, viewed, removed, moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app import search_text
from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.onboarding.place_standing import PlaceStanding, place_standing
from bot.app.refreshers.prompt_schedule import reschedule
from bot.app.request import Request
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort, Membership
from storage.cohorts.roster import Place
from storage.people import people


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member of a cohort, or a person expected in it."""

    id: str
    """Of the person; of their place, where they are only expected."""
    expected: bool
    joined: Membership | None = None


@dataclass(frozen=True, slots=True)
class CohortMembers:
    """The members of a cohort, then the people expected."""

    cohort: Cohort
    listed: Sequence[ListedMember]
    people: Sequence[CohortPerson]
    """Everybody against whom their display names must be unique."""

    def matching(self, typed: str) -> list[ListedMember]:
        """Members whose name or staff number contains every word typed."""
        words = search_text.search_words(typed)
        people = (
            person
            for person in self.people
            if search_text.matches(words, (*person.names.values(), person.number or ""))
        )
        ids = {id_ for person in people for id_ in (person.id, person.place)}
        return [row for row in self.listed if row.id in ids]


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """A member of a cohort, as its trainer sees them."""

    cohort: Cohort
    come: bool
    """Whether they have an account; otherwise only their answers on paper are here."""
    place_state: PlaceStanding
    open_link: bool
    """Whether there is a link that lets anyone in."""
    people: Sequence[CohortPerson]


def members(conn: Connection, request: Request, cohort_id: str) -> CohortMembers:
    """The members of a cohort and the people expected.

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
    """Remove a member; does nothing if already removed.

    Args:
        conn: A write transaction.
        keep_place: Whether their place stays on the roster for somebody else.

    Raises:
        NotFound: There is no such person or cohort, or the requester is not its trainer.
    """
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    if not people.has_joined(conn, person_id):
        raise NotFound
    if cohorts.leave(conn, cohort.id, person_id, request.now):
        reschedule(conn, person_id, request.now)  # the cohort's calendar is not theirs any more
        place = _place(conn, cohort, person_id)
        if place is not None and keep_place:
            invitations.revoke_codes(conn, [place.id], request.now)
            roster.free(conn, place.id)
        elif place is not None:
            roster.remove(conn, place.id)
    return cohort


def _place(conn: Connection, cohort: Cohort, person_id: str) -> Place | None:
    taken = (place for place in roster.of_cohort(conn, cohort.id) if place.person == person_id)
    return next(taken, None)


def _has_open_link(conn: Connection, request: Request, cohort_id: str) -> bool:
    return any(
        link.kind == "cohort"
        and link.revoked_at is None
        and (link.expires_at is None or link.expires_at > request.now)
        for link in invitations.of_cohort(conn, cohort_id)
    )
