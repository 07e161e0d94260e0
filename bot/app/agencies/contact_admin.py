"""Administration of local contacts, of one's own agencies or of all.

Agencies are named as among roles: `storage.people.roles.EVERYWHERE` stands for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right
from bot.app.agencies import contact_confirmations, contact_records
from bot.app.agencies.contact_records import (
    ContactEntry,
    ContactError,
    ContactProblem,
    catalogue_names,
    owner_key,
)
from bot.app.errors import NotFound
from bot.app.request import Request
from scenarios.catalogue import catalogue
from storage.agencies import agencies, local_contacts
from storage.agencies.local_contacts import Fact
from storage.people.roles import EVERYWHERE

VALIDITY: Final[Mapping[int, timedelta]] = {6: timedelta(days=180), 12: timedelta(days=365)}
"""The validity periods on offer, by their number of months."""


def name_at(position: int) -> str:
    """The name of the contact at a position of the catalogue, counted from 0.

    Raises:
        NotFound: There is none.
    """
    if position >= len(catalogue_names()):
        raise NotFound
    return catalogue_names()[position]


def listed(conn: Connection, request: Request, agency_id: str) -> list[ContactEntry]:
    """All contacts of an agency, in the order of the catalogue.

    Raises:
        NotFound: There is no such agency, or it is not one of theirs.
    """
    permit(conn, request, agency_id)
    return contact_records.entries(conn, owner_key(agency_id), request.now)


def details(conn: Connection, request: Request, agency_id: str, name: str) -> ContactEntry:
    """A contact.

    Raises:
        NotFound: There is no such agency or contact, or it is not one of theirs.
    """
    permit(conn, request, agency_id)
    if name not in catalogue_names():
        raise NotFound
    return contact_records.entry(conn, owner_key(agency_id), name, request.now)


def enter(
    conn: Connection,
    request: Request,
    agency_id: str,
    name: str,
    texts: Mapping[str, str],
    source: str,
    seen: int | None = None,
) -> None:
    """Enter a new version, unconfirmed.

    Args:
        texts: Its text, by language.
        source: The source, as typed.
        seen: The version that they saw, 0 for none; None to skip the check for changes.

    Raises:
        NotFound: There is no such agency, or it is not one of theirs.
        ContactError: A text is invalid, or another version was entered in the meantime.
    """
    permit(conn, request, agency_id)
    _ensure_newest(conn, agency_id, name, seen)
    contact_records.enter(conn, owner_key(agency_id), name, texts, source, request.now)


def value_at(name: str, place: int) -> str:
    """The value of a fact with settings at a place of the catalogue, counted from 1.

    Raises:
        NotFound: It has none there.
    """
    setting = catalogue().settings.get(name)
    if setting is None or not 1 <= place <= len(setting.values):
        raise NotFound
    return setting.names[place]


def enter_value(
    conn: Connection,
    request: Request,
    agency_id: str,
    name: str,
    value: str,
    source: str,
    seen: int | None = None,
) -> None:
    """Enter a new, unconfirmed version of a fact with settings.

    Args:
        value: One of its values.
        source: The source, as typed.
        seen: The version that they saw, 0 for none; None to skip the check for changes.

    Raises:
        NotFound: There is no such agency, or it is not one of theirs.
        ContactError: The value or the source is invalid, or another version was entered in the
            meantime.
    """
    permit(conn, request, agency_id)
    _ensure_newest(conn, agency_id, name, seen)
    contact_records.enter_value(conn, owner_key(agency_id), name, value, source, request.now)


def _ensure_newest(conn: Connection, agency_id: str, name: str, seen: int | None) -> None:
    found = local_contacts.newest(conn, owner_key(agency_id), name)
    if seen is not None and seen != (found.version if found else 0):
        raise ContactError(ContactProblem.CHANGED, name)


def newest(conn: Connection, request: Request, agency_id: str, name: str) -> Fact | None:
    """The newest version of a contact.

    Raises:
        NotFound: There is no such agency, or it is not one of theirs.
    """
    permit(conn, request, agency_id)
    return local_contacts.newest(conn, owner_key(agency_id), name)


def confirm(
    conn: Connection,
    request: Request,
    agency_id: str,
    name: str,
    version: int,
    months: int,
    by: str,
) -> None:
    """Confirm the version that was read, and notify the other admins.

    Args:
        version: The number of the version that was read.
        months: The validity, one of `VALIDITY`.
        by: The name and role of the person responsible, shown to learners.

    Raises:
        NotFound: There is no such agency, it is not one of theirs, or the months are not on offer.
        ContactError: The version is no longer current, or the name is invalid.
    """
    permit(conn, request, agency_id)
    if months not in VALIDITY:
        raise NotFound
    fact = contact_records.confirm(
        conn, owner_key(agency_id), name, by, request.now, VALIDITY[months].days, version
    )
    contact_confirmations.queue_notice(conn, fact, request.person.id, request.now)


def withdraw(conn: Connection, request: Request, agency_id: str, name: str) -> None:
    """Withdraw a contact at once.

    Raises:
        NotFound: There is no such agency, or it is not one of theirs.
    """
    permit(conn, request, agency_id)
    local_contacts.withdraw(conn, owner_key(agency_id), name, request.now)


def permit(conn: Connection, request: Request, agency_id: str) -> None:
    """Go on only if the person may keep the contacts of an agency, or of all.

    Raises:
        NotFound: They may not, or there is no such agency.
    """
    permitted(conn, request.person, Right.KEEP_AGENCY, agency_id, "agency", agency_id)
    if agency_id != EVERYWHERE and agencies.get(conn, agency_id) is None:
        raise NotFound
