"""Scenarios beside their translations, from disk and back, for the commands about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.program import Told

if TYPE_CHECKING:
    from scenarios.translation_pairs import Pair

PATHS = click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…"
)


def pairs_at(paths: tuple[Path, ...]) -> Iterator[tuple[Path, Pair]]:
    """Every scenario beside each language it is not written in, there or not."""
    from scenarios.loader import files_of
    from scenarios.translation_pairs import Unpaired, languages_of, pair

    for folder in _folders(paths):
        files = files_of(folder)
        try:
            for language in languages_of(files):
                yield folder, pair(files, language)
        except Unpaired as error:
            raise Told(f"{shown(folder)}: {error}") from None


def _folders(paths: tuple[Path, ...]) -> list[Path]:
    from bot.cli.shelves import playable, scenarios_at

    places = [one for path in paths for one in scenarios_at(path)] if paths else playable()
    # By their real places, since a shell's pattern may name both files of one.
    return list({one.resolve(): one for one in places if one.is_dir()}.values())


def shown(path: Path) -> str:
    """A path as a person at this place would write it."""
    from bot.cli import shelves

    return shelves.shown(path)


def counted(count: int, name: str) -> str:
    """`1 comment`, `2 comments`."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def write_lock(folder: Path, pair: Pair, lock: Mapping[str, str]) -> None:
    """Write the stamps of a translation, where they have changed."""
    from scenarios.translation import lock_name, written

    if lock != pair.lock:
        write(folder / lock_name(pair.language), written(lock))


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8", newline="\n")
    beside.replace(file)
