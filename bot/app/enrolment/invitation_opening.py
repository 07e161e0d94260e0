"""Opening invitations: links, short codes and personal codes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import may_give
from bot.app.assessments.late_joiners import assign_to_joiner
from bot.app.enrolment import placeholder_takeover
from bot.app.library import Library
from bot.app.onboarding import account_transfer
from bot.app.onboarding.rate_limits import Account, TokenRateLimit
from bot.app.ports import Clock, Dice
from bot.app.refreshers.prompt_schedule import reschedule
from scenarios.languages import SCRIPTS
from storage.agencies import agencies
from storage.agencies.agencies import OTHER, PROMISED, Agency
from storage.assignments import paper_answers
from storage.cohorts import cohorts, invitations, short_codes
from storage.cohorts.invitations import Opening, OpeningResult
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.live_session import attendance, live_sessions
from storage.live_session.attendance import Attendee
from storage.live_session.live_sessions import Session
from storage.people import names, people, roles, sign_outs
from storage.people.people import Person
from storage.people.roles import EVERYWHERE
from storage.personal_data import account_transfers

TAKE_UP = "take-up-role"
"""Recorded where an invitation gives a role."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def clean_token(token: str) -> str:
    """A token or a short code as a button carries it; empty where it can be neither."""
    return token if _TOKEN.fullmatch(token) or short_codes.is_code(token) else ""


def parse_code(typed: str) -> str:
    """The short code in a typed text; empty without one."""
    return short_codes.parse(typed) or ""


@dataclass(frozen=True, slots=True)
class OpenedInvitation:
    """The target of an invitation, before or after opening."""

    result: OpeningResult
    opening: Opening | None = None
    """None where it was not looked up, since too many wrong ones were tried."""
    cohort: str | None = None
    """The cohort's name."""
    agency: Agency | None = None
    session: Session | None = None
    """The live session that it leads into."""
    proven: bool = False
    """Whether whoever opens it is certainly the owner of the place."""
    moves_at: datetime | None = None
    """When the place moves for which this account waits."""

    @property
    def promised(self) -> bool:
        """Whether its agency has promised not to use any of this for appraisal."""
        return self.agency is not None and self.agency.pledge == PROMISED

    @property
    def is_place(self) -> bool:
        """Whether it is a personal code."""
        return self.opening is not None and self.opening.place is not None

    @property
    def owner(self) -> str | None:
        """The person who has the place, if anybody."""
        return self.opening.owner if self.opening else None


class InvitationOpener:
    """Looks invitations up, opens them, and moves places to new accounts.

    Accounts that try many wrong tokens have to wait. Tries are counted in memory.
    """

    def __init__(self, database: Database, library: Library, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self._dice = dice
        self._tries = TokenRateLimit()

    async def find(self, account: Account, token: str) -> OpenedInvitation:
        """Look up a token; only the count of wrong ones changes."""
        now = self._clock.now()

        def work(conn: Connection) -> OpenedInvitation:
            found = _still(conn, invitations.look_up(conn, token, now))
            return _session_of(conn, token, found, now) or _described(conn, found, account)

        return await self._tried(account, token, lambda: self._database.read(work))

    async def open(self, account: Account, person: Person, token: str) -> OpenedInvitation:
        """Open an invitation for someone who is here."""
        now, new_id = self._clock.now(), self._dice.id()

        def work(conn: Connection) -> OpenedInvitation:
            before = placeholder_takeover.placeholder_of(conn, token, person.id, now)
            on_paper = paper_answers.of(conn, before) if before is not None else []
            found = _redeemed(conn, person, token, now, new_id)
            if found.what is OpeningResult.GOOD and found.invitation and found.invitation.cohort:
                cohort_id = found.invitation.cohort
                assign_to_joiner(conn, self._library, self._dice, cohort_id, person.id, now)
            if found.what is OpeningResult.GOOD and before is not None:
                placeholder_takeover.follow_up(conn, self._library, on_paper, person.id, now)
            opened = _session_of(conn, token, found, now)
            if opened is not None and opened.session is not None:
                if opened.session.state == "running":
                    attendance.attend(
                        conn, Attendee(new_id, opened.session.id, now, "phone", person.id)
                    )
                return opened
            return _described(conn, found, account)

        with audit_context.active(AuditContext(TAKE_UP, now, person.id)):
            return await self._tried(account, token, lambda: self._database.write(work))

    async def move(self, account: Account, token: str) -> OpenedInvitation:
        """Move a place to this account: at once, or after the time to object.

        Returns:
            What came of it: GOOD where they have it, ALREADY where they had it, MOVING where it
            waits; TAKEN where the account has a place of its own that would be lost, or is nobody's
            who has accepted the notice; BOUND where no code moves it.
        """
        now = self._clock.now()

        def work(conn: Connection) -> OpenedInvitation:
            found = invitations.look_up_for_update(conn, token, now)
            opened = _described(conn, found, account)
            here = people.by_account(conn, *account)
            if here is not None and here.id == opened.owner:
                return replace(opened, result=OpeningResult.ALREADY)
            if opened.result is not OpeningResult.TAKEN or opened.owner is None:
                return opened
            if here is not None and people.has_place(conn, here.id):
                return opened
            if opened.proven:
                context.person = opened.owner
                return self._back(conn, account, opened, opened.owner, now)
            if here is None:
                return opened
            waiting = account_transfer.begin(conn, found, here, now, self._dice)
            if waiting is None:
                return replace(opened, result=OpeningResult.USED)
            return replace(opened, result=OpeningResult.MOVING, moves_at=waiting.moves_at)

        with audit_context.active(AuditContext(account_transfer.MOVE, now)) as context:
            return await self._tried(account, token, lambda: self._database.write(work))

    def _back(
        self,
        conn: Connection,
        account: Account,
        opened: OpenedInvitation,
        owner: str,
        now: datetime,
    ) -> OpenedInvitation:
        """Somebody is back, with everything of theirs."""
        people.lock(conn, owner)
        account_transfer.stop_all(conn, owner, now)
        account_transfer.note_roles(conn, owner, by=owner)
        taken = people.Account(*account, owner)
        account_transfers.replace_accounts(conn, owner, (taken,), now, self._dice.id)
        return replace(opened, result=OpeningResult.GOOD)

    async def _tried(
        self, account: Account, token: str, ask: Callable[[], Awaitable[OpenedInvitation]]
    ) -> OpenedInvitation:
        """Ask the database about a token, unless it is none or too many were wrong."""
        now = self._clock.now()
        if not clean_token(token):
            return OpenedInvitation(OpeningResult.UNKNOWN, Opening(OpeningResult.UNKNOWN))
        if self._tries.is_exceeded(account, now):
            return OpenedInvitation(OpeningResult.UNKNOWN)
        opened = await ask()
        if opened.result is OpeningResult.UNKNOWN:
            self._tries.record_wrong(account, invitations.digest(token), now)
        return opened


def _still(conn: Connection, found: Opening) -> Opening:
    """Revoked where its creator may not give its role now, or the role's agency is closed."""
    invitation = found.invitation
    if (
        found.what is not OpeningResult.GOOD
        or invitation is None
        or invitation.role is None
        or invitation.created_by is None
    ):
        return found
    where = invitation.agency or EVERYWHERE
    takes = where == EVERYWHERE or agencies.is_offered(conn, where)
    if takes and may_give(roles.of(conn, invitation.created_by), invitation.role, where):
        return found
    return replace(found, what=OpeningResult.REVOKED)


def _session_of(
    conn: Connection, token: str, found: Opening, now: datetime
) -> OpenedInvitation | None:
    """The class that a token leads into, running or over, where it is no invitation."""
    session = live_sessions.at_door(conn, token) if found.what is OpeningResult.UNKNOWN else None
    if session is None:
        return None
    cohort = cohorts.get(conn, session.cohort)
    assert cohort is not None  # the schema says so
    agency = agencies.get(conn, cohort.agency)
    session = live_sessions.current(conn, session, now)
    return OpenedInvitation(
        OpeningResult.GOOD, Opening(OpeningResult.GOOD), cohort.name, agency, session
    )


def _described(conn: Connection, found: Opening, account: Account) -> OpenedInvitation:
    """The same with the names that tell of it, and with what it means for this account."""
    cohort_id = found.invitation.cohort if found.invitation else None
    cohort = cohorts.get(conn, cohort_id) if cohort_id else None
    name = cohort.name if cohort else None
    opened = OpenedInvitation(found.what, found, name, agencies.get(conn, found.agency))
    if found.invitation is None or found.owner is None:
        return opened
    here = people.by_account(conn, *account)
    waiting = account_transfers.requested_by(conn, here.id) if here else None
    if waiting is not None and waiting.invitation == found.invitation.hash:
        return replace(opened, result=OpeningResult.MOVING, moves_at=waiting.moves_at)
    before = sign_outs.former_owner(conn, *account)
    proven = found.owner in (found.invitation.created_by, before)
    return replace(opened, proven=proven)


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
            person.id, RightUse(found.invitation.role, where, TAKE_UP, "person", person.id)
        )
    reschedule(conn, person.id, now)  # the days of a cohort may be theirs from now on
    known: dict[str, Any] = {}
    if person.agency in (None, OTHER) and found.agency not in (None, EVERYWHERE):
        known["agency"] = found.agency
    if found.place is not None:
        own_names = names.of(conn, person.id)
        for script in SCRIPTS:
            if script in found.place.names and script not in own_names:
                names.put(conn, person.id, script, found.place.names[script])
        known["enrolled_at"] = person.enrolled_at or now
        known["job"] = person.job or found.place.job
    if known:
        people.change(conn, person.id, **known)
    return found
