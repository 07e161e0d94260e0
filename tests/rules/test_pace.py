"""How long a scenario and its parts take."""

from __future__ import annotations

from scenarios import durations
from scenarios.model import Scenario
from tests.helpers.every_case import LIBRARY, every_case
from tests.helpers.running import library


@every_case(LIBRARY)
def minutes_between_stops_add_up(case: Scenario, language: str) -> None:
    """But for rounding, half a minute each; the last part ends at the end."""
    begins = (case.start, *durations.stops(case))
    parts = [durations.minutes_to_stop(case, language, scene) for scene in begins]

    assert abs(sum(parts) - durations.minutes(case, language)) <= (len(parts) + 1) / 2
    assert parts[-1] == durations.minutes_from(case, language, begins[-1])


def test_a_scene_off_the_path_counts_as_its_beginning() -> None:
    scenario = library().scenarios["quiet-arrival"]

    assert durations.minutes_to_stop(scenario, "en", "no-such") == durations.minutes_to_stop(
        scenario, "en", scenario.start
    )
