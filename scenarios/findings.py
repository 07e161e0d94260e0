"""What is wrong with a scenario, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from scenarios import limits


class Severity(StrEnum):
    """An error keeps a scenario from being played; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend, with its place: `file:line:column`, both counted from 1."""

    file: str
    line: int
    column: int
    code: str
    message: str
    mend: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mend = f" {self.mend}" if self.mend else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity} {self.code}: {self.message}{mend}"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that keep a scenario from being played."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion such as "Did you mean `documents`?", or nothing."""
    names = list(known)
    near = get_close_matches(word, names, cutoff=0.6) if len(names) <= limits.SUGGEST_AMONG else []
    return f"Did you mean `{near[0]}`?" if near else ""
