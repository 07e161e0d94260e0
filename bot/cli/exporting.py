"""`basira scenarios export`: a scenario as files, to change, to print or to play offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.program import Told

if TYPE_CHECKING:
    from storage.authoring.sign_offs import SignOff

_FORMS = {"yaml": "yaml", "pdf": "sheet", "html": "page"}


@click.command()
@click.argument("scenario")
@click.option(
    "--as",
    "kind",
    type=click.Choice(tuple(_FORMS)),
    default="yaml",
    show_default=True,
    help="Its files; sheets to print for a table; or a page that plays it in a browser.",
)
@click.option(
    "--lang",
    type=click.Choice(("en", "ar")),
    default="en",
    show_default=True,
    help="The language in which a page opens, and whose sheets come first.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where to; left out, here.",
)
def export(scenario: str, *, kind: str, lang: str, out: Path | None) -> None:
    """Write a scenario as files.

    `yaml` gives its files as they can be sent to the bot: in a zip where it has several languages.
    `pdf` gives pages to print for a table with paper and pencil, a file for each language.
    `html` gives one page that plays it in a browser without a network. Both say which experts'
    sign-offs the database of the settings has, and that it is not known where there is none.
    SCENARIO is an id of `basira scenarios list`, or a path to a scenario's folder. Prints the path
    of each file.
    """
    from bot.cli.drawing import write
    from bot.cli.shelves import shown
    from bot.cli.wanted import wanted
    from bot.scenario_files.file_formats import YAML, files_of, forms_of
    from scenarios.transition_table import TooLarge

    case, form, folder = wanted(scenario, lang), _FORMS[kind], out or Path()
    if form not in forms_of(case):
        raise Told("This is a test: played alone or on paper it would measure nothing.")
    signed = None if form == YAML else _signed(case.id)
    try:
        made = files_of(case, form, lang, signed=signed)
    except TooLarge:
        raise Told("This case can go in too many ways for one page.") from None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Told(f"{folder} cannot be made: {error.strerror or error}.") from None
    for name, content in made:
        write(folder / name, content)
        click.echo(shown(folder / name))


def _signed(scenario: str) -> list[SignOff] | None:
    """What experts signed of a case; None where no database of ours can be asked.

    A case is exported on any computer, so none is made for the asking.
    """
    from bot import settings
    from bot.cli.units import looked_up
    from storage.authoring import sign_offs
    from storage.db import schema
    from storage.db.errors import StorageError

    chosen = settings.load()
    try:
        schema.require_current(chosen.database)
        return looked_up(chosen, lambda conn: sign_offs.of(conn, scenario))
    except StorageError as error:
        click.echo(f"Whether an expert has reviewed it is not known here: {error}", err=True)
        return None
