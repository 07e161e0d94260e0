"""`basira scenarios new`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from bot.cli.program import CommandError
from bot.cli.scenarios_schema import SCENARIO_SCHEMA, TRANSLATION_SCHEMA, schema_text
from scenarios.languages import DEFAULT, LANGUAGES
from scenarios.skeleton import ALL, FIRST, skeleton


@click.command("new")
@click.argument("id")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice((*ALL, "all")),
    help="A kind of decision to include; repeatable. By default choose and spot.",
)
@click.option(
    "--lang",
    default=DEFAULT,
    show_default=True,
    type=click.Choice(tuple(LANGUAGES)),
    help="The language of the texts and comments.",
)
@click.option(
    "--dir",
    "place",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to create its folder; by default here.",
)
def scenarios_new(
    id: str,  # noqa: A002  # help and documentation name it so
    *,
    kinds: tuple[str, ...],
    lang: str,
    place: Path | None,
) -> None:
    """Create a scenario: a folder with a small story to change bit by bit.

    It can be played at once, and its comments teach the format. ID is the name of the scenario and
    of its folder: lowercase letters, digits, hyphens. Existing files are never replaced.
    """
    folder = (place or Path()) / id
    _check(id, folder)
    shown = ALL if "all" in kinds else kinds or FIRST
    made = skeleton(id, lang, shown)
    schemas = {
        SCENARIO_SCHEMA: schema_text(translation=False),
        TRANSLATION_SCHEMA: schema_text(translation=True),
    }
    _write(folder, {**made, **schemas})
    _print_next_steps(folder, made, lang)


def _check(name: str, folder: Path) -> None:
    from bot import settings
    from bot.cli.scenario_files import find
    from scenarios import limits
    from scenarios.case_library import LIBRARY

    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or len(name) > limits.ID_LENGTH:
        raise CommandError(
            f"`{name}` is not an id: lowercase letters, digits and hyphens, a letter first; "
            f"at most {limits.ID_LENGTH}."
        )
    if folder.exists() or folder.is_symlink():
        raise CommandError(f"{folder} exists already; use another id, or another place with --dir.")
    if find(name, (LIBRARY, *settings.load().folders)) is not None:
        raise CommandError(f"`{name}` is the id of another scenario already; use another.")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder completely or not at all."""
    beside = folder.with_name(f".{folder.name}.new")
    try:
        beside.mkdir(parents=True)
        for name, text in files.items():
            (beside / name).write_text(text, "utf-8", newline="\n")
        beside.rename(folder)
    except OSError as error:
        if not isinstance(error, FileExistsError):
            shutil.rmtree(beside, ignore_errors=True)
        raise CommandError(f"{folder} cannot be written: {error.strerror or error}.") from None


def _print_next_steps(folder: Path, files: Mapping[str, str], language: str) -> None:
    click.echo(f"{folder}: {', '.join(files)}, and schemas for your editor.")
    option = "" if language == "en" else f" --lang {language}"
    click.echo("Open scenario.yaml; its comments explain it. Then, as often as you like:", err=True)
    click.echo(f"  basira scenarios lint {folder}{option}", err=True)
    click.echo(f"  basira play {folder}{option}", err=True)
