"""Simulation: counted right, the same for a seed, and the same as the engine would have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import limits
from scenarios.engine import BrokenScenario, ContinueAct, Refused, Step, advance, start
from scenarios.events import Answered, Ended
from scenarios.kinds.choose import ChooseDecision
from scenarios.loader import load
from scenarios.model import Act, Scenario
from scenarios.players import NAMES, Dice, Random, players
from scenarios.score import Result, result
from scenarios.simulate import (
    LONGEST,
    PickRate,
    Run,
    Simulator,
    answer_of_act,
    paths_of,
    share_of_passes,
    simulate,
    spread,
)
from tests.helpers.examples import examples
from tests.helpers.five_kinds_case import five_ways
from tests.helpers.six_decisions_case import SIX
from tests.helpers.small_case import scenario
from tests.rules.stories import Story, stories, written

KINDS = five_ways()


def on(case: Scenario, step: Step, act: Act) -> Step:
    after = advance(case, step.position, act)
    assert not isinstance(after, Refused), act
    return Step(after.position, step.events + after.events)


def by_the_engine(case: Scenario, answers: Sequence[str]) -> tuple[str, Result, int]:
    """Where whole answers lead, what they come to, and how many there were."""
    step = start(case)
    for answer in answers:
        while step.position.at_stop:
            step = on(case, step, ContinueAct(step.position.turn))
        scene, state = step.position.scene, step.position.state
        decision = case.scenes[scene].decision
        assert decision is not None
        for said in decision.acts(answer, state):
            act = decision.read(step.position.turn, said)
            assert act is not None
            step = on(case, step, act)
    while step.position.at_stop:
        step = on(case, step, ContinueAct(step.position.turn))
    (ended,) = [event for event in step.events if isinstance(event, Ended)]
    given = [event for event in step.events if isinstance(event, Answered)]
    return ended.scene, result(case, given, ended.outcome), len(given)


def assert_as_the_engine_has_it(board: Simulator, run: Run) -> None:
    ending, told, count = by_the_engine(board.scenario, [move.answer.act for move in run.moves])
    score = board.score(run.points)

    assert (run.ending, len(run.moves)) == (ending, count)
    assert (score, board.has_passed(run, score)) == (told.score, told.passed)
    assert run.critical == bool(told.critical)
    assert Counter(run.errors) == Counter(
        {"missed": told.missed, "over-called": told.over_called, "unsafe": told.unsafe}
    )


@pytest.mark.parametrize("name", NAMES)
def test_simulated_play_matches_the_engine(name: str, dream_job: Scenario) -> None:
    for case in (dream_job, KINDS):
        board = Simulator(case)
        player = next(habit for habit in players(case, board.graph, "en") if habit.name == name)
        for number in range(60 if player.is_random else 1):
            assert_as_the_engine_has_it(board, board.play(player, Dice(3, f"{number}")))


@examples(100)
@given(stories(), st.integers(0, 1000))
def test_simulation_matches_the_engine_in_every_case(story: Story, seed: int) -> None:
    loaded = load({"scenario.yaml": written(story).encode()})
    if loaded.scenario is not None:
        board = Simulator(loaded.scenario)
        assert_as_the_engine_has_it(board, board.play(Random(), Dice(seed, "")))


def test_the_same_seed_gives_the_same_and_another_another(dream_job: Scenario) -> None:
    first, second = Simulator(dream_job), Simulator(dream_job)

    assert simulate(first, Random(), 200, 5) == simulate(second, Random(), 200, 5)
    assert simulate(first, Random(), 200, 5) == simulate(first, Random(), 200, 5)
    assert simulate(first, Random(), 200, 5) != simulate(first, Random(), 200, 6)


def test_more_runs_begin_with_those_of_fewer() -> None:
    board = Simulator(KINDS)
    few, many = simulate(board, Random(), 50, 1), simulate(board, Random(), 200, 1)

    assert all(
        taken_case.count <= more.count
        for taken_case, more in zip(few.coverage, many.coverage, strict=True)
    )


@pytest.mark.parametrize("case", [KINDS, scenario()], ids=["kinds", "base"])
def test_shares_add_up(case: Scenario) -> None:
    board = Simulator(case)
    for player in players(case, board.graph, "en"):
        found = simulate(board, player, 300, 2)

        assert found.runs == (300 if player.is_random else 1)
        assert sum(found.endings.values()) + found.unfinished == found.runs
        assert sum(found.outcomes.values()) == sum(found.endings.values())
        assert found.pass_share == share_of_passes(board, player, 300, 2)
        for entry in (found.scores, found.decisions, found.minutes):
            assert entry.least <= entry.lower <= entry.middle <= entry.upper <= entry.most
            assert entry.least <= entry.mean <= entry.most
        assert 0 <= found.scores.least <= found.scores.most <= 100


def test_coverage_is_the_share_of_options_taken() -> None:
    """Counted once more, play by play."""
    board, offered, taken = Simulator(KINDS), Counter[str](), Counter[str]()
    for number in range(200):
        for move in board.play(Random(), Dice(4, f"play/{number}")).moves:
            asked = move.place.asked
            scene, kind = asked.node[0], asked.decision.kind
            bands = {answer.band for answer in asked.decision.every_answer() if answer.band}
            offered.update(f"{scene} band {band}" for band in bands)
            if move.answer.band:
                taken[f"{scene} band {move.answer.band}"] += 1
            if kind != "order":
                offered.update(f"{scene} {key}" for key in asked.offered)
                taken.update(f"{scene} {part}" for part in move.answer.act.split("+") if part)

    def name(taken_case: PickRate) -> str:
        return (
            f"{taken_case.scene} band {taken_case.part}"
            if taken_case.is_band
            else f"{taken_case.scene} {taken_case.part}"
        )

    coverage = simulate(board, Random(), 200, 4).coverage
    assert {
        name(taken_case): taken_case.offered for taken_case in coverage if taken_case.offered
    } == dict(offered)
    assert {
        name(taken_case): taken_case.count for taken_case in coverage if taken_case.count
    } == dict(taken)
    assert len({name(taken_case) for taken_case in coverage}) == len(coverage)
    assert all(taken_case.share == taken_case.count / taken_case.offered for taken_case in coverage)


def test_every_choice_is_told_also_where_nobody_came(dream_job: Scenario) -> None:
    board = Simulator(dream_job)
    first = next(
        player for player in players(dream_job, board.graph, "en") if player.name == "first"
    )
    coverage = simulate(board, first).coverage
    every = {
        (scene.id, option)
        for scene in dream_job.scenes.values()
        for option in (scene.decision.ids if isinstance(scene.decision, ChooseDecision) else ())
    }

    assert {(taken_case.scene, taken_case.part) for taken_case in coverage} >= every
    assert [taken_case.share for taken_case in coverage if taken_case.scene == "rush"] == [0, 0, 0]


def test_endless_play_is_stopped() -> None:
    hall = (
        '  hall:\n    text: "The hall is empty."\n    choose:\n      prompt: "On?"\n'
        '      choices:\n        stay: {text: "Stay"}\n        on: {text: "On", go: call}\n'
        "      go: hall\n"
    )
    case = scenario(
        (
            '  hall:\n    text: "The hall is empty."\n    go: call\n',
            hall,
        ),
        ("          add: {trust: 1}\n", ""),
    )
    board = Simulator(case)
    first = next(player for player in players(case, board.graph, "en") if player.name == "first")
    found = simulate(board, first)

    assert (found.unfinished, found.decisions.most, found.pass_share) == (1, LONGEST, 0)
    assert simulate(board, Random(), 500).unfinished == 0


def test_paths_are_in_percent_of_the_reference(dream_job: Scenario) -> None:
    found = paths_of(Simulator(dream_job))
    chance = simulate(Simulator(dream_job), Random(), 3000).scores

    assert found.best == 100
    assert found.worst <= chance.least
    assert abs(found.median - chance.middle) <= 6


def test_numbers_lie_between_their_quartiles() -> None:
    found = spread([4, 1, 3, 2])

    assert (found.least, found.lower, found.middle, found.upper, found.most) == (
        1, 1.75, 2.5, 3.25, 4,
    )  # fmt: skip
    assert found.mean == 2.5
    assert spread([7]).lower == spread([7]).upper == 7


def test_progress_is_told_every_hundred_runs() -> None:
    told: list[int] = []
    simulate(Simulator(scenario()), Random(), 250, on_progress=told.append)

    assert told == [100, 200]


def test_an_answer_that_cannot_be_given_is_refused() -> None:
    decision = KINDS.scenes["call"].decision
    talk = KINDS.scenes["talk"].decision
    assert decision is not None
    assert talk is not None

    with pytest.raises(BrokenScenario, match="no whole answer"):
        answer_of_act(decision, KINDS.opening, "fly")
    with pytest.raises(BrokenScenario, match="no whole answer"):
        answer_of_act(talk, KINDS.opening, "sleep+fly")


# --- lint


def codes(text: str) -> list[str]:
    found = load({"scenario.yaml": text.encode()}).findings
    return [str(finding.message) for finding in found if finding.code == "lazy-player"]


def turned(text: str, *rights: str) -> str:
    """The case of six decisions in which the right choice of some goes first."""
    for right in rights:
        lines = text.splitlines()
        at = next(index for index, line in enumerate(lines) if f'"{right}"' in line)
        first = next(index for index in range(at, 0, -1) if "choices:" in lines[index]) + 1
        lines.insert(first, lines.pop(at))
        text = "\n".join(lines) + "\n"
    return text


def test_a_case_that_is_told_well_is_passed_by_no_habit() -> None:
    assert codes(SIX) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (turned(SIX, "Speak to her"), "what is listed first passes, with 83 %"),
        (
            SIX.replace('"Stay"', '"Stay beside her now"').replace(
                "Speak to her", "Speak to her instead"
            ),
            "the longest text passes, with 83 %",
        ),
        (
            SIX.replace("Ask how she is", "Ask politely"),
            "the politest text passes, with 83 %",
        ),
    ],
)
def test_a_case_made_lazy_on_purpose_is_found(text: str, told: str) -> None:
    assert any(told in code for code in codes(text))


def test_player_with_the_taught_habit_may_pass() -> None:
    """Calling in others where that is right, and not doing so where it is not."""
    outwards = SIX.replace("Speak to her", "Call police").replace("Ask how she is", "Ring police")
    assert not any("calls in others" in code for code in codes(outwards))
    mild = outwards.replace("should_refer: refer", "should_refer: do-not")
    assert any("always calls in others passes, with 100 %" in code for code in codes(mild))


def test_passing_by_chance_is_reported() -> None:
    easy = SIX.replace('error: missed, feedback: "No."', 'credit: 0.75, feedback: "No."')
    assert any("guesses passes in" in code for code in codes(easy))


def test_short_cases_are_not_looked_at() -> None:
    assert len(scenario().reference.path) < limits.LAZY_FROM  # type: ignore[union-attr]
    assert codes(scenario().files["scenario.yaml"]) == []
