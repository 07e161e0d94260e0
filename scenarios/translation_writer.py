"""Writes a translation file from its texts, deterministically.

The layout follows the scenario: the same order, and `|` where the scenario has `|`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from scenarios.model import Key
from scenarios.scope import path_of
from scenarios.translation_pairs import Pair
from scenarios.yaml_source import Path

Tree: TypeAlias = "dict[str | int, Tree | tuple[str, ...]]"

_BLOCK = re.compile(r"[|>][-+0-9]*\s*$")
_SPACED = ("cast", "scenes")  # a blank line precedes these


def write_translation(pair: Pair, texts: Mapping[Key, tuple[str, ...]]) -> str:
    """The complete file of a translation, with its leading comments.

    Args:
        pair: The scenario and the current translation.
        texts: The new texts, by the scenario's keys.
    """
    lines = [*_top(pair.file), f"language: {pair.language}"]
    tree: Tree = {}
    for key in pair.original:
        if key in texts:
            _plant(tree, path_of(key), texts[key])
    layout = _Layout(pair)
    for name, value in tree.items():
        lines += [""] if name in _SPACED else []
        lines += layout.lines({name: value}, ())
    return "\n".join(lines) + "\n"


def _top(file: str) -> list[str]:
    """The leading comments of a file."""
    lines = []
    for line in file.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line.rstrip())
    return lines if any(lines) else []


def _plant(tree: Tree, path: Path, wordings: tuple[str, ...]) -> None:
    for name in path[:-1]:
        inner = tree.setdefault(name, {})
        assert isinstance(inner, dict), "no text stands inside another"
        tree = inner
    tree[path[-1]] = wordings


class _Layout:
    """Lays out a tree of texts like the scenario."""

    def __init__(self, pair: Pair) -> None:
        self.places = pair.places
        self.main = pair.main.splitlines()

    def lines(self, tree: Tree, path: Path) -> Iterator[str]:
        pad = "  " * len(path)
        for name, value in tree.items():
            here = (*path, name)
            if isinstance(value, dict):
                yield f"{pad}{name}:"
                yield from self.lines(value, here)
            elif here[0] == "cast":
                yield f"{pad}{name}: [{', '.join(map(_quoted, value))}]"
            elif len(value) == 1:
                yield from self._text(f"{pad}{name}", value[0], here)
            else:
                yield f"{pad}{name}:"
                for index, wording in enumerate(value):
                    yield from self._text(f"{pad}  - text", wording, (*here, index, "text"))

    def _text(self, start: str, text: str, path: Path) -> Iterator[str]:
        if not self._is_block(path) and not re.search(r'["\\\n]', text):
            yield f'{start}: "{text}"'
            return
        yield f"{start}: |"
        pad = " " * (len(start) - len(start.lstrip(" -")) + 2)
        for line in text.split("\n"):
            yield f"{pad}{line}" if line else ""

    def _is_block(self, path: Path) -> bool:
        line, _ = self.places.at(path)
        return line <= len(self.main) and bool(_BLOCK.search(self.main[line - 1]))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
