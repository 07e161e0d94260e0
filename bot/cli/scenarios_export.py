"""`basira scenarios export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.files import display_path, write_file
from bot.cli.program import CommandError
from scenarios.languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.authoring.sign_offs import SignOff

_FORMS = {"yaml": "yaml", "pdf": "sheet", "html": "page"}
_PICTURES = ("svg", "png")


@click.command("export")
@click.argument("scenario")
@click.option(
    "--as",
    "kind",
    type=click.Choice((*_FORMS, *_PICTURES, "guide")),
    default="yaml",
    show_default=True,
    help="yaml: its files, to change. pdf: pages for a table with paper and pencil. html: a page "
    "that plays it offline. svg, png: its graph. guide: of a programme, the facilitator's guide.",
)
@click.option(
    "--lang",
    type=click.Choice(tuple(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="The language of a graph or guide, and the first one of pages.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="The folder; by default the current one.",
)
def scenarios_export(scenario: str, *, kind: str, lang: str, out: Path | None) -> None:
    """Write a scenario as files: to change, to print, to play offline, or as a graph.

    SCENARIO is an id of `basira scenarios list`, or a path to a scenario's folder; with `--as
    guide` an id of `basira scenarios list --programmes`. Files of several languages come as a zip
    that can be sent to the bot. Pages name the experts' sign-offs that the database of the settings
    has. A graph draws the best path strongly and marks answers that could endanger someone. Prints
    the path of each file.
    """
    made: Iterable[tuple[str, bytes]]
    if kind == "guide":
        made = _guide(scenario, lang)
    elif kind in _PICTURES:
        made = _graph(scenario, lang, kind)
    else:
        made = _files(scenario, lang, kind)
    folder = out or Path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{folder} cannot be created: {error.strerror or error}.") from None
    for name, content in made:
        write_file(folder / name, content)
        click.echo(display_path(folder / name))


def _files(scenario: str, lang: str, kind: str) -> Iterable[tuple[str, bytes]]:
    from bot.cli.scenario_files import load_scenario
    from bot.scenario_files.file_formats import YAML, files_of, forms_of
    from scenarios.transition_table import TooLarge

    case, form = load_scenario(scenario, lang), _FORMS[kind]
    if form not in forms_of(case):
        raise CommandError("This is a test: played alone or on paper it would measure nothing.")
    signed = None if form == YAML else _signed(case.id)
    try:
        return files_of(case, form, lang, signed=signed)
    except TooLarge:
        raise CommandError("This case has too many paths for one page.") from None


def _graph(scenario: str, lang: str, kind: str) -> list[tuple[str, bytes]]:
    from bot.cli.scenario_files import load_scenario
    from bot.pictures.drawing import draw, png

    case = load_scenario(scenario, lang)
    picture = draw(case, lang)
    return [(f"{case.id}.{kind}", png(picture) if kind == "png" else picture.svg.encode())]


def _guide(name: str, lang: str) -> list[tuple[str, bytes]]:
    from bot.scenario_files.programme_guide import page
    from scenarios.case_library import load_library
    from scenarios.findings import did_you_mean
    from scenarios.programmes import programmes

    known = programmes()
    if name not in known:
        near = did_you_mean(name, known) or "See `basira scenarios list --programmes`."
        raise CommandError(f"There is no programme `{name}`. {near}")
    return [(f"{name}.html", page(known[name], lang, load_library().scenarios).encode())]


def _signed(scenario: str) -> list[SignOff] | None:
    """Sign-offs of a scenario; None if no database exists, since none is created for this."""
    from bot import settings
    from bot.cli.database import read
    from storage.authoring import sign_offs
    from storage.db import schema
    from storage.db.errors import StorageError

    chosen = settings.load()
    try:
        schema.require_current(chosen.database)
        return read(chosen, lambda conn: sign_offs.of(conn, scenario))
    except StorageError as error:
        click.echo(f"Whether an expert has reviewed it is not known here: {error}", err=True)
        return None
