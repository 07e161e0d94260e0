"""Playing an edition as a learner would, before anyone else can. It counts nowhere."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.library import Library
from bot.services.play import Play
from bot.services.playing import abandoned
from bot.services.playing.begins import Purpose, began
from bot.services.playing.modes import PREVIEW
from bot.services.ports import Clock, Dice
from bot.services.publishing.actions import PlayEdition
from bot.services.publishing.checks import may_decide, numbered, own_for
from bot.services.visitor import Reply, Visitor
from bot.services.wishes import Counter, NotTheirs
from scenarios.model import Scenario
from storage import approvals, attempts, authored, people, roles
from storage.attempts import Attempt
from storage.authored import Numbered
from storage.database import Database
from storage.people import Person


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
        return Counter(taps={PlayEdition: self.play})

    async def play(self, _visitor: Visitor, person: Person, action: PlayEdition) -> Reply:
        """Begin an edition, or go on where it is under way; another look at anything is closed."""
        edition = await self._database.read(lambda conn: _seen(conn, person, action))
        scenario = await self._library.load(edition.edition)
        attempt = await self._begun(person, action, scenario)
        return Reply(await self._play.drawn(attempt), freeze=True)

    async def _begun(self, person: Person, action: PlayEdition, scenario: Scenario) -> Attempt:
        attempt_id, seed, now = self._dice.id(), self._dice.seed(), self._clock.now()

        def unit(conn: Connection) -> Attempt:
            people.held(conn, person.id)
            _seen(conn, person, action)
            for running in attempts.running(conn, person.id):
                if running.mode == PREVIEW and running.edition == scenario.edition:
                    return running
                if running.mode == PREVIEW:
                    abandoned.close(conn, running.id, now)
            return began(conn, person, scenario, Purpose(PREVIEW), attempt_id, seed, now)

        return await self._database.write(unit)


def _seen(conn: Connection, person: Person, action: PlayEdition) -> Numbered:
    """An edition that someone looks after, or is asked to approve.

    Raises:
        NotTheirs: Neither.
    """
    try:
        own_for(conn, person, action.scenario)
    except NotTheirs:
        if not _is_asked(conn, person, action):
            raise
    return numbered(conn, action.scenario, action.number)


def _is_asked(conn: Connection, person: Person, action: PlayEdition) -> bool:
    asked, own = approvals.latest(conn, action.scenario), authored.get(conn, action.scenario)
    if asked is None or own is None or asked.state != "waiting" or asked.number != action.number:
        return False
    return may_decide(roles.of(conn, person.id), asked, own)
