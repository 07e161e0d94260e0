"""Account transfers: a person moves to another account after a waiting period with a veto.

A transfer moves the person with all data visible to others. Private data stays
with the previous account, unless that account agrees.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import (
    Connection,
    Table,
    and_,
    delete,
    exists,
    insert,
    not_,
    or_,
    select,
    update,
)

from storage.authoring import own_scenarios
from storage.db.records import RecordColumns
from storage.db.tables import (
    accounts,
    asked,
    assignees,
    attempts,
    attendance,
    certificates,
    cohort_trainers,
    due,
    invitations,
    lists,
    memberships,
    memories,
    names,
    plans,
    prompts,
    pseudonyms,
    released,
    reviews,
    rhythms,
    roles,
    roster,
    spared,
    transfers,
    votes,
    web_confirmations,
    web_identities,
    web_sessions,
    web_sign_ins,
)
from storage.db.tables import signed_out as signed_out_table
from storage.people import people, sign_outs
from storage.people.people import Account
from storage.personal_data import erasure
from storage.web_sessions import entries

OWN = (memories, reviews, prompts, rhythms, votes, asked)
"""Private data besides practice, invisible to others."""
DIVIDED = (attempts, due)
"""Tables of both private practice and assigned work."""
ENTRY = (
    *(accounts, signed_out_table, transfers),
    *(web_sign_ins, web_sessions, web_confirmations, web_identities),
)
"""Credentials, which are recreated for the other account."""
ALONG = (
    *(names, pseudonyms, roles, cohort_trainers, memberships, roster, assignees),
    *(attendance, certificates, lists, plans, spared, released),
)
"""Data that moves unchanged: visible to others, or part of a role."""
EVERY = (*OWN, *DIVIDED, *ENTRY, *ALONG)
"""All tables with a person's data; a test compares it with the schema."""


@dataclass(frozen=True, slots=True)
class Transfer:
    id: str
    person: str
    """The person who moves."""
    into: str
    """The person who opened the code, deleted by the transfer."""
    invitation: str
    """The hash of that code."""
    asked_by: str | None
    """The creator of the code."""
    opened_at: datetime
    told_at: datetime | None
    """When the person's current account was last notified; None before."""
    moves_at: datetime
    agreed_by: str | None = None
    """The second admin who approved it, if roles move too."""


_TRANSFER = RecordColumns(Transfer, transfers)


def begin(conn: Connection, transfer: Transfer) -> bool:
    """Insert a transfer, unless one is pending for either person; lock both first."""
    either = or_(transfers.c.person == transfer.person, transfers.c.into == transfer.into)
    if conn.execute(select(transfers.c.id).where(either)).first() is not None:
        return False
    conn.execute(insert(transfers), asdict(transfer))
    return True


def get(conn: Connection, transfer_id: str) -> Transfer | None:
    return _TRANSFER.first(conn, _TRANSFER.select().where(transfers.c.id == transfer_id))


def of(conn: Connection, person_id: str) -> Transfer | None:
    """The pending transfer of a person."""
    return _TRANSFER.first(conn, _TRANSFER.select().where(transfers.c.person == person_id))


def requested_by(conn: Connection, into: str) -> Transfer | None:
    """The pending transfer that a person has requested."""
    return _TRANSFER.first(conn, _TRANSFER.select().where(transfers.c.into == into))


def get_for_update(conn: Connection, transfer_id: str) -> Transfer | None:
    """This transfer, locked until the unit ends."""
    query = _TRANSFER.select().where(transfers.c.id == transfer_id)
    return _TRANSFER.first(conn, query.with_for_update())


def cancel(conn: Connection, transfer_id: str) -> None:
    """Delete a pending transfer."""
    conn.execute(delete(transfers).where(transfers.c.id == transfer_id))


def cancel_all(conn: Connection) -> None:
    """Delete all pending transfers: those in a backup may have been vetoed since."""
    conn.execute(delete(transfers))


def approve(conn: Connection, transfer_id: str, by: str) -> None:
    """Record the second admin who approved a transfer."""
    own = update(transfers).where(transfers.c.id == transfer_id)
    conn.execute(own.values(agreed_by=by))


def note_notified(conn: Connection, transfer_id: str, at: datetime, moves_at: datetime) -> None:
    """Record that the current account was notified, and its veto deadline."""
    values = {"told_at": at, "moves_at": moves_at}
    conn.execute(update(transfers).where(transfers.c.id == transfer_id).values(values))


def shorten_waits(conn: Connection, latest: datetime) -> None:
    """Shorten waits that are longer than possible: they come from a clock set back since."""
    late = update(transfers).where(transfers.c.moves_at > latest)
    conn.execute(late.values(moves_at=latest))


def elapsed(conn: Connection, now: datetime) -> list[str]:
    """The ids of transfers whose wait is over, if the veto was offered."""
    could_say_no = exists().where(
        accounts.c.person == transfers.c.person, accounts.c.blocked_at.is_(None)
    )
    query = select(transfers.c.id).where(
        transfers.c.moves_at <= now, or_(transfers.c.told_at.is_not(None), not_(could_say_no))
    )
    return list(conn.scalars(query.order_by(transfers.c.moves_at, transfers.c.id)))


def revoke_codes(conn: Connection, person_id: str, at: datetime, *, own: bool) -> int:
    """Revoke the codes for a person's account; return how many were valid.

    Args:
        person_id: The owner.
        own: Whether to include codes that they created for themselves.
    """
    places = select(roster.c.id).where(roster.c.person == person_id)
    theirs = or_(invitations.c.roster.in_(places), invitations.c.person == person_id)
    good = and_(theirs, invitations.c.revoked_at.is_(None), invitations.c.uses > 0)
    if not own:
        good = and_(good, invitations.c.created_by.is_distinct_from(person_id))
    return conn.execute(update(invitations).where(good).values(revoked_at=at)).rowcount


def replace_accounts(
    conn: Connection,
    person_id: str,
    opened: Iterable[Account],
    at: datetime,
    new_id: Callable[[], str],
) -> None:
    """Replace a person's accounts; the previous owner of the new ones is erased.

    All other codes to them are revoked.
    """
    conn.execute(delete(accounts).where(accounts.c.person == person_id))
    for account in opened:
        here = people.by_account(conn, account.bot, account.telegram_id)
        if here is not None:
            erasure.erase(conn, here.id, at, new_id)
        conn.execute(insert(accounts), asdict(Account(account.bot, account.telegram_id, person_id)))
    conn.execute(delete(transfers).where(transfers.c.person == person_id))
    sign_outs.forget(conn, person_id)
    entries.revoke(conn, person_id)
    revoke_codes(conn, person_id, at, own=True)


def leave_private_data(
    conn: Connection, person_id: str, at: datetime, new_id: Callable[[], str]
) -> str | None:
    """Leave private data with the current account, before a transfer.

    The account passes to a new person with nothing else. Without an account nobody could see or
    erase the data, so it is erased. Attempts with results known to others stay, with their
    steps withheld.

    Returns:
        The new owner; None if the data was erased.
    """
    person = people.get(conn, person_id)
    assert person is not None  # the schema says so
    kept = replace(person, id=new_id(), awaits=None, awaits_after=None)
    people.keep(conn, kept)
    _unfinished_work(conn, person_id)
    own = (attempts.c.person == person_id, attempts.c.assignment.is_(None))
    ids = list(conn.scalars(select(attempts.c.id).where(*own)))
    conn.execute(update(attempts).where(*own).values(person=kept.id))
    still = update(attempts).where(attempts.c.person == person_id)
    conn.execute(still.values(withheld_at=at, shared_at=None))
    conn.execute(update(due).where(due.c.subject.in_(ids)).values(person=kept.id))
    # The next refresher of each is planned again.
    planned = (due.c.person == person_id, due.c.kind == "refresher")
    conn.execute(delete(due).where(*planned))
    for table in OWN:
        _give(conn, table, person_id, kept.id)
    _give(conn, accounts, person_id, kept.id)
    if people.has_account(conn, kept.id):
        return kept.id
    erasure.erase(conn, kept.id, at, new_id)
    return None


def _unfinished_work(conn: Connection, person_id: str) -> None:
    """Unfinished assigned work would reveal its steps, so it restarts."""
    open_ones = select(attempts.c.id).where(
        attempts.c.person == person_id,
        attempts.c.assignment.is_not(None),
        attempts.c.state != "ended",
    )
    own_scenarios.remove_attempts(conn, list(conn.scalars(open_ones)))


def _give(conn: Connection, table: Table, old: str, new: str) -> None:
    conn.execute(update(table).where(table.c.person == old).values(person=new))
