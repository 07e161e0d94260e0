"""The sentences of findings, as they stand in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import scenarios.saying
from bot.locale import catalogue

HERE = Path(scenarios.saying.__file__).parent


@dataclass(frozen=True)
class Said:
    """One call of `say`: where it stands, its sentence, and the names of its facts."""

    place: str
    template: str | None  # None where it is no plain literal
    facts: frozenset[str | None]  # None for a `**`


def said() -> Iterator[Said]:
    """Every call of `say` in `scenarios`."""
    for file in sorted(HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("say", "Saying") and file.name != "saying.py":
                    yield _said(file, node)


def templates() -> set[str]:
    """Every sentence that a finding may say, in English."""
    return {sentence.template for sentence in said() if sentence.template is not None}


def sayings(language: str) -> dict[str, str]:
    """The sentences of findings in a language, by their English."""
    every = {str(message.id): str(message.string) for message in catalogue(language) if message.id}
    return {english: every[english] for english in templates() if english in every}


def _said(file: Path, call: ast.Call) -> Said:
    first = call.args[0] if len(call.args) == 1 else None
    literal = first.value if isinstance(first, ast.Constant) else None
    return Said(
        f"{file.relative_to(HERE)}:{call.lineno}",
        literal if isinstance(literal, str) else None,
        frozenset(keyword.arg for keyword in call.keywords),
    )
