"""`basira scenarios list`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import counted, json_option, plain_console, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scenarios.model import Scenario


@click.command("list")
@click.option("--programmes", is_flag=True, help="List programmes with their scenarios instead.")
@click.option(
    "--survey",
    "surveyed",
    is_flag=True,
    help="Analyse all scenarios together instead: choices given away by their looks, the cast, "
    "indicators not taught, kinds of question by track.",
)
@json_option
def scenarios_list(*, programmes: bool, surveyed: bool, as_json: bool) -> None:
    """List the scenarios that can be played.

    These are the library and the folders of BASIRA_SCENARIOS.
    """
    from bot import settings
    from scenarios.case_library import LIBRARY, load_library
    from scenarios.findings import errors

    if programmes and surveyed:
        raise click.UsageError("--programmes and --survey exclude each other.")
    if programmes:
        _programmes(as_json=as_json)
        return
    shelf = load_library((LIBRARY, *settings.load().folders))
    if surveyed:
        _survey(list(shelf), as_json=as_json)
        return
    rows = [_row(scenario) for scenario in shelf]
    if as_json:
        print_json(rows)
    else:
        _print_rows(rows)
    if errors(shelf.findings):
        click.echo("Some scenarios do not load; `basira scenarios lint` says why.", err=True)


def _row(scenario: Scenario) -> dict[str, Any]:
    from scenarios.durations import minutes
    from scenarios.rendering import render_text

    title = {
        language: render_text(scenario, language, 0, "title", scenario.opening)
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


def _print_rows(rows: list[dict[str, Any]]) -> None:
    from rich.text import Text

    console, width = plain_console(), max((len(row["id"]) for row in rows), default=0) + 2
    for row in rows:
        minutes = sorted(set(row["minutes"].values()))
        about = (
            f"{row['track']}, {row['level']}",
            counted(row["decisions"], "decision"),
            "1 minute" if minutes == [1] else f"{'-'.join(map(str, minutes))} minutes",
            " ".join(row["languages"]),
        )
        console.print(Text.assemble((row["id"].ljust(width), "bold"), (" · ".join(about), "dim")))
        for title in row["title"].values():
            console.print(" " * width + title)


def _programmes(*, as_json: bool) -> None:
    from scenarios.programmes import programmes

    found = programmes().values()
    if as_json:
        print_json(
            [each.model_dump(mode="json", by_alias=True, exclude={"guide"}) for each in found]
        )
        return
    for programme in found:
        click.echo(f"{programme.id} · {programme.title.in_('en')}")
        for step in programme.steps:
            mark = "" if step.pass_mark is None else f", pass mark {step.pass_mark} %"
            click.echo(f"  {step.scenario}{mark}")


def _survey(cases: list[Scenario], *, as_json: bool) -> None:
    report = _report(cases)
    if as_json:
        print_json(report)
        return
    for line in _lines(report):
        click.echo(line)


def _report(cases: Iterable[Scenario]) -> dict[str, Any]:
    from scenarios import library_survey
    from scenarios.catalogue import catalogue
    from scenarios.languages import REQUIRED

    found = list(cases)
    known = library_survey.taught(found)
    return {
        "cases": len(found),
        "guesses": {
            language: [asdict(guess) for guess in library_survey.guesses(found, language)]
            for language in REQUIRED
        },
        "people": [asdict(person) for person in library_survey.characters(found)],
        "untaught": sorted(catalogue().indicators - known.keys()),
        "kinds": {track: dict(count) for track, count in library_survey.kinds(found).items()},
    }


def _lines(report: dict[str, Any]) -> Iterator[str]:
    yield f"{report['cases']} cases"
    for language, guesses in report["guesses"].items():
        yield ""
        yield f"Answered by looks alone ({language})   right      chance"
        for guess in guesses:
            asked = max(1, guess["asked"])
            right, chance = (
                round(100 * guess["right"] / asked),
                round(100 * guess["chance"] / asked),
            )
            yield f"  {guess['look']:<12}{guess['asked']:>5} questions  {right:>5} %  {chance:>8} %"
    yield ""
    yield from _people(report["people"])
    yield ""
    yield "Questions by track"
    for track, kinds in report["kinds"].items():
        asked = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        yield f"  {track}: {asked}"
    yield ""
    untaught = ", ".join(report["untaught"])
    yield f"Indicators that no case teaches: {untaught or 'none'}"


def _people(people: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Women, men, girls and boys in each role."""
    from collections import Counter

    words = {("f", False): "women", ("m", False): "men", ("f", True): "girls", ("m", True): "boys"}
    counted: Counter[tuple[str, str]] = Counter()
    for person in people:
        counted[person["role"] or "other", words[person["gender"], person["child"]]] += 1
    yield "People in the stories"
    for role in sorted({role for role, _ in counted}):
        there = ", ".join(f"{counted[role, who]} {who}" for who in words.values())
        yield f"  {role}: {there}"
