"""All texts of a scenario as one spreadsheet, out and in; wrong cells named by their addresses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Mapping
from typing import Any

import openpyxl
import pytest

from bot.chat.author.editions import send_texts
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.files import OutgoingFile
from scenarios.loader import load
from storage.authoring import editions, own_scenarios
from tests.helpers.publishing import ID, case_zip, hands, publishers, sends, zipped
from tests.helpers.small_case import ARABIC, BASE, edited
from tests.helpers.staff import Staff, text


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with publishers(sqlite_url) as team:
        await sends(team, "trainer", case_zip())
        yield team


async def sheet_of(staff: Staff) -> bytes:
    """The sheet that a trainer gets."""
    reply = await staff.taps("trainer", call(send_texts, ID))
    assert reply.then is not None
    (file,) = await reply.then()
    assert isinstance(file, OutgoingFile)
    return file.content


def typed(sheet: bytes, cells: Mapping[str, str]) -> bytes:
    """A sheet in which someone typed, and saved it with another program than made it."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    for address, value in cells.items():
        book["texts"][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def page_of(sheet: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(sheet))["texts"]


def row_of(sheet: bytes, key: str) -> int:
    return next(int(row[0].row) for row in page_of(sheet).iter_rows() if row[0].value == key)


async def newest(staff: Staff) -> tuple[int, Mapping[str, str]]:
    entry = (await staff.read(lambda conn: own_scenarios.of_scenario(conn, ID)))[0]
    kept = await staff.read(lambda conn: editions.get(conn, entry.edition))
    return entry.number, kept.content


async def back(staff: Staff, sheet: bytes) -> Reply:
    return await hands(staff, "trainer", sheet, "night-desk-1.xlsx")


async def test_the_sheet_has_every_text_in_both_languages(staff: Staff) -> None:
    page = page_of(await sheet_of(staff))
    head = [cell.value for cell in page[1]]
    scenario = load({"scenario.yaml": BASE.encode(), "ar.yaml": ARABIC.encode()}).scenario
    assert scenario is not None
    assert head == [
        f"{ID} {scenario.edition}",
        "Location",
        "en English",
        "ar العربية",
        "At most",
    ]
    rows = {row[0].value: [cell.value for cell in row[1:4]] for row in page.iter_rows(min_row=2)}
    assert rows["scenes.gate.choose.choices.ask.short"] == [
        "gate · choice ask · short",
        "Ask her",
        "أسألها",
    ]
    assert rows["cast.guest.1"] == ["cast guest · 2", "Rosa", "روزا"]
    assert rows["scenes.call.text.0"][1:] == ["She trusts you.", "هي تثق بك."]
    assert all(all(row) for row in rows.values())


async def test_text_edit_makes_a_new_edition_that_plays_the_same(staff: Staff) -> None:
    sheet = await sheet_of(staff)
    hall, name = row_of(sheet, "scenes.hall.text"), row_of(sheet, "cast.guest.0")
    changes = {
        f"C{hall}": "The hall: dark, and “empty”.",
        f"D{hall}": "الردهة مظلمة.",
        f"C{name}": "Mina",
    }
    page_text = text((await back(staff, typed(sheet, changes))).screen)
    assert "Saved as edition 2" in page_text
    assert "Only texts have changed" in page_text
    assert "2 texts changed (English)" in page_text
    assert "1 text changed (Arabic)" in page_text
    number, content = await newest(staff)
    assert number == 2
    assert content["scenario.yaml"] == BASE.replace(
        '"The hall is empty."', '"The hall: dark, and “empty”."'
    ).replace('["Maya", "Rosa"]', '["Mina", "Rosa"]')
    assert content["ar.yaml"] == ARABIC.replace("الردهة خالية.", "الردهة مظلمة.")


async def test_wrong_cells_are_named_and_nothing_is_kept(staff: Staff) -> None:
    sheet = await sheet_of(staff)
    short, gate = (
        row_of(sheet, "scenes.gate.choose.choices.ask.short"),
        row_of(sheet, "scenes.gate.text"),
    )
    changes = {
        f"C{short}": "Ask her very slowly and at length",
        f"D{gate}": "يضع {nobody} جوازين.",
    }
    page_text = text((await back(staff, typed(sheet, changes))).screen)
    assert page_text.startswith("Not yet playable\n2 texts of the sheet have errors.")
    assert f"• C{short}: " in page_text
    assert f"• D{gate}: `{{nobody}}` is not in the cast." in page_text
    assert (await newest(staff))[0] == 1


async def test_all_problems_are_reported_at_once(staff: Staff) -> None:
    """A text that is too long beside a formula and a cell that has changed meanwhile."""
    sheet = await sheet_of(staff)
    await hands(
        staff, "trainer", edited(("The hall is empty.", "The hall is full.")), "scenario.yaml"
    )
    title, hall, lift = (row_of(sheet, scene) for scene in
                         ("title", "scenes.hall.text", "scenes.lift.text"))  # fmt: skip
    changes = {f"C{title}": "n" * 100, f"C{hall}": "The hall is dark.", f"D{lift}": "=1+1"}
    page_text = text((await back(staff, typed(sheet, changes))).screen)
    assert "3 texts of the sheet have errors." in page_text
    assert f"• C{title}: `title` has 100 characters; at most 60." in page_text
    assert f"• C{hall}: This text has changed in a newer edition" in page_text
    assert f"• D{lift}: This is a formula." in page_text
    assert page_text.index(f"C{title}:") < page_text.index(f"D{lift}:")


async def test_invalid_single_cells(staff: Staff) -> None:
    sheet = await sheet_of(staff)
    hall, title = row_of(sheet, "scenes.hall.text"), row_of(sheet, "title")
    changes = {f"A{hall}": "scenes.nowhere.text", f"C{title}": "=1+1", f"D{title}": ""}
    page_text = text((await back(staff, typed(sheet, changes))).screen)
    assert f"• A{hall}: The case has no such text." in page_text
    assert f"• C{title}: This is a formula." in page_text
    assert f"• D{title}: This text no longer exists." in page_text
    for strange, said in (
        ({f"A{hall}": ""}, f"• A{hall}: The case has no such text."),  # not lost in silence
        ({f"C{hall}": "#REF!"}, f"• C{hall}: This is a formula."),
        ({f"C{hall}": "Dark \u202e."}, f"• C{hall}: There is an invisible direction mark"),
    ):
        page_text = text((await back(staff, typed(sheet, strange))).screen)
        assert said in page_text
    twice = {f"A{hall}": "title"}
    page_text = text((await back(staff, typed(sheet, twice))).screen)
    assert "This text appears twice." in page_text


async def test_concurrent_change_is_not_overwritten(staff: Staff) -> None:
    sheet = await sheet_of(staff)
    await hands(
        staff, "trainer", edited(("The hall is empty.", "The hall is full.")), "scenario.yaml"
    )
    hall, lift = row_of(sheet, "scenes.hall.text"), row_of(sheet, "scenes.lift.text")
    page_text = text((await back(staff, typed(sheet, {f"C{hall}": "The hall is dark."}))).screen)
    assert f"• C{hall}: This text has changed in a newer edition" in page_text
    page_text = text(
        (await back(staff, typed(sheet, {f"C{lift}": "{guest} is in the lift."}))).screen
    )
    assert "Saved as edition 3" in page_text
    _, content = await newest(staff)
    assert "The hall is full." in content["scenario.yaml"]
    assert "{guest} is in the lift." in content["scenario.yaml"]


async def test_a_case_in_one_language_is_translated_by_its_sheet(sqlite_url: str) -> None:
    async with publishers(sqlite_url) as staff:
        await sends(staff, "trainer", BASE, "scenario.yaml")
        sheet = await sheet_of(staff)
        whole = load({"scenario.yaml": BASE.encode(), "ar.yaml": ARABIC.encode()}).scenario
        assert whole is not None
        page = page_of(sheet)
        arabic = whole.scripts["ar"]
        changes = {}
        for (key,) in page.iter_rows(min_row=2, max_col=1):
            base, _, last = str(key.value).rpartition(".")
            name, index = (base, int(last)) if last.isdecimal() else (str(key.value), 0)
            slot = name.removeprefix("cast.")
            some = (
                arabic.cast[slot]
                if slot != name
                else [variant.text for variant in arabic.texts[name]]
            )
            changes[f"D{key.row}"] = some[index]
        page_text = text((await back(staff, typed(sheet, changes))).screen)
        assert "Saved as edition 2" in page_text
        _, content = await newest(staff)
        found = load({name: value.encode() for name, value in content.items()}).scenario
        assert found is not None
        assert set(found.scripts) == {"en", "ar"}


def with_rows(sheet: bytes, count: int) -> bytes:
    """A sheet with so many rows more, which nobody wrote in: it is small, and long to read."""
    with zipfile.ZipFile(io.BytesIO(sheet)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    end, rows = b"</sheetData>", b"<row/>" * count
    page = "xl/worksheets/sheet1.xml"
    return zipped({**parts, page: parts[page].replace(end, rows + end)})


@pytest.mark.slow
async def test_strange_sheets_are_refused(staff: Staff) -> None:
    sheet = await sheet_of(staff)
    other = edited(("id: night-desk", "id: day-desk"))
    await sends(staff, "colleague", other, "x.yaml")
    for strange in (
        typed(sheet, {"A1": "something else"}),
        typed(sheet, {"A1": f"{ID} {'0' * 20}"}),
        typed(sheet, {"A1": "day-desk " + "0" * 20}),
        typed(sheet, {"C1": "English", "D1": "Arabic"}),
        with_rows(sheet, 100_000),
        zipped({"xl/workbook.xml": "<x/>"}),
    ):
        await staff.says("trainer", "/scenarios")
        page_text = text((await back(staff, strange)).screen)
        assert "This is not a spreadsheet of texts of one of your cases." in page_text
    page_text = text((await back(staff, sheet)).screen)
    assert "No text in this sheet differs" in page_text


async def test_the_texts_of_others_are_sent_to_nobody(staff: Staff) -> None:
    sheet = await sheet_of(staff)
    reply = await staff.taps("colleague", call(send_texts, ID))
    assert reply.then is None
    hall = row_of(sheet, "scenes.hall.text")
    told = await hands(staff, "colleague", typed(sheet, {f"C{hall}": "x"}), "x.xlsx")
    assert "one of your cases" in text(told.screen)
    assert (await newest(staff))[0] == 1
