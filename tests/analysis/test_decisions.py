"""What a group did, against an independent computation on groups with known answers."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import exp, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.analysis.answers import Play, Response, full_points, possible_parts
from scenarios.analysis.decisions import (
    ENOUGH,
    LONGEST,
    DecisionStats,
    decision_stats,
    hardest_first,
)
from scenarios.durations import reading
from scenarios.kinds.base import split_parts
from scenarios.languages import LANGUAGES
from scenarios.model import NOTHING, TIMED_OUT
from tests.helpers.crowd import PlayedCase, crowd
from tests.helpers.kinds_case import kinds_case
from tests.helpers.small_case import dream_job

FEWEST = 5
SHARPNESS = {"counter": 0.0, "man": 0.5, "address": 1.0, "report": 2.0}  # scenes of one case
EASINESS = {"counter": 0.5, "man": -1.0, "address": 1.5, "report": 0.0}


def play_of(played: PlayedCase) -> Play:
    return tuple(
        Response(
            answer.scene,
            answer.act,
            answer.band,
            float(sum(answer.earned.values())),
            answer.error,
            answer.critical,
            20.0,
        )
        for answer in played.answered
    )


@cache
def plays(people: int, seed: int = 1) -> list[Play]:
    return [play_of(play) for play in crowd(dream_job(), people, seed)]


@cache
def every_kind(people: int) -> list[Play]:
    return [play_of(play) for play in crowd(kinds_case(), people, 7)]


def at(scene: str, of: tuple[DecisionStats, ...]) -> DecisionStats:
    return next(decision for decision in of if decision.scene == scene)


# --- another implementation: a table of people by decisions, as a spreadsheet would have it


def table(group: list[Play]) -> list[dict[str, float]]:
    """For each person the credit of each decision that they met, 0 to 1."""
    worth = {name: full_points(dream_job(), name) for name in dream_job().scenes}
    rows = []
    for play in group:
        row: dict[str, float] = {}
        for response in play:
            if response.scene not in row:
                row[response.scene] = response.earned / worth[response.scene]
        rows.append(row)
    return rows


def by_table(group: list[Play], scene: str) -> tuple[float, float]:
    """Facility and discrimination of a decision, computed the long way."""
    worth = {name: full_points(dream_job(), name) for name in dream_job().scenes}
    own, rest = [], []
    for row in table(group):
        if scene in row:
            others = [name for name in row if name != scene]
            own.append(row[scene])
            rest.append(
                sum(row[other] * worth[other] for other in others)
                / sum(worth[other] for other in others)
            )
    return statistics.fmean(own), statistics.correlation(own, rest)


@pytest.mark.parametrize("people", [25, 400])
def test_fisher_agrees_with_a_published_table(people: int) -> None:
    group = plays(people)
    for decision in decision_stats(dream_job(), group, FEWEST):
        if decision.people < ENOUGH:
            continue
        facility, discrimination = by_table(group, decision.scene)
        assert decision.facility is not None
        assert decision.discrimination is not None
        assert decision.facility.value == pytest.approx(facility)
        assert decision.discrimination.value == pytest.approx(discrimination)
        shares = Counter(
            part
            for play in group
            if any(x.scene == decision.scene for x in play)
            for part in _picked(next(x for x in play if x.scene == decision.scene), decision)
        )
        assert {x.part.id: x.people for x in decision.parts if x.people} == shares


def _picked(answer: Response, decision: DecisionStats) -> tuple[str, ...]:
    """What an answer counts under: its band, its choice, or each of its parts."""
    if decision.kind in ("order", "rate", "slider"):
        return (answer.band,)
    if decision.kind == "choose":
        return (answer.act,)
    return split_parts(answer.act) or (NOTHING,)


def logistic(able: float, scene: str) -> float:
    return 1 / (1 + exp(-(SHARPNESS[scene] * able + EASINESS[scene])))


def drawn(people: int, seed: int) -> list[Play]:
    """A group whose items have a known difficulty and a known sharpness: a two-parameter model."""
    rng, group = Random(seed), []
    worth = {name: full_points(dream_job(), name) for name in SHARPNESS}
    for _ in range(people):
        able = rng.gauss(0, 1)
        group.append(
            tuple(
                Response(scene, "x", "", worth[scene] * (rng.random() < logistic(able, scene)))
                for scene in SHARPNESS
            )
        )
    return group


def over_abilities(of: Callable[[float], float]) -> float:
    """The mean of something over a standard normal of abilities, by summing."""
    steps = [x / 50 for x in range(-300, 301)]
    weights = [exp(-x * x / 2) for x in steps]
    return sum(w * of(x) for x, w in zip(steps, weights, strict=True)) / sum(weights)


def expected_tells(scene: str) -> float:
    """The correlation with the rest that the model implies: answers depend on ability only."""
    worth = {name: full_points(dream_job(), name) for name in SHARPNESS if name != scene}
    whole = sum(worth.values())

    def rest(able: float) -> float:
        return sum(w * logistic(able, name) for name, w in worth.items()) / whole

    def spread(able: float) -> float:
        chances = ((w, logistic(able, name)) for name, w in worth.items())
        return sum((w / whole) ** 2 * p * (1 - p) for w, p in chances)

    own, mean_rest = over_abilities(lambda x: logistic(x, scene)), over_abilities(rest)
    across = over_abilities(lambda x: logistic(x, scene) * rest(x)) - own * mean_rest
    of_rest = over_abilities(lambda x: rest(x) ** 2) - mean_rest**2 + over_abilities(spread)
    return across / sqrt(own * (1 - own) * of_rest)


def test_known_difficulties_and_sharpness_are_found_again() -> None:
    """What a two-parameter model implies, by integrating it, is what is found in its answers."""
    found = decision_stats(dream_job(), drawn(4000, 3), FEWEST)
    for scene in SHARPNESS:
        decision = at(scene, found)
        assert decision.facility is not None
        assert decision.discrimination is not None
        facility = over_abilities(lambda x, scene=scene: logistic(x, scene))  # type: ignore[misc]
        assert decision.facility.value == pytest.approx(facility, abs=0.025)
        assert decision.discrimination.value == pytest.approx(expected_tells(scene), abs=0.045)
    assert expected_tells("counter") == pytest.approx(0)  # it tells nothing, as was put in
    assert expected_tells("report") > expected_tells("man") > 0.1


def test_reversed_scoring_key_reverses_the_correlation() -> None:
    """A decision whose good and bad answers were mixed up tells the weak from the strong."""
    worth = full_points(dream_job(), "report")
    group = drawn(500, 5)
    turned = [
        tuple(x._replace(earned=worth - x.earned) if x.scene == "report" else x for x in play)
        for play in group
    ]
    before = at("report", decision_stats(dream_job(), group, FEWEST)).discrimination
    after = at("report", decision_stats(dream_job(), turned, FEWEST)).discrimination
    assert before is not None
    assert after is not None
    assert after.value == pytest.approx(-before.value)


@given(st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(rng: Random) -> None:
    group = plays(60)[:]
    rng.shuffle(group)
    assert _rounded(decision_stats(dream_job(), group, FEWEST)) == _rounded(
        decision_stats(dream_job(), plays(60), FEWEST)
    )


def _rounded(found: tuple[DecisionStats, ...]) -> list[object]:
    """Sums of floats may differ in their last digit."""
    return [
        (
            decision.scene,
            decision.people,
            decision.parts,
            decision.errors,
            decision.critical,
            round(decision.facility.value, 9) if decision.facility else None,
            round(decision.discrimination.value, 9) if decision.discrimination else None,
        )
        for decision in found
    ]


@given(st.integers(5, 80))
def test_shares_sum_up_and_halves_are_no_more_than_all(people: int) -> None:
    for decision in decision_stats(dream_job(), plays(80)[:people], FEWEST):
        of_one = decision.kind not in ("spot", "interview")  # whose answers have several parts
        assert not of_one or sum(x.people for x in decision.parts) == decision.people
        assert decision.strong + decision.weak <= decision.people
        assert not of_one or sum(x.strong for x in decision.parts) == decision.strong
        assert all(x.strong + x.weak <= x.people for x in decision.parts)
        assert sum(decision.errors.values()) <= decision.people
        assert decision.critical <= decision.people


def test_answers_of_every_kind_are_counted_by_part() -> None:
    group = every_kind(60)
    for decision in decision_stats(kinds_case(), group, FEWEST):
        first = [next(x for x in play if x.scene == decision.scene) for play in group]
        counts = {x.part.id: x.people for x in decision.parts}
        if decision.kind in ("order", "rate"):
            expected = Counter(x.band for x in first)
        elif decision.kind == "choose":
            expected = Counter(x.act for x in first)
        else:
            expected = Counter(p for x in first for p in (split_parts(x.act) or (NOTHING,)))
        assert {name: n for name, n in counts.items() if n} == expected
        assert decision.facility is not None


def test_timeouts_count_as_timeouts_and_have_no_duration() -> None:
    late = tuple((Response("counter", TIMED_OUT, seconds=30.0, error="missed"),) for _ in range(6))
    decision = at("counter", decision_stats(kinds_case(), late, FEWEST))
    assert {x.part.id: x.people for x in decision.parts}[TIMED_OUT] == 6
    assert decision.seconds is None
    assert decision.errors == {"missed": 6}


def test_rare_decisions_are_left_out_and_only_first_answers_count() -> None:
    group: list[Play] = [(Response("counter", "ask", earned=1.0),)] * 4
    assert decision_stats(kinds_case(), group, FEWEST) == ()
    twice: list[Play] = [(Response("counter", "send"), Response("counter", "ask", earned=1.0))] * 5
    decision = at("counter", decision_stats(kinds_case(), twice, FEWEST))
    assert decision.facility is not None
    assert decision.facility.value == 0
    assert decision.discrimination is None  # too few, and nothing varies


def test_absence_has_no_duration_and_quick_answers_are_flagged() -> None:
    need = reading(kinds_case(), "en", "counter")
    words = 28  # of story, question and choices
    assert need == pytest.approx(words * 60 / LANGUAGES["en"].words_per_minute)
    times = [need, need, need / 4, need / 4, LONGEST + 1, None]
    group = [(Response("counter", "ask", earned=1.0, seconds=time),) for time in times]
    decision = at("counter", decision_stats(kinds_case(), group, FEWEST))
    assert decision.seconds is not None
    assert decision.seconds.upper == need
    assert decision.quick == 0.5


def test_hardest_decision_comes_first_and_unscored_last() -> None:
    found = decision_stats(dream_job(), plays(200), FEWEST)
    unscored = replace(found[0], facility=None)
    ranked = hardest_first((unscored, *found[1:]))
    values = [decision.facility.value for decision in ranked[:-1] if decision.facility]
    assert values == sorted(values)
    assert ranked[-1] is unscored


def test_worth_of_each_answer_part() -> None:
    scenes = kinds_case().scenes
    worth = {
        name: {part.id: part.worth for part in possible_parts(scene.decision)}
        for name, scene in scenes.items()
        if scene.decision
    }
    assert worth["counter"] == {"ask": "right", "send": "wrong", TIMED_OUT: "wrong"}
    assert worth["look"] == {"blue": "right", "tag": "right", "hat": "wrong", "cup": "wrong"}
    assert worth["steps"] == {"exact": "right", "near": "partly", "wrong": "wrong"}
    assert worth["talk"] == {"flight": "right", "keys": "right", "blame": "wrong"}
    assert worth["sure"] == {"fair": "right", "low": "wrong"}
