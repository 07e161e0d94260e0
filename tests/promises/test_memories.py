"""What is known of an item is kept once, and every answer to it in its order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import Database
from storage.authoring import editions
from storage.refreshers import memories
from storage.refreshers.memories import Memory, Review
from tests.helpers.refresher_world import add_review
from tests.promises.makers import NOON, add_person, an_edition

KNOWN = Memory("p1", "transit-hall", "s1", 2.3065, 4.5, NOON, 1, 0, ["story"], "story", False)
ANSWER = Review("p1", "transit-hall", "s1", 0, NOON, "story", "listen", 3, attempt="a1")


@pytest.fixture
async def peopled(database: Database) -> Database:
    """Two people and two cases."""

    def prepare(conn: Connection) -> None:
        editions.keep(conn, an_edition())
        editions.keep(conn, an_edition("e2", "night-clinic"))
        add_person(conn, "p1", 1)
        add_person(conn, "p2", 2)

    await database.write(prepare)
    return database


async def test_new_memory_replaces_the_old_one(peopled: Database) -> None:
    """To the last digit, on either database."""
    later = replace(KNOWN, stability=0.1 + 0.2, reviews=2, right=["story", "look-alike"])

    def save(conn: Connection) -> list[Memory]:
        memories.keep(conn, KNOWN)
        memories.keep(conn, later)
        memories.keep(conn, replace(KNOWN, person="p2"))
        return memories.of_person(conn, "p1")

    assert await peopled.write(save) == [later]
    assert await peopled.read(lambda conn: memories.get(conn, "p1", "transit-hall", "s1")) == later
    assert await peopled.read(lambda conn: memories.get(conn, "p1", "transit-hall", "s2")) is None
    both = await peopled.read(lambda conn: memories.of_people(conn, ["p1", "p2"]))
    assert [memory.person for memory in both] == ["p1", "p2"]


async def test_answers_keep_their_order(peopled: Database) -> None:
    """Also of one moment."""

    def save(conn: Connection) -> list[Review]:
        for act in ("one", "two", "three"):
            add_review(conn, replace(ANSWER, act=act))
        add_review(conn, replace(ANSWER, person="p2"))
        return memories.reviews_of(conn, "p1")

    found = await peopled.write(save)
    assert [(review.seq, review.act) for review in found] == [(0, "one"), (1, "two"), (2, "three")]
    every = await peopled.read(memories.everything)
    assert [review.person for review in every] == ["p1", "p1", "p1", "p2"]


async def test_answers_of_a_period_are_counted_by_group(peopled: Database) -> None:
    """Of the people and the forms that were asked for; half right counts as right."""
    groups = {"story": "seen", "same-move": "seen", "look-alike": "new"}
    until = NOON + timedelta(hours=1)
    answers = [
        ANSWER,
        replace(ANSWER, grade=1),
        replace(ANSWER, person="p2", told="same-move", grade=2),
        replace(ANSWER, told="look-alike", grade=1),
        replace(ANSWER, told="new-setting"),
        replace(ANSWER, at=NOON - timedelta(seconds=1)),
        replace(ANSWER, at=until),
    ]

    def save(conn: Connection) -> list[object]:
        for answer in answers:
            add_review(conn, answer)
        return [
            memories.answer_counts(conn, people, NOON, until, groups)
            for people in (["p1", "p2"], ["p2"], [])
        ]

    assert await peopled.write(save) == [
        {"seen": (2, 3, 2), "new": (1, 1, 0)},
        {"seen": (1, 1, 1)},
        {},
    ]


async def test_memories_of_a_case_are_stored_and_read_together(peopled: Database) -> None:
    """Each item with its answers in order; of nobody else, and of no other case."""
    second = replace(KNOWN, signature="s2", stability=0.5)
    others = (replace(KNOWN, person="p2"), replace(KNOWN, scenario="night-clinic"))
    answers = [
        ANSWER,
        replace(ANSWER, seq=1, act="again"),
        replace(ANSWER, signature="s2"),
        replace(ANSWER, person="p2", act="theirs"),
        replace(ANSWER, scenario="night-clinic", signature="s3"),
    ]

    def save(conn: Connection) -> tuple[dict[str, Memory], list[Review]]:
        memories.keep_all(conn, (KNOWN, second, *others))
        memories.keep_all(conn, [replace(KNOWN, reviews=7)])
        memories.add_reviews(conn, answers)
        known = memories.of_case(conn, "p1", "transit-hall")
        return known, memories.reviews_of_case(conn, "p1", "transit-hall")

    known, found = await peopled.write(save)
    assert known == {"s1": replace(KNOWN, reviews=7), "s2": second}
    assert sorted(found, key=lambda review: review.signature) == answers[:3]


async def test_confidence_is_stored_with_the_last_answer(peopled: Database) -> None:
    """And of no other."""

    def save(conn: Connection) -> list[Review]:
        add_review(conn, ANSWER)
        add_review(conn, replace(ANSWER, grade=1))
        memories.note_sure(conn, "p1", "transit-hall", "s1", sure=True)
        return memories.reviews_of(conn, "p1")

    assert [review.sure for review in await peopled.write(save)] == [None, True]
