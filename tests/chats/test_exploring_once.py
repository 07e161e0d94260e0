"""What exploring an edition found is kept beside it, and memory holds no more than has room."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, text

from bot.app.library import EditionCache, Library
from scenarios.case_library import CaseLibrary
from scenarios.explore import EXPLORER, dump_reference, parse_reference
from scenarios.graph import graph_of
from scenarios.model import Scenario
from storage.authoring import editions
from tests.helpers.kinds_case import kinds_case
from tests.helpers.publishing import ID, case_zip, publishers, sends, shares
from tests.helpers.staff import Staff


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with publishers(database_url) as team:
        await sends(team, "trainer", case_zip())
        await shares(team)
        yield team


def begun_anew(staff: Staff) -> Library:
    """The library of a program that has just begun."""
    return Library(staff.desk.parts.database, CaseLibrary({}))


async def forget(staff: Staff, explorer: int | None) -> None:
    """As another version of the explorer left the edition, or a release that kept nothing."""

    def prepare(conn: Connection) -> None:
        was = text("update editions set explorer = :explorer, reference = null")
        conn.execute(was, {"explorer": explorer})

    await staff.write(prepare)


@pytest.fixture
def explored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scenarios that are explored from now on."""
    found: list[str] = []

    def noted(scenario: Scenario, *more: Any) -> Any:
        found.append(scenario.id)
        return graph_of(scenario, *more)

    monkeypatch.setattr("scenarios.explore.graph_of", noted)
    return found


async def test_a_start_explores_nothing(staff: Staff, explored: list[str]) -> None:
    """What was found when the case was sent is read."""
    library = begun_anew(staff)
    await library.refresh()

    assert explored == []
    assert library.known[ID].reference == staff.desk.parts.library.known[ID].reference
    assert not await library.explore()


@pytest.mark.parametrize("explorer", [None, EXPLORER - 1])
async def test_outdated_exploration_is_redone_once_and_lazily(
    staff: Staff, explored: list[str], explorer: int | None
) -> None:
    reference = staff.desk.parts.library.known[ID].reference
    await forget(staff, explorer)
    library = begun_anew(staff)
    await library.refresh()
    assert explored == []
    assert ID not in library.known

    assert await library.explore()
    await library.refresh()
    assert library.known[ID].reference == reference
    assert not await library.explore()
    again = begun_anew(staff)
    await again.refresh()
    assert again.known[ID].reference == reference
    assert explored == [ID]


async def test_early_exploration_is_stored_for_all(staff: Staff, explored: list[str]) -> None:
    """A look at it in a unit finds it, and the next refresh keeps what was found."""
    edition = staff.desk.parts.library.known[ID].edition
    await forget(staff, None)
    library = begun_anew(staff)
    await staff.read(lambda conn: library.read(conn, edition))
    await library.refresh()
    assert ID in library.known

    kept = await staff.read(lambda conn: editions.get(conn, edition))
    assert (kept.explorer, kept.reference is not None) == (EXPLORER, True)
    assert explored == [ID]


async def test_unreadable_edition_holds_up_no_other(staff: Staff) -> None:
    """It is tried once and not for ever."""
    await forget(staff, None)
    await staff.write(lambda conn: conn.execute(text("update editions set content = '{}'")))
    library = begun_anew(staff)
    assert await library.explore()
    assert not await library.explore()


def test_a_reference_survives_being_written() -> None:
    reference = kinds_case().reference
    assert reference is not None
    assert parse_reference(orjson.loads(orjson.dumps(dump_reference(reference)))) == reference
    assert parse_reference(dump_reference(None)) is None


def test_explorer_version_changes_with_its_findings() -> None:
    """Else what an older one found is taken for what this one would."""
    found = kinds_case().reference
    assert found is not None
    path = "counter ask, look blue+tag, steps name+open+sign, talk flight+keys, sure 4"
    assert EXPLORER == 1
    assert ", ".join(map(" ".join, found.path)) == path
    assert found.earned == {"recognise": 3, "respond": 3, "protect": 2}


def test_the_editions_asked_for_last_stay_in_memory() -> None:
    """As many as have room; of one edition it is always the same scenario."""
    first, *others = (
        replace(kinds_case(), edition=f"edition {n}", files={"scenario.yaml": "x" * 10})
        for n in range(4)
    )
    recent = EditionCache(most=30)
    for case in (first, *others[:2]):
        assert recent.keep(case.edition, case) is case
    assert recent.get(first.edition) is first
    assert recent.keep(first.edition, replace(first)) is first
    recent.keep(others[2].edition, others[2])

    there = [recent.get(case.edition) is not None for case in (first, *others)]
    assert there == [True, False, True, True]
    large = replace(first, edition="large", files={"scenario.yaml": "x" * 99})
    recent.keep(large.edition, large)
    assert recent.get("large") is large
    assert recent.get(first.edition) is None
