"""Worked examples: how a careful colleague continues from a moment, decision by decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios import engine
from scenarios.debrief import Moment, MomentText, best_answers, render_moment
from scenarios.engine import ContinueAct, Step
from scenarios.events import Answered
from scenarios.model import Act, Scenario, State
from scenarios.position import Position
from scenarios.rendering import render_turn

DECISIONS = 3  # some two minutes of reading


@dataclass(frozen=True, slots=True)
class Example:
    """One decision of a worked example."""

    scene: str
    story: tuple[str, ...]  # the text before it
    told: MomentText  # the choice, its consequences, and the reason


def example_steps(
    scenario: Scenario, language: str, seed: int, moment: Moment
) -> tuple[Example, ...]:
    """A careful colleague's answers from a dangerous moment on.

    It starts in the learner's own story and joins the reference path if possible.

    Args:
        scenario: The edition of the attempt.
        language: The learner's language.
        seed: The attempt's seed.
        moment: The start.
    """
    found: list[Example] = []
    for met, event, then in _steps_from(scenario, moment.position):
        story = render_turn(scenario, language, seed, met).story
        occasion = Moment(met, event, (), state_after=then)
        found.append(Example(met.scene, story, render_moment(scenario, language, seed, occasion)))
        if len(found) == DECISIONS:
            break
    return tuple(found)


def _steps_from(scenario: Scenario, at: Position) -> Iterator[tuple[Position, Answered, State]]:
    """The decisions from a position on, each with its best answer and the state after it."""
    while at.scene in scenario.scenes:
        if at.at_stop:
            at = _advance(scenario, at, ContinueAct(at.turn)).position
            continue
        decision = scenario.scenes[at.scene].decision
        assert decision is not None, at
        _, best = best_answers(scenario, at.scene, decision, at)
        met = at
        for text in decision.acts(best[0], met.state):
            act = decision.read(at.turn, text)
            assert act is not None, text
            step = _advance(scenario, at, act)
            at = step.position
        yield met, next(event for event in step.events if isinstance(event, Answered)), at.state


def _advance(scenario: Scenario, at: Position, act: Act) -> Step:
    step = engine.advance(scenario, at, act)
    assert isinstance(step, Step), (act, step)
    return step
