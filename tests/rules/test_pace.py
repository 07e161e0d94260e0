"""How long a scenario and its parts take."""

from __future__ import annotations

import pytest

from bot.locale import LANGUAGES
from scenarios import durations
from scenarios.model import Scenario
from tests.helpers.running import library


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", list(library()), ids=lambda one: one.id)
def test_the_parts_between_stops_are_together_the_whole(scenario: Scenario, language: str) -> None:
    """But for rounding, half a minute each; the last part ends at the end."""
    begins = (scenario.start, *durations.stops(scenario))
    parts = [durations.minutes_to_stop(scenario, language, scene) for scene in begins]

    assert abs(sum(parts) - durations.minutes(scenario, language)) <= (len(parts) + 1) / 2
    assert parts[-1] == durations.minutes_from(scenario, language, begins[-1])


def test_a_scene_off_the_path_counts_as_its_beginning() -> None:
    scenario = library().scenarios["quiet-arrival"]

    assert durations.minutes_to_stop(scenario, "en", "no-such") == durations.minutes_to_stop(
        scenario, "en", scenario.start
    )
