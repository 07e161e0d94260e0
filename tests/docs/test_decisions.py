"""Decisions are short, and each is listed once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
PAGES = sorted(DECISIONS.glob("0*.md"))
MOST_WORDS = 150


def words(text: str) -> int:
    """The number of words; addresses of links, symbols and lines of tables are none."""
    plain = re.sub(r"\]\([^)]*\)", "]", text)
    return sum(bool(re.search(r"\w", each)) for each in plain.split())


def test_words_are_counted_without_addresses_and_lines() -> None:
    assert words("# 6. A [page](../page.md#a b) | --- | **ends**") == 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_decision_is_short(page: Path) -> None:
    assert words(page.read_text("utf-8")) <= MOST_WORDS


def test_each_decision_is_listed_once() -> None:
    listed = re.findall(
        r"^- \[\d+\]\(([^)]+)\)", (DECISIONS / "README.md").read_text(), re.MULTILINE
    )
    assert sorted(listed) == [page.name for page in PAGES]
