"""A newcomer meets the first decision within half a minute of reading, in their own field."""

from __future__ import annotations

import pytest

from scenarios.languages import REQUIRED
from tests.helpers.first_decision import arrivals

WORDS = 119
"""Read in 30 seconds at 238 words a minute, the mean of silent reading in English."""
TAPS = 3


@pytest.mark.parametrize("language", REQUIRED)
async def test_words_and_taps_from_start_to_the_first_decision(
    sqlite_url: str, language: str
) -> None:
    """For every field of work that has cases; the decision comes from that field."""
    for arrival in await arrivals(sqlite_url, language):
        assert arrival.is_of_field, arrival
        assert arrival.words <= WORDS, arrival
        assert arrival.taps <= TAPS, arrival
