"""Trainers' administration of a roster: entering names, renewing codes, removing places.

Every function raises `NotFound` where there is no such thing, or the trainer may not invite there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for, place_for
from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import CohortPerson, cohort_people
from bot.app.errors import NotFound
from bot.app.onboarding import account_transfer, place_codes
from bot.app.onboarding.pasted_names import ExpectedPerson, ParsedNames, parse_names
from bot.app.onboarding.place_codes import MOVE_FOR, PersonalCode, PlaceWithCode
from bot.app.onboarding.place_standing import PlaceStanding, place_standing
from bot.app.ports import Dice
from bot.app.request import Request
from storage.agencies import agencies
from storage.agencies.agencies import Job
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import audit_context
from storage.people import people
from storage.personal_data import erasure


@dataclass(frozen=True, slots=True)
class AddedNames:
    """The result of a typed list; new people have a code."""

    cohort: Cohort
    jobs: list[Job]
    read: ParsedNames
    coded: list[PlaceWithCode]


@dataclass(frozen=True, slots=True)
class ExpectedPlace:
    """A free place, and until when its code works; None where it has none that does."""

    place: Place
    code_until: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    """A place on a roster, and who has it."""

    place: Place
    cohort: Cohort
    joined: bool
    """Whether somebody took it with an account; else somebody may take part on paper."""
    place_state: PlaceStanding
    signed_in: bool
    people: list[CohortPerson]


@dataclass(frozen=True, slots=True)
class RenewedCode:
    """A new code for a place."""

    cohort: Cohort
    coded: PlaceWithCode
    people: list[CohortPerson]


def cohort_and_jobs(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, list[Job]]:
    """A cohort to enter people into, and the fields of work that they can have."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    return cohort, agencies.all_jobs(conn)


def add_names(
    conn: Connection,
    request: Request,
    cohort_id: str,
    typed: str,
    codes: Iterator[PersonalCode],
    dice: Dice,
) -> AddedNames:
    """Put the names of a typed list on a roster, each once, with a personal code."""
    cohort, jobs = cohort_and_jobs(conn, request, cohort_id)
    read = parse_names(typed, jobs)
    if not read.people:
        return AddedNames(cohort, jobs, read, [])
    cohorts.lock(conn, cohort.id)  # a list that is sent twice makes no second codes
    new = list(_not_listed(conn, cohort, read))
    coded = place_codes.enter(conn, request, cohort, new, codes, dice)
    return AddedNames(cohort, jobs, read, coded)


def _not_listed(conn: Connection, cohort: Cohort, read: ParsedNames) -> Iterator[ExpectedPerson]:
    places = roster.of_cohort(conn, cohort.id)
    listed = {name for place in places for name in place.names.values()}
    for person in read.people:
        if person.name not in listed:
            listed.add(person.name)
            yield person


def expected(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, list[Place]]:
    """The free places of a roster."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    return cohort, roster.waiting(conn, cohort.id)


def renew_all(
    conn: Connection, request: Request, cohort_id: str, codes: Iterator[PersonalCode]
) -> tuple[Cohort, list[PlaceWithCode]]:
    """Give all free places new codes."""
    cohorts.lock(conn, cohort_id)
    cohort, places = expected(conn, request, cohort_id)
    return cohort, place_codes.issue_codes(conn, request, places, codes)


def expected_people(
    conn: Connection, request: Request, cohort_id: str
) -> tuple[Cohort, list[ExpectedPlace]]:
    """The free places of a roster by name, with the last days of their codes; audited as a read."""
    cohort, places = expected(conn, request, cohort_id)
    audit_context.note_read()
    until = invitations.codes_until(conn, cohort.id, request.now)
    return cohort, [ExpectedPlace(place, until.get(place.id)) for place in places]


def hand_out(
    conn: Connection,
    request: Request,
    cohort_id: str,
    codes: Iterator[PersonalCode],
    chosen: Collection[str] = (),
) -> tuple[Cohort, list[PlaceWithCode]]:
    """Give the chosen free places new codes; without a choice, those that have none that works."""
    cohorts.lock(conn, cohort_id)
    cohort, places = expected_people(conn, request, cohort_id)
    wanted = [
        each.place
        for each in places
        if (each.place.id in chosen if chosen else each.code_until is None)
    ]
    return cohort, place_codes.issue_codes(conn, request, wanted, codes)


def renew(conn: Connection, request: Request, place_id: str) -> RenewedCode | None:
    """Give a place a new code; its owner is notified and can stop the move.

    Returns:
        None where too many codes were made for a place that is taken.
    """
    place, cohort = place_for(conn, request.person, Right.INVITE, place_id)
    cohorts.lock(conn, cohort.id)  # of two requests at once one code is good
    salt = invitations.code_salt(conn)
    if not _has_joined(conn, place):
        secret = place_codes.new_code(request.now, salt)
        coded = place_codes.issue_code(conn, request, place, secret)
    else:
        owner = str(place.person)
        if not account_transfer.may_renew(conn, owner, request.now):
            return None
        secret = place_codes.new_code(request.now, salt, MOVE_FOR)
        coded = place_codes.issue_code(conn, request, place, secret)
        account_transfer.renewed(conn, owner, invitations.digest(secret.token), request.now)
    return RenewedCode(cohort, coded, cohort_people(conn, cohort.id))


def details(conn: Connection, request: Request, place_id: str) -> PlaceDetails:
    """A place on a roster."""
    place, cohort = place_for(conn, request.person, Right.INVITE, place_id)
    return PlaceDetails(
        place,
        cohort,
        _has_joined(conn, place),
        place_standing(conn, request, place.person, place, cohort.timezone),
        place.person is not None and people.has_account(conn, place.person),
        cohort_people(conn, cohort.id),
    )


def removable(conn: Connection, request: Request, place_id: str) -> PlaceDetails:
    """A place that no account has taken."""
    found = details(conn, request, place_id)
    if found.joined:
        raise NotFound
    return found


def remove(conn: Connection, request: Request, place_id: str, dice: Dice) -> Cohort:
    """Remove a free place; answers entered from paper stay without a name."""
    roster.get_for_update(conn, place_id)
    found = removable(conn, request, place_id)
    if found.place.person is not None:
        erasure.erase(conn, found.place.person, request.now, dice.id)
    else:
        roster.remove(conn, place_id)
    return found.cohort


def _has_joined(conn: Connection, place: Place) -> bool:
    return place.person is not None and people.has_joined(conn, place.person)
