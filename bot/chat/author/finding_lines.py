"""The findings on a scenario, worded for its author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.author.long_lists import list_file, list_lines
from bot.files import OutgoingFile
from bot.lines import Line, heading
from bot.locale import Words
from bot.phrases.finding_phrases import explained
from scenarios.bidi import insert
from scenarios.findings import Finding

SHORT = 600  # letters of advice on a screen that has more to say


def finding_lines(words: Words, findings: Sequence[Finding], letters: int) -> Iterator[Line]:
    """As many findings as fit, and where the others are."""
    yield from list_lines(words, [_in_a_line(words, finding) for finding in findings], letters)


def advice_lines(words: Words, advice: Sequence[Finding]) -> Iterator[Line]:
    """The advice on a playable scenario."""
    if advice:
        yield heading(
            words.count(
                "{n} suggestion:",
                "{n} suggestions:",
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


def _in_a_line(words: Words, finding: Finding) -> str:
    place = insert(f"{finding.file}, {finding.line}:{finding.column}", words.language)
    return f"{place}: {explained(words, finding)}"
