"""``docs/exports.md`` explains the columns of every set as the code does, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.export import FORMATS, SETS
from bot.export.dataset_list import DATASETS
from bot.export.writers.formats import Format
from bot.export.writers.xlsx_writer import kind_name
from bot.locale import words

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def section(name: str) -> list[str]:
    """The lines below a heading of the second level."""
    parts = re.split(r"^## (.+)\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return found[f"`{name}`"].strip().splitlines()


def written(name: str) -> Iterator[str]:
    """What stands there, as the code has it."""
    english, arabic = (DATASETS[name].table(words(one)) for one in ("en", "ar"))
    yield from (english.about, "", arabic.about, "")
    yield "| column | holds | says | يعني |"
    yield "| --- | --- | --- | --- |"
    for one, other in zip(english.columns, arabic.columns, strict=True):
        kind = kind_name(words("en"), one.kind)
        holds = f"{kind}, {one.unit}" if one.unit else kind
        says, arabic_says = (f"{each.title}: {each.meaning}" for each in (one, other))
        yield f"| `{one.name}` | {holds} | {says} | {arabic_says} |"


@pytest.mark.parametrize("name", DATASETS)
def test_the_page_says_of_every_column_what_the_code_says(name: str) -> None:
    assert section(name) == [*written(name)]


def test_there_is_a_section_for_each_set_and_no_other() -> None:
    headings = re.findall(r"^## `(.+)`$", PAGE.read_text("utf-8"), re.MULTILINE)

    assert headings == [*DATASETS] == [*SETS]
    assert [str(one) for one in Format] == [*FORMATS]
