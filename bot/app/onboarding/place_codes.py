"""People are put on a cohort's list, each with a personal code of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import Connection

from bot.app.cohorts.pasted_names import Expected
from bot.app.ports import Dice
from storage.cohorts import invitations, roster, short_codes
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation

CODE_FOR = timedelta(days=90)
MOVE_FOR = timedelta(days=7)  # one by which a place that is taken can move


@dataclass(frozen=True, slots=True)
class Secret:
    """A personal code: what its link carries, what is typed instead, and what is kept of that."""

    token: str
    code: str
    kept: str
    until: datetime

    @property
    def typed(self) -> str:
        """What is typed instead of opening the link."""
        return f"/join {short_codes.formatted(self.code)}"


@dataclass(frozen=True, slots=True)
class Coded:
    """Someone on a list, with what is told to them alone."""

    place: roster.Place
    secret: Secret


def secret(now: datetime, salt: bytes, life: timedelta = CODE_FOR) -> Secret:
    """A token with the code that is typed instead, good for so long. It takes some milliseconds."""
    token, until = invitations.new_token(), (now + life).replace(microsecond=0)
    code = short_codes.derive(token, until, short_codes.PERSONAL)
    return Secret(token, code, short_codes.digest(code, salt), until)


def secrets(now: datetime, salt: bytes) -> Iterator[Secret]:
    """Personal codes without end. Many are made off the loop."""
    while True:
        yield secret(now, salt)


def first(many: int, now: datetime, salt: bytes) -> Iterator[Secret]:
    """As many codes made now, and more when they are needed."""
    more = secrets(now, salt)
    made = [next(more) for _ in range(many)]
    return chain(made, more)


def give(
    conn: Connection, creator: str, place: roster.Place, secret: Secret, now: datetime
) -> Coded:
    """Give a place a new personal code; the ones before are good no more."""
    invitations.revoke_codes(conn, place.id, now)
    made = Invitation(
        invitations.digest(secret.token),
        "roster",
        now,
        cohort=place.cohort,
        roster=place.id,
        uses=1,  # so that only one that was renewed can move a place to another account
        created_by=creator,
        expires_at=secret.until,
        code=secret.kept,
        code_until=secret.until,
    )
    invitations.create(conn, made)
    return Coded(place, secret)


def enter(
    conn: Connection,
    creator: str,
    cohort: Cohort,
    expected: Iterable[Expected],
    ready: Iterator[Secret],
    now: datetime,
    dice: Dice,
) -> list[Coded]:
    """Put people on a held cohort's list, in the order in which they were written."""
    coded = []
    for number, one in enumerate(expected):
        at = now + timedelta(microseconds=number)  # so that the order stays, whatever their ids
        place = roster.Place(dice.id(), cohort.id, one.names, one.job, at, number=one.number)
        roster.add(conn, place)
        coded.append(give(conn, creator, place, next(ready), now))
    return coded
