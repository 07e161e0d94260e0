"""Simulates many plays of a scenario by an automatic player.

Every place and answer is computed by the engine's own functions once and cached; a
play is then a walk over the cache. So it is fast, and cannot deviate
from real play.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scenarios.durations import seconds
from scenarios.engine import BrokenScenario, apply_answer, points_earned
from scenarios.graph import Graph, Node, Place, graph_of, next_decision
from scenarios.kinds.base import split_parts
from scenarios.model import (
    Answer,
    AskedQuestion,
    Decision,
    Error,
    Outcome,
    Reference,
    Scenario,
    State,
)
from scenarios.paths import best, median, worst
from scenarios.players import Dice, Player, PlayerDecision
from scenarios.score import PASS_MARK, percent

RUNS = 1000
LONGEST = 200  # decisions of a play; a longer one is in a loop

Tell = Callable[[int], None]  # runs between progress reports


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of numbers: extremes, quartiles and mean."""

    least: float
    lower: float
    middle: float
    upper: float
    most: float
    mean: float


@dataclass(frozen=True, slots=True)
class PickRate:
    """The share of times that a part was picked, or a band reached, when it was available."""

    scene: str
    kind: str
    part: str  # a choice, item, question or step of a scale; or a band
    is_band: bool
    offered: int
    count: int

    @property
    def share(self) -> float:
        """0 if it was never available."""
        return self.count / self.offered if self.offered else 0.0


@dataclass(frozen=True, slots=True)
class SimulationResult:
    player: str
    runs: int
    seed: int
    passed: int
    endings: Mapping[str, int]  # all endings of the scenario, in order
    outcomes: Mapping[Outcome, int]
    unfinished: int  # runs aborted in a loop
    scores: Spread
    decisions: Spread
    minutes: Spread
    errors: Mapping[Error, int]  # over all runs
    critical: int  # runs with a critical error
    coverage: tuple[PickRate, ...]

    @property
    def pass_share(self) -> float:
        return self.passed / self.runs


@dataclass(frozen=True, slots=True)
class Paths:
    """Three paths, in percent of the reference."""

    best: int
    median: int
    worst: int


@dataclass(frozen=True, slots=True, eq=False)
class _Options:
    """The possible answers to a decision, shared by states with the same conditions."""

    ways: tuple[str, ...]
    known: dict[str, tuple[Answer, int]] = field(default_factory=dict)  # with its points


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    asked: PlayerDecision
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
    moves: list[_Move]
    ending: str = ""
    points: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def critical(self) -> bool:
        """Whether any answer could have endangered someone."""
        return any(move.answer.critical for move in self.moves)


class Simulator:
    """Caches places and answers of a scenario.

    Args:
        scenario: The scenario; it needs a reference.
        language: The language for reading times; by default the scenario's own.
        graph: The scenario's graph, if available.
    """

    def __init__(
        self, scenario: Scenario, language: str | None = None, graph: Graph | None = None
    ) -> None:
        self.scenario = scenario
        self.language = language or scenario.language
        self.graph = graph_of(scenario) if graph is None else graph
        self._live = self.graph.reduction
        self._places: dict[Place, _Place] = {}
        self._options: dict[tuple[str, tuple[bool, ...]], _Options] = {}
        self._seconds: dict[tuple[str, str, str], float] = {}
        self._start = self._arrive(scenario.opening, scenario.start, critical=False)
        self._whole = scenario.reference.total * self.graph.unit if scenario.reference else 0

    def play(self, player: Player, dice: Dice) -> Run:
        run = Run([])
        at, met = self._start, set[str]()
        while not isinstance(at, str) and len(run.moves) < LONGEST:
            way = player.answer(at.asked, dice)
            move = at.moves.get(way) or self._move(at, way)
            run.moves.append(move)
            if (scene := at.asked.node[0]) not in met:  # only the first answer is scored
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
        if not run.ending or score < PASS_MARK or run.critical:
            return False
        return self.scenario.endings[run.ending].outcome != "harmful"

    def minutes(self, run: Run) -> float:
        """The duration of a play."""
        return sum(map(self._taken, run.moves)) / 60

    def _taken(self, move: _Move) -> float:
        at = move.place.asked.node[0], move.answer.act, move.answer.band
        if at not in self._seconds:
            self._seconds[at] = seconds(self.scenario, self.language, *at)
        return self._seconds[at]

    def _move(self, place: _Place, way: str) -> _Move:
        scene, state, critical = place.asked.node
        answer, points = self._answer(place, way)
        after, target = apply_answer(self.scenario, state, scene, answer)
        to = self._arrive(after, target, critical=critical or answer.critical)
        place.moves[way] = move = _Move(place, answer, points, to)
        return move

    def _answer(self, place: _Place, way: str) -> tuple[Answer, int]:
        known = place.options.known.get(way)
        if known is None:
            decision = place.asked.decision
            answer = answer_of_act(decision, place.asked.node[1], way)
            got = points_earned(decision, answer).values()
            known = answer, sum(int(fraction * self.graph.unit) for fraction in got)
            place.options.known[way] = known
        return known

    def _arrive(self, state: State, target: str, *, critical: bool) -> _Place | str:
        state, scene, _ = next_decision(self.scenario, state, target)
        if scene in self.scenario.endings:
            return scene
        here = scene, self._live.key(scene, state), critical
        place = self._places.get(here)
        if place is None:
            place = self._places[here] = self._place((scene, state, critical))
        return place

    def _place(self, node: Node) -> _Place:
        scene, state, _ = node
        decision = self.scenario.scenes[scene].decision
        if decision is None:
            raise BrokenScenario(f"{self.scenario.id}: nothing is asked at {scene}")
        key = scene, tuple(state.satisfies(condition) for condition in decision.conditions())
        options = self._options.get(key)
        if options is None:
            options = self._options[key] = _Options(tuple(decision.every_act(state)))
        return _Place(PlayerDecision(node, decision, options.ways), options)


def answer_of_act(decision: Decision, state: State, way: str) -> Answer:
    """Convert a complete written answer.

    Raises:
        BrokenScenario: The answer is not available here.
    """
    asked: tuple[str, ...] = ()
    for said in decision.acts(way, state):
        act = decision.read(0, said)
        taken = decision.take(act, state, asked) if act is not None else None
        if isinstance(taken, Answer):
            return taken
        if not isinstance(taken, AskedQuestion):
            break
        if taken.answer is not None:
            return taken.answer
        asked = (*asked, taken.question)
    raise BrokenScenario(f"{way!r} is no whole answer")


def simulate(
    board: Simulator,
    player: Player,
    runs: int = RUNS,
    seed: int = 0,
    on_progress: Tell | None = None,
) -> SimulationResult:
    """Simulate many plays.

    Args:
        board: The scenario's cache, which players can share.
        player: The player. A deterministic one plays once, whatever `runs` is.
        runs: The number of plays.
        seed: The random seed; the same seed gives the same result.
        on_progress: Called with the number of finished runs after every hundred.
    """
    runs = runs if player.is_random else 1
    counted = _Tally(board)
    for number in range(runs):
        counted.add(board.play(player, Dice(seed, f"play/{number}")))
        if on_progress is not None and number % 100 == 99:
            on_progress(number + 1)
    return counted.result(player.name, seed)


def share_of_passes(board: Simulator, player: Player, runs: int, seed: int = 0) -> float:
    """The share of passed runs, without other statistics."""
    runs = runs if player.is_random else 1
    played = (board.play(player, Dice(seed, f"play/{number}")) for number in range(runs))
    return sum(board.has_passed(run, board.score(run.points)) for run in played) / runs


def paths_of(board: Simulator) -> Paths:
    """The best, median and worst path, in percent of the reference."""
    graph, reference = board.graph, board.scenario.reference or Reference((), {})
    ends = graph.ends(board.scenario)
    found = (best(graph, ends), median(graph, board.scenario), worst(graph, ends))
    return Paths(*(percent(entry.total, reference.total) for entry in found))


class _Tally:
    """Accumulates runs."""

    def __init__(self, board: Simulator) -> None:
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

    def result(self, player: str, seed: int) -> SimulationResult:
        endings = self.board.scenario.endings
        outcomes: Counter[Outcome] = Counter()
        for name, ending in endings.items():
            outcomes[ending.outcome] += self.endings[name]
        return SimulationResult(
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
    """The distribution of numbers, with linear interpolation of quartiles."""
    ranked = sorted(numbers)

    def at(share: float) -> float:
        place = share * (len(ranked) - 1)
        below = int(place)
        above = min(below + 1, len(ranked) - 1)
        return float(ranked[below] + (ranked[above] - ranked[below]) * (place - below))

    return Spread(at(0), at(0.25), at(0.5), at(0.75), at(1), sum(ranked) / len(ranked))


def _coverage(scenario: Scenario, moves: Mapping[_Move, int]) -> Iterator[PickRate]:
    """All parts and bands of every decision, in the author's order, with their counts."""
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
        for part in split_parts(move.answer.act):
            picked[scene, part] += count
    for scene_id, decision in _decisions(scenario):
        for part in () if decision.sequenced else decision.ids:
            key = scene_id, part
            yield PickRate(scene_id, decision.kind, part, False, offered[key], picked[key])
        for band in dict.fromkeys(answer.band for answer in decision.every_answer() if answer.band):
            count = bands[scene_id, band]
            yield PickRate(scene_id, decision.kind, band, True, visits[scene_id], count)


def _decisions(scenario: Scenario) -> Iterator[tuple[str, Decision]]:
    for scene in scenario.scenes.values():
        if scene.decision is not None:
            yield scene.id, scene.decision
