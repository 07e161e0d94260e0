"""Files in the chat: that one is deleted is said here."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.services.ports import Clock
from bot.services.releasing import screens
from bot.services.releasing.actions import ConfirmDeleted
from bot.services.rights import Act, may
from bot.services.training.checks import permitted
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter, NotTheirs
from bot.words import words
from storage import releases, roles
from storage.database import Database
from storage.people import Person
from storage.releases import Release
from storage.roles import EVERYWHERE


class Files:
    """Files with what people did."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ConfirmDeleted: self.deleted})

    async def deleted(self, _visitor: Visitor, person: Person, action: ConfirmDeleted) -> Reply:
        """Whoever has a file says that it is deleted."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> Release:
            release = releases.get(conn, action.release)
            if release is None or release.asked_at is None:
                raise NotTheirs
            _ensure_holds(conn, person, release)
            releases.delete(conn, release.id, now)
            return release

        release = await self._database.write(unit)
        return Reply(screens.deleted_screen(speak, release, person.timezone), place=Place.SAME)


def _ensure_holds(conn: Connection, person: Person, release: Release) -> None:
    """Go on only if somebody made a file, or answers for all of them.

    Whoever made one may say so also once their role is over: they still have it.

    Raises:
        NotTheirs: It is neither.
    """
    place = release.agency or EVERYWHERE
    own = release.made_by == person.id
    where = place if own else EVERYWHERE
    if own and not may(roles.of(conn, person.id), Act.TAKE_FILES, where):
        return
    permitted(conn, person, Act.TAKE_FILES, where, "file", release.id)
