"""Looks up local contacts for a person: the confirmed text, or the neutral one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from scenarios.bidi import isolate, isolate_runs
from scenarios.catalogue import catalogue
from scenarios.languages import RTL
from storage.agencies import local_contacts
from storage.agencies.local_contacts import Fact

REAL_CASE = "agency-line"
SUPPORT = "support-line"
PROCEDURE = "procedure"
PROTECTION = "protection-line"
POLICE = "police"
CHILD = "child-line"
_SHOWN = (REAL_CASE, SUPPORT, PROCEDURE, PROTECTION, POLICE, CHILD)

# Where a text runs from right to left, the groups of a number would change places.
_NUMBER = re.compile(r"\+?\d+(?:[ -]\d+)+")


@dataclass(frozen=True, slots=True)
class ContactText:
    """The text of a local contact, as learners read it.

    Attributes:
        text: In the requested language. Neutral words without a phone number if unconfirmed.
        confirmed_at: The time of confirmation; None if unconfirmed.
        confirmed_by: The id of the person who confirmed it; None also if they were erased.
    """

    text: str
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None


def find_contact(name: str, language: str, fact: Fact | None) -> ContactText:
    """The text of a contact by name; the neutral one without a confirmed version."""
    if fact is None:
        neutral = catalogue().facts.get(name, {}).get(language, "")
        return ContactText(isolate_runs(neutral, language))
    text = fact.in_(language)
    if language in RTL:
        text = _NUMBER.sub(lambda run: isolate(run.group()), text)
    return ContactText(text, fact.confirmed_at, fact.confirmed_by)


def contacts(
    conn: Connection, agency: str | None, language: str, now: datetime
) -> dict[str, ContactText]:
    """The contacts shown to learners at an agency, by name."""
    return {
        name: find_contact(name, language, local_contacts.valid_fact(conn, agency, name, now))
        for name in _SHOWN
    }


def contacts_with(
    conn: Connection, fact: Fact, agency: str, language: str, now: datetime
) -> dict[str, ContactText]:
    """The same contacts as they will be once a version of one of them is confirmed."""
    found = contacts(conn, agency, language, now)
    if fact.name in found:
        found[fact.name] = find_contact(fact.name, language, fact)
    return found
