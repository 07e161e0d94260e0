"""Nothing in what is a learner's own leads to who they are in what they were given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.export.schema import export_ids
from storage.db.database import Database
from storage.db.tables import assignments, attempts, prompts, pseudonyms, reviews
from storage.personal_data import erasure
from tests.bench.people.year import ENDS
from tests.helpers.export_year import filled, read

DAY = timedelta(days=1)


@pytest.fixture
async def year(sqlite_url: str) -> AsyncIterator[Database]:
    """A small year, in which every refresher came back a week later."""
    database = Database.open(sqlite_url)
    await filled(database)
    await database.write(_come_back)
    yield database
    await database.close()


def _come_back(conn: Connection) -> None:
    for mapping in conn.execute(select(prompts)).mappings().all():
        again = {"id": f"{mapping['id']}-2", "made_at": mapping["made_at"] + 7 * DAY}
        conn.execute(insert(prompts).values({**mapping, **again}))
    for mapping in (
        conn.execute(select(reviews).where(reviews.c.prompt.is_not(None))).mappings().all()
    ):
        again = {"seq": 2, "at": mapping["at"] + 7 * DAY, "prompt": f"{mapping['prompt']}-2"}
        conn.execute(insert(reviews).values({**mapping, **again, "predicted": 0.8432}))


def _moved(conn: Connection) -> None:
    """Everybody met their case at another moment, and so it was foreseen otherwise."""
    cases = conn.execute(select(reviews).where(reviews.c.prompt.is_(None))).mappings().all()
    for number, row_mapping in enumerate(cases):
        item = (
            reviews.c.person == row_mapping["person"],
            reviews.c.scenario == row_mapping["scenario"],
        )
        at = row_mapping["at"] - timedelta(minutes=97 * number)
        conn.execute(update(reviews).where(*item, reviews.c.seq == 0).values(at=at))
        foreseen = 0.8 - number / 1000
        conn.execute(update(reviews).where(*item, reviews.c.seq == 1).values(predicted=foreseen))


def test_names_stay_as_they_are_in_files_that_were_made_long_ago() -> None:
    key = "ab" * export_ids.KEY
    assert export_ids.person(key) == "p6a8a5c186a5aa4f4"
    assert export_ids.learner(key) == "ldfbc5ca38b45729b"
    assert export_ids.attempt(key, "oGYZcO8_bfB-") == "a0cd6295e5b5a327a"


async def test_no_moment_of_a_case_shows_in_a_refresher(year: Database, tmp_path: Path) -> None:
    """The gap between two cases is in `attempts`: it must not be in intervals and forecasts."""
    before = await read(year, tmp_path, "refreshers")
    await year.write(_moved)

    assert await read(year, tmp_path, "refreshers") == before
    answered = [row for row in before if row["answered"] == "true"]
    told = {(row["number"], row["days"], row["predicted"]) for row in answered}
    assert told == {("2", "", ""), ("3", "7", "0.8")}


async def test_learners_do_not_stand_in_the_order_of_people(year: Database, tmp_path: Path) -> None:
    refreshers = await read(year, tmp_path, "refreshers")
    people = await read(year, tmp_path, "people")

    def both(conn: Connection) -> dict[str, str]:
        keys = conn.execute(select(pseudonyms.c.key)).scalars()
        return {export_ids.learner(key): export_ids.person(key) for key in keys}

    whose = await year.read(both)
    found = [*dict.fromkeys(whose[row["learner"]] for row in refreshers)]
    assert len(found) > 10
    assert found != [row["person"] for row in people if row["person"] in found]


async def test_withheld_steps_are_in_no_file(year: Database, tmp_path: Path) -> None:
    """After a move; and whoever took part in a test shows nothing of it by erasing themselves."""
    before = {row["attempt"] for row in await read(year, tmp_path, "decisions")}
    ids = count()

    def save(conn: Connection) -> set[str]:
        given = attempts.join(assignments, assignments.c.id == attempts.c.assignment)
        query = select(attempts.c.person, attempts.c.edition, attempts.c.id).select_from(given)
        person, *_ = conn.execute(query.where(assignments.c.test.is_(None))).first() or ("",)
        own = attempts.c.person == person
        conn.execute(update(attempts).where(own).values(withheld_at=ENDS))
        tested = conn.execute(query.where(assignments.c.test.is_not(None), ~own)).all()
        erasure.erase(conn, tested[0].person, ENDS, lambda: f"new-{next(ids)}")
        key = conn.execute(select(pseudonyms.c.key).where(pseudonyms.c.person == person)).scalar()
        moved = conn.scalars(select(attempts.c.id).where(own))
        return {export_ids.attempt(key or "", entry) for entry in moved}

    moved = await year.write(save)
    forms = {row["scenario"] for row in await read(year, tmp_path, "attempts") if row["part"]}
    assert moved & before
    assert not moved & {row["attempt"] for row in await read(year, tmp_path, "decisions")}
    practice = await read(year, tmp_path, "practice")
    assert "" in {row["learner"] for row in practice}
    assert not forms & {row["scenario"] for row in practice}
