"""In which order fields of work are offered to a trainer."""

from __future__ import annotations

import pytest

from bot.app.agencies.work_fields import in_order

AIRPORTS = ("ground-services", "airport")


@pytest.mark.parametrize(
    ("jobs", "usual", "first"),
    [
        ({}, AIRPORTS, ["airports"]),
        ({"nursing": 2, "police": 1}, AIRPORTS, ["health", "borders", "airports"]),
        ({"police": 1, None: 3}, AIRPORTS, ["airports", "borders"]),  # who did not say
        ({"police": 1, "other": 3}, AIRPORTS, ["borders", "airports"]),
        ({"call-centre": 1}, (), ["calls", "airports"]),
        ({}, (), ["airports", "borders"]),  # as the catalogue has it
    ],
)
def test_most_common_fields_come_first(
    jobs: dict[str | None, int], usual: tuple[str, ...], first: list[str]
) -> None:
    assert [track.id for track in in_order(jobs, usual)][: len(first)] == first
