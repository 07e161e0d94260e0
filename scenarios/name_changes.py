"""Follows a renamed part in translations: its texts and stamps move to the new name.

Only the name changes in the file, so its comments and order are kept.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from scenarios.model import Key
from scenarios.scope import path_of
from scenarios.translation_pairs import Pair, full_key
from scenarios.yaml_source import Path


class RenameConflict(Exception):
    """The texts cannot be moved automatically; the message says why."""


@dataclass(frozen=True, slots=True)
class RenamedTranslation:
    file: str
    lock: dict[Key, str]
    count: int  # of the moved texts


def rename(pair: Pair, old: str, new: str) -> RenamedTranslation | None:
    """Rename a part in a translation, as was done in the scenario.

    Args:
        pair: The scenario, already changed, and the translation.
        old: The previous name of a scene, choice or other part.
        new: Its new name.

    Returns:
        The changed translation; None if no text moves: only texts unknown to the
        scenario move, to keys without a text.

    Raises:
        Unmoved: Both names occur in the translation.
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
        raise RenameConflict(
            f"In {pair.language}.yaml there are `{old}` and `{new}` beside each other; "
            f"put their texts together under `{new}`."
        )
    lock = {_move_stamp(pair, key, old, new): value for key, value in pair.lock.items()}
    return RenamedTranslation(_rewrite(pair, names, old, new), lock, len(moved))


def _renamed(pair: Pair, key: Key, old: str, new: str) -> Key | None:
    """The new key of a text unknown to the scenario."""
    if key in pair.original:
        return None
    to = full_key(".".join(new if part == old else part for part in key.split(".")), pair.original)
    return to if to in pair.original else None


def _move_stamp(pair: Pair, key: Key, old: str, new: str) -> Key:
    to = _renamed(pair, key, old, new)
    return to if to and to not in pair.lock else key


def _ends(path: Path, name: str) -> list[tuple[Path, int]]:
    return [(path, end) for end, part in enumerate(path, start=1) if part == name]


def _rewrite(pair: Pair, names: Container[Path], old: str, new: str) -> str:
    """The file with the name replaced in the keys."""
    lines = pair.file.split("\n")
    places = (place for path, place in pair.source.places.items() if path in names)
    for line, column in sorted(places, reverse=True):
        text = lines[line - 1]
        start = column - 1 + (text[column - 1] in "\"'")
        if text[start : start + len(old)] != old:
            raise RenameConflict(f"Change `{old}` in line {line} of {pair.language}.yaml by hand.")
        lines[line - 1] = text[:start] + new + text[start + len(old) :]
    return "\n".join(lines)
