"""Moves to another account, from the account that a place has; and those whose time is over."""

from __future__ import annotations

from functools import partial

import structlog
from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right, by
from bot.app.errors import NotFound
from bot.app.onboarding import account_reach, account_transfer, second_approval
from bot.app.playing.display_receipts import Shown
from bot.app.ports import Clock, Dice
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.labels import person_name
from bot.chat.learner.account import move_screens
from bot.chat.learner.account.actions import (
    AgreeToMove,
    AllowMove,
    AllowMoveNow,
    CallOff,
    StopMove,
    StopMoveOf,
)
from bot.locale import words
from storage.audit import audit_context
from storage.audit.audit_context import AuditContext, UsedRight
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import account_transfers, names, roles
from storage.people.account_transfers import Transfer
from storage.people.people import Person

log = structlog.get_logger()


class AccountMoves:
    """Stops moves, lets them happen, and ends those that waited long enough."""

    def __init__(self, database: Database, shown: Shown, clock: Clock, dice: Dice) -> None:
        self._database = database
        self._shown = shown
        self._clock = clock
        self._dice = dice

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                StopMove: self.stop,
                AllowMove: self.ask,
                AllowMoveNow: self.allow,
                StopMoveOf: self.stop_for,
                AgreeToMove: self.agree,
                CallOff: self.call_off,
            }
        )

    async def stop(self, _visitor: Visitor, person: Person, _action: StopMove) -> Reply:
        """Nothing of one's own moves."""
        now = self._clock.now()
        waited = await self._database.write(
            lambda conn: account_transfer.stop_all(conn, person.id, now)
        )
        screen = move_screens.stopped_screen(words(person.language), any_waited=waited)
        return Reply(screen, place=Place.SAME)

    async def ask(self, _visitor: Visitor, person: Person, _action: AllowMove) -> Reply:
        """Whether everything is to move at once."""
        speak = words(person.language)
        waiting = await self._database.read(lambda conn: account_transfers.of(conn, person.id))
        if waiting is None:
            return Reply(move_screens.not_waiting_screen(speak), place=Place.SAME)
        return Reply(move_screens.allow_screen(speak, waiting.id), place=Place.SAME)

    async def allow(self, _visitor: Visitor, person: Person, action: AllowMoveNow) -> Reply:
        """Everything moves at once."""
        now = self._clock.now()
        await self._shown.flush()  # what is still to be noted of their screens goes with them

        def unit(conn: Connection) -> bool:
            waiting = account_transfer.held(conn, person.id)
            if waiting is None or waiting.id != action.transfer:
                return False
            return account_transfer.finish(conn, waiting, now, self._dice, whole=True)

        moved = await self._database.write(unit)
        speak = words(person.language)
        screen = (
            move_screens.allowed_screen(speak) if moved else move_screens.not_waiting_screen(speak)
        )
        return Reply(screen, place=Place.SAME)

    async def call_off(self, _visitor: Visitor, person: Person, _action: CallOff) -> Reply:
        """Whoever opened a code lets the move go; whose place it is, and who made it, are told."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> bool:
            found = account_transfers.requested_by(conn, person.id)
            waiting = account_transfers.get_for_update(conn, found.id) if found else None
            if waiting is None:
                return False
            account_transfer.stop(conn, waiting, now, told=True, by=person.id)
            return True

        waited = await self._database.write(unit)
        screen = (
            move_screens.called_off_screen(speak)
            if waited
            else move_screens.not_waiting_screen(speak)
        )
        return Reply(screen, place=Place.SAME)

    async def stop_for(self, _visitor: Visitor, person: Person, action: StopMoveOf) -> Reply:
        """Stop the move of somebody for whom they answer; that person is told."""
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> str:
            waiting = account_transfers.get_for_update(conn, action.transfer)
            if waiting is None:
                raise NotFound
            _ensure(conn, person, waiting)
            account_transfer.stop(conn, waiting, now, told=True)
            return person_name(speak, names.of(conn, waiting.person))

        name = await self._database.write(unit)
        return Reply(move_screens.stopped_for_screen(speak, name), place=Place.SAME)

    async def agree(self, _visitor: Visitor, person: Person, action: AgreeToMove) -> Reply:
        """A second admin's yes to the move of somebody with roles; it still waits its day."""
        speak = words(person.language)

        def unit(conn: Connection) -> str:
            waiting = account_transfers.get_for_update(conn, action.transfer)
            if waiting is None or person.id not in second_approval.could_agree(conn, waiting):
                raise NotFound
            for one in roles.of(conn, waiting.person):
                permitted(conn, person, Right.SIGN_OUT, one.agency, "person", waiting.person)
            account_transfers.approve(conn, waiting.id, person.id)
            return person_name(speak, names.of(conn, waiting.person))

        name = await self._database.write(unit)
        return Reply(move_screens.agreed_screen(speak, name, action.transfer), place=Place.SAME)

    async def finish(self) -> int:
        """Let every move happen whose time is over; returns how many did."""
        now = self._clock.now()
        ripe = await self._database.write(lambda conn: account_transfer.due_now(conn, now))
        if ripe:
            await self._shown.flush()
        moved = 0
        for one in ripe:
            with audit_context.active(AuditContext(account_transfer.MOVE, now)) as deed:
                unit = partial(self._finished, transfer_id=one, deed=deed)
                moved += await self._database.write(unit)
        if moved:
            log.info("places moved to other accounts", places=moved)
        return moved

    def _finished(self, conn: Connection, transfer_id: str, deed: AuditContext) -> bool:
        now = self._clock.now()
        waiting = account_transfers.get_for_update(conn, transfer_id)
        if waiting is None or waiting.moves_at > now:  # stopped, or told anew, meanwhile
            return False
        deed.person = waiting.asked_by
        return account_transfer.finish(conn, waiting, now, self._dice, whole=False)


def _ensure(conn: Connection, person: Person, waiting: Transfer) -> None:
    """Go on only if someone answers for whoever is to move, and did not make the code.

    Raises:
        NotFound: They do not.
    """
    if person.id in (waiting.person, waiting.into, waiting.asked_by):
        raise NotFound
    held = roles.of(conn, person.id)
    found = [
        (Right.INVITE, by(held, Right.INVITE, one.agency, own=True))
        for one in account_reach.cohorts_of(conn, waiting.person)
        if cohorts.trains(conn, one.id, person.id)
    ]
    found += [
        (Right.SIGN_OUT, by(held, Right.SIGN_OUT, one))
        for one in sorted(account_reach.agencies_of(conn, waiting.person))
    ]
    for act, role in found:
        if role is not None:
            audit_context.note_right(
                person.id, UsedRight(role.role, role.agency, act, "person", waiting.person)
            )
            return
    raise NotFound
