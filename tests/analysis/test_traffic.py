"""The ways that people took, against their attempts played again by the engine."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.pictures.graph import diagram
from bot.pictures.traffic import link_counts
from scenarios.analysis.answers import Play
from scenarios.analysis.traffic import traffic
from scenarios.events import Ended
from scenarios.model import Scenario
from tests.analysis.test_decisions import play_of
from tests.helpers.crowd import PlayedCase, crowd
from tests.helpers.kinds_case import kinds_case
from tests.helpers.place_case import FACT, place_case
from tests.helpers.small_case import dream_job, scenario
from tests.pictures.cases import drawn_cases

CASES = {
    "dream-job": dream_job(),
    "kinds": kinds_case(),
    "night-desk": scenario(),
    "long": drawn_cases()["long"],
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Scenario:
    return CASES[request.param]


def group(case: Scenario) -> list[PlayedCase]:
    return crowd(case, 80, 4)


def test_everybody_reaches_the_ending_that_they_reached(case: Scenario) -> None:
    played = group(case)
    found = traffic(case, map(play_of, played))
    assert found.people == len(played)
    endings = Counter(
        event.scene for way in played for event in way.events if isinstance(event, Ended)
    )
    assert {name: n for name, n in found.places.items() if name in case.endings} == endings
    assert found.places[case.start] == len(played)
    for scene in case.scenes.values():
        if scene.decision is not None:
            met = sum(any(x.scene == scene.id for x in play.answered) for play in played)
            assert found.places[scene.id] == met


@pytest.mark.parametrize("value", ["unconfirmed", "none", "all"])
def test_plays_are_followed_in_their_place(value: str) -> None:
    """Whatever the law of the place offered."""
    case = place_case()
    played = group(case.in_place({FACT: value}))
    found = traffic(case, map(play_of, played))
    endings = Counter(
        event.scene for way in played for event in way.events if isinstance(event, Ended)
    )
    assert {name: n for name, n in found.places.items() if name in case.endings} == endings


def test_nobody_is_lost_between_places(case: Scenario) -> None:
    """As many leave a place as came to it, and as many come to it as left others for it."""
    found = traffic(case, map(play_of, group(case)))
    links = link_counts(case, found.ways)
    drawn = {(link.start, link.end) for link in diagram(case, "en").links}
    assert set(links) <= drawn
    into, out = Counter[str](), Counter[str]()
    for (start, end), people in links.items():
        out[start] += people
        into[end] += people
    for name in {*into, *out} - {case.start}:
        if name not in case.endings:
            assert into[name] == out[name], name
    for place in (*case.scenes, *case.endings):
        if place != case.start:
            assert into[place] == found.places[place]


def test_paths_contain_the_given_answers(case: Scenario) -> None:
    played = group(case)
    found = traffic(case, map(play_of, played))
    for scene in case.scenes.values():
        if scene.decision is None or scene.decision.kind != "choose":
            continue
        firsts = (next((x for x in play.answered if x.scene == scene.id), None) for play in played)
        given = Counter(first.act for first in firsts if first is not None)
        at = f"scenes.{scene.id}.choose.choices."
        assert {
            key.removeprefix(at): n for (name, key), n in found.answers.items() if name == scene.id
        } == given


def test_loops_count_each_person_once() -> None:
    circle = drawn_cases()["circle"]
    play = play_of(next(entry for entry in crowd(circle, 50, 2) if len(entry.answered) > 3))
    found = traffic(circle, [play])
    assert set(found.places.values()) == {1}
    assert set(found.ways.values()) == {1}


def test_a_play_of_something_else_is_followed_as_far_as_it_goes() -> None:
    """An answer that this edition does not know is no reason to fail."""
    other: Play = play_of(crowd(dream_job(), 1)[0])
    strange = (other[0], *play_of(crowd(kinds_case(), 1)[0]))
    found = traffic(dream_job(), [strange, ()])
    assert found.people == 2
    assert found.places[dream_job().start] == 2
