"""What trainers type: lists of names, and names of cohorts. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.services.arriving.names import clean_name
from storage.agencies import Job
from storage.names import SCRIPTS

MOST_NAMES = 100
MOST_LETTERS = 60  # of a cohort's name
_PARTS = re.compile(r"[,،;؛\t]")


@dataclass(frozen=True, slots=True)
class Expected:
    """Someone whom a trainer expects."""

    names: dict[str, str]  # by script: one of them
    job: str | None

    @property
    def name(self) -> str:
        """As the trainer wrote it."""
        return next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class Pasted:
    """What could be read of a list, and the numbers of the lines that could not."""

    people: tuple[Expected, ...]
    unread: tuple[int, ...] = ()
    unknown_jobs: int = 0
    too_long: bool = False


def cohort_name(typed: str) -> str:
    """What was typed, as the name of a cohort; empty where nothing of it can be seen.

    Marks of direction, control characters and heaps of accents go, and it stands in one line.
    """
    kept, marks = [], 0
    for one in unicodedata.normalize("NFC", typed[: 20 * MOST_LETTERS]):
        marks = marks + 1 if unicodedata.category(one)[0] == "M" else 0
        if one.isspace():
            kept.append(" ")
        elif unicodedata.category(one)[0] != "C" and marks <= 2:
            kept.append(one)
    name = " ".join("".join(kept).split())[:MOST_LETTERS].strip()
    return name if any(one.isalnum() for one in name) else ""


def pasted(typed: str, jobs: Iterable[Job]) -> Pasted:
    """Read a list: a person a line, the name, and after a comma the field of work.

    Args:
        typed: What was sent.
        jobs: The fields of work that are known; another one is left out.
    """
    known = {name.casefold(): job.id for job in jobs for name in (job.id, *job.names.values())}
    lines = [(n, line) for n, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_NAMES:
        return Pasted((), too_long=True)
    people, unread, unknown = [], [], 0
    for number, line in lines:
        first, *rest = (part.strip() for part in _PARTS.split(line))
        found = [(script, clean_name(first, script)) for script in SCRIPTS]
        names: dict[str, str] = {script: name for script, name in found if name is not None}
        if names:
            job = known.get(rest[0].casefold()) if rest else None
            unknown += bool(job is None and rest and rest[0])
            people.append(Expected(names, job))
        else:
            unread.append(number)
    return Pasted(tuple(people), tuple(unread), unknown)
