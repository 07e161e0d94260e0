"""Looking at an edition before anyone else can, and playing it as a learner. It counts nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import Connection

from bot.app.authoring.authoring_rights import own_for, seen_by
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing import abandonment
from bot.app.playing.attempt_start import Purpose, began
from bot.app.playing.modes import PREVIEW
from bot.app.ports import Clock, Dice
from bot.chat.author.scenarios.actions import PlayEdition, ShowPreview
from bot.chat.author.scenarios.edition_preview_screens import preview_screen
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.play import Play
from bot.locale import words
from bot.pictures.drawing import drawn, png
from scenarios.model import Scenario
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts
from storage.playing.attempts import Attempt

MOST_SIDE = 1800.0  # of a picture; a phone shrinks larger photos


class Previewing:
    """Begins attempts that are only looks."""

    def __init__(
        self, database: Database, library: Library, play: Play, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._library = library
        self._play = play
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowPreview: self.preview, PlayEdition: self.play})

    async def preview(self, _visitor: Visitor, person: Person, action: ShowPreview) -> Reply:
        """The card of an edition, what is in it, and the picture of all ways through it."""
        speak = words(person.language)

        def unit(conn: Connection) -> tuple[str, bool]:
            edition = seen_by(conn, person, action.scenario, action.number).edition
            return edition, _keeps(conn, person, action.scenario)

        edition, keeps = await self._database.read(unit)
        scenario = await self._library.load(edition)
        screen = preview_screen(speak, scenario, action.number, keeps=keeps)

        async def then() -> Sequence[File]:
            content, small = await asyncio.to_thread(_picture, scenario, person.language)
            return (File(f"{scenario.id}-{action.number}.png", content, picture=small),)

        return Reply(screen, place=Place.SAME, then=then)

    async def play(self, _visitor: Visitor, person: Person, action: PlayEdition) -> Reply:
        """Begin an edition, or go on where it is under way; another look at anything is closed."""
        edition = await self._database.read(
            lambda conn: seen_by(conn, person, action.scenario, action.number)
        )
        scenario = await self._library.load(edition.edition)
        attempt = await self._begun(person, action, scenario)
        return Reply(await self._play.drawn(attempt), freeze=True)

    async def _begun(self, person: Person, action: PlayEdition, scenario: Scenario) -> Attempt:
        attempt_id, seed, now = self._dice.id(), self._dice.seed(), self._clock.now()

        def unit(conn: Connection) -> Attempt:
            people.lock(conn, person.id)
            seen_by(conn, person, action.scenario, action.number)
            for running in attempts.running(conn, person.id):
                if running.mode == PREVIEW and running.edition == scenario.edition:
                    return running
                if running.mode == PREVIEW:
                    abandonment.close(conn, running.id, now)
            return began(conn, person, scenario, Purpose(PREVIEW), attempt_id, seed, now)

        return await self._database.write(unit)


def _keeps(conn: Connection, person: Person, scenario: str) -> bool:
    """Whether someone looks after a scenario."""
    try:
        own_for(conn, person, scenario)
    except NotFound:
        return False
    return True


def _picture(scenario: Scenario, language: str) -> tuple[bytes, bool]:
    """All ways through a case as PNG, and whether a phone shows it as a photo well enough."""
    shown = drawn(scenario, language)
    return png(shown), max(shown.width, shown.height) <= MOST_SIDE
