"""Invitations as people open them: what they lead to, and what comes of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import may_give
from bot.app.assessments.late_joiners import Joining
from bot.app.library import Library
from bot.app.live_session.session_entry import come_in
from bot.app.onboarding import account_transfer, placeholder_takeover
from bot.app.onboarding.rate_limits import Tries
from bot.app.ports import Clock, Dice
from bot.app.refreshers.prompt_schedule import look_again
from bot.chat.kit.request import Visitor
from bot.chat.learner.onboarding.consent_screens import clean
from storage.agencies import agencies
from storage.agencies.agencies import OTHER, PROMISED, Agency
from storage.assignments import paper_answers
from storage.audit import audit_context
from storage.audit.audit_context import AuditContext, UsedRight
from storage.cohorts import cohorts, invitations
from storage.cohorts.invitations import Opening, OpeningResult
from storage.db.database import Database
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people import account_transfers, names, people, roles, sign_outs
from storage.people.names import SCRIPTS
from storage.people.people import Account, Person
from storage.people.roles import EVERYWHERE

TAKE_UP = "take-up-role"  # what is recorded where an invitation gives a role


@dataclass(frozen=True, slots=True)
class Brought:
    """What an invitation brings or brought, with the names that tell of it."""

    what: OpeningResult
    found: Opening | None = None  # None: nobody looked, since too many wrong ones were tried
    cohort: str | None = None  # what it is called
    agency: Agency | None = None
    room: Session | None = None  # the class it leads into
    proven: bool = False  # whether whoever opens it is surely whom it leads to
    moves_at: datetime | None = None  # when a place moves that they wait for

    @property
    def promised(self) -> bool:
        """Whether its agency has promised that nothing here is used for appraisal."""
        return self.agency is not None and self.agency.pledge == PROMISED

    @property
    def is_place(self) -> bool:
        """Whether it is a personal code."""
        return self.found is not None and self.found.place is not None

    @property
    def owner(self) -> str | None:
        """Whom it leads to, if anybody."""
        return self.found.owner if self.found else None


class Invited:
    """Looks at invitations, opens them, and lets people in with a new account."""

    def __init__(
        self, database: Database, library: Library, joining: Joining, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._library = library
        self._joining = joining
        self._clock = clock
        self._dice = dice
        self._tries = Tries()

    async def look(self, visitor: Visitor, token: str) -> Brought:
        """What a token would bring; nothing changes but the count of wrong ones."""
        now = self._clock.now()

        def unit(conn: Connection) -> Brought:
            found = _still(conn, invitations.look_up(conn, token, now))
            return _into_room(conn, token, found, now) or _told(conn, found, visitor)

        return await self._tried(visitor, token, lambda: self._database.read(unit))

    async def open(self, visitor: Visitor, person: Person, token: str) -> Brought:
        """Open an invitation for someone who is here."""
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> Brought:
            before = placeholder_takeover.stand_in(conn, token, person.id, now)
            on_paper = paper_answers.of(conn, before) if before is not None else []
            found = _redeemed(conn, person, token, now, new_id)
            if found.what is OpeningResult.GOOD and found.invitation and found.invitation.cohort:
                self._joining.joined(conn, found.invitation.cohort, person.id, now)
            if found.what is OpeningResult.GOOD and before is not None:
                placeholder_takeover.follow(conn, self._library, on_paper, person.id, now)
            brought = _into_room(conn, token, found, now)
            if brought is not None and brought.room is not None:
                if brought.room.state == "running":
                    come_in(conn, brought.room, person.id, now, new_id)
                return brought
            return _told(conn, found, visitor)

        with audit_context.active(AuditContext(TAKE_UP, now, person.id)):
            return await self._tried(visitor, token, lambda: self._database.write(unit))

    async def move(self, visitor: Visitor, token: str) -> Brought:
        """Let whomever a code leads to have this account: at once, or once they could say no.

        Returns:
            What came of it: GOOD where they have it, ALREADY where they had it, MOVING where it
            waits; TAKEN where the account has a place of its own that would be lost, or is nobody's
            who has accepted the notice; BOUND where no code moves it.
        """
        now = self._clock.now()

        def unit(conn: Connection) -> Brought:
            found = invitations.look_up_for_update(conn, token, now)
            brought = _told(conn, found, visitor)
            here = people.by_account(conn, visitor.bot, visitor.telegram_id)
            if here is not None and here.id == brought.owner:
                return replace(brought, what=OpeningResult.ALREADY)
            if brought.what is not OpeningResult.TAKEN or brought.owner is None:
                return brought
            if here is not None and people.has_place(conn, here.id):
                return brought
            if brought.proven:
                deed.person = brought.owner
                return self._back(conn, visitor, brought, brought.owner, now)
            if here is None:
                return brought
            waiting = account_transfer.begin(conn, found, here, now, self._dice)
            if waiting is None:
                return replace(brought, what=OpeningResult.USED)
            return replace(brought, what=OpeningResult.MOVING, moves_at=waiting.moves_at)

        with audit_context.active(AuditContext(account_transfer.MOVE, now)) as deed:
            return await self._tried(visitor, token, lambda: self._database.write(unit))

    def _back(
        self, conn: Connection, visitor: Visitor, brought: Brought, owner: str, now: datetime
    ) -> Brought:
        """Somebody is back, with everything of theirs."""
        people.lock(conn, owner)
        account_transfer.stop_all(conn, owner, now)
        account_transfer.note_roles(conn, owner, by=owner)
        account = Account(visitor.bot, visitor.telegram_id, owner)
        account_transfers.replace_accounts(conn, owner, (account,), now, self._dice.id)
        return replace(brought, what=OpeningResult.GOOD)

    async def _tried(
        self, visitor: Visitor, token: str, ask: Callable[[], Awaitable[Brought]]
    ) -> Brought:
        """Ask the database about a token, unless it is none or too many were wrong."""
        account, now = (visitor.bot, visitor.telegram_id), self._clock.now()
        if not clean(token):
            return Brought(OpeningResult.UNKNOWN, Opening(OpeningResult.UNKNOWN))
        if self._tries.too_many(account, now):
            return Brought(OpeningResult.UNKNOWN)
        brought = await ask()
        if brought.what is OpeningResult.UNKNOWN:
            self._tries.wrong(account, invitations.digest(token), now)
        return brought


def _still(conn: Connection, found: Opening) -> Opening:
    """A role is only given while whoever invited into it may give it, and its agency is open."""
    one = found.invitation
    if (
        found.what is not OpeningResult.GOOD
        or one is None
        or one.role is None
        or one.created_by is None
    ):
        return found
    where = one.agency or EVERYWHERE
    takes = where == EVERYWHERE or agencies.is_offered(conn, where)
    if takes and may_give(roles.of(conn, one.created_by), one.role, where):
        return found
    return replace(found, what=OpeningResult.REVOKED)


def _into_room(conn: Connection, token: str, found: Opening, now: datetime) -> Brought | None:
    """The class that a token leads into, running or over, where it is no invitation."""
    session = live_sessions.at_door(conn, token) if found.what is OpeningResult.UNKNOWN else None
    if session is None:
        return None
    cohort = cohorts.get(conn, session.cohort)
    assert cohort is not None  # the schema says so
    agency = agencies.get(conn, cohort.agency)
    session = live_sessions.current(conn, session, now)
    return Brought(OpeningResult.GOOD, Opening(OpeningResult.GOOD), cohort.name, agency, session)


def _told(conn: Connection, found: Opening, visitor: Visitor) -> Brought:
    """The same with the names that tell of it, and with what it means for this account."""
    cohort_id = found.invitation.cohort if found.invitation else None
    cohort = cohorts.get(conn, cohort_id) if cohort_id else None
    name = cohort.name if cohort else None
    brought = Brought(found.what, found, name, agencies.get(conn, found.agency))
    if found.invitation is None or found.owner is None:
        return brought
    here = people.by_account(conn, visitor.bot, visitor.telegram_id)
    waiting = account_transfers.requested_by(conn, here.id) if here else None
    if waiting is not None and waiting.invitation == found.invitation.hash:
        return replace(brought, what=OpeningResult.MOVING, moves_at=waiting.moves_at)
    before = sign_outs.former_owner(conn, visitor.bot, visitor.telegram_id)
    proven = found.owner in (found.invitation.created_by, before)
    return replace(brought, proven=proven)


def _redeemed(conn: Connection, person: Person, token: str, now: datetime, new_id: str) -> Opening:
    """Open an invitation, and take over what it knows about someone who has not said it."""
    found = _still(conn, invitations.look_up_for_update(conn, token, now))
    if found.what is OpeningResult.REVOKED:
        return found
    found = invitations.redeem(conn, token, person.id, now, new_id)
    if found.what is not OpeningResult.GOOD:
        return found
    if found.invitation is not None and found.invitation.role is not None:
        where = found.invitation.agency or EVERYWHERE
        audit_context.note_right(
            person.id, UsedRight(found.invitation.role, where, TAKE_UP, "person", person.id)
        )
    look_again(conn, person.id, now)  # the days of a cohort may be theirs from now on
    known: dict[str, Any] = {}
    if person.agency in (None, OTHER) and found.agency not in (None, EVERYWHERE):
        known["agency"] = found.agency
    if found.place is not None:
        said = names.of(conn, person.id)
        for script in SCRIPTS:
            if script in found.place.names and script not in said:
                names.put(conn, person.id, script, found.place.names[script])
        known["enrolled_at"] = person.enrolled_at or now
        known["job"] = person.job or found.place.job
    if known:
        people.change(conn, person.id, **known)
    return found
