"""Links that let anyone join a cohort.

Every function raises `NotFound` where there is no such thing, or the trainer may not invite there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.onboarding.place_codes import INVITATION_LIFE
from bot.app.request import Request
from storage.cohorts import cohorts, invitations, roster, short_codes
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation, OpeningResult

LIFE_CHOICES = (1, 7, 30, 90)  # days; no link is good for ever
CODE_LIFE = timedelta(days=max(LIFE_CHOICES))
"""Of a short code, whose link ends first: it is that long since it cannot be changed with it."""
MAX_PLACES = 5000
MARK_LENGTH = 12  # of a link's hash, by which a button names it


@dataclass(frozen=True, slots=True)
class InvitationOverview:
    """The open invitations to a cohort."""

    cohort: Cohort
    links: int
    expected: int
    """Places on its roster that nobody has taken."""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A valid link, and the number of people who joined by it."""

    cohort: Cohort
    invitation: Invitation
    joined: int

    @property
    def mark(self) -> str:
        """Names it in a button."""
        return self.invitation.hash[:MARK_LENGTH]


@dataclass(frozen=True, slots=True)
class SecretLink:
    """A link with its token, which is stored nowhere."""

    cohort: Cohort
    invitation: Invitation
    token: str

    @property
    def typed(self) -> str:
        """The command to type instead of opening the link."""
        return f"/join {short_codes.formatted(_code(self.invitation, self.token))}"


def overview(conn: Connection, request: Request, cohort_id: str) -> InvitationOverview:
    """The current invitations to a cohort."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    links = open_links(conn, cohort.id, request.now)
    return InvitationOverview(cohort, len(links), len(roster.waiting(conn, cohort.id)))


def links(conn: Connection, request: Request, cohort_id: str) -> tuple[Cohort, list[OpenLink]]:
    """The links into a cohort that are good, newest first."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    joined = cohorts.joins_by_invitation(conn, cohort.id)
    found = open_links(conn, cohort.id, request.now)
    return cohort, [OpenLink(cohort, each, joined.get(each.hash, 0)) for each in found]


def link(conn: Connection, request: Request, cohort_id: str, mark: str) -> OpenLink:
    """A valid link, by its mark."""
    _, found = links(conn, request, cohort_id)
    for each in found:
        if each.mark == mark:
            return each
    raise NotFound


def open_links(conn: Connection, cohort_id: str, now: datetime) -> list[Invitation]:
    """The links into a cohort that are good, newest first; full ones are among them."""
    return [
        each
        for each in invitations.of_cohort(conn, cohort_id)
        if each.kind == "cohort"
        and each.revoked_at is None
        and (each.expires_at is None or each.expires_at > now)
    ]


def make(conn: Connection, request: Request, cohort_id: str) -> SecretLink:
    """Make a link into a cohort, with a short code for those who cannot tap it."""
    cohort = cohort_for(conn, request.person, Right.INVITE, cohort_id)
    token = invitations.new_token()
    made = Invitation(
        invitations.digest(token),
        "cohort",
        request.now,
        cohort=cohort.id,
        created_by=request.person.id,
        expires_at=request.now + INVITATION_LIFE,
    )
    made = _with_new_code(conn, made, token, request.now)
    invitations.create(conn, made)
    return SecretLink(cohort, made, token)


def by_token(conn: Connection, request: Request, token: str) -> SecretLink:
    """A link by its token, with a new short code where the last one has expired.

    Only whoever has the message with the link knows its token.
    """
    found = invitations.look_up_for_update(conn, token, request.now)
    invitation = found.invitation
    if invitation is None or invitation.kind != "cohort" or short_codes.is_code(token):
        raise NotFound
    cohort = cohort_for(conn, request.person, Right.INVITE, invitation.cohort or "")
    if found.what is not OpeningResult.GOOD:
        raise NotFound
    if invitation.code_until is None or invitation.code_until <= request.now:
        invitation = _with_new_code(conn, invitation, token, request.now)
        kept = {"code": invitation.code, "code_until": invitation.code_until}
        invitations.change(conn, invitation.hash, **kept)
    return SecretLink(cohort, invitation, token)


def _with_new_code(
    conn: Connection, invitation: Invitation, token: str, now: datetime
) -> Invitation:
    """Give a link a short code, which works while the link does."""
    renewed = replace(invitation, code_until=(now + CODE_LIFE).replace(microsecond=0))
    code = short_codes.digest(_code(renewed, token), invitations.code_salt(conn))
    return replace(renewed, code=code)


def _code(invitation: Invitation, token: str) -> str:
    assert invitation.code_until is not None
    return short_codes.derive(token, invitation.code_until, short_codes.SHORT)


def set_expiry(conn: Connection, request: Request, cohort_id: str, mark: str, days: int) -> None:
    """Let a link be good for so many days from now, which is one of `LIFE_CHOICES`."""
    found = link(conn, request, cohort_id, mark)
    if days not in LIFE_CHOICES:
        raise NotFound
    until = request.now + timedelta(days=days)
    invitations.change(conn, found.invitation.hash, expires_at=until)


def limit(conn: Connection, request: Request, cohort_id: str, mark: str, places: int) -> None:
    """Let a link bring so many people in all, at most `MAX_PLACES`; 0 for any number."""
    hash_ = link(conn, request, cohort_id, mark).invitation.hash
    if places > MAX_PLACES:
        raise NotFound
    invitations.hold(conn, hash_)  # nobody comes by it while those who came are counted
    joined = cohorts.joins_by_invitation(conn, cohort_id).get(hash_, 0)
    invitations.change(conn, hash_, uses=max(0, places - joined) if places else None)


def revoke(conn: Connection, request: Request, cohort_id: str, mark: str) -> None:
    """Revoke a link; who came by it stays."""
    hash_ = link(conn, request, cohort_id, mark).invitation.hash
    invitations.revoke(conn, hash_, request.now)


def revoke_all(conn: Connection, request: Request, cohort_id: str) -> None:
    """Revoke all links into a cohort; who came by them stays."""
    for each in links(conn, request, cohort_id)[1]:
        invitations.revoke(conn, each.invitation.hash, request.now)
