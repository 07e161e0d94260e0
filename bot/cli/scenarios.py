"""`basira scenarios`: list them, check them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.beginning import new
from bot.cli.comparing import diff
from bot.cli.correcting import correct
from bot.cli.describing import schema
from bot.cli.drawing import graph
from bot.cli.exporting import export
from bot.cli.signing_off import sign_off, sign_offs_, unsign
from bot.cli.simulating import simulate
from bot.cli.stamping import stamp
from bot.cli.surveying import survey
from bot.cli.translating import translate

if TYPE_CHECKING:
    from rich.console import Console

    from scenarios.findings import Finding
    from scenarios.model import Scenario


@click.group()
def scenarios() -> None:
    """List scenarios and check them."""


scenarios.add_command(correct)
scenarios.add_command(diff)
scenarios.add_command(export)
scenarios.add_command(graph)
scenarios.add_command(new)
scenarios.add_command(schema)
scenarios.add_command(sign_off)
scenarios.add_command(sign_offs_)
scenarios.add_command(simulate)
scenarios.add_command(stamp)
scenarios.add_command(survey)
scenarios.add_command(translate)
scenarios.add_command(unsign)


@scenarios.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, as_json: bool) -> None:
    """List what can be played.

    That is the library, and what is in the folders of BASIRA_SCENARIOS.
    """
    from bot import settings
    from scenarios.case_library import LIBRARY, load_shelf
    from scenarios.findings import errors

    shelf = load_shelf((LIBRARY, *settings.load().folders))
    rows = [_row(scenario) for scenario in shelf]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _catalogue(rows)
    if errors(shelf.findings):
        click.echo("Some scenarios do not load; `basira scenarios lint` says why.", err=True)


@scenarios.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…")
@click.option(
    "--lang",
    default="en",
    show_default=True,
    type=click.Choice(("en", "ar")),
    help="The language to say it in.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def lint(paths: tuple[Path, ...], *, lang: str, as_json: bool) -> None:
    """Check scenarios, and say what is wrong and where.

    What is at each PATH: a folder of scenarios, the folder of one, or a file; without any, the
    library and the folders of BASIRA_SCENARIOS. Prints a line per finding, `file:line:column:
    error code: message`. A scenario with more states than can be visited is counted as unknown too.
    Exit status: 1 when a finding is an error, else 0; 2 for a path that is not there.
    """
    from bot.cli.shelves import playable, scenarios_at, shelved
    from scenarios.explore import Verdict
    from scenarios.findings import errors

    places = [one for path in paths for one in scenarios_at(path)] if paths else playable()
    # By their real places, since a shell's pattern may name both files of one.
    found = {one.resolve(): one for one in places}
    shelf = shelved(found.values(), whole=not paths)
    findings, verdicts = sorted(shelf.findings), shelf.verdicts
    wrong = len(errors(findings))
    summary = {
        "scenarios": len(found),
        "errors": wrong,
        "warnings": len(findings) - wrong,
        "unknown": list(verdicts.values()).count(Verdict.UNKNOWN),
    }
    if as_json:
        told = [_told(finding, lang) for finding in findings]
        report = {**summary, "verdicts": verdicts, "findings": told}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _report(findings, summary, lang)
    if wrong:
        raise click.exceptions.Exit(1)


def _row(scenario: Scenario) -> dict[str, Any]:
    from scenarios.durations import minutes
    from scenarios.rendering import told

    title = {
        language: told(scenario, language, 0, "title", scenario.opening)
        for language in scenario.scripts
    }
    return {
        "id": scenario.id,
        "title": title,
        "track": scenario.track,
        "level": scenario.level,
        "decisions": len(scenario.reference.path) if scenario.reference else 0,
        "minutes": {language: minutes(scenario, language) for language in scenario.scripts},
        "languages": list(scenario.scripts),
    }


def _catalogue(rows: list[dict[str, Any]]) -> None:
    from rich.text import Text

    console, width = _console(), max((len(row["id"]) for row in rows), default=0) + 2
    for row in rows:
        minutes = sorted(set(row["minutes"].values()))
        about = (
            f"{row['track']}, {row['level']}",
            _counted(row["decisions"], "decision"),
            "1 minute" if minutes == [1] else f"{'-'.join(map(str, minutes))} minutes",
            " ".join(row["languages"]),
        )
        console.print(Text.assemble((row["id"].ljust(width), "bold"), (" · ".join(about), "dim")))
        for title in row["title"].values():
            console.print(" " * width + title)


def _told(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "message": finding.message.in_(language),
        "mend": finding.mend.in_(language) if finding.mend else "",
        "severity": finding.severity,
    }


def _report(findings: list[Finding], summary: dict[str, int], language: str) -> None:
    from rich.text import Text

    console = _console()
    for finding in findings:
        line = Text(finding.line_in(language))
        line.stylize("bold", 0, len(f"{finding.file}:{finding.line}:{finding.column}:"))
        severity = finding.severity.in_(language)
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
    if not summary["unknown"]:
        return here.say("{scenarios}, {errors}, {warnings}.", **counts)
    unknown = here.count("{n} unknown", "{n} unknown", summary["unknown"])
    return here.say("{scenarios}, {errors}, {warnings}, {unknown}.", unknown=unknown, **counts)


_COLOURS = {"error": "bold red", "warning": "yellow"}


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _console() -> Console:
    """Colours on a terminal only; lines are never cut or wrapped, since scripts read them."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
