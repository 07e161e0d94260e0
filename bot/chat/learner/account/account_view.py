"""How somebody's place stands: who is signed in at it, which code is out, and what moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.date_phrases import day_of, moment_of
from bot.chat.kit.screen import Button, Line, Role
from bot.chat.learner.account.actions import AskSignOutPlace, StopMoveOf
from bot.locale import Words
from storage.cohorts import invitations
from storage.cohorts.roster import Place
from storage.people import account_transfers, people
from storage.people.account_transfers import Transfer


@dataclass(frozen=True, slots=True)
class Standing:
    """What whoever makes codes for a place should know of it."""

    place: Place | None
    now: datetime
    timezone: str
    code_until: datetime | None = None  # until when a code that is out is good
    moving: Transfer | None = None
    stops: bool = False  # whether whoever looks may stop that move
    signs_out: bool = False  # whether they may sign out whoever has the place


def standing(
    conn: Connection, viewer: str, owner: str | None, place: Place | None, now: datetime, zone: str
) -> Standing:
    """How a place, or somebody without one, stands for a trainer who looks at it.

    Args:
        conn: A unit's connection.
        viewer: Who looks; that they may is checked already.
        owner: Who has the place, if anybody.
        place: On a list, if there is one.
        now: The moment.
        zone: The time zone in which it is told.
    """
    moving = account_transfers.of(conn, owner) if owner else None
    others = moving is not None and viewer not in (moving.person, moving.into, moving.asked_by)
    return Standing(
        place,
        now,
        zone,
        invitations.valid_until(conn, owner, place.id if place else None, now),
        moving,
        others,
        may_sign_out_at(conn, place),
    )


def may_sign_out_at(conn: Connection, place: Place | None) -> bool:
    """Whether a list's trainer may sign out whoever has a place on it.

    Not who is signed out already, and nobody whom a list's code could not bring back: who has a
    role, trains, or has a place under another name.
    """
    if place is None or place.person is None or not people.has_account(conn, place.person):
        return False
    return not invitations.is_bound(conn, place, place.person)


def lines(speak: Words, seen: Standing) -> Iterator[Line]:
    """What there is to say of it."""
    say = speak.say
    if seen.moving is not None:
        when = moment_of(speak, seen.moving.moves_at, seen.now, seen.timezone)
        text = say("A code was opened: the place is moving to another account. {when}", when=when)
        yield Line(Role.TEXT, text)
    elif seen.code_until is not None:
        day = day_of(speak, seen.code_until, seen.timezone)
        yield Line(Role.TEXT, say("A code for it is out, and good until {day}.", day=day))


def buttons(speak: Words, seen: Standing) -> Iterator[Button]:
    """What can be done about it."""
    if seen.moving is not None and seen.stops:
        yield Button(speak.say("Stop the move"), StopMoveOf(seen.moving.id))
    if seen.signs_out and seen.place is not None:
        yield Button(speak.say("Sign out everywhere"), AskSignOutPlace(seen.place.id))
