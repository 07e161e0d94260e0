"""Measures of branching: the influence of answers on what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from scenarios import limits
from scenarios.model import Scenario
from scenarios.players import Dice, PlayerDecision
from scenarios.seeded_random import draw
from scenarios.simulate import Run, Simulator

PLAYS = 400


@dataclass(frozen=True, slots=True)
class Branching:
    """The branches of a case.

    Attributes:
        decisions: The number of scenes with a decision.
        off_path: Those of them that are not on the best path.
        safe: The endings that are safe.
        plays: The number of random plays, each with one answer changed.
        changed: The plays in which other decisions were met then.
    """

    case: str
    decisions: int
    off_path: tuple[str, ...]
    safe: tuple[str, ...]
    plays: int
    changed: int

    @property
    def changed_share(self) -> float:
        """The share of plays that met other decisions."""
        return self.changed / self.plays if self.plays else 0.0


class _Swapped:
    """Answers at random, but the same in each scene of a play; one answer can be replaced."""

    name: ClassVar[str] = "swapped"
    is_random: ClassVar[bool] = True

    def __init__(self, seed: int, swapped: Mapping[str, str] | None = None) -> None:
        self._seed = seed
        self._swapped = swapped or {}

    def answer(self, asked: PlayerDecision, _: Dice, /) -> str:
        scene = asked.node[0]
        way = self._swapped.get(scene)
        if way in asked.ways:
            return way
        return asked.ways[draw(self._seed, scene) % len(asked.ways)]


def is_full(scenario: Scenario) -> bool:
    """Whether it is a case for practice of full length."""
    best = scenario.reference.path if scenario.reference else ()
    return scenario.use == "practice" and len(best) >= limits.FULL_FROM


def branching(scenario: Scenario, plays: int = PLAYS) -> Branching:
    """Count the branches of a case, and compare random plays that differ in one answer."""
    scenes = [scene.id for scene in scenario.scenes.values() if scene.decision is not None]
    best = {scene for scene, _ in scenario.reference.path} if scenario.reference else set()
    board = Simulator(scenario)
    return Branching(
        scenario.id,
        len(scenes),
        tuple(scene for scene in scenes if scene not in best),
        tuple(ending.id for ending in scenario.endings.values() if ending.outcome == "safe"),
        plays,
        sum(_is_changed(board, play) for play in range(plays)),
    )


def _is_changed(board: Simulator, play: int) -> bool:
    """Whether another answer to one decision of a play leads to other decisions."""
    run = _played(board, _Swapped(play))
    open_moves = [move for move in run.moves if len(move.place.asked.ways) > 1]
    if not open_moves:
        return False
    at = open_moves[draw(play, "which decision") % len(open_moves)].place.asked
    taken = _Swapped(play).answer(at, Dice(0, ""))
    others = [way for way in at.ways if way != taken]
    other = others[draw(play, "which answer") % len(others)]
    swapped = _played(board, _Swapped(play, {at.node[0]: other}))
    return _met(run) != _met(swapped)


def _played(board: Simulator, player: _Swapped) -> Run:
    return board.play(player, Dice(0, player.name))


def _met(run: Run) -> list[str]:
    return [move.place.asked.node[0] for move in run.moves]


def changed_share(found: Iterable[Branching]) -> float:
    """The share of all plays that met other decisions."""
    every = list(found)
    plays = sum(each.plays for each in every)
    return sum(each.changed for each in every) / plays if plays else 0.0
