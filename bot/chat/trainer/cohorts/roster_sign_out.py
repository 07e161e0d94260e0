"""Signing out whoever has a place on a list, by its trainer: for a phone that is lost."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import place_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.playing.display_receipts import Shown
from bot.app.ports import Clock
from bot.chat.display_names import called
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.learner.account import sign_out_screens
from bot.chat.learner.account.account_view import may_sign_out_at
from bot.chat.learner.account.actions import AskSignOutPlace, SignOutPlace
from bot.chat.learner.account.sign_out import out_for
from bot.locale import Words, words
from storage.cohorts import roster
from storage.db.database import Database
from storage.people.people import Person


class AtPlaces:
    """What trainers do for those on their lists; a code of the list brings them back."""

    def __init__(self, database: Database, shown: Shown, clock: Clock) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={AskSignOutPlace: self.ask, SignOutPlace: self.sign_out})

    async def ask(self, _visitor: Visitor, person: Person, action: AskSignOutPlace) -> Reply:
        """Whether somebody is really to be signed out."""
        speak = words(person.language)
        place, name = await self._database.read(
            lambda conn: _theirs(conn, speak, person, action.place)
        )
        return Reply(sign_out_screens.ask_at_screen(speak, place, name), place=Place.SAME)

    async def sign_out(self, _visitor: Visitor, person: Person, action: SignOutPlace) -> Reply:
        """Sign somebody out; nothing of theirs is lost."""
        speak, now = words(person.language), self._clock.now()
        await self._shown.flush()

        def unit(conn: Connection) -> tuple[roster.Place, str]:
            roster.get_for_update(conn, action.place)
            place, name = _theirs(conn, speak, person, action.place)
            assert place.person is not None  # or they might not
            out_for(conn, place.person, person.id, now)
            return place, name

        place, name = await self._database.write(unit)
        return Reply(sign_out_screens.signed_out_at_screen(speak, place, name), place=Place.SAME)


def _theirs(
    conn: Connection, speak: Words, person: Person, place_id: str
) -> tuple[roster.Place, str]:
    """A place whose trainer may sign out whoever has it, and what they are called.

    Raises:
        NotFound: They may not.
    """
    place, cohort = place_for(conn, person, Right.INVITE, place_id)
    if not may_sign_out_at(conn, place):
        raise NotFound
    return place, called(conn, speak, cohort.id)[place.id]
