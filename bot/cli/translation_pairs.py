"""Scenarios and their translations, read and written in pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.files import display_path, write_file
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from scenarios.translation_pairs import Pair

PATHS = click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…"
)


def pairs_at(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Pair]]:
    """Every scenario with each language that it is not written in, translated or not."""
    from scenarios.loader import files_of
    from scenarios.translation_pairs import InvalidPair, languages_of, pair

    for folder in _folders(paths):
        files = files_of(folder)
        try:
            for language in languages_of(files):
                yield folder, pair(files, language)
        except InvalidPair as error:
            raise CommandError(f"{display_path(folder)}: {error}") from None


def _folders(paths: tuple[Path, ...]) -> list[Path]:
    from bot.cli.scenario_files import playable, scenarios_at

    places = [place for path in paths for place in scenarios_at(path)] if paths else playable()
    # By their real paths, since a shell's pattern may name both files of a scenario.
    return list({place.resolve(): place for place in places if place.is_dir()}.values())


def write_lock(folder: Path, pair: Pair, lock: Mapping[str, str]) -> None:
    """Write the lock file of a translation, if it changed."""
    from scenarios.translation import dump_lock, lock_name

    if lock != pair.lock:
        write_file(folder / lock_name(pair.language), dump_lock(lock))
