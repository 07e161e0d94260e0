"""Which files are asked for when somebody is erased: those in which they may stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.authoring import editions
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import LoggedExport, Trace, Traces, may_contain
from storage.people import people
from storage.people.people import Account, Person
from storage.personal_data import erasure
from tests.promises.makers import BOT, NOON, an_edition

DAY = timedelta(days=1)
CAME = datetime(2026, 3, 1, tzinfo=UTC)
GIVEN = Trace("airport", "gates", "dream-job", CAME + 10 * DAY)
OWN = Trace("airport", None, "pink-bag", CAME + 5 * DAY)
TRACES = Traces(CAME, frozenset({"airport"}), frozenset({"gates"}), (GIVEN,), (OWN,))
FILE = LoggedExport(
    "file-0000001", None, None, CAME, ["attempts"], "csv", state="out", out_at=CAME + 30 * DAY
)


@pytest.mark.parametrize(
    ("more", "stands"),
    [
        ({}, True),
        ({"sets": ["cohorts", "gain"]}, False),
        ({"sets": ["cohorts", "xapi"]}, True),
        ({"out_at": CAME - DAY}, False),  # they came later
        ({"out_at": None, "state": "making"}, True),  # nobody knows whether it left
        ({"agency": "airport", "cohort": "gates", "scenario": "dream-job"}, True),
        ({"agency": "clinics"}, False),
        ({"cohort": "nights"}, False),
        ({"scenario": "pink-bag"}, False),  # which they practised, and were not given
        ({"since": CAME + 11 * DAY}, False),
        ({"until": CAME + 10 * DAY}, False),
        ({"since": CAME + 10 * DAY, "until": CAME + 11 * DAY}, True),
        ({"sets": ["people"], "agency": "airport"}, True),
        ({"sets": ["people"], "agency": "clinics"}, False),
        ({"sets": ["people"], "cohort": "nights"}, False),
        ({"sets": ["practice"]}, True),
        ({"sets": ["refreshers"], "agency": "clinics"}, False),
    ],
)
def test_people_possibly_in_a_file_without_names(more: dict[str, Any], *, stands: bool) -> None:
    assert may_contain(TRACES, replace(FILE, **more)) == stands


def test_inactive_people_are_only_in_the_people_table() -> None:
    nobody = Traces(CAME, frozenset({None}), frozenset(), (), ())
    assert may_contain(nobody, replace(FILE, sets=["people"]))
    assert not may_contain(nobody, replace(FILE, sets=["attempts", "practice"]))


@pytest.fixture
async def filled(database: Database) -> Database:
    """Amal and Badr in a cohort; two files of it that left, one with Amal's name alone."""

    def prepare(conn: Connection) -> None:
        editions.keep(conn, an_edition())
        for number, person in enumerate(("amal", "badr")):
            made = Person(person, "ar", "Asia/Bahrain", NOON, agency="airport")
            people.add(conn, made, Account(BOT, number, person))
        cohorts.create(conn, Cohort("gates", "Gates", "airport", "Asia/Bahrain", NOON), "badr")
        for name, named in (("plain", False), ("named", True)):
            file = LoggedExport(name, "badr", None, NOON, ["people"], "csv", named=named)
            export_log.begin(conn, file)
            if named:
                assert export_log.add_people(conn, name, ["amal"])
            export_log.finish(conn, name, NOON + DAY, "hash", 2)

    await database.write(prepare)
    return database


async def erased(database: Database, person: str, at: datetime) -> None:
    ids = iter(f"new-{number}" for number in range(100))
    assert await database.write(lambda conn: erasure.erase(conn, person, at, ids.__next__))


async def awaited(database: Database) -> dict[str, datetime | None]:
    return {
        logged_export.id: logged_export.asked_at
        for logged_export in await database.read(export_log.every)
    }


async def test_files_with_names_list_the_people_in_them(filled: Database) -> None:
    await erased(filled, "badr", NOON + 2 * DAY)
    assert await awaited(filled) == {"plain": NOON + 2 * DAY, "named": None}

    await erased(filled, "amal", NOON + 3 * DAY)
    assert await awaited(filled) == {"plain": NOON + 2 * DAY, "named": NOON + 3 * DAY}
    assert {logged_export.made_by for logged_export in await filled.read(export_log.every)} == {
        None
    }


async def test_a_file_is_asked_for_once_and_not_once_it_is_deleted(filled: Database) -> None:
    await erased(filled, "amal", NOON + 2 * DAY)
    assert len(await filled.write(export_log.unannounced_deletions)) == 2
    for name in ("plain", "named"):
        await filled.write(partial(export_log.note_announced, release_id=name, at=NOON + 2 * DAY))
    await filled.write(lambda conn: export_log.delete(conn, "plain", NOON + 3 * DAY))

    await erased(filled, "badr", NOON + 4 * DAY)
    assert await awaited(filled) == {"plain": NOON + 2 * DAY, "named": NOON + 2 * DAY}
    assert await filled.write(export_log.unannounced_deletions) == []


async def test_failed_export_is_recalled_from_nobody(filled: Database) -> None:
    for name, state in (("plain", "failed"), ("named", "called-off")):
        await filled.write(partial(export_log.end, release_id=name, state=state))
    await erased(filled, "amal", NOON + 2 * DAY)
    assert await filled.write(export_log.unannounced_deletions) == []
