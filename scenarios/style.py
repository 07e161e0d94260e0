"""House style: what a machine can find in a text, by the rules in `catalogue/style.yaml`.

No rule is about direction marks: texts hold none, `bot.telegram.render` sets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_ARABIC = "[\u0621-\u064a\u064b-\u0652]"
_EDGES = {
    "START": rf"(?<!{_ARABIC})(?:[وف]?[بكل]?(?:ال|لل)?)",
    "END": rf"(?!{_ARABIC})",
}


class TextKind(StrEnum):
    """The kind of texts that a rule applies to."""

    CASES = "cases"
    PROMPTS = "prompts"
    INTERFACE = "interface"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        better: The recommended wording.
        found: Examples that break the rule.
        clean: Similar examples that keep it.
    """

    id: str
    pattern: re.Pattern[str]
    better: str
    kinds: frozenset[TextKind]
    found: tuple[str, ...]
    clean: tuple[str, ...]


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """The rules for a language; many languages have none."""
    file = files("scenarios.catalogue") / "style.yaml"
    data: dict[str, list[dict[str, Any]]] = yaml.load(
        file.read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return tuple(map(_rule, data.get(language, ())))


def _rule(given: dict[str, Any]) -> Rule:
    pattern = given["pattern"]
    for name, edge in _EDGES.items():
        pattern = pattern.replace(name, edge)
    kinds = frozenset(map(TextKind, given.get("for", ("cases", "interface"))))
    if TextKind.CASES in kinds:
        kinds |= {TextKind.PROMPTS}
    return Rule(
        given["id"],
        re.compile(pattern),
        given["better"],
        kinds,
        tuple(given["found"]),
        tuple(given["clean"]),
    )


def breaches(text: str, language: str, kind: TextKind) -> Iterator[tuple[Rule, str]]:
    """Each rule that a text breaks, with the first words that break it."""
    for rule in rules(language):
        if kind in rule.kinds and (match := rule.pattern.search(text)):
            yield rule, match.group().strip()
