"""Files in the chat: made for admins without names, and said to be deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.app.access.checks import permitted, training_agencies, training_agency_for
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.labels import agency_name
from bot.export import chat_files
from bot.export.unlinkable import TooFew, TooMany
from bot.locale import words
from bot.services.releasing import screens
from bot.services.releasing.actions import (
    ConfirmDeleted,
    MakeFile,
    ShowPlaces,
    ShowSets,
    ShowSpans,
)
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import Release
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

SOON = timedelta(minutes=5)
"""Within which a file that was asked for comes, if it ever does."""


class Files:
    """Files with what people did."""

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice
        self._one = asyncio.Lock()  # a file reads much: one after the other
        self._asked: dict[str, datetime] = {}

    def counter(self) -> Counter:
        """What is served here."""
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
        """Of which agencies; whoever has one alone is shown its sets at once."""
        speak = words(person.language)

        def unit(conn: Connection) -> list[tuple[str, str]]:
            found = training_agencies(conn, person, Right.TAKE_FILES)
            if not found:
                raise NotFound
            return [(one, agency_name(conn, speak, one)) for one in found]

        found = await self._database.read(unit)
        if len(found) == 1:
            return await self.sets(visitor, person, ShowSets(found[0][0]))
        return Reply(screens.places_screen(speak, found), place=Place.SAME)

    async def sets(self, _visitor: Visitor, person: Person, action: ShowSets) -> Reply:
        """Which sets there are."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[str, bool]:
            every = training_agency_for(conn, person, Right.TAKE_FILES, action.agency)
            return agency_name(conn, speak, action.agency), len(every) > 1

        name, several = await self._database.read(unit)
        screen = screens.sets_screen(speak, action.agency, name, several=several)
        return Reply(screen, place=Place.SAME)

    async def spans(self, _visitor: Visitor, person: Person, action: ShowSpans) -> Reply:
        """Of which time."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            training_agency_for(conn, person, Right.TAKE_FILES, action.agency)
            return agency_name(conn, speak, action.agency)

        name = await self._database.read(unit)
        return Reply(screens.spans_screen(speak, name, action), place=Place.SAME)

    async def make(self, _visitor: Visitor, person: Person, action: MakeFile) -> Reply:
        """Record that a file is made; then make it, which takes a while, and send it below."""
        speak, now = words(person.language), self._clock.now()
        release = Release(
            self._dice.id(),
            person.id,
            None,
            now,
            [action.dataset],
            action.kind,
            None if action.agency == EVERYWHERE else action.agency,
            since=chat_files.since(action.span, now),
        )
        asked = self._asked.get(person.id)
        busy = asked is not None and asked <= now < asked + SOON

        def unit(conn: Connection) -> str:
            training_agency_for(conn, person, Right.TAKE_FILES, action.agency)
            if not busy:
                export_log.begin(conn, release)
            return agency_name(conn, speak, action.agency)

        name = await self._database.write(unit)
        if busy:
            return Reply(screens.busy_screen(speak))
        self._asked[person.id] = now

        async def later() -> Reply:
            try:
                async with self._one:
                    file = await chat_files.made(
                        self._database, self._library, self._clock, release, speak
                    )
            except TooMany:
                return Reply(screens.large_screen(speak, chat_files.command(release)))
            except TooFew:
                return Reply(screens.few_screen(speak, release))
            finally:
                self._asked.pop(person.id, None)

            async def then() -> Sequence[File]:
                return (file,)

            async def refused() -> Reply:
                unit = partial(export_log.end, release_id=release.id, state=export_log.REFUSED)
                await self._database.write(unit)
                return Reply(screens.refused_screen(speak, chat_files.command(release)))

            screen = screens.made_screen(speak, release, name)
            return Reply(screen, then=then, refused=refused)

        return Reply(screens.making_screen(speak), later=later)

    async def deleted(self, _visitor: Visitor, person: Person, action: ConfirmDeleted) -> Reply:
        """Whoever has a file says that it is deleted."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Release:
            release = export_log.get(conn, action.release)
            if release is None or release.asked_at is None:
                raise NotFound
            _ensure_holds(conn, person, release)
            export_log.delete(conn, release.id, now)
            return release

        release = await self._database.write(unit)
        return Reply(screens.deleted_screen(speak, release, person.timezone), place=Place.SAME)


def _ensure_holds(conn: Connection, person: Person, release: Release) -> None:
    """Go on only if somebody made a file, or answers for all of them.

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
