"""The table of a case comes to what the engine comes to, on every way that is tried."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scenarios import debrief, engine, transition_table
from scenarios.case_library import load_library
from scenarios.events import Answered
from scenarios.kinds.interview import LEAVE
from scenarios.model import Act, Scenario
from scenarios.position import Position
from scenarios.rendering import render_turn
from scenarios.transition_table import Move, Table, TooLarge, slot, table_of
from tests.helpers.small_case import scenario

WALKS = 40
# Every kind of decision, loops, stops and texts that hang on what was done are among them.
CASES = (
    "airports-form-a",
    "aloud-calls",
    "dream-job",
    "food-parcels",
    "four-visas",
    "lane-three",
    "outside-the-mall",
    "readers-letter",
    "room-614",
    "says-sorry",
    "the-whisper",
    "way-back",
)
QUICK = {"airports-form-a", "aloud-calls", "dream-job", "food-parcels", "lane-three"}


def unnamed(case: Scenario) -> Scenario:
    """The case with slots for names, as a table tells it."""
    scripts = {
        language: replace(script, cast={name: (slot(name),) for name in script.cast})
        for language, script in case.scripts.items()
    }
    return replace(case, scripts=scripts)


def an_act(dice: random.Random, case: Scenario, at: Position) -> tuple[str, Act]:
    decision = case.scenes[at.scene].decision
    if at.at_stop or decision is None:
        return "", engine.ContinueAct(at.turn)
    if decision.questions_left(()):
        text = dice.choice([*decision.offered(at.state, at.asked), LEAVE])
    else:
        text = dice.choice(list(decision.every_act(at.state)))
    act = decision.read(at.turn, text)
    assert act is not None
    return text, act


def told_alike(case: Scenario, made: Table, move: Move, at: Position) -> None:
    """What a learner reads is the same, in every language."""
    place = made.places[move.to]
    assert place.scene == at.scene
    for index, language in enumerate(made.languages):
        turn = render_turn(case, language, 0, at)
        own = place.turns[index]
        assert (*move.passages[index], *own.passages) == turn.passages
        assert move.after[index] == turn.after
        assert replace(own, passages=turn.passages, after=turn.after, facts=turn.facts) == turn


def walked(case: Scenario, made: Table, dice: random.Random) -> None:
    step, move = engine.start(case), made.begin
    acts: list[Act] = []
    moves: list[Move] = []
    told_alike(case, made, move, step.position)
    while step.position.scene not in case.endings:
        text, act = an_act(dice, case, step.position)
        acts.append(act)
        outcome = engine.advance(case, step.position, act)
        assert isinstance(outcome, engine.Step)
        step, move = outcome, made.places[move.to].moves[text]
        moves.append(move)
        told_alike(case, made, move, step.position)
        answered = [event for event in step.events if isinstance(event, Answered)]
        assert (move.moment is None) == (not answered)
    assert made.places[move.to].moves == {}
    looked_back(case, made, acts, [entry for entry in moves if entry.moment is not None])


def looked_back(case: Scenario, made: Table, acts: list[Act], moves: list[Move]) -> None:
    """What is earned, lost and told of it in the end; sets of questions in whatever order."""
    met: set[str] = set()
    for moment, move in zip(debrief.moments(case, acts), moves, strict=True):
        mine = move.moment
        assert mine is not None
        wanted, found = moment.answer, mine.answer
        assert sorted(found.act.split("+")) == sorted(wanted.act.split("+"))
        judged = replace(found, turn=wanted.turn, act=wanted.act)
        assert judged == wanted
        if wanted.scene not in met:
            assert (mine.lost, mine.best) == (moment.lost, moment.best)
            for index, language in enumerate(made.languages):
                told = debrief.render_moment(case, language, 0, moment)
                assert move.told[index].prompt == told.prompt
                assert move.told[index].better == told.better
                assert move.told[index].critical == told.critical or "+" in wanted.act
                assert set(move.told[index].reasons) == set(told.reasons)
        met.add(wanted.scene)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in CASES],
)
def test_table_matches_the_engine(name: str) -> None:
    """Random plays, step by step: where, what is read, what is earned, what is told in the end."""
    case = load_library().scenarios[name]
    made = table_of(case)
    for number in range(WALKS):
        walked(unnamed(case), made, random.Random(f"{name} {number}"))


def test_table_is_reproducible() -> None:
    case = scenario()
    assert table_of(case) == table_of(case)


@pytest.mark.parametrize("bound", ["PLACES", "MOVES"])
def test_oversized_table_is_reported(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(transition_table, bound, 3)
    with pytest.raises(TooLarge):
        table_of(scenario())
