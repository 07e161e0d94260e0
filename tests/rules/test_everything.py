"""Random small cases of every kind: the explorer finds what playing everything finds."""

from __future__ import annotations

from random import Random
from textwrap import indent

import pytest
from hypothesis import given

from scenarios.explore import Exploration, explore
from scenarios.findings import errors
from scenarios.model import COMPETENCIES, Scenario, State
from scenarios.paths import search_paths, worst
from scenarios.state_reduction import Likeness, StateReduction
from tests.helpers import small_case
from tests.helpers.examples import examples
from tests.rules.asking import story
from tests.rules.brute import Walked, walked
from tests.rules.tales import built, tale, tales

MANY = examples(300)


def agrees(explored: Exploration, everything: Walked) -> None:
    """What is found is what is true, whatever it is."""
    graph = explored.graph
    assert graph is not None
    assert graph.scenes == everything.met
    assert graph.offered == everything.offered
    assert {(problem.code, problem.key) for problem in explored.problems} == everything.problems()


def measures(case: Scenario, explored: Exploration, everything: Walked) -> None:
    """The most and least that can be earned on the way to each ending, safely or not."""
    graph = explored.graph
    assert graph is not None
    totals = search_paths(graph, lambda edge: edge.total)
    found = {
        (scene, critical): (totals.points[end], -totals.decisions[end])
        for end in graph.ends(case)
        for scene, _, critical in [graph.nodes[end]]
    }
    best = everything.from_start(lambda move: move.points)
    expected: dict[tuple[str, bool], tuple[int, int]] = {}
    for end in everything.ends():
        points, decisions = best[end]
        pair = int(points * graph.unit), decisions
        key = end[0], end[3]
        expected[key] = max(expected.get(key, pair), pair)
    assert found == expected
    if everything.ends():
        least = everything.from_start(lambda move: -move.points)
        lowest = max(least[end] for end in everything.ends())
        path = worst(graph, graph.ends(case))
        assert (-path.total, -len(path.path)) == lowest


@MANY
@given(tales())
def test_exploration_matches_exhaustive_play(file: str) -> None:
    """Scenes, endings, offers, problems, and the best and worst ways."""
    case = built(file)
    explored, everything = explore(case), walked(case)
    agrees(explored, everything)
    measures(case, explored, everything)
    if explored.reference is not None:
        reference = explored.reference
        assert (reference.total, -len(reference.path)) == everything.best()
        assert reference.earned == {
            competency: most for competency in COMPETENCIES if (most := everything.most(competency))
        }


@MANY
@given(tales(loops=True))
def test_loops_are_explored_to_their_end(file: str) -> None:
    """Where decisions may be met again, too; without an end to their points there is no most."""
    case = built(file)
    explored, everything = explore(case), walked(case)
    agrees(explored, everything)
    if not any(problem.code == "scored-twice" for problem in explored.problems):
        measures(case, explored, everything)


@examples(300)
@given(tales(loops=True))
def test_state_unread_by_later_conditions_changes_nothing(file: str) -> None:
    """Places that are taken as one are alike: with all of them apart the same is found."""
    case = built(file)
    merged = explore(case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StateReduction, "key", kept_whole)
        apart = explore(case)
    assert merged.graph is not None
    assert apart.graph is not None
    assert len(merged.graph.nodes) <= len(apart.graph.nodes)
    assert {(problem.code, problem.key) for problem in merged.problems} == {
        (problem.code, problem.key)
        for problem in apart.problems  # of ways alike in points either may be named
    }
    assert merged.verdict == apart.verdict
    assert (merged.graph.scenes, merged.graph.offered) == (apart.graph.scenes, apart.graph.offered)
    if merged.reference is not None:
        assert apart.reference is not None
        assert merged.reference.earned == apart.reference.earned
        assert len(merged.reference.path) == len(apart.reference.path)


def kept_whole(_: StateReduction, _scene: str, state: State) -> Likeness:
    """A state is like itself alone."""
    return (), state.values, state.marks


@examples(150)
@given(tales(loops=True))
def test_loading_reports_findings_of_the_exploration(file: str) -> None:
    """As errors at their lines, and nothing else; without one it has its reference."""
    loaded, explored = small_case.case(file), explore(built(file))
    told = {(error.code, error.line) for error in errors(loaded.findings)}
    assert told == {(problem.code, line_of(file, problem.key)) for problem in explored.problems}
    assert (loaded.scenario is None) == bool(told)
    if loaded.scenario is not None:
        assert loaded.scenario.reference == explored.reference


def line_of(file: str, key: str) -> int:
    """The line of a key: a scene of these files has one of its own, and so have all endings."""
    part, _, name = key.partition(".")
    word = name.partition(".")[0] if part == "scenes" and name else part
    lines = enumerate(file.splitlines(), 1)
    return next(number for number, line in lines if line.strip().startswith(f"{word}:"))


def test_a_circle_that_no_state_goes_round_is_no_fault() -> None:
    """The bold come by the gate and the shy by the other door; nobody meets one of them twice."""
    scored = (
        '  prompt: "Well?"\n  worth: {refer: 1}\n  choices: {a: {text: "A."}, b: {text: "B."}}\n'
    )
    gate = f'choose:\n{scored}  go: [{{when: "alone", go: other}}, {{go: good}}]\n'
    other = f'choose:\n{scored}  go: [{{when: "not alone", go: gate}}, {{go: good}}]\n'
    file = small_case.edited(
        ('shy: {text: "Be shy."}', 'shy: {text: "Be shy.", go: other}'),
        ("  fork:\n", f'  other:\n    text: "Another."\n{indent(other, "    ")}  fork:\n'),
        of=story(gate),
    )
    circle = built(file.replace('{when: "not alone", go: gate}', '{when: "alone", go: gate}'))
    assert ("scored-twice", "scenes.gate") in {(p.code, p.key) for p in explore(circle).problems}
    codes = {problem.code for problem in explore(built(file)).problems}
    assert "scored-twice" not in codes


@pytest.mark.slow
def test_the_same_thousand_cases_each_time() -> None:
    """What a case in a few hundred shows is not left to the luck of one run."""
    for seed in range(1000):
        case = built(tale(Random(seed), loops=seed % 2 == 1))
        explored, everything = explore(case), walked(case)
        agrees(explored, everything)
        if not any(problem.code == "scored-twice" for problem in explored.problems):
            measures(case, explored, everything)
