"""Tests that the documentation names are there, in the files that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACED = re.compile(
    r"((?:`test_\w+`[,; ]*(?:and )?)+)(?: and its neighbours)? ?in `([\w/]*test_\w+\.py)`"
)
NAMED = re.compile(r"`(test_\w+)`")
BASES = ("", "tests/chats/")


def named(page: Path) -> Iterator[tuple[str, str]]:
    """Pairs of file and test."""
    for names, file in PLACED.findall(page.read_text()):
        yield from ((file, name) for name in NAMED.findall(names))


@cache
def content(file: str) -> str:
    return next((path.read_text() for base in BASES if (path := ROOT / base / file).is_file()), "")


PAGES = sorted(page for page in (ROOT / "docs").rglob("*.md") if any(named(page)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_named_tests_exist(page: Path) -> None:
    assert [each for each in named(page) if f"def {each[1]}(" not in content(each[0])] == []


def test_the_pages_with_tests_are_found() -> None:
    assert "reliability" in [page.stem for page in PAGES]
