"""The parallel forms of assessments, as exports need them: which cases they are, and how built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.library import Library
from scenarios.case_library import load_tests
from scenarios.loader import rebuild
from scenarios.model import Scenario
from storage.authoring import editions


@dataclass(frozen=True, slots=True)
class AssessmentForms:
    """The test forms of the library.

    Attributes:
        cases: Their current editions, by scenario id.
        read_edition: Reads any edition by its hash; None where it is not stored or not readable.
    """

    cases: Mapping[str, Scenario]
    read_edition: Callable[[Connection, str], Scenario | None]


LoadForms: TypeAlias = Callable[[], AssessmentForms]
"""Loads the forms when a data set asks for them: most never do."""


def forms_in(library: Library) -> AssessmentForms:
    """Take the forms of a library that is in memory."""
    cases = {id_: case for id_, case in library.known.items() if case.use == "test"}
    return AssessmentForms(cases, library.read)


@cache
def load_forms() -> AssessmentForms:
    """Load the forms of this release from its files, once and without exploring them."""
    return AssessmentForms(load_tests(), _read_edition)


def _read_edition(conn: Connection, edition: str) -> Scenario | None:
    stored = editions.get(conn, edition)
    return rebuild(stored.content) if stored else None
