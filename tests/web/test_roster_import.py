"""Importing a roster on the console: refused files, columns, mending in place, entering once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest_asyncio

from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.roster_import import (
    confirm_roster_columns,
    enter_roster_rows,
    mend_roster,
    roster_import,
    send_roster,
)
from storage.cohorts import roster
from tests.helpers.assigning_world import COHORT, a_class
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.spreadsheets import SHEET, bomb
from tests.helpers.staff import Staff

LIST = (
    "Name,Passport,Job,Staff number\nSara Salem,X-1,Astronaut,A-1\nOmar Ali 9,X-2,Astronaut,A-2\n"
)
COLUMNS = {"column-0": "name", "column-2": "job", "column-3": "number", "headed": "1"}


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[tuple[Staff, Tab]]:
    async with a_class(sqlite_url) as staff:
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield staff, await signed_in(staff, web, "trainer")


async def sends(tab: Tab, content: bytes, name: str = "list.csv") -> httpx.Response:
    return await tab.sends(send_roster, COHORT, files={"file": (name, content)})


async def seen(tab: Tab) -> dict[str, str]:
    """The hidden fields of the page."""
    page = (await tab.opens(roster_import, COHORT)).text
    return dict(re.findall(r'name="(list|version)" value="([^"]*)"', page))


async def confirmed(tab: Tab, content: str = LIST) -> None:
    assert (await sends(tab, content.encode())).status_code == 303
    form: Mapping[str, Any] = {**await seen(tab), **COLUMNS}
    assert (await tab.sends(confirm_roster_columns, COHORT, form=form)).status_code == 303


async def names(staff: Staff) -> list[str]:
    places = await staff.read(lambda conn: roster.of_cohort(conn, COHORT))
    return [next(iter(place.names.values())) for place in places]


async def test_oversized_and_malformed_lists_are_refused_at_their_field(
    desk: tuple[Staff, Tab],
) -> None:
    _, tab = desk
    for content, sentence in (
        (b"x" * (10 << 20), "This file is larger than 4 MB."),
        (bomb(SHEET, b"<x/>" * 5_000_000), "There is far more in this file"),
        (b"PK\x03\x04 broken", "This file cannot be read."),
        (b"", "Please choose a file, or paste the list."),
    ):
        refused = await sends(tab, content)
        assert refused.status_code == 422
        assert 'id="error-file"' in refused.text
        assert sentence in text(refused)


async def test_a_table_without_people_is_refused_at_its_columns(desk: tuple[Staff, Tab]) -> None:
    _, tab = desk
    assert (await sends(tab, b"Name,Job")).status_code == 303
    form = {**await seen(tab), "column-0": "name", "headed": "1"}
    refused = await tab.sends(confirm_roster_columns, COHORT, form=form)
    assert refused.status_code == 422
    assert "There are no rows below the column names." in text(refused)


async def test_rows_are_mended_in_place_and_entered_once(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    before = await names(staff)
    await confirmed(tab)
    page = await tab.opens(roster_import, COHORT, show="all")
    assert "not a name" in text(page)
    assert "Astronaut (1)" in text(page)
    assert "X-1" not in page.text
    old = await seen(tab)
    form = {**old, "row-3-name": "Omar Ali", "title-Astronaut": "nursing"}
    assert (await tab.sends(mend_roster, COHORT, form=form)).status_code == 303
    stale = await tab.sends(enter_roster_rows, COHORT, form=old)
    assert stale.status_code == 422
    assert "changed in the meantime" in text(stale)
    now = await seen(tab)
    done = await asyncio.gather(*(tab.sends(enter_roster_rows, COHORT, form=now) for _ in range(2)))
    assert sorted(each.status_code for each in done) == [303, 422]
    assert await names(staff) == [*before, "Sara Salem", "Omar Ali"]


async def test_hostile_rows_and_forged_ids_enter_nothing(desk: tuple[Staff, Tab]) -> None:
    staff, tab = desk
    before = await names(staff)
    hostile = "Name,x,Job,Staff number\n=1+1,,,\n" + "A" * 10_000 + ",,,\nSara,,,=cmd|x\n"
    await confirmed(tab, hostile)
    shown = text(await tab.opens(roster_import, COHORT))
    assert shown.count("a formula: enter its value instead") == 2
    assert "longer than the 60 letters of a name" in shown
    form = {"list": "forged-00000", "version": "1", "row-99999-name": "Sara"}
    for handler in (mend_roster, enter_roster_rows, confirm_roster_columns):
        assert (await tab.sends(handler, COHORT, form={**COLUMNS, **form})).status_code == 422
    await tab.sends(enter_roster_rows, COHORT, form=await seen(tab))
    assert await names(staff) == before


async def test_every_refused_cell_is_marked_and_described(desk: tuple[Staff, Tab]) -> None:
    _, tab = desk
    await confirmed(tab, "Name,Passport,Job,Staff number\n9,X-1,=1+1,=2+2\n")
    page = await tab.opens(roster_import, COHORT, show="all")
    for column, kind in (("name", "input"), ("job", "select"), ("number", "input")):
        (cell,) = re.findall(rf'<{kind} [^>]*name="row-2-{column}"[^>]*>', page.text)
        assert 'aria-invalid="true"' in cell
        (described,) = re.findall(r'aria-describedby="([^"]*)"', cell)
        assert all(f'id="{each}"' in page.text for each in described.split())


async def test_second_editor_sees_changed_cells_and_undoes_nothing(
    desk: tuple[Staff, Tab],
) -> None:
    _, tab = desk
    await confirmed(tab)
    page = (await tab.opens(roster_import, COHORT, show="all")).text
    old = await seen(tab) | cells(page)
    assert old["row-2-name"] == old["was-2-name"] == "Sara Salem"
    first = {**old, "row-2-name": "Sara Saleem", "row-3-name": "Omar Hadi"}
    assert (await tab.sends(mend_roster, COHORT, form=first)).status_code == 303

    second = {**old, "row-3-name": "Omar Ali", "row-3-number": "A-7", "out": "2"}
    stale = await tab.sends(mend_roster, COHORT, form=second)
    assert stale.status_code == 422
    assert "Changed in the meantime to “Sara Saleem”" in text(stale)
    assert "Changed in the meantime to “Omar Hadi”" in text(stale)
    assert text(stale).count("Changed in the meantime") == 2
    shown = cells(stale.text)
    assert (shown["row-2-name"], shown["row-3-name"]) == ("Sara Saleem", "Omar Ali")
    assert shown["row-3-number"] == "A-7"
    assert re.search(r'name="out" value="2" checked', stale.text)

    again = dict(re.findall(r'name="(list|version)" value="([^"]*)"', stale.text)) | shown
    assert (await tab.sends(mend_roster, COHORT, form=again)).status_code == 303
    now = cells((await tab.opens(roster_import, COHORT, show="all")).text)
    assert (now["row-2-name"], now["row-3-name"]) == ("Sara Saleem", "Omar Ali")


def cells(page: str) -> dict[str, str]:
    """The fields of cells on a page, and what they held when it was drawn."""
    found = re.findall(r'name="((?:row|was)-\d+-\w+)" value="([^"]*)"', page)
    jobs = re.findall(r'<select name="(row-\d+-job)"', page)
    return dict(found) | dict.fromkeys(jobs, "as-written")
