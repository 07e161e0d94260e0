"""Exports in the chat, for admins and without names; and confirmed deletions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bot.app.access.checks import permitted, training_agencies, training_agency_for
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.admin.export_log import export_screens, export_spans
from bot.chat.admin.export_log.actions import (
    ConfirmDeleted,
    MakeFile,
    ShowPlaces,
    ShowSets,
    ShowSpans,
)
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import agency_name
from bot.export import data_export
from bot.export.assessment_forms import forms_in
from bot.export.data_export import ExportRequest
from bot.export.errors import TooFewPeople, TooManyRows
from bot.export.writers.formats import Format
from bot.locale import words
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from storage.exports.scope import Scope
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

_TIMEOUT = timedelta(minutes=5)  # after which a requested file no longer blocks the next


class ChatExports:
    """Exports data in the chat."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice
        self._lock = asyncio.Lock()  # an export reads much: one at a time
        self._asked: dict[str, datetime] = {}

    def counter(self) -> Counter:
        """The routes of exports."""
        return Counter(
            taps={
                ConfirmDeleted: self.deleted,
                ShowPlaces: self.places,
                ShowSets: self.sets,
                ShowSpans: self.spans,
                MakeFile: self.make,
            }
        )

    async def places(self, visitor: Visitor, person: Person, _action: ShowPlaces) -> Reply:
        """Offer agencies; with a single one, show its data sets at once."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[tuple[str, str]]:
            found = training_agencies(conn, person, Right.TAKE_FILES)
            if not found:
                raise NotFound
            return [(one, agency_name(conn, speak, one)) for one in found]

        found = await self._database.read(unit)
        if len(found) == 1:
            return await self.sets(visitor, person, ShowSets(found[0][0]))
        return Reply(export_screens.places_screen(speak, found), place=Place.SAME)

    async def sets(self, _visitor: Visitor, person: Person, action: ShowSets) -> Reply:
        """Offer the data sets."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[str, bool]:
            every = training_agency_for(conn, person, Right.TAKE_FILES, action.agency)
            return agency_name(conn, speak, action.agency), len(every) > 1

        name, several = await self._database.read(unit)
        screen = export_screens.sets_screen(speak, action.agency, name, several=several)
        return Reply(screen, place=Place.SAME)

    async def spans(self, _visitor: Visitor, person: Person, action: ShowSpans) -> Reply:
        """Offer the periods."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            training_agency_for(conn, person, Right.TAKE_FILES, action.agency)
            return agency_name(conn, speak, action.agency)

        name = await self._database.read(unit)
        return Reply(export_screens.spans_screen(speak, name, action), place=Place.SAME)

    async def make(self, _visitor: Visitor, person: Person, action: MakeFile) -> Reply:
        """Log the export, then make the file, which takes a while, and send it."""
        speak, now = words(person.language), self._clock.now()
        request = ExportRequest(
            (action.dataset,),
            Format(action.kind),
            Scope(
                None if action.agency == EVERYWHERE else action.agency,
                since=export_spans.start_of(action.span, now),
            ),
            person.language,
            person=person,
            for_chat=True,
        )
        asked_at = self._asked.get(person.id)
        busy = asked_at is not None and asked_at <= now < asked_at + _TIMEOUT

        def begin(conn: Connection) -> tuple[LoggedExport | None, str]:
            if busy:
                training_agency_for(conn, person, Right.TAKE_FILES, action.agency)
                release = None
            else:
                release = data_export.begin(conn, request, self._dice.id(), now)
            return release, agency_name(conn, speak, action.agency)

        release, name = await self._database.write(begin)
        if release is None:
            return Reply(export_screens.busy_screen(speak))
        self._asked[person.id] = now

        async def later() -> Reply:
            try:
                async with self._lock:
                    file = await self._make(request, release)
            except TooManyRows:
                return Reply(
                    export_screens.large_screen(speak, export_spans.server_command(release))
                )
            except TooFewPeople:
                return Reply(export_screens.few_screen(speak, release))
            finally:
                self._asked.pop(person.id, None)

            async def then() -> Sequence[File]:
                return (file,)

            async def refused() -> Reply:
                end = partial(export_log.end, release_id=release.id, state=export_log.REFUSED)
                await self._database.write(end)
                return Reply(
                    export_screens.refused_screen(speak, export_spans.server_command(release))
                )

            screen = export_screens.made_screen(speak, release, name)
            return Reply(screen, then=then, refused=refused)

        return Reply(export_screens.making_screen(speak), later=later)

    async def _make(self, request: ExportRequest, release: LoggedExport) -> File:
        with TemporaryDirectory() as folder:
            file = Path(folder) / request.file_name
            load_forms = partial(forms_in, self._library)
            await data_export.make_file(
                self._database, self._clock, request, release, file, load_forms
            )
            content = await asyncio.to_thread(file.read_bytes)
        return File(file.name, content)

    async def deleted(self, _visitor: Visitor, person: Person, action: ConfirmDeleted) -> Reply:
        """Note that whoever has a file says it is deleted."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> LoggedExport:
            release = export_log.get(conn, action.release)
            if release is None or release.asked_at is None:
                raise NotFound
            _ensure_holds(conn, person, release)
            export_log.delete(conn, release.id, now)
            return release

        release = await self._database.write(unit)
        return Reply(
            export_screens.deleted_screen(speak, release, person.timezone), place=Place.SAME
        )


def _ensure_holds(conn: Connection, person: Person, release: LoggedExport) -> None:
    """Check that somebody made a file, or is an admin of all agencies.

    Whoever made one may say so also once their role is over: they still have it.

    Raises:
        NotFound: It is neither.
    """
    place = release.agency or EVERYWHERE
    own = release.made_by == person.id
    where = place if own else EVERYWHERE
    if own and not may(roles.of(conn, person.id), Right.TAKE_FILES, where):
        return
    permitted(conn, person, Right.TAKE_FILES, where, "file", release.id)
