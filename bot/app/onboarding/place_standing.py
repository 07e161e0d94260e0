"""The state of a roster place: code, account, pending move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.request import Request
from storage.cohorts import invitations
from storage.cohorts.roster import Place
from storage.people import people
from storage.personal_data import account_transfers
from storage.personal_data.account_transfers import Transfer


@dataclass(frozen=True, slots=True)
class PlaceStanding:
    """The state of a place, for those who make codes for it."""

    place: Place | None
    now: datetime
    timezone: str
    """The cohort's."""
    code_until: datetime | None = None
    """Until when a code for it is good; None where there is none."""
    moving: Transfer | None = None
    """The pending move to another account."""
    stops: bool = False
    """Whether the viewer may stop that move."""
    signs_out: bool = False
    """Whether the viewer may sign out whoever has the place."""


def place_standing(
    conn: Connection, request: Request, owner: str | None, place: Place | None, timezone: str
) -> PlaceStanding:
    """The state of a place, or of a person without one, for a trainer who may see it.

    Args:
        request: The trainer's request; the right to see the place must have been checked.
        owner: The id of the person who has the place, if anybody.
        place: The place on a roster, if there is one.
        timezone: The cohort's time zone.
    """
    moving = account_transfers.of(conn, owner) if owner else None
    return PlaceStanding(
        place,
        request.now,
        timezone,
        invitations.valid_until(conn, owner, place.id if place else None, request.now),
        moving,
        moving is not None
        and request.person.id not in (moving.person, moving.into, moving.asked_by),
        may_sign_out_at(conn, place),
    )


def may_sign_out_at(conn: Connection, place: Place | None) -> bool:
    """Whether a trainer may sign out the owner of a roster place.

    Not who is signed out already, and nobody whom a code of the roster could not bring back: who
    has a role, trains, or has a place under another name.
    """
    if place is None or place.person is None or not people.has_account(conn, place.person):
        return False
    return not invitations.is_bound(conn, place, place.person)
