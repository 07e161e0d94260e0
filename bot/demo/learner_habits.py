"""An invented learner's decisions: mostly an expert's, otherwise by a lazy habit or at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from scenarios.engine import ContinueAct
from scenarios.graph import graph_of
from scenarios.model import Act, Decision, Scenario, State
from scenarios.players import Dice, Player, PlayerDecision, players
from scenarios.position import Position

_START, _BEST = (0.45, 0.75), 0.95


@dataclass(slots=True)
class LearnerHabits:
    """Skill grows with every finished attempt.

    Attributes:
        skill: The share of decisions that the learner takes as an expert does.
        diligence: The probability of doing assigned work on a visit.
    """

    skill: float
    diligence: float
    dice: Random = field(repr=False)

    @staticmethod
    def drawn(dice: Random) -> LearnerHabits:
        return LearnerHabits(dice.uniform(*_START), dice.choice((0.25, 0.5, 0.7, 0.8, 0.9)), dice)

    def practised(self) -> None:
        """Become a little better."""
        self.skill += (_BEST - self.skill) * 0.12

    def knows(self) -> bool:
        """Whether the next answer is what an expert would say."""
        return self.dice.random() < self.skill

    def acts(self, scenario: Scenario, at: Position, *, critical: bool) -> Iterator[Act]:
        """The acts that answer what is asked, or go on; each belongs to the turn after the last.

        Args:
            at: A position before an ending.
            critical: Whether a critical error was made before.
        """
        decision = scenario.scenes[at.scene].decision
        if at.at_stop or decision is None:
            yield ContinueAct(at.turn)
            return
        way = self._way(scenario, decision, at.state, (at.scene, at.state, critical))
        for turn, said in enumerate(decision.acts(way, at.state), start=at.turn):
            act = decision.read(turn, said)
            assert act is not None, "players give offered answers"
            yield act

    def _way(
        self,
        scenario: Scenario,
        decision: Decision,
        state: State,
        node: tuple[str, State, bool],
    ) -> str:
        expert, *others = _players(scenario)
        player = expert if self.knows() else self.dice.choice(others)
        ways = tuple(decision.every_act(state)) if player.is_random else ()
        asked = PlayerDecision(node, decision, ways)
        return player.answer(asked, Dice(self.dice.getrandbits(53), "demo"))


@cache
def _players(scenario: Scenario) -> tuple[Player, ...]:
    return players(scenario, graph_of(scenario), scenario.language)
