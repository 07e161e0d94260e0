"""My data: all that is kept about someone, as two files for themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.app.agencies import agency_records
from bot.app.assessments.sealed_results import veiled
from bot.app.errors import UNPLAYABLE
from bot.app.library import Library
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Reply, Visitor
from bot.chat.labels import agency_label
from bot.chat.learner.privacy import my_data_screens
from bot.chat.learner.privacy.actions import ShowMyData
from bot.chat.learner.privacy.my_data_page import page
from bot.locale import words
from scenarios.rendering import told
from storage.agencies import agencies
from storage.agencies.agencies import OTHER
from storage.assessments import assessments
from storage.db.database import Database
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from storage.personal_data import personal_data

SOON = timedelta(minutes=5)
"""Within which files that were asked for come, if they ever do: where too much waits, none do."""


class MyData:
    """Shows people what is kept about them. What is made is sent, and kept nowhere."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._asked: dict[str, datetime] = {}

    def counter(self) -> Counter:
        """What is served here."""

        async def tapped(_visitor: Visitor, person: Person, _action: ShowMyData) -> Reply:
            return self._reply(person)

        async def command(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return self._reply(person)

        return Counter(taps={ShowMyData: tapped}, commands={"mydata": command})

    async def rows(self, person_id: str) -> dict[str, list[dict[str, Any]]]:
        """Every row about somebody, by table; how a test went once it is over."""
        now = self._clock.now()

        def unit(conn: Connection) -> dict[str, list[dict[str, Any]]]:
            return veiled(
                personal_data.everything(conn, person_id),
                assessments.undisclosed_attempts(conn, person_id, now),
            )

        return await self._database.read(unit)

    def _reply(self, person: Person) -> Reply:
        screen = my_data_screens.my_data_screen(words(person.language))
        now = self._clock.now()
        asked = self._asked.get(person.id)
        if asked is not None and asked <= now < asked + SOON:  # their files are being made
            return Reply(screen)
        self._asked[person.id] = now

        async def then() -> Sequence[File]:
            try:
                return await self.files(person)
            finally:
                self._asked.pop(person.id, None)

        return Reply(screen, then=then)

    async def files(self, person: Person) -> Sequence[File]:
        """All that is kept about somebody: a page to read in their language, and JSON."""
        rows = await self.rows(person.id)
        called = await self._database.read(partial(_called, language=person.language))
        called |= await self._titles(person.language, rows)
        return await asyncio.to_thread(_made, person.language, rows, called)

    async def _titles(self, language: str, rows: Mapping[str, Any]) -> dict[str, str]:
        """The title of each edition that was played."""
        found: dict[str, str] = {}
        for edition in {row["edition"] for row in rows["attempts"]}:
            try:
                scenario = await self._library.load(edition)
            except UNPLAYABLE:
                continue
            title = told(scenario, language, 0, "title", scenario.opening)
            found[edition] = title or scenario.id
        return found


def _called(conn: Connection, language: str) -> dict[str, str]:
    """What agencies and jobs are called."""
    jobs = {one.id: one.names.get(language, one.id) for one in agencies.every_job(conn)}
    places = (EVERYWHERE, OTHER, *(one.id for one in agencies.every(conn)))
    return jobs | {
        one: agency_label(words(language), one, agency_records.names_of(conn, one))
        for one in places
    }


def _made(language: str, rows: Mapping[str, Any], called: Mapping[str, str]) -> Sequence[File]:
    """Both files; this takes long where much was played, and is no work for the loop."""
    plain = json.dumps(rows, ensure_ascii=False, indent=2).encode()
    readable = page(words(language), rows, called).encode()
    return (File("basira.html", readable), File("basira.json", plain))
