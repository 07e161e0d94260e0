"""The picture of the cascade: three or sixty, in both directions, whatever anybody is called."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from bot.pictures import lineage
from bot.pictures.lineage import MOST, Rank, Row, Tree
from tests.helpers import pixels
from tests.pictures.test_slide import HOSTILE

RANKS: tuple[Rank, ...] = ("master-trainer", "trainer", "trainee")


def a_tree(many: int, name: str = "Sara Ahmed") -> Tree:
    """A chain of threes below one root."""
    rows = [
        Row(
            name,
            RANKS[min(n, 2)],
            (True, *(False,) * (n % 9)),
            str(n),
            "until 3 March 2028",
            n == 2,
        )
        for n in range(many)
    ]
    legend = tuple((rank, rank) for rank in RANKS)
    return Tree("Who made whom", "26 November 2026", "people", "certificate", legend, tuple(rows))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("many", [0, 1, 3, MOST])
def test_picture_fits_a_telegram_photo_and_is_reproducible(many: int, language: str) -> None:
    picture = lineage.render_png(a_tree(many), language)
    width, height = pixels.size(picture)
    assert width + height <= 10_000
    assert max(width, height) <= 20 * min(width, height)
    assert picture == lineage.render_png(a_tree(many), language)


@pytest.mark.parametrize("name", [HOSTILE, "ع" * 90, "W" * 90, ""])
def test_name_is_text_in_its_row(name: str) -> None:
    drawn = lineage.draw(a_tree(12, name), "en")
    ET.fromstring(drawn.svg)
    for x in re.findall(r'<text x="([\d.]+)"', drawn.svg):
        assert 0 <= float(x) <= drawn.width


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_longest_day_is_written_whole(language: str) -> None:
    said = {"en": "ran out 25 September 2028", "ar": "انتهت 25 سبتمبر 2028"}[language]
    row = Row("Sara", "trainer", (True,), "9,000", said, over=True)
    tree = Tree("t", "n", "people", "certificate", (), (row,))
    assert said in lineage.draw(tree, language).svg
