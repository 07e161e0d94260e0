"""All texts of a scenario as one spreadsheet, out and in: a new edition that plays as before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from bot.app.authoring.authoring_rights import own_for
from bot.app.errors import NotFound
from bot.chat.author.scenarios import text_sheet_screens
from bot.chat.author.scenarios.actions import SendTexts
from bot.chat.author.scenarios.finding_screens import told_of
from bot.chat.author.scenarios.own_scenarios import Owning
from bot.chat.author.scenarios.uploaded_files import FILE
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Reply, Visitor
from bot.locale import LANGUAGES, Words, words
from bot.scenario_files import retyped_texts, text_sheet
from bot.scenario_files.retyped_texts import Edition
from bot.scenario_files.text_sheet import Sheet
from bot.spreadsheets import UnreadableFile
from scenarios.bidi import insert
from scenarios.findings import errors
from scenarios.loader import load
from scenarios.yaml_source import read
from storage.authoring import editions, own_scenarios
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person


class Texts:
    """Sends the texts of scenarios, and takes them back."""

    def __init__(self, database: Database, owning: Owning) -> None:
        self._database = database
        self._owning = owning

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={SendTexts: self.send})

    async def send(self, _visitor: Visitor, person: Person, action: SendTexts) -> Reply:
        """The texts of the newest edition; the sheet is awaited back."""
        speak = words(person.language)
        own = await self._owning.own(person, action.scenario)

        def unit(conn: Connection) -> Mapping[str, bytes]:
            own_for(conn, person, action.scenario)
            people.change(conn, person.id, awaits=f"{FILE}:{action.scenario}")
            return _files(conn, own.newest.edition)

        files = await self._database.write(unit)
        mark = (action.scenario, own.newest.edition)

        async def then() -> Sequence[File]:
            content = await asyncio.to_thread(_sheet, speak, files, mark)
            return (File(f"{action.scenario}-{own.newest.number}.xlsx", content),)

        screen = text_sheet_screens.sent_screen(
            speak, action.scenario, own.title, own.newest.number
        )
        return Reply(screen, then=then)

    async def taken(self, person: Person, content: bytes) -> Mapping[str, bytes] | Reply:
        """The files that come of a sheet, or what is wrong with it.

        Args:
            person: Who sent it.
            content: The workbook, from anyone.
        """
        speak = words(person.language)
        try:
            sheet = await text_sheet.read(content, LANGUAGES)
            made_of, newest = await self._database.read(partial(_both, person=person, sheet=sheet))
        except (UnreadableFile, NotFound):
            return Reply(text_sheet_screens.strange_screen(speak))
        return await asyncio.to_thread(_merged, speak, sheet, made_of, newest)


def _both(
    conn: Connection, person: Person, sheet: Sheet
) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
    """The files of the edition that a sheet was made of, and those of the newest."""
    own_for(conn, person, sheet.scenario)
    every = own_scenarios.of_scenario(conn, sheet.scenario)
    if sheet.edition not in {one.edition for one in every}:
        raise NotFound
    return _files(conn, sheet.edition), _files(conn, every[0].edition)


def _files(conn: Connection, edition: str) -> Mapping[str, bytes]:
    kept = editions.get(conn, edition)
    return {name: text.encode() for name, text in kept.content.items()} if kept else {}


def _sheet(speak: Words, files: Mapping[str, bytes], mark: tuple[str, str]) -> bytes:
    edition = Edition(files)
    head = (speak.say("Where it stands"), speak.say("At most"))
    named = {one: LANGUAGES[one] for one in edition.languages}
    return text_sheet.write(retyped_texts.rows_of(edition, speak.language), mark, named, head)


def _merged(
    speak: Words, sheet: Sheet, made_of: Mapping[str, bytes], newest: Mapping[str, bytes]
) -> Mapping[str, bytes] | Reply:
    """The newest edition with what was typed; each thing that is wrong, by its cell."""
    found = retyped_texts.retyped(sheet, Edition(made_of), Edition(newest))
    by_itself = [(address, text_sheet_screens.told(speak, why)) for address, why in found.wrong]
    if not found.changed:
        if by_itself:
            return _wrong(speak, sheet, by_itself)
        return Reply(text_sheet_screens.same_screen(speak, sheet.scenario))
    loaded = load(found.files)
    if loaded.scenario is not None and not by_itself:
        return found.files
    sources = {name: read(name, raw) for name, raw in found.files.items()}
    now = Edition(found.files)
    placed = [
        (retyped_texts.cell_of(sheet, now, one, sources), one) for one in errors(loaded.findings)
    ]
    # What has no cell may only come of the cells that are wrong by themselves and were not taken.
    together = [
        (cell or one.file, told_of(speak, one)) for cell, one in placed if cell or not by_itself
    ]
    return _wrong(speak, sheet, sorted(by_itself + together, key=_by_row))


def _by_row(told: tuple[str, str]) -> tuple[bool, int, str]:
    """As the sheet is read; what has no cell last."""
    column, row = told[0][:1], told[0][1:]
    return (False, int(row), column) if row.isdecimal() else (True, 0, "")


def _wrong(speak: Words, sheet: Sheet, wrong: Sequence[tuple[str, str]]) -> Reply:
    lines = [f"{insert(place, speak.language)}: {told}" for place, told in wrong]

    async def then() -> Sequence[File]:
        return text_sheet_screens.cells_file(speak, lines)

    cells = len({place for place, _ in wrong})
    screen = text_sheet_screens.wrong_sheet_screen(speak, sheet.scenario, lines, cells)
    return Reply(screen, then=then)
