"""An admin's search for one person who lost a phone, by what that person can tell.

Nothing is listed. Who is not here and who is beyond the admin's reach are answered alike, and every
search is recorded, whether it finds somebody or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access import account_reach
from bot.app.access.checks import agencies_for, permitted
from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.app.onboarding.rate_limits import Account, TokenRateLimit
from bot.app.person_names import clean_name, single_line
from bot.app.request import Request
from scenarios.languages import SCRIPTS
from storage.certificates import certificates
from storage.cohorts import invitations, roster, short_codes
from storage.db import audit_context
from storage.people import names, people

LONGEST = 60  # letters of a search that are used


class NoUniqueMatch(Exception):
    """A search with no match, or with several."""

    def __init__(self, *, several: bool) -> None:
        super().__init__()
        self.several = several


class TooManySearches(Exception):
    """Too many recent searches without a match."""


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """A person whom an admin may sign out, and let back in."""

    person_id: str
    names: dict[str, str]
    """By script."""
    may_erase: bool


def ensure_may_search(conn: Connection, request: Request) -> None:
    """Go on only for an admin.

    Raises:
        NotFound: The person is none.
    """
    agencies_for(conn, request.person, Right.SIGN_OUT)


def searching_account(conn: Connection, request: Request, bot: int) -> Account:
    """The account by which the searches of an admin are counted, on whichever face they search."""
    own = sorted(
        each.telegram_id for each in people.accounts_of(conn, request.person.id) if each.bot == bot
    )
    return bot, own[0] if own else 0


def search(
    conn: Connection, request: Request, typed: str, account: Account, tries: TokenRateLimit
) -> AccountDetails:
    """The one person within the admin's reach whom a text can mean.

    Args:
        conn: A transaction that writes; it is to be committed whatever is found.
        typed: A code of a certificate, a personal code, a staff number, or a name.
        account: From which account the admin writes.
        tries: The searches of late that found nobody.

    Raises:
        NotFound: The person is no admin.
        NoUniqueMatch: There is nobody, or there are several.
        TooManySearches: The admin has to wait.
    """
    ensure_may_search(conn, request)
    audit_context.record_unchanged(conn)
    if tries.is_exceeded(account, request.now):
        raise TooManySearches
    text = single_line(typed, LONGEST)
    admin_id = request.person.id
    found = {
        person_id
        for person_id in _meant(conn, text)
        if account_reach.is_within_reach(conn, admin_id, person_id)
    }
    if not found:
        tries.record_wrong(account, text, request.now)
    if len(found) != 1:
        raise NoUniqueMatch(several=bool(found))
    (person_id,) = found
    audit_context.note_object("person", person_id)
    return _details(conn, admin_id, person_id)


def details(conn: Connection, request: Request, person_id: str) -> AccountDetails:
    """A person whom the admin may sign out.

    Raises:
        NotFound: They may not, or it is themselves, or nobody who has come.
    """
    if not account_reach.is_within_reach(conn, request.person.id, person_id):
        raise NotFound
    for agency_id in account_reach.affected_agencies(conn, person_id):
        permitted(conn, request.person, Right.SIGN_OUT, agency_id, "person", person_id)
    audit_context.note_read()
    return _details(conn, request.person.id, person_id)


def _details(conn: Connection, admin_id: str, person_id: str) -> AccountDetails:
    return AccountDetails(
        person_id, names.of(conn, person_id), account_reach.may_erase(conn, admin_id, person_id)
    )


def _meant(conn: Connection, text: str) -> Iterator[str]:
    if code := short_codes.parse(text):
        certificate = certificates.by_code(conn, code)
        if certificate is not None:
            yield certificate.person
        if owner := invitations.leads_to(conn, code):
            yield owner
    yield from roster.numbered(conn, text)
    for script in SCRIPTS:
        if name := clean_name(text, script):
            yield from names.with_name(conn, name)
