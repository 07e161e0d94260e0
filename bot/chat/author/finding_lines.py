"""The findings on a scenario, worded for its author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.app.person_names import single_line
from bot.chat.author.long_lists import list_file, list_lines
from bot.chat.kit.request import OutgoingFile
from bot.chat.kit.screen import Line, heading
from bot.locale import Words
from scenarios.bidi import insert
from scenarios.findings import Finding

LONGEST_NAME = 60  # letters of the name of a file
SHORT = 600  # letters of advice on a screen that has more to say


def ordered(
    findings: Iterable[Finding], names: Mapping[str, str] = MappingProxyType({})
) -> list[Finding]:
    """Errors first, and each by its place.

    Args:
        findings: What was found.
        names: The files' names as they were sent, by those they have here.
    """
    found = sorted(findings, key=lambda finding: (finding.severity != "error", finding))
    return [
        replace(finding, file=single_line(names.get(finding.file, finding.file), LONGEST_NAME))
        for finding in found
    ]


def finding_lines(words: Words, findings: Sequence[Finding], letters: int) -> Iterator[Line]:
    """As many findings as fit, and where the others are."""
    yield from list_lines(words, [_in_a_line(words, finding) for finding in findings], letters)


def advice_lines(words: Words, advice: Sequence[Finding]) -> Iterator[Line]:
    """The advice on a playable scenario."""
    if advice:
        yield heading(
            words.count(
                "It could be better in {n} place:",
                "It could be better in {n} places:",
                len(advice),
            )
        )
        yield from finding_lines(words, advice, SHORT)


def findings_file(
    words: Words, findings: Sequence[Finding], letters: int
) -> tuple[OutgoingFile, ...]:
    """All findings as a text file, where they do not fit on a screen."""
    entries = [_in_a_line(words, finding) for finding in findings]
    severities = [
        f"{words.render(finding.severity.label)}: {entry}"
        for finding, entry in zip(findings, entries, strict=True)
    ]
    return list_file("findings.txt", words.say("All findings"), severities, entries, letters)


def explained(words: Words, finding: Finding) -> str:
    """A finding and its remedy, without its place."""
    return " ".join(words.render(part) for part in (finding.message, finding.fix) if part)


def _in_a_line(words: Words, finding: Finding) -> str:
    place = insert(f"{finding.file}, {finding.line}:{finding.column}", words.language)
    return f"{place}: {explained(words, finding)}"
