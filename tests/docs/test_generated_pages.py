"""Generated pages are up to date."""

from __future__ import annotations

import pytest

from bot.cli.export import DATASETS as OFFERED
from bot.cli.export import FORMATS
from bot.export.dataset_list import DATASETS
from bot.export.writers.formats import Format
from tests.docs.generate import DOCS, PAGES, generate

SLOW = {"architecture.md"}  # runs the program to trace it


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.slow if page in SLOW else ()) for page in PAGES],
)
def test_a_generated_page_is_fresh(page: str) -> None:
    assert (DOCS / page).read_text("utf-8") == generate(page), "run `make docs`"


def test_the_command_offers_every_data_set_and_format() -> None:
    assert [*OFFERED] == [*DATASETS]
    assert [*FORMATS] == [str(file_format) for file_format in Format]
