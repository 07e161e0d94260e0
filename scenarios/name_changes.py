"""A name of the scenario that was changed: the texts of a translation go along, with their stamps.

Only the name is changed in the file, so that its comments and its order stay.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from scenarios.model import Key
from scenarios.scope import path_of
from scenarios.translation_pairs import Pair, in_full
from scenarios.yaml_source import Path


class Unmoved(Exception):
    """Texts that cannot go along by themselves; the text says why."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A translation in which a name was changed."""

    file: str
    lock: dict[Key, str]
    count: int  # of the texts that went along


def renamed(pair: Pair, old: str, new: str) -> Renamed | None:
    """Change a name in a translation, as it was changed in the scenario.

    Args:
        pair: The scenario, in which it is changed already, and the translation.
        old: What a scene, a choice or any other part was called.
        new: What it is called.

    Returns:
        The changed translation; None where no text goes along, since only texts go that the
        scenario no longer has, to places that have none yet.

    Raises:
        Unmoved: Both names stand in the translation.
    """
    moved = {
        key: to
        for key in pair.translation
        if (to := _renamed(pair, key, old, new)) and to not in pair.translation
    }
    if not moved:
        return None
    names = {path[:end] for key in moved for path, end in _ends(path_of(key), old)}
    if any((*name[:-1], new) in pair.source.places for name in names):
        raise Unmoved(
            f"In {pair.language}.yaml there are `{old}` and `{new}` beside each other; "
            f"put their texts together under `{new}`."
        )
    lock = {_moved_stamp(pair, key, old, new): value for key, value in pair.lock.items()}
    return Renamed(_rewritten(pair, names, old, new), lock, len(moved))


def _renamed(pair: Pair, key: Key, old: str, new: str) -> Key | None:
    """Where a text goes that the scenario no longer has."""
    if key in pair.original:
        return None
    to = in_full(".".join(new if part == old else part for part in key.split(".")), pair.original)
    return to if to in pair.original else None


def _moved_stamp(pair: Pair, key: Key, old: str, new: str) -> Key:
    to = _renamed(pair, key, old, new)
    return to if to and to not in pair.lock else key


def _ends(path: Path, name: str) -> list[tuple[Path, int]]:
    return [(path, end) for end, part in enumerate(path, start=1) if part == name]


def _rewritten(pair: Pair, names: Container[Path], old: str, new: str) -> str:
    """The file with the new name at the places of the old one."""
    lines = pair.file.split("\n")
    places = (place for path, place in pair.source.places.items() if path in names)
    for line, column in sorted(places, reverse=True):
        text = lines[line - 1]
        start = column - 1 + (text[column - 1] in "\"'")
        if text[start : start + len(old)] != old:
            raise Unmoved(f"Change `{old}` in line {line} of {pair.language}.yaml by hand.")
        lines[line - 1] = text[:start] + new + text[start + len(old) :]
    return "\n".join(lines)
