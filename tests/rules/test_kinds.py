"""A kind of decision has one home: its own modules, and nobody else asks which kind it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import scenarios
import storage
from scenarios.kinds import KINDS
from scenarios.skeleton import ALL, skeleton

PACKAGES = [Path(package.__path__[0]) for package in (bot, scenarios, storage)]
# Where a word of these means something else.
OTHERWISE = {
    ("bot/pictures/layout.py", "order"),  # a setting of the layout
}
HOMES = ("scenarios/kinds/", "bot/kinds/")


def sources(suffix: str) -> Iterator[tuple[str, str]]:
    """Every file outside the homes of kinds, by its path from the root."""
    for package in PACKAGES:
        for path in package.rglob(f"*{suffix}"):
            name = path.relative_to(package.parent).as_posix()
            if not name.startswith(HOMES) and "migrations" not in name:
                yield name, path.read_text("utf-8")


def test_no_other_module_names_a_kind() -> None:
    named = {
        (name, node.value)
        for name, text in sources(".py")
        if any(f'"{kind}"' in text for kind in KINDS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in KINDS
    }

    assert named - OTHERWISE == set()


@pytest.mark.parametrize("suffix", [".js", ".typ", ".j2", ".css"])
def test_no_page_names_a_kind(suffix: str) -> None:
    name = re.compile(rf"""["'.]({"|".join(KINDS)})["']""")

    assert [file for file, text in sources(suffix) if name.search(text)] == []


def test_no_other_module_knows_the_classes_of_a_kind() -> None:
    module = re.compile(rf"(?:scenarios|chat)\.kinds\.({'|'.join(KINDS)}|scale)\b")
    benched = "bot/bench/"  # plays one case whose decisions it knows

    assert [
        file for file, text in sources(".py") if module.search(text) and benched not in file
    ] == []


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_called_the_same_everywhere(name: str) -> None:
    assert KINDS[name].decision.kind == name
    assert name in ALL
    assert f"\n    {name}:" in skeleton("mine", "en", (name,))["scenario.yaml"]


def test_unknown_kind_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        KINDS["guess"]
