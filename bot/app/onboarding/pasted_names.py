"""Parsing of typed lists of names, and of cohort names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.app.onboarding.job_titles import JobTitles
from bot.app.person_names import clean_name, invalid_characters, single_line
from scenarios.languages import SCRIPTS
from storage.agencies.agencies import Job

MOST_NAMES = 100
MOST_LETTERS = 60  # of a cohort's name
MOST_JOB = 30  # letters of a field of work that is shown again
MOST_SIGNS = 10  # that are shown as what stands in no name
_PARTS = re.compile(r"[,،;؛\t]")
# "1. ", "٢) ", "(3) ", "4 -", "• " and the like, with marks of direction wherever a phone put them.
_UNSEEN = r"[\s\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_NUMBER = rf"[(\[]?{_UNSEEN}\d{{1,3}}{_UNSEEN}[\ufe0f\u20e3.)\]:،,/\-–—ـ]*"
_NUMBERING = re.compile(rf"{_UNSEEN}(?:{_NUMBER}|[•·●▪◦*‣\-–—]){_UNSEEN}")


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    names: dict[str, str]  # by script: one of them, or both
    job: str | None
    number: str | None = None  # their agency's own

    @property
    def name(self) -> str:
        """As the trainer wrote it."""
        return next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class ParsedNames:
    """The names of a pasted list, and the numbers of unreadable lines."""

    people: tuple[ExpectedPerson, ...]
    unread: tuple[int, ...] = ()
    signs: str = ""  # in those lines, what stands in no name
    unknown_jobs: tuple[tuple[int, str], ...] = ()  # with the numbers of their lines
    too_long: bool = False


class CohortNameError(Exception):
    """A cohort cannot have this name: it has no letter or digit, or too many of them."""

    def __init__(self, *, too_long: bool) -> None:
        super().__init__()
        self.too_long = too_long


def checked_cohort_name(typed: str) -> str:
    """Validate a typed cohort name.

    Raises:
        CohortNameError: It can be none.
    """
    name = cohort_name(typed)
    if not name or is_too_long(typed):
        raise CohortNameError(too_long=bool(name))
    return name


def cohort_name(typed: str) -> str:
    """A typed cohort name, cleaned; empty without visible characters.

    One that is too long is cut: `is_too_long` tells it.
    """
    name = single_line(typed, MOST_LETTERS)
    return name if any(char.isalnum() for char in name) else ""


def is_too_long(typed: str, most: int = MOST_LETTERS) -> bool:
    """Whether a typed text exceeds the limit of letters."""
    # Two more, since a blank at the end of what is cut does not count.
    return len(single_line(typed, most + 2)) > most


def parse_names(typed: str, jobs: Iterable[Job]) -> ParsedNames:
    """Parse a list with one person per line: a name, optionally a comma and the field of work.

    Leading numbers and bullets are ignored.

    Args:
        typed: The message, as sent.
        jobs: The known fields of work; unknown ones are ignored.
    """
    known = JobTitles.of(jobs)
    lines = [(n, line) for n, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_NAMES:
        return ParsedNames((), too_long=True)
    people, unread, unknown = [], [], []
    strange = ""
    for number, line in lines:
        numbered = _NUMBERING.match(line)
        bare = line[numbered.end() :] if numbered else line
        first, *rest = (part.strip() for part in _PARTS.split(bare))
        found = [(script, clean_name(first, script)) for script in SCRIPTS]
        names: dict[str, str] = {script: name for script, name in found if name is not None}
        if names:
            job = known.find(rest[0]) if rest else None
            if job is None and rest and (shown := single_line(rest[0], MOST_JOB)):
                unknown.append((number, shown))
            people.append(ExpectedPerson(names, job))
        else:
            unread.append(number)
            strange += invalid_characters(first)
    signs = "".join(dict.fromkeys(strange))[:MOST_SIGNS]
    return ParsedNames(tuple(people), tuple(unread), signs, tuple(unknown))
