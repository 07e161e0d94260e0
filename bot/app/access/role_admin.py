"""Listing, inviting into, and revoking roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Connection

from bot.app.access import account_reach, role_notices
from bot.app.access.checks import ensure
from bot.app.access.rights import (
    ADMIN,
    ROLES,
    Right,
    is_last_admin,
    may,
    may_give,
    permitted_agencies,
)
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.agencies import agencies
from storage.cohorts import invitations
from storage.cohorts.invitations import Invitation
from storage.people import names, roles
from storage.people.roles import EVERYWHERE, Role
from storage.web_sessions import entries

INVITATION_LIFETIME = timedelta(days=7)


class Revocation(Enum):
    """The outcome of taking a role back."""

    DONE = auto()
    LAST_ADMIN = auto()  # nobody could give roles any more
    NOT_HELD = auto()


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role with the names of its holder, by script."""

    role: Role
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RoleDetails:
    """A role, and what the admin may do for its holder."""

    held: NamedRole
    may_sign_out: bool
    may_erase: bool


@dataclass(frozen=True, slots=True)
class RoleInvitation:
    """An invitation into a role, for the first person who opens it."""

    token: str
    expires_at: datetime


def visible(conn: Connection, request: Request) -> list[NamedRole]:
    """The roles at the agencies of an admin.

    Raises:
        NotFound: The person is no admin.
    """
    own = roles.of(conn, request.person.id)
    if not permitted_agencies(own, Right.SEE_ROLES):
        raise NotFound
    return _named(
        conn, [role for role in roles.all_active(conn) if may(own, Right.SEE_ROLES, role.agency)]
    )


def sees_roles(conn: Connection, request: Request) -> bool:
    return bool(permitted_agencies(roles.of(conn, request.person.id), Right.SEE_ROLES))


def grantable(conn: Connection, request: Request) -> list[str]:
    """The roles that the person may give at some agency."""
    return [role for role in ROLES if _agencies(conn, request, role)]


def agencies_for(conn: Connection, request: Request, role: str) -> list[str]:
    """The agencies at which the person may give a role; `EVERYWHERE` among them for all agencies.

    Raises:
        NotFound: There is none.
    """
    found = _agencies(conn, request, role)
    if not found:
        raise NotFound
    return found


def _agencies(conn: Connection, request: Request, role: str) -> list[str]:
    own = roles.of(conn, request.person.id)
    offered = [*(agency.id for agency in agencies.open_agencies(conn)), EVERYWHERE]
    return [agency_id for agency_id in offered if may_give(own, role, agency_id)]


def invite(conn: Connection, request: Request, role: str, agency_id: str) -> RoleInvitation:
    """Make an invitation into a role.

    Raises:
        NotFound: The person may not give the role there, or the agency is closed.
    """
    if agency_id not in _agencies(conn, request, role):
        raise NotFound
    ensure(conn, request.person, Right.GIVE_ROLE, agency_id)
    made = RoleInvitation(invitations.new_token(), request.now + INVITATION_LIFETIME)
    invitations.create(
        conn,
        Invitation(
            invitations.digest(made.token),
            "role",
            request.now,
            role=role,
            agency=agency_id,
            uses=1,
            created_by=request.person.id,
            expires_at=made.expires_at,
        ),
    )
    return made


def details(conn: Connection, request: Request, role_id: str) -> RoleDetails:
    """A role and its holder.

    Raises:
        NotFound: It is over, or the person may not see it.
    """
    role = roles.get(conn, role_id)
    if role is None or role.ended_at is not None:
        raise NotFound
    ensure(conn, request.person, Right.SEE_ROLES, role.agency)
    return RoleDetails(
        _named(conn, [role])[0],
        account_reach.is_within_reach(conn, request.person.id, role.person),
        account_reach.may_erase(conn, request.person.id, role.person),
    )


def history(conn: Connection, request: Request, person_id: str) -> list[Role]:
    """The roles that a person has or had at the agencies of an admin, the newest first.

    Raises:
        NotFound: The person who asks is no admin.
    """
    own = roles.of(conn, request.person.id)
    if not permitted_agencies(own, Right.SEE_ROLES):
        raise NotFound
    held = roles.history(conn, person_id)
    return [role for role in held if may(own, Right.SEE_ROLES, role.agency)]


def revoke_role(conn: Connection, request: Request, role_id: str) -> Revocation:
    """Take back a role.

    Raises:
        NotFound: There is none, or the person may not.
    """
    role = roles.get(conn, role_id)
    if role is None:
        raise NotFound
    ensure(conn, request.person, Right.TAKE_ROLE, role.agency)
    return revoke(conn, role, request.now, by=request.person.id)


def revoke(conn: Connection, role: Role, now: datetime, by: str | None = None) -> Revocation:
    """Revoke a role, unless nobody could grant roles afterwards; its holder is notified.

    Revoking a person's last role ends their console sessions.

    Args:
        by: The id of the person who does it; None for the operator.
    """
    if role.role == ADMIN and is_last_admin(role, active_admins(conn)):
        return Revocation.LAST_ADMIN
    if not roles.end(conn, role.id, now):
        return Revocation.NOT_HELD
    if not roles.of(conn, role.person):
        entries.end_sessions(conn, role.person)
    if role.person != by:
        role_notices.queue(conn, role, now)
    return Revocation.DONE


def active_admins(conn: Connection) -> list[Role]:
    """Every admin's role whose holder has an account, locked until the transaction ends."""
    return roles.with_account(conn, roles.get_for_update(conn, ADMIN))


def _named(conn: Connection, found: list[Role]) -> list[NamedRole]:
    called = names.of_all(conn, {role.person for role in found})
    return [NamedRole(role, called.get(role.person, {})) for role in found]
