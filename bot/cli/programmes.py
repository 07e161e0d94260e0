"""`basira programmes`: what is gone through in order, and a guide for whoever leads the room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scenarios.programmes import Programme

_language = click.option(
    "--lang",
    type=click.Choice(("en", "ar")),
    default="en",
    show_default=True,
    help="The language of what is shown.",
)


@click.group()
def programmes() -> None:
    """List programmes, and make the guides for who takes a room through them."""


@programmes.command("list")
@_language
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, lang: str, as_json: bool) -> None:
    """List programmes with their cases, in order."""
    from scenarios.programmes import programmes as kept

    found = kept().values()
    if as_json:
        rows = [one.model_dump(mode="json", by_alias=True, exclude={"guide"}) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.id} · {one.title.in_(lang)}")
        for step in one.steps:
            mark = "" if step.pass_mark is None else f", passed from {step.pass_mark} % on"
            click.echo(f"  {step.scenario}{mark}")


@programmes.command()
@click.argument("programme")
@_language
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to; left out, the programme's id with .html, here.",
)
def guide(programme: str, *, lang: str, out: Path | None) -> None:
    """Write the facilitator's guide of a programme as one page of HTML.

    A browser opens it and prints it. PROGRAMME is an id of `basira programmes list`. Prints the
    file's path.
    """
    from bot.cli.drawing import write
    from bot.cli.shelves import shown
    from bot.scenario_files.programme_guide import page
    from scenarios.case_library import load_shelf

    wanted = _wanted(programme)
    file = out or Path(f"{wanted.id}.html")
    write(file, page(wanted, lang, load_shelf().scenarios).encode())
    click.echo(shown(file))


def _wanted(name: str) -> Programme:
    """The programme of that id.

    Raises:
        Told: There is none.
    """
    from bot.cli.program import Told
    from scenarios.findings import did_you_mean
    from scenarios.programmes import programmes as kept

    known = kept()
    if name not in known:
        near = did_you_mean(name, known)
        raise Told(f"There is no programme `{name}`. {near or 'See `basira programmes list`.'}")
    return known[name]
