"""`basira scenarios list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import counted, json_option, plain_console, print_json

if TYPE_CHECKING:
    from scenarios.model import Scenario


@click.command("list")
@click.option("--programmes", is_flag=True, help="List programmes with their scenarios instead.")
@json_option
def scenarios_list(*, programmes: bool, as_json: bool) -> None:
    """List the scenarios that can be played.

    These are the library and the folders of BASIRA_SCENARIOS.
    """
    from bot import settings
    from scenarios.case_library import LIBRARY, load_library
    from scenarios.findings import errors

    if programmes:
        _programmes(as_json=as_json)
        return
    library = load_library((LIBRARY, *settings.load().folders))
    rows = [_row(scenario) for scenario in library]
    if as_json:
        print_json(rows)
    else:
        _print_rows(rows)
    if errors(library.findings):
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
