"""Moving a place to another account.

Nobody gets what is somebody's alone by a code that somebody else made. See `docs/decisions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access import account_reach
from bot.app.onboarding import second_approval
from bot.app.ports import Dice
from storage.cohorts import cohorts, invitations
from storage.cohorts.invitations import Opening
from storage.db import audit_context
from storage.db.audit_context import RightUse
from storage.people import names, people, roles
from storage.people.people import Person
from storage.personal_data import account_transfers
from storage.personal_data.account_transfers import Transfer

WAIT = timedelta(hours=24)  # in which the account that a place has may say no
MOST_CODES = 3  # for a place that is taken, within such a day
REMINDED = timedelta(hours=12)  # the delay before the next notice
CODE, MOVING, WATCHED = "account-code", "account-moving", "account-watched"
STOPPED, MOVED, LEFT = "account-stopped", "account-moved", "account-left"
SIGNED_OUT, WAY_BACK, OUT = "account-signed-out", "account-way-back", "account-out"
MOVE = "move-account"  # what is recorded where roles come along


def may_renew(conn: Connection, owner: str, now: datetime) -> bool:
    """Whether another code may be made for a person's place; locks the owner.

    Each can be opened, and be told at night: so there is an end to them.
    """
    people.lock(conn, owner)
    return invitations.count_made_for(conn, owner, now - WAIT) < MOST_CODES


def renewed(conn: Connection, owner: str, hash_: str, now: datetime) -> None:
    """Tell a person that a code was made that can move their place.

    Of one day only the first comes at any hour. Whatever waited by an older code waits no more:
    whoever may make a code may stop a move as well, and it is told as that.
    """
    waiting = held(conn, owner)
    if waiting is not None:
        stop(conn, waiting, now, told=True)
    what = {"what": CODE, "invitation": hash_}
    first = invitations.count_made_for(conn, owner, now - WAIT) <= 1
    at = notices.fair_moment(conn, now, first=first)
    notices.queue(conn, owner, f"{CODE}:{hash_}", at, what, urgent=first)


def begin(
    conn: Connection, found: Opening, into: Person, now: datetime, dice: Dice
) -> Transfer | None:
    """Start the waiting time before a place moves to the account that opened a code.

    Args:
        found: The code, locked; it belongs to somebody.
        into: The person who opened it.
        dice: Source of the transfer's id.

    Returns:
        The pending transfer; None if another one is pending for either person.
    """
    assert found.invitation is not None
    assert found.owner is not None
    for name in sorted((found.owner, into.id)):  # in one order, so two units cannot deadlock
        people.lock(conn, name)
    made = Transfer(
        dice.id(),
        found.owner,
        into.id,
        found.invitation.hash,
        found.invitation.created_by,
        now,
        None,
        now + WAIT,
    )
    if not account_transfers.begin(conn, made):
        return None
    invitations.use(conn, found.invitation)
    for number, at in enumerate((notices.fair_moment(conn, now, first=True), now + REMINDED)):
        what = {"what": MOVING, "transfer": made.id, "first": number == 0}
        key = f"{MOVING}:{made.id}:{number}"
        notices.queue(conn, made.person, key, at, what, about=made.id, urgent=True)
    # Whoever was signed out cannot say no: then it is others who must know of it in these hours.
    signed_in = people.has_account(conn, made.person)
    at_once = bool(roles.of(conn, made.person)) or not signed_in
    turn = notices.fair_moment(conn, now, first=at_once)
    for person in other_responsible_people(conn, made):
        what = {"what": WATCHED, "transfer": made.id}
        key = f"{WATCHED}:{made.id}:{person}"
        notices.queue(conn, person, key, turn, what, about=made.id, answers=True, urgent=at_once)
    return made


def other_responsible_people(conn: Connection, transfer: Transfer) -> list[str]:
    """The other people responsible for a person: trainers, co-trainers and agency admins.

    Not whoever made the code: a second pair of eyes is somebody else's.
    """
    others = {transfer.person, transfer.into, transfer.asked_by}
    return sorted(account_reach.responsible_people(conn, transfer.person) - others)


def tell_others(
    conn: Connection, person_id: str, by: str, kind: str, key: str, now: datetime
) -> None:
    """Notify the other responsible people of what one of them did with a person's account.

    Args:
        by: The id of the person who did it.
        kind: `SIGNED_OUT` or `WAY_BACK`.
        key: A unique key of the act.
    """
    for person in sorted(account_reach.responsible_people(conn, person_id) - {person_id, by}):
        what = {"what": kind, "person": person_id, "by": by}
        notices.queue(conn, person, f"{kind}:{key}:{person}", now, what, answers=True)


def stop(
    conn: Connection,
    transfer: Transfer,
    now: datetime,
    *,
    told: bool = False,
    by: str | None = None,
) -> None:
    """Cancel a pending move; the person who opened the code and the one who made it are notified.

    The code has been used for the move, and counts as revoked from now on.

    Args:
        told: Whether to notify the person who was to move too; not if they cancel it themselves.
        by: The id of the person who cancels it; they are not notified.
    """
    account_transfers.cancel(conn, transfer.id)
    notices.cancel(conn, transfer.id)
    invitations.revoke(conn, transfer.invitation, now)
    whom = {transfer.into, transfer.asked_by, transfer.person if told else None} - {by}
    _tell(conn, transfer, whom, STOPPED, now)


def finish(conn: Connection, transfer: Transfer, now: datetime, dice: Dice, *, whole: bool) -> bool:
    """Let a held move happen.

    Args:
        dice: Gives random ids.
        whole: Whether the account that they had has said yes; else what is theirs alone stays.

    Returns:
        Whether it did; not where whoever waits has a place of their own by now, the code would not
        be good for it any more, or a second admin has not said yes.
    """
    for person in sorted((transfer.person, transfer.into)):
        people.lock(conn, person)
    opened = people.accounts_of(conn, transfer.into)
    if not opened or people.has_place(conn, transfer.into):
        stop(conn, transfer, now)
        return False
    if not whole and not _is_still_right(conn, transfer):
        _stop_for_all(conn, transfer, now)
        return False
    if not whole and second_approval.awaits_approval(conn, transfer):
        if second_approval.is_too_late(transfer, now):
            _stop_for_all(conn, transfer, now)
        return False
    account_transfers.cancel(conn, transfer.id)
    notices.cancel(conn, transfer.id)
    note_roles(conn, transfer.person, by=transfer.person if whole else transfer.asked_by)
    left = (
        None if whole else account_transfers.leave_private_data(conn, transfer.person, now, dice.id)
    )
    account_transfers.replace_accounts(conn, transfer.person, opened, now, dice.id)
    _tell(conn, transfer, (transfer.person,), MOVED, now)
    if left is not None:
        _tell(conn, transfer, (left,), LEFT, now)
    return True


def _stop_for_all(conn: Connection, transfer: Transfer, now: datetime) -> None:
    _tell(conn, transfer, other_responsible_people(conn, transfer), STOPPED, now)
    stop(conn, transfer, now, told=True)


def _is_still_right(conn: Connection, transfer: Transfer) -> bool:
    """Whether a code may still move a person, whose roles may have changed meanwhile."""
    code = invitations.transferable(conn, transfer.invitation, transfer.person)
    if code is None or code.roster is not None or transfer.asked_by is None:
        return code is not None
    return account_reach.is_within_reach(conn, transfer.asked_by, transfer.person)


def note_roles(conn: Connection, person_id: str, *, by: str | None) -> None:
    """Record that a person's roles now belong to another account.

    Args:
        by: The id of the person who proved ownership or made the code; None for the operator.
    """
    for role in roles.of(conn, person_id):
        audit_context.note_right(by, RightUse(role.role, role.agency, MOVE, "person", person_id))


def _tell(
    conn: Connection, transfer: Transfer, whom: Iterable[str | None], kind: str, now: datetime
) -> None:
    at = notices.fair_moment(conn, now, first=True)
    for person in whom:
        if person is not None and people.get(conn, person) is not None:
            opened = person == transfer.into  # who may be a stranger, and learns no name
            what = {"what": kind, "person": transfer.person, "opened": opened}
            key = f"{kind}:{transfer.id}:{person}"
            notices.queue(conn, person, key, at, what, urgent=True)


def stop_all(conn: Connection, person_id: str, now: datetime) -> bool:
    """Cancel all pending moves and codes of a person; return whether there were any.

    A code of their own stays good: whoever has it needs nobody's leave to come back.
    """
    people.lock(conn, person_id)  # so that a code that is being opened counts as well
    waiting = held(conn, person_id)
    if waiting is not None:
        stop(conn, waiting, now)
    return (
        bool(account_transfers.revoke_codes(conn, person_id, now, own=False)) or waiting is not None
    )


def held(conn: Connection, person_id: str) -> Transfer | None:
    """A person's pending move, locked."""
    waiting = account_transfers.of(conn, person_id)
    return account_transfers.get_for_update(conn, waiting.id) if waiting else None


def due_now(conn: Connection, now: datetime) -> Sequence[str]:
    """The moves whose time is over, by id."""
    account_transfers.shorten_waits(conn, now + WAIT)
    return account_transfers.elapsed(conn, now)


def get(conn: Connection, transfer_id: str) -> Transfer | None:
    """A transfer that is under way."""
    return account_transfers.get(conn, transfer_id)


def notified(
    conn: Connection, transfer_id: str, person_id: str, now: datetime, *, first: bool
) -> bool:
    """Record that a person was notified of the move of their place.

    Args:
        person_id: The id of the person who gets the place.
        now: The time of the notice; the whole waiting time starts then.
        first: Whether it is the first notice.

    Returns:
        False if the transfer is no longer pending.
    """
    transfer = account_transfers.get(conn, transfer_id)
    if transfer is None or transfer.person != person_id:
        return False
    is_late = first or transfer.told_at is None
    account_transfers.note_notified(
        conn, transfer.id, now, now + WAIT if is_late else transfer.moves_at
    )
    return True


def is_code_open(conn: Connection, invitation_id: str) -> bool:
    """Whether a code can still be used."""
    return invitations.is_open(conn, invitation_id)


def exists(conn: Connection, person_id: str) -> bool:
    return people.get(conn, person_id) is not None


def has_account(conn: Connection, person_id: str) -> bool:
    """Whether a person is signed in with an account."""
    return people.has_account(conn, person_id)


def names_of(conn: Connection, person_id: str) -> Mapping[str, str]:
    """Somebody's names, by their letters."""
    return names.of(conn, person_id)


def cohort_trained_by(conn: Connection, person_id: str, trainer_id: str) -> str | None:
    found = (cohort.id for cohort in cohorts.of_member(conn, person_id))
    return next((each for each in found if cohorts.trains(conn, each, trainer_id)), None)
