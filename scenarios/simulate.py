"""Plays a scenario many times by a player, and counts what comes of it.

Every place and answer that is met is worked out by the engine's own functions, once, and kept; a
play-through is then a walk over what is known already. So it is quick, and it still cannot differ
from what learners meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scenarios.durations import seconds
from scenarios.engine import BrokenScenario, earned, settled
from scenarios.graph import Graph, Node, Place, graph_of, rest
from scenarios.kinds.base import parted
from scenarios.model import (
    Answer,
    Asking,
    Decision,
    Error,
    Outcome,
    Reference,
    Scenario,
    State,
)
from scenarios.paths import best, median, worst
from scenarios.players import Asked, Dice, Player
from scenarios.score import PASS_MARK, percent

RUNS = 1000
LONGEST = 200  # decisions of a play-through; one that is longer goes round in a loop

Tell = Callable[[int], None]  # how many runs are done


@dataclass(frozen=True, slots=True)
class Spread:
    """How some numbers lie: the ends, the quartiles and the mean."""

    least: float
    lower: float
    middle: float
    upper: float
    most: float
    mean: float


@dataclass(frozen=True, slots=True)
class Taken:
    """How often something was picked, or a band reached, of the times that it could be."""

    scene: str
    kind: str
    part: str  # a choice, item, question or step of a scale; or a band
    is_band: bool
    offered: int
    taken: int

    @property
    def share(self) -> float:
        """The share of the times; 0 where it never could be."""
        return self.taken / self.offered if self.offered else 0.0


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of playing."""

    player: str
    runs: int
    seed: int
    passed: int
    endings: Mapping[str, int]  # every ending of the scenario, in its order
    outcomes: Mapping[Outcome, int]
    unfinished: int  # runs that were given up, since they went round in a loop
    scores: Spread
    decisions: Spread
    minutes: Spread
    errors: Mapping[Error, int]  # in all runs together
    critical: int  # runs with a critical error
    coverage: tuple[Taken, ...]

    @property
    def pass_share(self) -> float:
        """The share of runs that passed."""
        return self.passed / self.runs


@dataclass(frozen=True, slots=True)
class Paths:
    """Three ways through, in percent of the reference."""

    best: int
    median: int
    worst: int


@dataclass(frozen=True, slots=True, eq=False)
class _Options:
    """What can be answered to a decision: the same wherever the same of its conditions hold."""

    ways: tuple[str, ...]
    known: dict[str, tuple[Answer, int]] = field(default_factory=dict)  # with its points


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    asked: Asked
    options: _Options
    moves: dict[str, _Move] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Move:
    """One answer at one place."""

    place: _Place
    answer: Answer
    points: int
    to: _Place | str  # the next place, or an ending


@dataclass(slots=True)
class Run:
    """One play-through."""

    moves: list[_Move]
    ending: str = ""
    points: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def critical(self) -> bool:
        """Whether any of its answers could have endangered someone."""
        return any(move.answer.critical for move in self.moves)


class Board:
    """The places of a scenario and what each answer there comes to, as far as they were met.

    Args:
        scenario: What is played; it must have a reference.
        language: In which it is read; the scenario's own where it is left out.
        graph: Of the scenario, where it is known already.
    """

    def __init__(
        self, scenario: Scenario, language: str | None = None, graph: Graph | None = None
    ) -> None:
        self.scenario = scenario
        self.language = language or scenario.language
        self.graph = graph_of(scenario) if graph is None else graph
        self._live = self.graph.live
        self._places: dict[Place, _Place] = {}
        self._options: dict[tuple[str, tuple[bool, ...]], _Options] = {}
        self._seconds: dict[tuple[str, str, str], float] = {}
        self._start = self._arrive(scenario.opening, scenario.start, critical=False)
        self._whole = scenario.reference.total * self.graph.unit if scenario.reference else 0

    def play(self, player: Player, dice: Dice) -> Run:
        """One play-through."""
        run = Run([])
        at, met = self._start, set[str]()
        while not isinstance(at, str) and len(run.moves) < LONGEST:
            way = player.answer(at.asked, dice)
            move = at.moves.get(way) or self._move(at, way)
            run.moves.append(move)
            if (scene := at.asked.node[0]) not in met:  # only the first answer scores
                met.add(scene)
                run.points += move.points
                if move.answer.error is not None:
                    run.errors.append(move.answer.error)
            at = move.to
        run.ending = at if isinstance(at, str) else ""
        return run

    def score(self, points: int) -> int:
        """Points in percent of the reference."""
        return percent(Fraction(points), Fraction(self._whole))

    def has_passed(self, run: Run, score: int) -> bool:
        """Whether a play-through has passed."""
        if not run.ending or score < PASS_MARK or run.critical:
            return False
        return self.scenario.endings[run.ending].outcome != "harmful"

    def minutes(self, run: Run) -> float:
        """How long a play-through takes."""
        return sum(map(self._taken, run.moves)) / 60

    def _taken(self, move: _Move) -> float:
        at = move.place.asked.node[0], move.answer.act, move.answer.band
        if at not in self._seconds:
            self._seconds[at] = seconds(self.scenario, self.language, *at)
        return self._seconds[at]

    def _move(self, place: _Place, way: str) -> _Move:
        scene, state, critical = place.asked.node
        answer, points = self._answer(place, way)
        after, target = settled(self.scenario, state, scene, answer)
        to = self._arrive(after, target, critical=critical or answer.critical)
        place.moves[way] = move = _Move(place, answer, points, to)
        return move

    def _answer(self, place: _Place, way: str) -> tuple[Answer, int]:
        known = place.options.known.get(way)
        if known is None:
            decision = place.asked.decision
            answer = answered(decision, place.asked.node[1], way)
            got = earned(decision, answer).values()
            known = answer, sum(int(fraction * self.graph.unit) for fraction in got)
            place.options.known[way] = known
        return known

    def _arrive(self, state: State, target: str, *, critical: bool) -> _Place | str:
        state, scene, _ = rest(self.scenario, state, target)
        if scene in self.scenario.endings:
            return scene
        here = scene, self._live.likeness(scene, state), critical
        place = self._places.get(here)
        if place is None:
            place = self._places[here] = self._place((scene, state, critical))
        return place

    def _place(self, node: Node) -> _Place:
        scene, state, _ = node
        decision = self.scenario.scenes[scene].decision
        if decision is None:
            raise BrokenScenario(f"{self.scenario.id}: nothing is asked at {scene}")
        key = scene, tuple(state.meets(condition) for condition in decision.conditions())
        options = self._options.get(key)
        if options is None:
            options = self._options[key] = _Options(tuple(decision.ways(state)))
        return _Place(Asked(node, decision, options.ways), options)


def answered(decision: Decision, state: State, way: str) -> Answer:
    """What a whole answer comes to.

    Raises:
        BrokenScenario: It cannot be given here.
    """
    asked: tuple[str, ...] = ()
    for said in decision.acts(way, state):
        act = decision.read(0, said)
        taken = decision.take(act, state, asked) if act is not None else None
        if isinstance(taken, Answer):
            return taken
        if not isinstance(taken, Asking):
            break
        if taken.answer is not None:
            return taken.answer
        asked = (*asked, taken.question)
    raise BrokenScenario(f"{way!r} is no whole answer")


def simulate(
    board: Board,
    player: Player,
    runs: int = RUNS,
    seed: int = 0,
    tell: Tell | None = None,
) -> Simulated:
    """Play a scenario many times.

    Args:
        board: Of the scenario; one may serve several players.
        player: Who plays. One that chance has no part in plays once, whatever `runs` is.
        runs: How often.
        seed: Of all that chance decides; the same seed gives the same result.
        tell: Is told after every hundred runs how many are done.
    """
    runs = runs if player.guesses else 1
    counted = _Counted(board)
    for number in range(runs):
        counted.add(board.play(player, Dice(seed, f"play/{number}")))
        if tell is not None and number % 100 == 99:
            tell(number + 1)
    return counted.result(player.name, seed)


def share_of_passes(board: Board, player: Player, runs: int, seed: int = 0) -> float:
    """The share of runs that pass, where nothing else is asked."""
    runs = runs if player.guesses else 1
    played = (board.play(player, Dice(seed, f"play/{number}")) for number in range(runs))
    return sum(board.has_passed(run, board.score(run.points)) for run in played) / runs


def paths_of(board: Board) -> Paths:
    """The best, the middling and the worst way through, in percent of the reference."""
    graph, reference = board.graph, board.scenario.reference or Reference((), {})
    ends = graph.ends(board.scenario)
    found = (best(graph, ends), median(graph, board.scenario), worst(graph, ends))
    return Paths(*(percent(entry.total, reference.total) for entry in found))


class _Counted:
    """What runs come to, added up."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.runs = self.passed = self.critical = 0
        self.endings: Counter[str] = Counter()
        self.errors: Counter[Error] = Counter()
        self.moves: Counter[_Move] = Counter()
        self.scores: list[int] = []
        self.decisions: list[int] = []
        self.minutes: list[float] = []

    def add(self, run: Run) -> None:
        score = self.board.score(run.points)
        self.runs += 1
        self.passed += self.board.has_passed(run, score)
        self.critical += run.critical
        self.endings[run.ending] += 1
        self.errors.update(run.errors)
        self.moves.update(run.moves)
        self.scores.append(score)
        self.decisions.append(len(run.moves))
        self.minutes.append(self.board.minutes(run))

    def result(self, player: str, seed: int) -> Simulated:
        endings = self.board.scenario.endings
        outcomes: Counter[Outcome] = Counter()
        for name, ending in endings.items():
            outcomes[ending.outcome] += self.endings[name]
        return Simulated(
            player,
            self.runs,
            seed,
            self.passed,
            {name: self.endings[name] for name in endings},
            {key: outcomes[key] for key in ("safe", "mixed", "harmful")},
            self.endings[""],
            spread(self.scores),
            spread(self.decisions),
            spread(self.minutes),
            {key: self.errors[key] for key in ("missed", "over-called", "unsafe")},
            self.critical,
            tuple(_coverage(self.board.scenario, self.moves)),
        )


def spread(numbers: list[int] | list[float]) -> Spread:
    """How numbers lie; a quartile between two numbers is drawn as a line between them."""
    ranked = sorted(numbers)

    def at(share: float) -> float:
        place = share * (len(ranked) - 1)
        below = int(place)
        above = min(below + 1, len(ranked) - 1)
        return float(ranked[below] + (ranked[above] - ranked[below]) * (place - below))

    return Spread(at(0), at(0.25), at(0.5), at(0.75), at(1), sum(ranked) / len(ranked))


def _coverage(scenario: Scenario, moves: Mapping[_Move, int]) -> Iterator[Taken]:
    """Every part and band of every decision, in the author's order, with how often it came."""
    offered: Counter[tuple[str, str]] = Counter()
    picked: Counter[tuple[str, str]] = Counter()
    bands: Counter[tuple[str, str]] = Counter()
    visits: Counter[str] = Counter()
    for move, count in moves.items():
        scene = move.place.asked.node[0]
        visits[scene] += count
        bands[scene, move.answer.band] += count
        for part in move.place.asked.offered:
            offered[scene, part] += count
        for part in parted(move.answer.act):
            picked[scene, part] += count
    for scene_id, decision in _decisions(scenario):
        for part in () if decision.sequenced else decision.ids:
            key = scene_id, part
            yield Taken(scene_id, decision.kind, part, False, offered[key], picked[key])
        for band in dict.fromkeys(answer.band for answer in decision.every_answer() if answer.band):
            count = bands[scene_id, band]
            yield Taken(scene_id, decision.kind, band, True, visits[scene_id], count)


def _decisions(scenario: Scenario) -> Iterator[tuple[str, Decision]]:
    for scene in scenario.scenes.values():
        if scene.decision is not None:
            yield scene.id, scene.decision
