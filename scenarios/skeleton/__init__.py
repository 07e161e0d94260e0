"""The template of a new case: a playable story with comments that explain the format.

Each language has the whole story in parts, one for each kind of decision. The translation is
generated from the texts of the other language, so nothing is duplicated.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files

from scenarios.kinds import KINDS
from scenarios.languages import REQUIRED
from scenarios.loader import SCENARIO
from scenarios.translation import dump_lock, lock_name, stamp
from scenarios.translation_pairs import pair
from scenarios.translation_writer import write_translation

ALL = tuple(KINDS)  # in story order
FIRST = tuple(name for name, kind in KINDS.items() if kind.introductory)
_ID = "id: ID                        "


def skeleton(name: str, language: str, kinds: Collection[str]) -> dict[str, str]:
    """The files of a new case by name: case, translation, and its stamps.

    Args:
        name: The id of the case.
        language: The author's language.
        kinds: The kinds of decision to include.
    """
    other = next(code for code in REQUIRED if code != language)
    main = _story(name, language, kinds)
    top = f"{_part(language, 'translation')}language: {other}\n"
    here = pair({SCENARIO: main.encode(), f"{other}.yaml": top.encode()}, other)
    there = pair({SCENARIO: _story(name, other, kinds).encode()}, language)
    lock = stamp(here.original, there.original, {}).lock
    return {
        SCENARIO: main,
        f"{other}.yaml": write_translation(here, there.original),
        lock_name(other): dump_lock(lock),
    }


def _story(name: str, language: str, kinds: Collection[str]) -> str:
    """A complete `scenario.yaml`, in which each scene leads to the next one included."""
    shown = [key for key in ALL if key in kinds]
    parts = [_part(language, key) for key in ("head", *shown, "tail")]
    ahead = [_first_scene(part) for part in parts[1:]]
    led = [part.replace("go: NEXT", f"go: {to}") for part, to in zip(parts, ahead, strict=False)]
    return "".join([*led, parts[-1]]).replace(_ID, f'id: "{name}" '.ljust(len(_ID)), 1)


def _first_scene(part: str) -> str:
    lines = (line for line in part.splitlines() if line.startswith("  ") and line[2] not in " #")
    return next(lines).strip().removesuffix(":")


def _part(language: str, name: str) -> str:
    return (files(__name__) / language / f"{name}.yaml").read_text("utf-8")
