"""Signing in to the console of the demo, as one of its invented people and without any proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.ports import Dice
from bot.app.web_sessions import sign_in
from storage.people import names, people, roles
from storage.people.people import Person
from storage.people.roles import Role


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One of the demo's people who has registered."""

    telegram_id: int
    person: Person
    names: Mapping[str, str]
    """Names by script."""
    roles: Sequence[Role]


def invented_people(conn: Connection, bot: int, accounts: Iterable[int]) -> list[InventedPerson]:
    """The people among these accounts who have a role, in the order of the accounts."""
    found = []
    for telegram_id in accounts:
        person = people.by_account(conn, bot, telegram_id)
        held = roles.of(conn, person.id) if person else ()
        if person is not None and held:
            named = names.of(conn, person.id)
            found.append(InventedPerson(telegram_id, person, named, held))
    return found


def begin(conn: Connection, account: tuple[int, int], now: datetime, dice: Dice) -> str:
    """Begin a session of an account's person; return its token.

    Raises:
        NotFound: Nobody has registered with it.
    """
    person = people.by_account(conn, *account)
    if person is None:
        raise NotFound
    return sign_in.start_session(conn, person.id, now, dice)
