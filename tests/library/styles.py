"""Three styles of playing a full case, and where their plays part and meet again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from scenarios.engine import points_earned
from scenarios.graph import graph_of
from scenarios.model import Answer, Scenario
from scenarios.players import Dice, Expert, Player, PlayerDecision
from scenarios.simulate import Run, Simulator, answer_of_act

SLIPS = 2  # wrong answers of the hurried player


class Hurried:
    """Slips twice, as soon as it can without endangering anyone, and is careful from then on."""

    name: ClassVar[str] = "hurried"
    is_random: ClassVar[bool] = False

    def __init__(self, careful: Player) -> None:
        self._careful = careful
        self._slips = 0

    def answer(self, asked: PlayerDecision, dice: Dice, /) -> str:
        way = min(asked.ways, key=lambda way: (_answer(asked, way).critical, _points(asked, way)))
        best = self._careful.answer(asked, dice)
        worse = _points(asked, way) < _points(asked, best)
        if self._slips == SLIPS or not worse or _answer(asked, way).critical:
            return best
        self._slips += 1
        return way


class Stubborn:
    """Gives the answer with the fewest points at every decision; the critical one of two equals."""

    name: ClassVar[str] = "stubborn"
    is_random: ClassVar[bool] = False

    def answer(self, asked: PlayerDecision, _: Dice, /) -> str:
        return min(
            asked.ways, key=lambda way: (_points(asked, way), not _answer(asked, way).critical)
        )


@dataclass(frozen=True, slots=True)
class Play:
    """A finished play beside the careful one.

    Attributes:
        scenes: The scenes with a decision, in the order they were met.
        parting: The first of them that the careful play does not meet, or "".
        meeting: The next one after it that the careful play meets too, or "".
        score: In percent of the reference.
    """

    style: str
    scenes: tuple[str, ...]
    parting: str
    meeting: str
    ending: str
    outcome: str
    score: int


def plays(case: Scenario) -> tuple[Play, Play, Play]:
    """The careful, the hurried and the stubborn play of a case."""
    graph = graph_of(case)
    board = Simulator(case, graph=graph)
    careful = board.play(Expert(case, graph), Dice(0, ""))
    hurried = board.play(Hurried(Expert(case, graph)), Dice(0, ""))
    stubborn = board.play(Stubborn(), Dice(0, ""))
    return (
        _compared(board, "careful", careful, careful),
        _compared(board, Hurried.name, hurried, careful),
        _compared(board, Stubborn.name, stubborn, careful),
    )


def _compared(board: Simulator, style: str, run: Run, careful: Run) -> Play:
    usual = set(_scenes(careful))
    scenes = _scenes(run)
    away = next((at for at, scene in enumerate(scenes) if scene not in usual), len(scenes))
    return Play(
        style,
        scenes,
        scenes[away] if away < len(scenes) else "",
        next((scene for scene in scenes[away:] if scene in usual), ""),
        run.ending,
        board.scenario.endings[run.ending].outcome,
        board.score(run.points),
    )


def _scenes(run: Run) -> tuple[str, ...]:
    return tuple(move.place.asked.node[0] for move in run.moves)


def _answer(asked: PlayerDecision, way: str) -> Answer:
    return answer_of_act(asked.decision, asked.node[1], way)


def _points(asked: PlayerDecision, way: str) -> Fraction:
    return sum(points_earned(asked.decision, _answer(asked, way)).values(), Fraction())
