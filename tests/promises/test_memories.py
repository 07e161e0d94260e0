"""What is known of an item is kept once, and every answer to it in its order."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from storage import Database, editions, memories
from storage.memories import Memory, Review
from tests.promises.makers import NOON, add_person, an_edition

KNOWN = Memory("p1", "transit-hall", "s1", 2.3065, 4.5, NOON, 1, 0, ["story"], "story", False)
ANSWER = Review("p1", "transit-hall", "s1", 0, NOON, "story", "listen", 3, attempt="a1")


@pytest.fixture
async def peopled(database: Database) -> Database:
    """Two people and a case."""

    def unit(conn: Connection) -> None:
        editions.keep(conn, an_edition())
        add_person(conn, "p1", 1)
        add_person(conn, "p2", 2)

    await database.write(unit)
    return database


async def test_what_is_known_now_takes_the_place_of_what_was_known(peopled: Database) -> None:
    """To the last digit, on either database."""
    later = replace(KNOWN, stability=0.1 + 0.2, reviews=2, right=["story", "look-alike"])

    def unit(conn: Connection) -> list[Memory]:
        memories.keep(conn, KNOWN)
        memories.keep(conn, later)
        memories.keep(conn, replace(KNOWN, person="p2"))
        return memories.of_person(conn, "p1")

    assert await peopled.write(unit) == [later]
    assert await peopled.read(lambda conn: memories.get(conn, "p1", "transit-hall", "s1")) == later
    assert await peopled.read(lambda conn: memories.get(conn, "p1", "transit-hall", "s2")) is None
    both = await peopled.read(lambda conn: memories.of_people(conn, ["p1", "p2"]))
    assert [one.person for one in both] == ["p1", "p2"]


async def test_answers_keep_their_order(peopled: Database) -> None:
    """Also of one moment."""

    def unit(conn: Connection) -> list[Review]:
        for act in ("one", "two", "three"):
            memories.add_review(conn, replace(ANSWER, act=act))
        memories.add_review(conn, replace(ANSWER, person="p2"))
        return memories.reviews_of(conn, "p1")

    found = await peopled.write(unit)
    assert [(one.seq, one.act) for one in found] == [(0, "one"), (1, "two"), (2, "three")]
    every = await peopled.read(memories.everything)
    assert [one.person for one in every] == ["p1", "p1", "p1", "p2"]


async def test_how_sure_someone_was_is_noted_of_the_last_answer(peopled: Database) -> None:
    """And of no other."""

    def unit(conn: Connection) -> list[Review]:
        memories.add_review(conn, ANSWER)
        memories.add_review(conn, replace(ANSWER, grade=1))
        memories.note_sure(conn, "p1", "transit-hall", "s1", sure=True)
        return memories.reviews_of(conn, "p1")

    assert [one.sure for one in await peopled.write(unit)] == [None, True]
