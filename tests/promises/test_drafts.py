"""Drafts: one for each attempt, for one of its turns."""

from functools import partial

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from storage import Database
from storage.playing import attempts, drafts
from tests.promises.makers import add_learner_with_attempt, an_attempt


def add_two_attempts(conn: Connection) -> None:
    add_learner_with_attempt(conn)
    attempts.begin(conn, an_attempt("a2"), [])


async def draft(database: Database, attempt_id: str = "a1", turn: int = 3) -> tuple[str, ...]:
    return await database.read(partial(drafts.get, attempt_id=attempt_id, turn=turn))


async def put(database: Database, *items: str, attempt_id: str = "a1", turn: int = 3) -> None:
    await database.write(lambda c: drafts.put(c, attempt_id, turn, items))


async def test_a_draft_comes_back_in_its_order(database: Database) -> None:
    """The last one put; an attempt without any has an empty one."""
    await database.write(add_two_attempts)
    assert await draft(database) == ()

    await put(database, "lone", "ألف", "first")
    assert await draft(database) == ("lone", "ألف", "first")

    await put(database, "first", "lone")
    assert await draft(database) == ("first", "lone")
    assert await draft(database, "a2") == ()

    await put(database)
    assert await draft(database) == ()


async def test_a_draft_of_another_turn_is_not_read(database: Database) -> None:
    """And gives way to that of the turn that is under way."""
    await database.write(add_two_attempts)
    await put(database, "old", turn=2)

    assert await draft(database, turn=3) == ()

    await put(database, "new", turn=3)
    assert await draft(database, turn=3) == ("new",)
    assert await draft(database, turn=2) == ()


async def test_a_dropped_draft_is_gone_alone(database: Database) -> None:
    await database.write(add_two_attempts)
    await put(database, "mine")
    await put(database, "other", attempt_id="a2")

    await database.write(lambda c: drafts.drop(c, "a1"))
    await database.write(lambda c: drafts.drop(c, "a1"))

    assert await draft(database) == ()
    assert await draft(database, "a2") == ("other",)


async def test_a_draft_is_of_an_attempt(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await put(database, "whose?", attempt_id="no such")
