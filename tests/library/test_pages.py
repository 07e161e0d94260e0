"""What the pages say of the library is true today."""

from __future__ import annotations

import pytest

from tests.library.pages import PICTURES, pages


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
