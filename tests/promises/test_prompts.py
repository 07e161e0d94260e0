"""Prompts belong to one person, end once, and are counted; wishes are kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from storage import Database
from storage.refreshers import prompts
from storage.refreshers.prompts import ANSWERED, ASKED, LEFT, OPEN, Prompt, RefresherPreferences
from tests.promises.makers import NOON, add_person

ITEMS = ({"scenario": "transit-hall", "signature": "s1", "form": "same-move", "seed": 2**61},)
PROMPT = Prompt("q1", "p1", NOON, "morning", "ar", list(ITEMS), 0, OPEN)


@pytest.fixture
async def peopled(database: Database) -> Database:
    """Two people."""

    def prepare(conn: Connection) -> None:
        add_person(conn, "p1", 1)
        add_person(conn, "p2", 2)
        prompts.add(conn, PROMPT)

    await database.write(prepare)
    return database


async def test_a_prompt_is_found_by_its_own_person_only(peopled: Database) -> None:
    """A forged button finds nothing."""
    assert await peopled.write(lambda conn: prompts.get_for_update(conn, "q1", "p1")) == PROMPT
    assert await peopled.write(lambda conn: prompts.get_for_update(conn, "q1", "p2")) is None
    assert await peopled.write(lambda conn: prompts.get_for_update(conn, "q2", "p1")) is None


async def test_prompt_progress_is_stored(peopled: Database) -> None:
    """And that it is over."""
    later = NOON + timedelta(hours=1)
    await peopled.write(lambda conn: prompts.move(conn, "q1", 1, ANSWERED, later))

    found = await peopled.read(lambda conn: prompts.last(conn, "p1"))
    assert found == replace(PROMPT, turn=1, state=ANSWERED, ended_at=later)


async def test_open_prompt_is_discarded_once(peopled: Database) -> None:
    """What was answered stays answered."""
    done = replace(PROMPT, id="q0", state=ANSWERED)

    def save(conn: Connection) -> tuple[int, int]:
        prompts.add(conn, done)
        return prompts.close_open(conn, "p1", NOON), prompts.close_open(conn, "p1", NOON)

    assert await peopled.write(save) == (1, 0)
    found = await peopled.write(lambda conn: prompts.get_for_update(conn, "q1", "p1"))
    assert found is not None
    assert found.state == LEFT
    assert await peopled.write(lambda conn: prompts.get_for_update(conn, "q0", "p1")) == done


async def test_only_unasked_messages_are_counted(peopled: Database) -> None:
    """After a moment, and not at it."""

    def save(conn: Connection) -> list[list[datetime]]:
        prompts.add(conn, replace(PROMPT, id="q2", made_at=NOON + timedelta(days=1)))
        asked = replace(PROMPT, id="q3", made_at=NOON + timedelta(days=2), slot=ASKED)
        prompts.add(conn, asked)
        return [
            prompts.made_since(conn, "p1", since)
            for since in (NOON - timedelta(days=1), NOON, NOON + timedelta(days=1))
        ]

    day = NOON + timedelta(days=1)
    assert await peopled.write(save) == [[NOON, day], [day], []]


async def test_preferences_default_to_the_global_ones(
    peopled: Database,
) -> None:
    """The last one holds."""
    assert await peopled.read(lambda conn: prompts.preferences(conn, "p1")) == RefresherPreferences(
        "p1"
    )

    wish = RefresherPreferences("p1", "stopped", NOON, None, 2)

    def save(conn: Connection) -> None:
        prompts.keep_preferences(conn, replace(wish, state="on"))
        prompts.keep_preferences(conn, wish)

    await peopled.write(save)
    assert await peopled.read(lambda conn: prompts.preferences(conn, "p1")) == wish
    assert await peopled.read(lambda conn: prompts.preferences(conn, "p2")) == RefresherPreferences(
        "p2"
    )
