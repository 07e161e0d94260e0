"""A list that comes as a file: read, told row by row, and entered once its trainer says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts.pasted_names import Expected
from bot.app.errors import NotFound
from bot.app.onboarding import place_codes, roster_sheet
from bot.app.onboarding.bot_links import Links
from bot.app.onboarding.place_codes import Coded, enter
from bot.app.onboarding.roster_sheet import MOST_ROWS, Doubtful, Good, NoNames, Read
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Handed, Place, Reply, Visitor
from bot.chat.trainer.cohorts.row_files import as_xlsx
from bot.chat.trainer.invitations import code_cards, roster_upload_screens
from bot.chat.trainer.invitations.actions import AskAnotherList, AskList, DropList, EnterList
from bot.chat.trainer.invitations.roster_template import template
from bot.chat.trainer.invitations.roster_upload_screens import Found, Unread
from bot.locale import words
from bot.spreadsheets import UnreadableFile, archive_check, uploaded_table
from storage.agencies import agencies
from storage.agencies.agencies import Job
from storage.cohorts import cohorts, invitations, pending_lists, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.pending_lists import PendingList
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person

LIST = "list"  # what a trainer is awaited to send, with the cohort after a colon
WAITS = timedelta(days=1)


class Listing:
    """Lists as files."""

    def __init__(self, database: Database, links: Links, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._links = links
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskList: self.ask,
                AskAnotherList: self.ask_again,
                EnterList: self.enter,
                DropList: self.drop,
            },
            files={LIST: self.handed},
        )

    async def ask(self, _visitor: Visitor, person: Person, action: AskList) -> Reply:
        """Ask for the file, and send one to fill in, in each language."""

        def unit(conn: Connection) -> tuple[Cohort, list[Job]]:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            people.change(conn, person.id, awaits=f"{LIST}:{cohort.id}")
            return cohort, agencies.every_job(conn)

        cohort, jobs = await self._database.write(unit)

        async def then() -> Sequence[File]:
            return [
                await self._template(one, jobs) for one in roster_upload_screens.in_order(person)
            ]

        screen = roster_upload_screens.ask_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME, then=then)

    async def ask_again(self, visitor: Visitor, person: Person, action: AskAnotherList) -> Reply:
        """Ask for another file, without those to fill in: they are here already."""
        asked = await self.ask(visitor, person, AskList(action.cohort))
        return replace(asked, then=None)

    async def handed(self, _visitor: Visitor, person: Person, file: Handed) -> Reply:
        """Read the file, and say what could be entered; nothing is entered yet."""
        speak, now, list_id = words(person.language), self._clock.now(), self._dice.id()
        cohort_id = (person.awaits or "").partition(":")[2]

        def before(conn: Connection) -> tuple[Cohort, list[Job]]:
            return cohort_for(conn, person, Right.INVITE, cohort_id), agencies.every_job(conn)

        cohort, jobs = await self._database.read(before)
        read = await _read(file.content, jobs)
        if isinstance(read, Unread):
            return Reply(roster_upload_screens.unread_screen(speak, cohort, read))

        def unit(conn: Connection) -> list[Doubtful]:
            cohort_for(conn, person, Right.INVITE, cohort_id)
            if read.good:
                rows = [_row(one) for one in read.good]
                pending_lists.keep(conn, PendingList(person.id, list_id, cohort.id, rows, now))
                people.change(conn, person.id, awaits=None)
            return list(roster_sheet.doubts(read.good, _listed(conn, cohort)))

        doubtful = await self._database.write(unit)
        fields = [one.names.get(person.language, one.id) for one in jobs]
        found = Found(cohort, list_id, read, doubtful, fields)
        screen = roster_upload_screens.found_screen(speak, found)
        if not roster_upload_screens.is_long(found):
            return Reply(screen)

        async def then() -> Sequence[File]:
            rows = roster_upload_screens.every_problem(speak, found)
            return (File("rows.xlsx", await asyncio.to_thread(as_xlsx, rows, speak.language)),)

        return Reply(screen, then=then)

    async def enter(self, _visitor: Visitor, person: Person, action: EnterList) -> Reply:
        """Enter the rows, with those in doubt or without them, and hand out their codes."""
        now = self._clock.now()

        def waiting(conn: Connection) -> tuple[Cohort, list[Good]]:
            found = pending_lists.get(conn, person.id, action.list)
            if found is None or found.at < now - WAITS:
                raise NotFound
            cohort = cohort_for(conn, person, Right.INVITE, found.cohort)
            return cohort, [_good(row) for row in found.rows]

        _, rows = await self._database.read(waiting)
        salt = await self._database.write(invitations.code_salt)
        ready = await asyncio.to_thread(place_codes.first, len(rows), now, salt)

        def unit(conn: Connection) -> tuple[Cohort, list[Coded]]:
            people.lock(conn, person.id)  # so that of two taps at once one enters it
            cohort, rows = waiting(conn)
            cohorts.lock(conn, cohort.id)
            listed = _listed(conn, cohort)
            doubtful = (
                set() if action.every else {one.row for one in roster_sheet.doubts(rows, listed)}
            )
            wanted = [one.who for one in rows if one.row not in doubtful]
            pending_lists.drop(conn, person.id)
            return cohort, enter(conn, person.id, cohort, wanted, ready, now, self._dice)

        cohort, coded = await self._database.write(unit)
        speak = words(person.language)
        screen = roster_upload_screens.entered_screen(speak, cohort, len(coded))
        if not coded:
            return Reply(screen, place=Place.SAME)
        return replace(
            code_cards.handed(speak, self._links, cohort, coded, screen), place=Place.SAME
        )

    async def drop(self, _visitor: Visitor, person: Person, action: DropList) -> Reply:
        """Forget the file."""

        def unit(conn: Connection) -> Cohort:
            cohort = cohort_for(conn, person, Right.INVITE, action.cohort)
            pending_lists.drop(conn, person.id)
            return cohort

        cohort = await self._database.write(unit)
        screen = roster_upload_screens.dropped_screen(words(person.language), cohort)
        return Reply(screen, place=Place.SAME)

    async def _template(self, language: str, jobs: Sequence[Job]) -> File:
        names = [one.names.get(language, one.id) for one in jobs]
        speak = words(language)
        content = await asyncio.to_thread(template, speak, names)
        caption = speak.say("A list to fill in and send back here")
        return File(f"list-{language}.xlsx", content, caption=caption)


async def _read(content: bytes, jobs: Sequence[Job]) -> Read | Unread:
    try:
        rows = await uploaded_table.rows(content, MOST_ROWS + 1)
        read = await asyncio.to_thread(roster_sheet.read, rows, jobs)
    except uploaded_table.TooLong:
        return Unread.TOO_LONG
    except archive_check.WorkbookTooLarge:
        return Unread.TOO_MUCH
    except UnreadableFile:
        return Unread.UNREADABLE
    except NoNames:
        return Unread.NO_NAMES
    return read if read.good or read.bad else Unread.NO_ROWS


def _listed(conn: Connection, cohort: Cohort) -> list[Expected]:
    """Who is on a cohort's list already."""
    places = roster.of_cohort(conn, cohort.id)
    return [Expected(dict(one.names), one.job, one.number) for one in places]


def _row(one: Good) -> dict[str, Any]:
    """A row as it waits."""
    who = one.who
    return {"row": one.row, "names": who.names, "job": who.job, "number": who.number,
            "unknown_job": one.unknown_job}  # fmt: skip


def _good(row: Any) -> Good:
    return Good(row["row"], Expected(row["names"], row["job"], row["number"]), row["unknown_job"])
