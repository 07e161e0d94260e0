"""Findings in words, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.app.person_names import single_line
from bot.locale import Words
from scenarios.findings import Finding

LONGEST_NAME = 60  # letters of the name of a file


def ordered(
    findings: Iterable[Finding], names: Mapping[str, str] = MappingProxyType({})
) -> list[Finding]:
    """Findings by severity, errors first, then by location.

    Args:
        findings: The findings.
        names: The uploaded file names, by the names used here.
    """
    found = sorted(findings, key=lambda finding: (finding.severity != "error", finding))
    return [
        replace(finding, file=single_line(names.get(finding.file, finding.file), LONGEST_NAME))
        for finding in found
    ]


def explained(words: Words, finding: Finding) -> str:
    """A finding and its remedy, without its place."""
    return " ".join(words.render(part) for part in (finding.message, finding.fix) if part)
