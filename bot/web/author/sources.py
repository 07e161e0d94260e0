"""The source of a scenario with numbered lines, and the findings beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.locale import Words
from bot.phrases.finding_phrases import explained
from scenarios.findings import Finding
from scenarios.loader import YAML_FILES


def shown_finding(words: Words, finding: Finding) -> Mapping[str, object]:
    """A finding, and the anchor of its line."""
    return {
        "file": finding.file,
        "line": finding.line,
        "anchor": _anchor(finding.file, finding.line),
        "severity": words.render(finding.severity.label),
        "text": explained(words, finding),
    }


def _anchor(file: str, line: int) -> str:
    return f"{file.replace('.', '-')}-{line}"


def numbered_sources(
    words: Words, files: Mapping[str, str], findings: Iterable[Finding]
) -> Iterator[Mapping[str, object]]:
    """The YAML files by lines, each with what was found in it."""
    found: dict[tuple[str, int], list[str]] = {}
    for each in findings:
        found.setdefault((each.file, each.line), []).append(explained(words, each))
    for name in YAML_FILES:
        if name in files:
            yield {
                "name": name,
                "lines": [
                    {"id": _anchor(name, n), "text": line, "findings": found.get((name, n), ())}
                    for n, line in enumerate(files[name].splitlines(), 1)
                ],
            }
