"""Turns of the library fit a phone, also a small one, as Telegram Web A lays them out."""

from __future__ import annotations

import pytest

from scenarios import limits
from scenarios.languages import REQUIRED
from tests.turn_sizes import SMALL, SMALL_PIXELS, scene_sizes


@pytest.mark.parametrize("language", REQUIRED)
@pytest.mark.parametrize(
    ("screen", "limit"), [(390, limits.TURN_PIXELS), (SMALL, SMALL_PIXELS)], ids=["390", "320"]
)
def test_every_turn_fits_the_screen(language: str, screen: int, limit: int) -> None:
    heights = [size.height for size in scene_sizes(language, screen)]
    assert max(heights) <= limit
