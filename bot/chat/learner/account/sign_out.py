"""Signing out everywhere, by oneself or by an admin, and codes for the way back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right
from bot.app.cohorts.place_codes import MOVE_FOR, Secret, secret
from bot.app.errors import NotFound
from bot.app.onboarding import account_reach, account_transfer
from bot.app.onboarding.bot_links import Links
from bot.app.onboarding.sign_out import sign_out, sign_out_for
from bot.app.playing.display_receipts import Shown
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name
from bot.chat.learner.account import move_screens, sign_out_screens
from bot.chat.learner.account.actions import (
    AskSignOut,
    AskSignOutOf,
    MakeWayBack,
    SignOutNow,
    SignOutOf,
)
from bot.locale import words
from storage.audit import audit_context
from storage.cohorts import invitations
from storage.cohorts.invitations import Invitation
from storage.db.database import Database
from storage.people import names, people
from storage.people.people import Person

STANDS = timedelta(minutes=10)  # how long the question may be answered
OWN_FOR = timedelta(days=365)  # a code of one's own


class SigningOut:
    """Lets accounts go, and their people come back."""

    def __init__(self, database: Database, links: Links, shown: Shown, clock: Clock) -> None:
        self._database = database
        self._links = links
        self._shown = shown
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskSignOut: self.ask,
                SignOutNow: self.sign_out,
                AskSignOutOf: self.ask_for,
                SignOutOf: self.sign_out_for,
                MakeWayBack: self.way_back,
            }
        )

    async def ask(self, _visitor: Visitor, person: Person, _action: AskSignOut) -> Reply:
        """Whether one really signs out."""
        now = int(self._clock.now().timestamp())
        screen = sign_out_screens.ask_screen(words(person.language), now)
        return Reply(screen, place=Place.SAME)

    async def sign_out(self, visitor: Visitor, person: Person, action: SignOutNow) -> Reply:
        """Sign out, with a code of one's own for the way back, which is shown only now."""
        speak, now = words(person.language), self._clock.now()
        if not action.asked <= now.timestamp() < action.asked + STANDS.total_seconds():
            return await self.ask(visitor, person, AskSignOut())  # an old button
        await self._shown.flush()

        def unit(conn: Connection) -> Secret | None:
            if not sign_out(conn, person.id, now):
                return None
            made = secret(now, invitations.code_salt(conn), OWN_FOR)
            invitations.create(conn, returning(person.id, person.id, made, now))
            return made

        made = await self._database.write(unit)
        if made is None:
            return Reply(sign_out_screens.last_admin_screen(speak), place=Place.SAME)
        link = self._links.to(made.token)
        screen = sign_out_screens.signed_out_screen(speak, made, link, person.timezone)
        return Reply(screen, place=Place.SAME)

    async def ask_for(self, _visitor: Visitor, person: Person, action: AskSignOutOf) -> Reply:
        """Whether somebody is really to be signed out."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            _ensure(conn, person, action.person)
            return person_name(speak, names.of(conn, action.person))

        name = await self._database.read(unit)
        screen = sign_out_screens.ask_for_screen(speak, action.person, name)
        return Reply(screen, place=Place.SAME)

    async def sign_out_for(self, _visitor: Visitor, person: Person, action: SignOutOf) -> Reply:
        """Sign somebody out; nothing of theirs is lost."""
        speak, now = words(person.language), self._clock.now()
        await self._shown.flush()

        def unit(conn: Connection) -> str | None:
            _ensure(conn, person, action.person)
            if not sign_out_for(conn, action.person, person.id, now):
                return None
            return person_name(speak, names.of(conn, action.person))

        name = await self._database.write(unit)
        if name is None:
            return Reply(sign_out_screens.last_admin_screen(speak), place=Place.SAME)
        screen = sign_out_screens.signed_out_for_screen(speak, action.person, name)
        return Reply(screen, place=Place.SAME)

    async def way_back(self, _visitor: Visitor, person: Person, action: MakeWayBack) -> Reply:
        """A code with which somebody comes back; the account that they have is told at once."""
        speak, now = words(person.language), self._clock.now()
        salt = await self._database.write(invitations.code_salt)
        made = secret(now, salt, MOVE_FOR)

        def unit(conn: Connection) -> str | None:
            _ensure(conn, person, action.person)
            if not account_transfer.may_renew(conn, action.person, now):
                return None
            make(conn, action.person, person.id, made, now)
            key = invitations.digest(made.token)
            account_transfer.tell_others(
                conn, action.person, person.id, account_transfer.WAY_BACK, key, now
            )
            return person_name(speak, names.of(conn, action.person))

        name = await self._database.write(unit)
        if name is None:
            return Reply(move_screens.too_many_screen(speak))
        link = self._links.to(made.token)
        return Reply(sign_out_screens.way_back_screen(speak, name, made, link, person.timezone))


def returning(person_id: str, by: str | None, made: Secret, now: datetime) -> Invitation:
    """The invitation that lets somebody come back; by themselves, it proves who they are."""
    return Invitation(
        invitations.digest(made.token),
        "return",
        now,
        uses=1,
        created_by=by,
        expires_at=made.until,
        code=made.kept,
        code_until=made.until,
        person=person_id,
    )


def make(conn: Connection, person_id: str, by: str | None, made: Secret, now: datetime) -> None:
    """Make a code with which somebody comes back; what others made before is good no more."""
    people.lock(conn, person_id)
    invitations.revoke_recovery_codes(conn, person_id, now)
    one = returning(person_id, by, made, now)
    invitations.create(conn, one)
    account_transfer.renewed(conn, person_id, one.hash, now)


def _ensure(conn: Connection, person: Person, whom: str) -> None:
    """Go on only if an admin may sign somebody else out.

    Raises:
        NotFound: They may not, or it is themselves, or nobody who has come.
    """
    if not account_reach.reaches(conn, person.id, whom):
        raise NotFound
    for one in account_reach.concerned(conn, whom):
        permitted(conn, person, Right.SIGN_OUT, one, "person", whom)
    audit_context.note_read()
