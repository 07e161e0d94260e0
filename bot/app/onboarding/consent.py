"""Consent to the notice on personal data."""

from __future__ import annotations

from typing import TypeGuard

from storage.people.people import Person

NOTICE = 3
"""The version of the notice. Whoever accepted an older one is shown the new one."""


def has_accepted(person: Person | None) -> TypeGuard[Person]:
    """Whether someone has accepted the current version of the notice."""
    return person is not None and person.notice == NOTICE
