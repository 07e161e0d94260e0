"""Learners who do anything at any time, in cases of every kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scenarios.engine import ContinueAct, Refused, Step, replay
from scenarios.events import Answered, Asked, Continued, Ended, Event
from scenarios.kinds.choose import Choose
from scenarios.kinds.interview import Ask, Leave
from scenarios.kinds.order import Order
from scenarios.kinds.scale import Rate
from scenarios.kinds.spot import Spot
from scenarios.model import Act, Scenario, TimedOut
from scenarios.position import Position
from scenarios.rendering import render_turn
from scenarios.score import result
from tests.helpers.examples import examples
from tests.rules.playing import opened, tried
from tests.rules.tales import built, tales

NOWHERE = ("nobody", "", "s0", "good", ".", "timed-out", "a+b", "+", "3", "../..", "x" * 99)
STEPS = 25  # a loop could be walked for ever


@dataclass(frozen=True)
class Dance:
    """An act of no kind."""

    turn: int


@dataclass
class Learner:
    """One attempt, all that was accepted, and all that happened."""

    case: Scenario
    dice: Random
    position: Position
    events: tuple[Event, ...]
    acts: list[Act] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.position.scene in self.case.endings

    def does(self, act: Act) -> None:
        """Try an act: it is accepted if and only if it is possible, and refused without a trace."""
        outcome = tried(self.case, self.position, act)
        assert isinstance(outcome, Step) is possible(self.case, self.position, act), act
        if isinstance(outcome, Refused):
            return
        assert outcome.position.turn == self.position.turn + 1
        assert {event.turn for event in outcome.events} <= {act.turn, act.turn + 1}
        self.position = outcome.position
        self.events += outcome.events
        self.acts.append(act)

    def anything(self) -> Act:
        """An act of any kind, with any parts, at a turn near this one."""
        dice = self.dice
        turn = self.position.turn + dice.choice((0, 0, 0, 0, 1, -1, 7))
        names = (*self._names(), *NOWHERE)
        some = tuple(dice.choice(names) for _ in range(dice.randint(0, 4)))
        acts: tuple[Act, ...] = (
            Choose(turn, dice.choice(names)),
            Ask(turn, dice.choice(names)),
            Leave(turn),
            Spot(turn, some),
            Order(turn, some),
            Rate(turn, dice.randint(-1, 7)),
            Rate(turn, dice.randint(-1, 11) * 10),
            ContinueAct(turn),
            TimedOut(turn),
            Dance(turn),
        )
        return dice.choice(acts)

    def something_possible(self) -> Act | None:
        """An act that is accepted here; None where there is none."""
        turn, scene = self.position.turn, self.case.scenes[self.position.scene]
        if self.position.at_stop or scene.decision is None:
            return ContinueAct(turn)
        if scene.decision.limit is not None and self.dice.randrange(4) == 0:
            return TimedOut(turn)
        if scene.decision.kind == "interview":
            offered = scene.decision.offered(self.position.state, self.position.asked)
            texts = (*offered, ".")
        else:
            texts = tuple(scene.decision.every_act(self.position.state))
        return scene.decision.read(turn, self.dice.choice(texts)) if texts else None

    def _names(self) -> tuple[str, ...]:
        scene = self.case.scenes.get(self.position.scene)
        return scene.decision.ids if scene is not None and scene.decision is not None else ()


def possible(case: Scenario, at: Position, act: Act) -> bool:
    """Whether the format allows an act."""
    if at.scene in case.endings or act.turn != at.turn:
        return False
    decision = case.scenes[at.scene].decision
    if at.at_stop or decision is None:
        return at.at_stop and isinstance(act, ContinueAct)
    offered = decision.offered(at.state, at.asked)
    match decision.kind, act:
        case _, TimedOut():
            return decision.limit is not None
        case ("choose", Choose(_, option)) | ("interview", Ask(_, option)):
            return option in offered
        case "interview", Leave():
            return True
        case "spot", Spot(_, ticks):
            return {*ticks} <= {*offered} and len({*ticks}) == len(ticks)
        case "order", Order(_, steps):
            return {*steps} == {*offered} and len(steps) == len(offered)
        case "rate", Rate(_, step):
            return 1 <= step <= 5
        case "slider", Rate(_, step):
            return 0 <= step <= 100 and step % 10 == 0
    return False


def recorded(case: Scenario, events: Iterable[Event]) -> list[Act]:
    """The acts that the events tell of, one a turn."""
    found: dict[int, Act] = {}
    for event in events:
        act: Act | None = None
        match event:
            case Continued(turn, _):
                act = ContinueAct(turn)
            case Asked(turn, scene, question):
                decision = case.scenes[scene].decision
                act = decision.read(turn, question) if decision else None
            case Answered(turn, scene, _, text):
                decision = case.scenes[scene].decision
                act = decision.closing_act(turn, text) if decision else None
        if act is not None:
            found.setdefault(act.turn, act)
    return list(found.values())


def check(learner: Learner) -> None:
    """What is true of every attempt."""
    steps = list(replay(learner.case, learner.acts))
    assert steps[-1].position == learner.position
    assert tuple(event for step in steps for event in step.events) == learner.events
    again = list(replay(learner.case, recorded(learner.case, learner.events)))
    assert [(step.position, step.events) for step in again] == [
        (step.position, step.events) for step in steps
    ]
    ends = [event for event in learner.events if isinstance(event, Ended)]
    assert ends == ([learner.events[-1]] if learner.over else [])
    answers = [event for event in learner.events if isinstance(event, Answered)]
    assert all(share >= 0 for answer in answers for share in answer.earned.values())
    for end in ends:
        got = result(learner.case, answers, end.outcome)
        assert 0 <= got.score <= 100
        assert len(got.critical) == len({(a.scene, a.act, a.band) for a in answers if a.critical})


@examples(400)
@given(tales(loops=True), st.integers(0, 2**32))
def test_nothing_that_a_learner_does_breaks_a_case(file: str, seed: int) -> None:
    """What is wrong is refused; what is right is saved, told, replayed, rebuilt and scored."""
    case = built(file)
    step = opened(case)
    learner = Learner(case, Random(seed), step.position, step.events)
    for _ in range(STEPS):
        for _ in range(3):
            learner.does(learner.anything())
        if learner.over or (act := learner.something_possible()) is None:
            break
        before = learner.position
        learner.does(act)
        assert learner.position != before
        assert render_turn(case, "en", seed, learner.position).units > 0
    check(learner)
