"""What the pages say of the library is true today."""

from __future__ import annotations

import pytest

from tests.library import review_pages
from tests.library.pages import PICTURES, REVIEWS, pages
from tests.library.shelf import library


@pytest.mark.slow
def test_generated_pages_are_up_to_date() -> None:
    """`python -m tests.library` makes them anew."""
    made = pages()
    stale = [
        file.name
        for file, text in made.items()
        if not file.is_file() or file.read_text("utf-8") != text
    ]

    assert stale == []
    assert set(PICTURES.glob("*.svg")) == {file for file in made if file.suffix == ".svg"}
    assert set(REVIEWS.glob("*.md")) == {file for file in made if file.parent == REVIEWS}


MOST_WORDS = 1_000
"""On a page for an expert: about five minutes."""


def test_every_case_has_a_short_page_for_an_expert_or_is_listed_as_closed() -> None:
    cases = [*library().values()]

    made = review_pages.pages(cases, "")

    index = made[review_pages.INDEX]
    assert all(f"`{case.id}`" in index for case in cases)
    long = [name for name, text in made.items() if len(text.split()) > MOST_WORDS]
    assert set(long) <= {review_pages.INDEX}


def test_expert_page_shows_points_and_target_of_each_choice() -> None:
    made = review_pages.pages([library()["pink-bag"]], "")

    page = made[f"{review_pages.FOLDER}/pink-bag.md"]
    assert "100 %" in page
    assert "points: " in page
    assert "Signature: ___" in page
