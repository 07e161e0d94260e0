"""The person behind a use case's request, and its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class Request:
    """The person on whose behalf a use case runs, whatever face the request came from."""

    person: Person
    now: datetime
    """Aware UTC; the same moment for everything that the request causes."""
