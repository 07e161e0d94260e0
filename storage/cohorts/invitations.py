"""Invitations to a cohort, a place on its roster, a role, or back to an account.

A token is 22 characters, 16 random bytes. Only its hash is stored, so the database does not
reveal usable invitations. An invitation can also have a short code (see ``short_codes``), which
works like the token until the code expires.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_once

from storage.cohorts import cohorts, roster, roster_placeholders, short_codes
from storage.cohorts.cohorts import Through
from storage.db.audit_context import UNAUDITED
from storage.db.records import RecordColumns
from storage.db.tables import code_salts, invitations, transfers
from storage.db.tables import roster as roster_table
from storage.people import people, roles
from storage.people.roles import Role

Kind: TypeAlias = Literal["cohort", "roster", "role", "return"]

_KEPT = timedelta(days=30)  # after its end
_SALT, _SALT_BYTES = 1, 32  # the row of the salt, and its length


@dataclass(frozen=True, slots=True)
class Invitation:
    hash: str
    kind: Kind
    created_at: datetime
    cohort: str | None = None
    """For invitations to a cohort, and personal codes."""
    roster: str | None = None
    """The roster line of a personal code."""
    role: str | None = None
    agency: str | None = None
    """The agency of the role; None for all agencies."""
    uses: int | None = None
    """The number of remaining uses; None for no limit."""
    created_by: str | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    code: str | None = None
    """The digest of its short code."""
    code_until: datetime | None = None
    person: str | None = None
    """The owner of the account that a recovery code transfers."""


_INVITATION = RecordColumns(Invitation, invitations)


class OpeningResult(StrEnum):
    GOOD = "good"  # it has had its effect, now or before
    ALREADY = "already"  # no effect for this person, and no use was counted
    TAKEN = "taken"  # it belongs to someone who has, or had, an account
    MOVING = "moving"  # the person waits until the account is transferred to them
    BOUND = "bound"  # the person has more data than that roster place, which no code may hand over
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"  # all uses are spent


@dataclass(frozen=True, slots=True)
class Opening:
    """An invitation that was looked up or opened, and the result."""

    what: OpeningResult
    invitation: Invitation | None = None
    agency: str | None = None
    """The agency of its cohort or role."""
    place: roster.Place | None = None
    """For personal codes."""

    @property
    def owner(self) -> str | None:
        """The owner of its place or account, if any."""
        if self.place is not None:
            return self.place.person
        return self.invitation.person if self.invitation else None


def new_token() -> str:
    """A random token. It is shown once, to its creator, and not stored."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    """The stored hash of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def create(conn: Connection, invitation: Invitation) -> None:
    """Insert a new invitation; its hash is the ``digest`` of a ``new_token``."""
    conn.execute(insert(invitations), asdict(invitation))


def create_all(conn: Connection, made: Sequence[Invitation]) -> None:
    """Insert new invitations, in one query."""
    if made:
        conn.execute(insert(invitations), [asdict(each) for each in made])


def codes_until(conn: Connection, cohort: str, now: datetime) -> dict[str, datetime]:
    """The expiry of the valid personal code of each roster line of a cohort that has one."""
    latest = func.max(invitations.c.expires_at)
    query = select(invitations.c.roster, latest).where(
        invitations.c.cohort == cohort,
        invitations.c.roster.is_not(None),
        invitations.c.revoked_at.is_(None),
        invitations.c.uses > 0,
        invitations.c.expires_at > now,
    )
    found = conn.execute(query.group_by(invitations.c.roster))
    return {place: until for place, until in found if until}


def of_cohort(conn: Connection, cohort: str) -> list[Invitation]:
    """Every invitation and personal code of a cohort, newest first."""
    query = _INVITATION.select().where(invitations.c.cohort == cohort)
    order = (invitations.c.created_at.desc(), invitations.c.hash)
    return _INVITATION.all(conn, query.order_by(*order))


def is_open(conn: Connection, hash_: str) -> bool:
    """Whether an invitation is neither used up nor revoked."""
    query = select(invitations.c.hash).where(
        invitations.c.hash == hash_,
        invitations.c.revoked_at.is_(None),
        or_(invitations.c.uses.is_(None), invitations.c.uses > 0),
    )
    return conn.execute(query).first() is not None


def transferable(conn: Connection, hash_: str, person_id: str) -> Invitation | None:
    """An opened invitation, if it can still transfer this person's account, even if revoked."""
    invitation = _INVITATION.first(conn, _INVITATION.select().where(invitations.c.hash == hash_))
    if invitation is None:
        return None
    if invitation.roster is None:
        return invitation if invitation.person == person_id else None
    place = roster.get(conn, invitation.roster)
    if place is None or place.person != person_id or is_bound(conn, place, person_id):
        return None
    return invitation


def count_made_for(conn: Connection, person_id: str, since: datetime) -> int:
    """The number of codes by others since a moment that could transfer this person's place."""
    taken = select(roster_table.c.id).where(
        roster_table.c.person == person_id,
        or_(
            roster_table.c.claimed_at.is_(None),
            roster_table.c.claimed_at <= invitations.c.created_at,
        ),
    )
    query = select(func.count()).where(
        or_(invitations.c.person == person_id, invitations.c.roster.in_(taken)),
        invitations.c.created_by.is_distinct_from(person_id),
        invitations.c.created_at > since,
    )
    return conn.execute(query).scalar_one()


def valid_until(
    conn: Connection, person_id: str | None, place: str | None, now: datetime
) -> datetime | None:
    """The latest expiry of codes that others created for a person's place or account.

    Args:
        person_id: The owner of the place, if any.
        place: The roster place, if any.

    Returns:
        The latest expiry; None if there is no valid code.
    """
    own = or_(
        invitations.c.roster == place if place else false(),
        invitations.c.person == person_id if person_id else false(),
    )
    wanted = [own, invitations.c.revoked_at.is_(None), invitations.c.uses > 0]
    if person_id is not None:
        wanted.append(invitations.c.created_by.is_distinct_from(person_id))
    until = func.max(invitations.c.expires_at)
    query = select(until).where(*wanted, invitations.c.expires_at > now)
    moment: datetime | None = conn.execute(query).scalar()
    return moment


def code_salt(conn: Connection) -> bytes:
    """The salt of this database's short codes, drawn on first use."""
    known = _salt(conn)
    if known is None:
        drawn = insert_once(code_salts).values(id=_SALT, salt=secrets.token_hex(_SALT_BYTES))
        conn.execute(drawn.on_conflict_do_nothing(), execution_options=UNAUDITED)
        known = _salt(conn)
        assert known is not None
    return known


def _salt(conn: Connection) -> bytes | None:
    kept = conn.scalar(select(code_salts.c.salt).where(code_salts.c.id == _SALT))
    return None if kept is None else bytes.fromhex(kept)


def _has_code(conn: Connection, code: str) -> ColumnElement[bool]:
    """Match invitations by a short code, under either salt."""
    own = _salt(conn)
    salts = [short_codes.SHARED] if own is None else [own, short_codes.SHARED]
    return invitations.c.code.in_([short_codes.digest(code, salt) for salt in salts])


def leads_to(conn: Connection, code: str) -> str | None:
    """The owner of a personal code's place, whether or not the code is valid; None if unknown."""
    query = (
        select(roster_table.c.person)
        .join(invitations, invitations.c.roster == roster_table.c.id)
        .where(_has_code(conn, code))
    )
    return conn.execute(query).scalar()


def hold(conn: Connection, hash_: str) -> None:
    """Lock an invitation until the unit ends, so that nobody opens it."""
    own = select(invitations.c.hash).where(invitations.c.hash == hash_)
    conn.execute(own.with_for_update()).first()


def change(conn: Connection, hash_: str, **values: Any) -> None:
    """Update columns of ``invitations`` by name."""
    conn.execute(update(invitations).where(invitations.c.hash == hash_).values(**values))


def revoke(conn: Connection, hash_: str, at: datetime) -> None:
    """Revoke an invitation; a revoked one stays unchanged."""
    _revoke(conn, at, invitations.c.hash == hash_)


def revoke_codes(conn: Connection, places: Sequence[str], at: datetime) -> None:
    """Revoke all personal codes of roster lines, as before new ones."""
    _revoke(conn, at, invitations.c.roster.in_(places))


def revoke_recovery_codes(conn: Connection, person_id: str, at: datetime) -> None:
    """Revoke a person's recovery codes that others created."""
    others = invitations.c.created_by.is_distinct_from(person_id)
    _revoke(conn, at, and_(invitations.c.person == person_id, others))


def look_up(conn: Connection, token: str, now: datetime) -> Opening:
    """Look up what a token opens, without opening it."""
    return _found(conn, token, now, hold=False)


def look_up_for_update(conn: Connection, token: str, now: datetime) -> Opening:
    """Look up what a token opens, and lock it until the unit ends."""
    return _found(conn, token, now, hold=True)


def redeem(conn: Connection, token: str, person: str, now: datetime, new_id: str) -> Opening:
    """Open an invitation: the person joins the cohort, claims the place or gets the role.

    A use is counted once per person, however often they open it.

    Args:
        token: The token of the link, or a short code.
        person: The person who opens it.
        new_id: Generates random ids for a membership or role.

    Returns:
        The result; nothing changed unless it is GOOD.
    """
    found = _found(conn, token, now, hold=True)
    invitation = found.invitation
    if invitation is None or found.what in (
        OpeningResult.UNKNOWN,
        OpeningResult.REVOKED,
        OpeningResult.EXPIRED,
    ):
        return found
    people.lock(conn, person)  # so that two invitations to one cohort add them once
    if _has(conn, invitation, found.place, person):
        return Opening(OpeningResult.ALREADY, invitation, found.agency, found.place)
    own = found.place is not None and found.place.person == person  # a former member
    if found.what is not OpeningResult.GOOD and not (
        own and found.what in (OpeningResult.TAKEN, OpeningResult.BOUND)
    ):
        return found
    if invitation.role is not None:
        agency = invitation.agency or roles.EVERYWHERE
        roles.grant(conn, Role(new_id, person, invitation.role, agency, invitation.created_by, now))
    if found.place is not None and found.place.person not in (None, person):
        roster_placeholders.hand_over(conn, str(found.place.person), person)
    if invitation.cohort is not None:
        cohorts.join(
            conn,
            new_id,
            invitation.cohort,
            person,
            now,
            _through(invitation, token),
            invitation.hash,
        )
    if invitation.roster is not None:
        roster.claim(conn, invitation.roster, person, now)
    use(conn, invitation)
    return Opening(OpeningResult.GOOD, invitation, found.agency, found.place)


def use(conn: Connection, invitation: Invitation) -> None:
    if invitation.uses is not None:
        query = update(invitations).where(invitations.c.hash == invitation.hash)
        conn.execute(query.values(uses=invitations.c.uses - 1))


def forget(conn: Connection, now: datetime) -> int:
    """Delete invitations that ended 30 days ago; return how many.

    The time of the last use is not stored, so a used one is deleted 30 days after its creation,
    unless a transfer depends on it.
    """
    before = now - _KEPT
    used_up = and_(invitations.c.uses <= 0, invitations.c.created_at < before)
    over = or_(invitations.c.expires_at < before, invitations.c.revoked_at < before, used_up)
    waits = select(transfers.c.invitation)
    return conn.execute(delete(invitations).where(over, invitations.c.hash.not_in(waits))).rowcount


def _found(conn: Connection, token: str, now: datetime, *, hold: bool) -> Opening:
    short = short_codes.is_code(token)
    which = _has_code(conn, token) if short else invitations.c.hash == digest(token)
    query = _INVITATION.select().where(which)
    invitation = _INVITATION.first(conn, query.with_for_update() if hold else query)
    if invitation is None:
        return Opening(OpeningResult.UNKNOWN)
    agency, archived = _of_cohort(conn, invitation)
    place = _place(conn, invitation, hold=hold)
    what = _state(invitation, now, archived=archived)
    if (
        what is OpeningResult.GOOD
        and short
        and invitation.code_until is not None
        and invitation.code_until <= now
    ):
        what = OpeningResult.EXPIRED
    if what is OpeningResult.GOOD and place is not None and place.person is not None:
        if not people.has_joined(conn, place.person):
            return Opening(what, invitation, agency, place)  # with answers on paper so far
        what = OpeningResult.BOUND if is_bound(conn, place, place.person) else OpeningResult.TAKEN
    if what is OpeningResult.GOOD and invitation.person is not None:
        what = OpeningResult.TAKEN
    return Opening(what, invitation, agency, place)


def _through(invitation: Invitation, token: str) -> Through:
    if invitation.roster is not None:
        return "personal"
    return "code" if short_codes.is_code(token) else "link"


def _of_cohort(conn: Connection, invitation: Invitation) -> tuple[str | None, bool]:
    if invitation.cohort is None:
        return invitation.agency, False
    cohort = cohorts.get(conn, invitation.cohort)
    assert cohort is not None  # the schema says so
    return cohort.agency, cohort.archived_at is not None


def _place(conn: Connection, invitation: Invitation, *, hold: bool) -> roster.Place | None:
    if invitation.roster is None:
        return None
    return (
        roster.get_for_update(conn, invitation.roster)
        if hold
        else roster.get(conn, invitation.roster)
    )


def _state(invitation: Invitation, now: datetime, *, archived: bool) -> OpeningResult:
    if invitation.revoked_at is not None:
        return OpeningResult.REVOKED
    if archived or (invitation.expires_at is not None and invitation.expires_at <= now):
        return OpeningResult.EXPIRED
    return (
        OpeningResult.USED
        if invitation.uses is not None and invitation.uses <= 0
        else OpeningResult.GOOD
    )


def is_bound(conn: Connection, place: roster.Place, owner: str) -> bool:
    """Whether the owner of a place has a role, trains a cohort, or has a place by another name.

    Then they may have claimed this one by mistake, and it must not be transferred to them.
    """
    name = set(place.names.items())
    elsewhere = any(not name & set(place.names.items()) for place in roster.of_person(conn, owner))
    return elsewhere or bool(roles.of(conn, owner) or cohorts.of_trainer(conn, owner))


def _has(conn: Connection, invitation: Invitation, place: roster.Place | None, person: str) -> bool:
    """Whether a person already has what an invitation gives."""
    if place is not None:
        places = roster.of_person(conn, person)
        has_one = any(
            place.cohort == invitation.cohort for invitation in places
        )  # this one, or another
        return has_one and cohorts.joined(conn, place.cohort, person)
    if invitation.person is not None:
        return invitation.person == person
    if invitation.role is None:
        return invitation.cohort is not None and cohorts.joined(conn, invitation.cohort, person)
    held = ((role.role, role.agency) for role in roles.of(conn, person))
    return (invitation.role, invitation.agency or roles.EVERYWHERE) in held


def _revoke(conn: Connection, at: datetime, which: ColumnElement[bool]) -> None:
    query = update(invitations).where(which, invitations.c.revoked_at.is_(None))
    conn.execute(query.values(revoked_at=at))
