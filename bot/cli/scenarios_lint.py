"""`basira scenarios lint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, language_option, plain_console, print_json

if TYPE_CHECKING:
    from scenarios.findings import Finding

_COLOURS = {"error": "bold red", "warning": "yellow", "advice": "cyan"}


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…")
@language_option
@json_option
def scenarios_lint(paths: tuple[Path, ...], *, lang: str, as_json: bool) -> None:
    """Check scenarios for errors, and say where and how to fix them.

    Each PATH is a folder of scenarios, the folder of one, or a file; by default the library and the
    folders of BASIRA_SCENARIOS. Each finding is a line `file:line:column: error code: message`, and
    each code has a page in docs/findings. A scenario with too many states to explore is counted as
    unknown. Exit status 1 when a finding is an error, 2 when a path does not exist.
    """
    from bot.cli.scenario_files import check_together, playable, scenarios_at
    from scenarios.explore import Verdict
    from scenarios.findings import Severity, errors

    places = [place for path in paths for place in scenarios_at(path)] if paths else playable()
    # By their real paths, since a shell's pattern may name both files of a scenario.
    found = {place.resolve(): place for place in places}
    checked = check_together(found.values(), whole=not paths)
    findings, verdicts = sorted(checked.findings), checked.verdicts
    wrong = len(errors(findings))
    advice = sum(finding.severity is Severity.ADVICE for finding in findings)
    summary = {
        "scenarios": len(found),
        "errors": wrong,
        "warnings": len(findings) - wrong - advice,
        "advice": advice,
        "unknown": list(verdicts.values()).count(Verdict.UNKNOWN),
    }
    if as_json:
        told = [_json(finding, lang) for finding in findings]
        report = {**summary, "verdicts": verdicts, "findings": told}
        print_json(report)
    else:
        _report(findings, summary, lang)
    if wrong:
        raise click.exceptions.Exit(1)


def _json(finding: Finding, language: str) -> dict[str, Any]:
    from bot.locale import words

    render = words(language).render
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "message": render(finding.message),
        "mend": render(finding.fix) if finding.fix else "",
        "severity": finding.severity,
    }


def _report(findings: list[Finding], summary: dict[str, int], language: str) -> None:
    from rich.text import Text

    from bot.locale import words

    console, render = plain_console(), words(language).render
    for finding in findings:
        line = Text(render(finding))
        line.stylize("bold", 0, len(f"{finding.file}:{finding.line}:{finding.column}:"))
        severity = render(finding.severity.label)
        line.highlight_words([f" {severity} "], _COLOURS[finding.severity])
        console.print(line)
    console.print(_summed(summary, language))


def _summed(summary: dict[str, int], language: str) -> str:
    from bot.locale import words

    here = words(language)
    counts = {
        "scenarios": here.count("{n} scenario", "{n} scenarios", summary["scenarios"]),
        "errors": here.count("{n} error", "{n} errors", summary["errors"]),
        "warnings": here.count("{n} warning", "{n} warnings", summary["warnings"]),
    }
    if summary["unknown"]:
        unknown = here.count("{n} unknown", "{n} unknown", summary["unknown"])
        summary_line = here.say(
            "{scenarios}, {errors}, {warnings}, {unknown}.", unknown=unknown, **counts
        )
    else:
        summary_line = here.say("{scenarios}, {errors}, {warnings}.", **counts)
    if summary["advice"]:
        summary_line += " " + here.say("Advice: {n}.", n=summary["advice"])
    return summary_line
