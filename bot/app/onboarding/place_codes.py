"""Personal codes: each leads one person to their place on a cohort's roster."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, repeat, starmap

from sqlalchemy import Connection

from bot.app.onboarding.pasted_names import ExpectedPerson
from bot.app.ports import Dice
from bot.app.request import Request
from storage.cohorts import invitations, roster, short_codes
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.db.database import Database

INVITATION_LIFE = timedelta(days=30)
"""Of every invitation, by link, short code or personal code, until its trainer changes it."""
MOVE_FOR = timedelta(days=7)  # one by which a place that is taken can move


@dataclass(frozen=True, slots=True)
class PersonalCode:
    """A personal code: its link's token, the code to type instead, and the stored hash of that."""

    token: str
    code: str
    hash: str
    expires_at: datetime

    @property
    def typed(self) -> str:
        """The command to type instead of opening the link."""
        return f"/join {short_codes.formatted(self.code)}"


@dataclass(frozen=True, slots=True)
class PlaceWithCode:
    """A place on a roster with its personal code."""

    place: roster.Place
    code: PersonalCode


def new_code(now: datetime, salt: bytes, life: timedelta = INVITATION_LIFE) -> PersonalCode:
    """Make a personal code. It takes some milliseconds."""
    token, until = invitations.new_token(), (now + life).replace(microsecond=0)
    code = short_codes.derive(token, until, short_codes.PERSONAL)
    return PersonalCode(token, code, short_codes.digest(code, salt), until)


async def prepare(database: Database, count: int, now: datetime) -> Iterator[PersonalCode]:
    """Make personal codes off the event loop.

    Args:
        database: Holds the salt of the codes.
        count: The number to make in advance; the iterator makes more if needed.
        now: The start of their validity.
    """
    salt = await database.write(invitations.code_salt)
    made = await asyncio.to_thread(lambda: [new_code(now, salt) for _ in range(count)])
    return chain(made, starmap(new_code, repeat((now, salt))))


def issue_code(
    conn: Connection, request: Request, place: roster.Place, secret: PersonalCode
) -> PlaceWithCode:
    """Give a place a new personal code, and revoke the ones before."""
    (issued,) = issue_codes(conn, request, [place], iter([secret]))
    return issued


def issue_codes(
    conn: Connection,
    request: Request,
    places: Sequence[roster.Place],
    codes: Iterator[PersonalCode],
) -> list[PlaceWithCode]:
    """Give each of these places a new personal code, and revoke the ones before."""
    invitations.revoke_codes(conn, [place.id for place in places], request.now)
    issued = [PlaceWithCode(place, next(codes)) for place in places]
    invitations.create_all(conn, [_invitation(request, each) for each in issued])
    return issued


def _invitation(request: Request, issued: PlaceWithCode) -> Invitation:
    place, secret = issued.place, issued.code
    return Invitation(
        invitations.digest(secret.token),
        "roster",
        request.now,
        cohort=place.cohort,
        roster=place.id,
        uses=1,  # so that only one that was renewed can move a place to another account
        created_by=request.person.id,
        expires_at=secret.expires_at,
        code=secret.hash,
        code_until=secret.expires_at,
    )


def enter(
    conn: Connection,
    request: Request,
    cohort: Cohort,
    people: Iterable[ExpectedPerson],
    codes: Iterator[PersonalCode],
    dice: Dice,
) -> list[PlaceWithCode]:
    """Put people on a locked cohort's roster, each with a personal code."""
    places = enter_places(conn, request, cohort, people, dice)
    return issue_codes(conn, request, places, codes)


def enter_places(
    conn: Connection, request: Request, cohort: Cohort, people: Iterable[ExpectedPerson], dice: Dice
) -> list[roster.Place]:
    """Put people on a locked cohort's roster, in the order in which they were written."""
    places = [
        roster.Place(
            dice.id(),
            cohort.id,
            person.names,
            person.job,
            request.now + timedelta(microseconds=number),  # the order stays, whatever their ids
            number=person.number,
        )
        for number, person in enumerate(people)
    ]
    roster.add_all(conn, places)
    return places
