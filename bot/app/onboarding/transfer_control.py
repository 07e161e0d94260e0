"""Decisions on pending moves to another account, and moves whose wait is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.app.access import account_reach
from bot.app.access.checks import permitted
from bot.app.access.rights import Right, granting_role
from bot.app.errors import NotFound
from bot.app.onboarding import account_transfer, second_approval
from bot.app.playing.display_receipts import DisplayReceipts
from bot.app.ports import Clock, Dice
from bot.app.request import Request
from storage.cohorts import cohorts
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.people import names, roles
from storage.personal_data import account_transfers
from storage.personal_data.account_transfers import Transfer

log = structlog.get_logger()


def pending(conn: Connection, request: Request) -> str | None:
    """The id of the move of the person's own place."""
    found = account_transfers.of(conn, request.person.id)
    return found.id if found else None


def allow(conn: Connection, request: Request, transfer_id: str, dice: Dice) -> bool:
    """Let the person's own move happen at once; False if it is not pending."""
    waiting = account_transfer.held(conn, request.person.id)
    if waiting is None or waiting.id != transfer_id:
        return False
    return account_transfer.finish(conn, waiting, request.now, dice, whole=True)


def call_off(conn: Connection, request: Request) -> bool:
    """Stop the move that the person began by opening a code; False where none waits."""
    found = account_transfers.requested_by(conn, request.person.id)
    waiting = account_transfers.get_for_update(conn, found.id) if found else None
    if waiting is None:
        return False
    account_transfer.stop(conn, waiting, request.now, told=True, by=request.person.id)
    return True


def stop(conn: Connection, request: Request, transfer_id: str) -> Mapping[str, str]:
    """Stop the move of a person one is responsible for; return their names by script.

    Raises:
        NotFound: It does not wait any more, or they do not answer for them.
    """
    waiting = account_transfers.get_for_update(conn, transfer_id)
    if waiting is None:
        raise NotFound
    _ensure_answers_for(conn, request, waiting)
    account_transfer.stop(conn, waiting, request.now, told=True)
    return names.of(conn, waiting.person)


def approve(conn: Connection, request: Request, transfer_id: str) -> Mapping[str, str]:
    """Approve, as a second admin, the move of a person with roles; it still waits its day.

    Returns:
        Their names, by script.

    Raises:
        NotFound: It does not wait any more, or the person is no such admin.
    """
    waiting, admin = account_transfers.get_for_update(conn, transfer_id), request.person
    if waiting is None or admin.id not in second_approval.possible_approvers(conn, waiting):
        raise NotFound
    for role in roles.of(conn, waiting.person):
        permitted(conn, admin, Right.SIGN_OUT, role.agency, "person", waiting.person)
    account_transfers.approve(conn, waiting.id, admin.id)
    return names.of(conn, waiting.person)


def _ensure_answers_for(conn: Connection, request: Request, waiting: Transfer) -> None:
    """Require a responsible person who did not make the code."""
    own = request.person.id
    if own in (waiting.person, waiting.into, waiting.asked_by):
        raise NotFound
    used = next(_rights_over(conn, own, waiting.person), None)
    if used is None:
        raise NotFound
    audit_context.note_right(own, used)


def _rights_over(conn: Connection, own: str, person_id: str) -> Iterator[RightUse]:
    held = roles.of(conn, own)
    trained = [
        cohort.agency
        for cohort in account_reach.cohorts_of(conn, person_id)
        if cohorts.trains(conn, cohort.id, own)
    ]
    agencies = sorted(account_reach.agencies_of(conn, person_id))
    for right, where in ((Right.INVITE, trained), (Right.SIGN_OUT, agencies)):
        for agency in where:
            role = granting_role(held, right, agency, own=right is Right.INVITE)
            if role is not None:
                yield RightUse(role.role, role.agency, right, "person", person_id)


class ElapsedTransfers:
    """Completes moves whose wait is over."""

    def __init__(
        self, database: Database, shown: DisplayReceipts, clock: Clock, dice: Dice
    ) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock
        self._dice = dice

    async def finish(self) -> int:
        """Complete those that are due; returns how many."""
        now = self._clock.now()
        due = await self._database.write(lambda conn: account_transfer.due_now(conn, now))
        if due:
            await self._shown.flush()  # while the screens that arrived are known to be theirs
        moved = 0
        for transfer_id in due:
            with audit_context.active(AuditContext(account_transfer.MOVE, now)) as act:
                moved += await self._database.write(partial(self._finish, transfer_id, act))
        if moved:
            log.info("account transfers completed", places=moved)
        return moved

    def _finish(self, transfer_id: str, act: AuditContext, conn: Connection) -> bool:
        now = self._clock.now()
        waiting = account_transfers.get_for_update(conn, transfer_id)
        if waiting is None or waiting.moves_at > now:  # stopped or postponed meanwhile
            return False
        act.person = waiting.asked_by
        return account_transfer.finish(conn, waiting, now, self._dice, whole=False)
