"""Records of agencies, shared by the chat and the command line.

Everything is taken as it was written, and held to what can stand on a button.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection

from bot.app.person_names import is_of_script
from scenarios.languages import LANGUAGES, REQUIRED
from storage.agencies import agencies
from storage.agencies.agencies import OTHER, Agency

LONGEST = 60  # letters of a name: it stands on a button
LONGEST_OFFICER = 200  # letters of who answers for the pledge, by name and role
_TAKEN = ("all", OTHER)  # on the command line `all` means every agency
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class AgencyProblem(Enum):
    """Why an agency cannot be saved."""

    ID = auto()  # it is no id
    COUNTRY = auto()  # it is not two capital letters
    LANGUAGES = auto()  # a name is missing in a required one, or is in none of ours
    NAME = auto()  # it is no name
    LETTERS = auto()  # no letter of its name is of the language
    THERE = auto()  # there is an agency of that id
    CALLED = auto()  # another one has that name
    JOBS = auto()  # there is no such field of work, or it stands there twice
    NONE = auto()  # there is no such agency
    OFFICER = auto()  # nobody is named who answers for the pledge


class AgencyError(Exception):
    """An agency cannot be saved."""

    def __init__(self, wrong: AgencyProblem, about: str = "", name: str = "") -> None:
        """Say why.

        Args:
            about: An id that belongs to it: of the agency that is there, say.
            name: A name that belongs to it.
        """
        super().__init__(wrong.name)
        self.problem = wrong
        self.about = about
        self.name = name


def checked_id(conn: Connection, agency_id: str) -> str:
    """An id that a new agency may have.

    Raises:
        AgencyError: It is none, or there is an agency of that id.
    """
    if not _ID.fullmatch(agency_id) or agency_id in _TAKEN:
        raise AgencyError(AgencyProblem.ID)
    if agencies.get(conn, agency_id) is not None:
        raise AgencyError(AgencyProblem.THERE, agency_id)
    return agency_id


def checked_country(country: str) -> str:
    """A country, by its two letters.

    Raises:
        AgencyError: It is none.
    """
    if not _COUNTRY.fullmatch(country):
        raise AgencyError(AgencyProblem.COUNTRY)
    return country


def checked_names(conn: Connection, agency_id: str, names: Mapping[str, str]) -> dict[str, str]:
    """Check the names of an agency. They must be unique, since buttons show nothing else.

    Args:
        agency_id: The id of an existing or a new agency.
        names: Its names, by language.

    Raises:
        AgencyError: A language is unsupported, a name is empty or not in its language's script, or
            another agency has it.
    """
    if not names or not names.keys() <= LANGUAGES.keys():
        raise AgencyError(AgencyProblem.LANGUAGES)
    called = {language: name.strip() for language, name in names.items()}
    for language, name in called.items():
        if not 1 <= len(name) <= LONGEST or not name.isprintable() or not _says(name):
            raise AgencyError(AgencyProblem.NAME, name=name)
        if not any(is_of_script(char, LANGUAGES[language].script) for char in name):
            raise AgencyError(AgencyProblem.LETTERS, language, name)
    for agency in agencies.all_agencies(conn):
        for language, name in called.items():
            same = agency.names.get(language, "").casefold() == name.casefold()
            if same and agency.id != agency_id:
                raise AgencyError(AgencyProblem.CALLED, agency.id, name)
    return called


def add(
    conn: Connection,
    agency_id: str,
    country: str,
    names: Mapping[str, str],
    now: datetime,
    jobs: Sequence[str] | None = None,
) -> None:
    """Add an agency that new people can choose as their workplace.

    Args:
        agency_id: A permanent id.
        country: An ISO 3166-1 alpha-2 code.
        names: Its names, by language; all required languages must be present.
        jobs: The fields of work that its people are offered first; None if unknown.

    Raises:
        AgencyError: One of these cannot be.
    """
    checked_id(conn, agency_id)
    checked_country(country)
    if not names.keys() >= set(REQUIRED):
        raise AgencyError(AgencyProblem.LANGUAGES)
    called = checked_names(conn, agency_id, names)
    _known_jobs(conn, jobs or ())
    if not agencies.add(conn, Agency(agency_id, country, called, now, jobs=jobs)):
        raise AgencyError(AgencyProblem.THERE, agency_id)


def rename(conn: Connection, agency_id: str, names: Mapping[str, str]) -> None:
    """Rename an agency; a language without a new name keeps its old one.

    Raises:
        AgencyError: There is none, or it cannot be called so.
    """
    before = lock_agency(conn, agency_id)
    called = checked_names(conn, agency_id, names)
    agencies.rename(conn, agency_id, {**before.names, **called})


def ask_first(conn: Connection, agency_id: str, jobs: Sequence[str]) -> None:
    """Ask its people about these fields of work first; about all of them at once where none.

    Raises:
        AgencyError: There is no such agency, or no such field of work.
    """
    lock_agency(conn, agency_id)
    _known_jobs(conn, jobs)
    agencies.set_first_jobs(conn, agency_id, jobs)


def close(conn: Connection, agency_id: str, now: datetime) -> None:
    """Stop offering an agency to newcomers; the time of the first call is kept.

    Raises:
        AgencyError: There is none.
    """
    if lock_agency(conn, agency_id).closed_at is None:
        agencies.close(conn, agency_id, now)


def reopen(conn: Connection, agency_id: str) -> None:
    """Offer an agency again.

    Raises:
        AgencyError: There is none.
    """
    lock_agency(conn, agency_id)
    agencies.reopen(conn, agency_id)


def record_pledge(
    conn: Connection, agency_id: str, pledge: str | None, by: str | None, now: datetime
) -> None:
    """Record an agency's answer about its pledge.

    Args:
        pledge: `PROMISED` or `REFUSED`; None to reopen the question.
        by: The answering officer's name and role.

    Raises:
        AgencyError: There is no such agency, or the officer's name is missing.
    """
    lock_agency(conn, agency_id)
    if pledge is None:
        agencies.answer_pledge(conn, agency_id, None, None, None)
        return
    who = (by or "").strip()
    if not 1 <= len(who) <= LONGEST_OFFICER or not who.isprintable() or not _says(who):
        raise AgencyError(AgencyProblem.OFFICER)
    agencies.answer_pledge(conn, agency_id, pledge, who, now)


def lock_agency(conn: Connection, agency_id: str) -> Agency:
    """Lock an agency until the transaction ends.

    Raises:
        AgencyError: There is none.
    """
    found = agencies.get_for_update(conn, agency_id)
    if found is None:
        raise AgencyError(AgencyProblem.NONE, agency_id)
    return found


def _says(name: str) -> bool:
    return any(char.isalpha() for char in name)


def _known_jobs(conn: Connection, jobs: Sequence[str]) -> None:
    there = [agency.id for agency in agencies.all_jobs(conn)]
    if not set(jobs) <= set(there) or len(set(jobs)) < len(jobs):
        raise AgencyError(AgencyProblem.JOBS, ", ".join(there))


def names_of(conn: Connection, agency_id: str) -> Mapping[str, str]:
    """An agency's names by language; none where there is no such agency."""
    found = agencies.get(conn, agency_id)
    return found.names if found else {}
