"""Every whole way through a case, step by step in the engine, and what is true of them all.

It shares nothing with the explorer: no places are merged, every set of ticks, every order, every
set of questions is played, and time runs out wherever it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from scenarios.engine import ContinueAct, Step, advance, start
from scenarios.events import Answered, Asked
from scenarios.model import COMPETENCIES, Competency, Decision, Scenario, State, TimedOut
from scenarios.position import Position

# A scene, a state, whether it is at the scene's stop, and whether a critical error lies behind.
Spot: TypeAlias = "tuple[str, State, bool, bool]"
Best: TypeAlias = "tuple[Fraction, int]"  # points, and decisions below nothing
Told: TypeAlias = "set[tuple[str, str]]"  # codes and keys of problems
LATE = "timed-out"


@dataclass(frozen=True)
class Move:
    """A whole answer, or going on from a stop: where it leads."""

    to: Spot
    earned: Mapping[Competency, Fraction]
    decisions: int

    @property
    def points(self) -> Fraction:
        return sum(self.earned.values(), Fraction())


@dataclass
class Walked:
    """All that can be met."""

    case: Scenario
    first: Spot
    moves: dict[Spot, list[Move]] = field(default_factory=dict)
    positions: dict[Spot, Position] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    offered: set[tuple[str, str]] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)

    def ends(self) -> list[Spot]:
        return [spot for spot in self.moves if spot[0] in self.case.endings]

    def is_safe(self, spot: Spot) -> bool:
        return self.case.endings[spot[0]].outcome == "safe" and not spot[3]

    def from_start(self, gain: Callable[[Move], Fraction]) -> dict[Spot, Best]:
        """The most that is gained on the way to each spot, then the fewest decisions."""
        found: dict[Spot, Best] = {self.first: (Fraction(), 0)}
        changed = True
        while changed:
            changed = False
            for spot, moves in self.moves.items():
                for move in moves if spot in found else ():
                    points, decisions = found[spot]
                    now = points + gain(move), decisions - move.decisions
                    if move.to not in found or now > found[move.to]:
                        found[move.to] = now
                        changed = True
        return found

    def to_endings(self, spot: Spot) -> tuple[set[str], list[Fraction]]:
        """The endings ahead, and what is earned on each way there; the case may not have loops."""
        if spot[0] in self.case.endings:
            return {spot[0]}, [Fraction()]
        endings: set[str] = set()
        totals: set[Fraction] = set()
        for move in self.moves[spot]:
            ends, points = self.to_endings(move.to)
            endings |= ends
            totals |= {move.points + point for point in points}
        return endings, sorted(totals)

    def can_reach(self, spot: Spot, wanted: Callable[[Spot], bool]) -> bool:
        """Whether one or more moves lead to such a spot."""
        ahead, seen = [spot], set[Spot]()
        while ahead:
            for move in self.moves[ahead.pop()]:
                if wanted(move.to):
                    return True
                if move.to not in seen:
                    seen.add(move.to)
                    ahead.append(move.to)
        return False

    def problems(self) -> Told:
        """What is wrong with the story; with its scoring only where the story is right."""
        return self._of_story() or self._of_scoring()

    def _of_story(self) -> Told:
        scenes, endings = self.case.scenes, self.case.endings
        found = {("unreachable", f"scenes.{scene_id}") for scene_id in {*scenes} - self.met}
        found |= {("unreachable", f"endings.{ending}") for ending in {*endings} - self.met}
        found |= {("nothing-offered", f"scenes.{name}") for name in self.empty}
        for scene in self.met & {*scenes}:
            decision = scenes[scene].decision
            at = f"scenes.{scene}"
            spots = [move for move in self.moves if move[0] == scene and not move[2]]
            if any(not self.can_reach(spot, self._is_end) for spot in spots):
                found.add(("trap", at))
            if decision is None:
                continue
            found |= {
                ("never-offered", f"{at}.{decision.kind}.{decision.parts}.{option}")
                for option in decision.ids
                if (scene, option) not in self.offered
            }
            again = any(self.can_reach(spot, _asked(scene)) for spot in spots)
            if decision.worth and again:
                found.add(("scored-twice", at))
        return found

    def _is_end(self, spot: Spot) -> bool:
        return spot[0] in self.case.endings

    def best(self) -> Best | None:
        """The most that a safe way earns, and in how few decisions."""
        totals = self.from_start(lambda move: move.points)
        return max((totals[end] for end in self.ends() if self.is_safe(end)), default=None)

    def most(self, competency: Competency) -> Fraction:
        """The most that any way to an ending earns in a competency."""
        totals = self.from_start(lambda move: move.earned.get(competency, Fraction()))
        return max(totals[end][0] for end in self.ends())

    def _of_scoring(self) -> Told:
        best = self.best()
        if best is None:
            return {("no-safe-ending", "endings")}
        if not best[0]:
            return {("worth-nothing", "scenes")}
        totals = self.from_start(lambda move: move.points)
        found = {
            ("unfair-path", f"endings.{end[0]}")
            for end in self.ends()
            if not self.is_safe(end) and totals[end][0] > best[0]
        }
        # A best way has to have the most in everything, or there is something more to be had.
        if sum(map(self.most, COMPETENCIES), Fraction()) > best[0]:
            found.add(("unfair-competency", "scenes"))
        return found


def _asked(scene: str) -> Callable[[Spot], bool]:
    return lambda spot: spot[0] == scene and not spot[2]


def walked(case: Scenario) -> Walked:
    """Play everything there is."""
    step = start(case)
    first = _spot(step.position, critical=False)
    found = Walked(case, first)
    found.positions[first] = step.position
    found.met.update((*step.position.trail, step.position.scene))
    ahead = [first]
    while ahead:
        spot = ahead.pop()
        if spot in found.moves:
            continue
        found.moves[spot] = list(_moves(found, spot))
        ahead += [move.to for move in found.moves[spot]]
    return found


def _spot(position: Position, *, critical: bool) -> Spot:
    return position.scene, position.state, position.at_stop, critical


def _moves(found: Walked, spot: Spot) -> Iterator[Move]:
    case, at = found.case, found.positions[spot]
    if at.scene in case.endings:
        return
    for steps in _whole(found, at):
        after, move = steps[-1].position, _move(steps, critical=spot[3])
        found.positions.setdefault(move.to, after)
        found.met.update((*after.trail, after.scene))
        yield move


def _move(steps: list[Step], *, critical: bool) -> Move:
    after = steps[-1]
    answers = [event for event in after.events if isinstance(event, Answered)]
    harm = critical or any(answer.critical for answer in answers)
    earned = answers[0].earned if answers else {}
    return Move(_spot(after.position, critical=harm), earned, len(answers))


def _whole(found: Walked, at: Position) -> Iterator[list[Step]]:
    """The steps of each whole answer at a position."""
    decision = found.case.scenes[at.scene].decision
    if at.at_stop or decision is None:
        step = advance(found.case, at, ContinueAct(at.turn))
        assert isinstance(step, Step)
        yield [step]
        return
    ways = tuple(decision.every_act(at.state))
    if not ways:
        found.empty.add(at.scene)
    for way in ways:
        found.offered |= {(at.scene, part) for part in way.split("+") if part}
        steps = played_way(found.case, at, decision, way)
        yield steps
        yield from _late(found.case, decision, at, way, steps)
    if decision.limit is not None and decision.kind != "interview":
        step = advance(found.case, at, TimedOut(at.turn))
        assert isinstance(step, Step)
        yield [step]


def played_way(case: Scenario, at: Position, decision: Decision, way: str) -> list[Step]:
    """The steps of a whole answer, which must be accepted and end the decision."""
    steps: list[Step] = []
    for text in decision.acts(way, at.state):
        act = decision.read(at.turn, text)
        assert act is not None
        step = advance(case, at, act)
        assert isinstance(step, Step), f"{way} at {at.scene}: {step}"
        steps.append(step)
        at = step.position
    assert any(isinstance(event, Answered) for event in steps[-1].events)
    return steps


def _late(
    case: Scenario, decision: Decision, at: Position, way: str, steps: list[Step]
) -> Iterator[list[Step]]:
    """Time runs out after the questions of a way, where there is something left to ask."""
    if decision.limit is None or decision.kind != "interview":
        return
    before = steps[:-1]  # the last step is leaving, or the last question
    if decision.acts(way, at.state)[-1] != ".":
        return
    here = before[-1].position if before else at
    step = advance(case, here, TimedOut(here.turn))
    assert isinstance(step, Step)
    yield [*before, step]


def after_each_way(found: Walked, spot: Spot) -> Iterator[tuple[set[str], Move]]:
    """What was asked on each way through an interview, and where it led."""
    for steps in _whole(found, found.positions[spot]):
        asked = {e.question for step in steps for e in step.events if isinstance(e, Asked)}
        yield asked, _move(steps, critical=spot[3])
