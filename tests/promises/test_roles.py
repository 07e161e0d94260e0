"""Roles: given once, taken back once, and read as they are now."""

import asyncio
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from storage import Database
from storage.people import roles
from storage.people.roles import EVERYWHERE, Role
from tests.promises.makers import NOON, add_person


def a_role(
    id: str = "r1",  # noqa: A002
    person: str = "p1",
    role: str = "trainer",
    agency: str = "airport",
) -> Role:
    return Role(id, person, role, agency, None, NOON)


def two_people(conn: Connection) -> None:
    add_person(conn)
    add_person(conn, "p2", 2)


async def test_a_role_is_had_until_it_is_taken_back(database: Database) -> None:
    """It stays in the table with its end, and can be given again."""

    def save(conn: Connection) -> None:
        two_people(conn)
        assert roles.grant(conn, a_role())
        assert not roles.grant(conn, a_role("r2"))
        assert roles.of(conn, "p1") == [a_role()]
        assert roles.of(conn, "p2") == []

        later = NOON + timedelta(days=1)
        assert roles.end(conn, "r1", later)
        assert not roles.end(conn, "r1", later + timedelta(days=1))
        assert roles.of(conn, "p1") == []
        kept = roles.get(conn, "r1")
        assert kept is not None
        assert kept.ended_at == later
        assert roles.grant(conn, a_role("r3"))

    await database.write(save)


async def test_the_same_role_elsewhere_is_another(database: Database) -> None:
    def save(conn: Connection) -> None:
        two_people(conn)
        given = [
            a_role("r1", "p1", "admin", EVERYWHERE),
            a_role("r2", "p1", "admin", "airport"),
            a_role("r3", "p2", "admin", "airport"),
            a_role("r4", "p2", "trainer", "airport"),
        ]
        for role in given:
            assert roles.grant(conn, role)
        assert roles.all_active(conn) == given
        assert roles.get_for_update(conn, "admin") == given[:3]
        assert roles.get_for_update(conn, "supervisor") == []

    await database.write(save)


async def test_one_of_two_simultaneous_grants_is_new(database: Database) -> None:
    await database.write(two_people)
    both = (partial(roles.grant, role=a_role(f"r{n}")) for n in range(8))
    assert sum(await asyncio.gather(*map(database.write, both))) == 1
