"""Records of local contacts, shared by the chat and the command line.

What stands in a fact is read by somebody in trouble: so it is one line that can be seen, and leads
nowhere by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from scenarios.catalogue import catalogue
from scenarios.languages import LANGUAGES, REQUIRED
from storage.agencies import local_contacts
from storage.agencies.local_contacts import Fact
from storage.people import roles
from storage.people.roles import EVERYWHERE

LONGEST = 200  # characters of a text, of a source, of who answers for it
SOON = timedelta(days=30)
_LINK = re.compile(r"(?i)\w+://|www\.|t\.me\b|telegram\.me|@\w")


class ContactProblem(Enum):
    """Why a contact cannot be saved."""

    NAME = auto()  # there is no such fact in the catalogue
    LANGUAGES = auto()  # a text is missing in a required one, or is in none of ours
    TEXT = auto()  # it is not one line that can be read
    LINK = auto()  # it leads somewhere
    NONE = auto()  # nothing was entered yet
    CHANGED = auto()  # another version was entered meanwhile
    VALUE = auto()  # a fact with settings has one of its values, and other facts have texts


class ContactError(Exception):
    """A contact cannot be saved."""

    def __init__(self, wrong: ContactProblem, about: str = "") -> None:
        """Say why, and about what: the language of a text, say."""
        super().__init__(wrong.name)
        self.problem = wrong
        self.about = about


class ContactState(Enum):
    """The state of confirmation of a contact."""

    MISSING = auto()
    UNCONFIRMED = auto()
    CONFIRMED = auto()
    EXPIRING = auto()  # within `SOON`
    EXPIRED = auto()  # or revoked


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A contact of an agency at a moment."""

    name: str
    state: ContactState
    newest: Fact | None  # the agency's own, confirmed or not
    shown: Fact | None  # what learners see: its own, or that of all agencies


def owner_key(agency_id: str) -> str:
    """The key of an agency in local contacts; those of all agencies have a key of their own."""
    return local_contacts.EVERYWHERE if agency_id == EVERYWHERE else agency_id


def agency_of(fact_agency: str) -> str:
    """The agency of a local contact, as roles name it."""
    return EVERYWHERE if fact_agency == local_contacts.EVERYWHERE else fact_agency


def responsible_admins(conn: Connection, agency_id: str) -> set[str]:
    """The admins of an agency; where it has none, those of all agencies."""
    admins = [role for role in roles.all_active(conn) if role.role == ADMIN]
    here = {role.person for role in admins if role.agency == agency_id}
    return here or {role.person for role in admins if role.agency == EVERYWHERE}


def catalogue_names() -> tuple[str, ...]:
    """The names of all facts. New ones come last: buttons name them by their place."""
    return tuple(catalogue().facts)


def entry(conn: Connection, agency: str, name: str, now: datetime) -> ContactEntry:
    """The present state of a contact of an agency.

    Raises:
        ContactError: There is no such fact.
    """
    if name not in catalogue().facts:
        raise ContactError(ContactProblem.NAME, name)
    newest, shown = (
        local_contacts.newest(conn, agency, name),
        local_contacts.valid_fact(conn, agency, name, now),
    )
    return ContactEntry(name, _state(newest, shown, now), newest, shown)


def _state(newest: Fact | None, shown: Fact | None, now: datetime) -> ContactState:
    if shown is not None and shown.expires_at is not None:
        return ContactState.EXPIRING if shown.expires_at - now <= SOON else ContactState.CONFIRMED
    if newest is None:
        return ContactState.MISSING
    return ContactState.UNCONFIRMED if newest.confirmed_at is None else ContactState.EXPIRED


def entries(conn: Connection, agency: str, now: datetime) -> list[ContactEntry]:
    """The present state of each contact of an agency, in the order of the catalogue."""
    return [entry(conn, agency, name, now) for name in catalogue_names()]


def checked_line(text: str, about: str = "") -> str:
    """One line that can be read.

    Raises:
        ContactError: It is none.
    """
    line = text.strip()
    says = any(char.isalnum() for char in line)
    if not 1 <= len(line) <= LONGEST or not line.isprintable() or not says:
        raise ContactError(ContactProblem.TEXT, about)
    return line


def checked_text(text: str, about: str = "") -> str:
    """One line that can be read, and has no link and no account in it.

    Raises:
        ContactError: It is none.
    """
    line = checked_line(text, about)
    if _LINK.search(line):
        raise ContactError(ContactProblem.LINK, about)
    return line


def enter(
    conn: Connection, agency: str, name: str, texts: Mapping[str, str], source: str, now: datetime
) -> Fact:
    """Enter a new, unconfirmed version of a contact.

    Args:
        agency: Whose; `storage.agencies.local_contacts.EVERYWHERE` for what holds in all of them.
        name: Which, of the catalogue.
        texts: What it says in every language, as it stands within a sentence.
        source: Where it is from, such as a handbook and its date.

    Raises:
        ContactError: One of these cannot be.
    """
    if name not in catalogue().facts:
        raise ContactError(ContactProblem.NAME, name)
    if name in catalogue().settings:
        raise ContactError(ContactProblem.VALUE, name)
    if not set(REQUIRED) <= texts.keys() <= LANGUAGES.keys():
        raise ContactError(ContactProblem.LANGUAGES)
    checked = {language: checked_text(texts[language], language) for language in texts}
    return local_contacts.add(conn, agency, name, checked, checked_line(source, "source"), now)


def enter_value(
    conn: Connection, agency: str, name: str, value: str, source: str, now: datetime
) -> Fact:
    """Enter a new, unconfirmed version of a fact with settings.

    Args:
        agency: Whose; `storage.agencies.local_contacts.EVERYWHERE` for what holds in all of them.
        name: Which, of the catalogue.
        value: One of its values; its phrases are kept with it.
        source: Where it is from, such as a law and its article.

    Raises:
        ContactError: One of these cannot be.
    """
    if name not in catalogue().facts:
        raise ContactError(ContactProblem.NAME, name)
    setting = catalogue().settings.get(name)
    if setting is None or value not in setting.values:
        raise ContactError(ContactProblem.VALUE, name)
    texts = setting.values[value].text
    return local_contacts.add(conn, agency, name, texts, checked_line(source, "source"), now, value)


def confirm(
    conn: Connection,
    agency: str,
    name: str,
    by: str,
    now: datetime,
    days: int,
    version: int | None = None,
) -> Fact:
    """Confirm the newest version of a fact, after it was checked by a call or an inquiry.

    Args:
        by: The name of the person responsible, shown to learners.
        days: The validity.
        version: The number of the version that was read; None for the newest.

    Raises:
        ContactError: There is none, another was entered in the meantime, or the name is invalid.
    """
    who = checked_text(by, "by")
    fact = local_contacts.newest(conn, agency, name)
    if fact is None:
        raise ContactError(ContactProblem.NONE, name)
    if version not in (None, fact.version):
        raise ContactError(ContactProblem.CHANGED, name)
    local_contacts.confirm(conn, fact, who, now, now + timedelta(days=days))
    return fact
