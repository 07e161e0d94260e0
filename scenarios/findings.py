"""Findings: problems in a scenario, with instructions for the author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from scenarios import limits
from scenarios.bidi import insert
from scenarios.languages import DEFAULT
from scenarios.saying import Message, Translate, sanitize, say


class Severity(StrEnum):
    """Errors prevent playing; a case of the library has no warnings; advice is optional."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def label(self) -> Message:
        """Its display name."""
        return _SEVERITIES[self]


_SEVERITIES = {
    Severity.ERROR: say("error"),
    Severity.WARNING: say("warning"),
    Severity.ADVICE: say("advice"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem with its location: `file:line:column`, both counted from 1."""

    file: str
    line: int
    column: int
    code: str
    message: Message
    fix: Message | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return self.render()

    def __lt__(self, other: Finding) -> bool:
        return self._rank() < other._rank()

    def render(self, language: str = DEFAULT, translate: Translate = str) -> str:
        """The finding in one line: place, severity, code, message and remedy."""
        parts = (part for part in (self.message, self.fix) if part)
        text = insert(" ".join(part.render(language, translate) for part in parts), language)
        severity = self.severity.label.render(language, translate)
        place = f"{sanitize(self.file)}:{self.line}:{self.column}"
        return f"{place}: {severity} {self.code}: {text}"

    def _rank(self) -> tuple[str, bool, str, int, int, str, str, str, str]:
        """Sort by location, then by the English message: the order is the same in every language.

        The scenario's own file comes first: its errors cause many of the others.
        """
        folder, _, name = self.file.rpartition("/")
        texts = str(self.message), str(self.fix or "")
        place = self.line, self.column
        return (folder, name != "scenario.yaml", name, *place, self.code, *texts, self.severity)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that prevent playing."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def did_you_mean(word: str, known: Iterable[str], near_from: float = 0.6) -> Message | None:
    """A suggestion such as "Did you mean `documents`?", or nothing.

    Args:
        word: The unknown word.
        known: The valid words.
        near_from: The minimum similarity, 0 to 1; higher for words of a regular form.
    """
    names = list(known)
    few = len(names) <= limits.SUGGEST_AMONG
    near = get_close_matches(word, names, cutoff=near_from) if few else []
    return say("Did you mean `{near}`?", near=near[0]) if near else None
