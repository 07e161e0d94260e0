"""Certificates: issued once, found by their code, taken back once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from storage import Database
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.cohorts import short_codes
from tests.promises.makers import NOON, add_person

LATER = NOON + timedelta(days=365)
ONE = Certificate("c1", "p1", "hotels", 0, "airport", "K7QM4PXD9RTW", NOON, LATER, ["e1", "e2"])


async def test_a_number_of_a_programme_and_a_code_are_used_once(database: Database) -> None:
    def save(conn: Connection) -> None:
        add_person(conn)
        add_person(conn, "p2", 2)
        assert certificates.issue(conn, ONE)
        assert not certificates.issue(conn, ONE)
        assert not certificates.issue(conn, replace(ONE, id="c2", code="ANOTHER"))
        assert not certificates.issue(conn, replace(ONE, id="c2", person="p2"))  # the same code
        second = replace(ONE, id="c2", number=1, code="ANOTHER", issued_at=LATER)
        assert certificates.issue(conn, second)
        assert certificates.of(conn, "p1") == [second, ONE]
        assert certificates.by_code(conn, ONE.code) == ONE
        assert certificates.by_code(conn, "nothing") is None
        assert certificates.programmes_of(conn, "p1") == ["hotels"]
        assert certificates.programmes_of(conn, "p2") == []

    await database.write(save)


async def test_certificate_is_valid_until_its_end_or_one_revocation(database: Database) -> None:
    def save(conn: Connection) -> None:
        add_person(conn)
        certificates.issue(conn, ONE)
        assert ONE.is_valid(LATER - timedelta(seconds=1))
        assert not ONE.is_valid(LATER)
        assert certificates.revoke(conn, "c1", NOON, "p1", "A mix-up.")
        assert not certificates.revoke(conn, "c1", LATER, "p1", "Again.")
        gone = certificates.get(conn, "c1")
        assert gone is not None
        assert (gone.revoked_at, gone.reason) == (NOON, "A mix-up.")
        assert not gone.is_valid(NOON)

    await database.write(save)


def test_a_code_is_twelve_letters_that_nobody_guesses() -> None:
    made = {certificates.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(
        short_codes.parse(short_codes.formatted(name)) == name and len(name) == 12 for name in made
    )
