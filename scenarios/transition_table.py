"""A scenario as a table of all places and moves, with rendered texts.

It uses the engine's own functions, so a client can play the scenario without any rules of
its own: for example a browser without a network. Places that no later condition or text
can distinguish are merged.

There are no time limits, as for people who have switched them off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from scenarios import debrief, engine
from scenarios.conditions import Condition
from scenarios.debrief import Moment
from scenarios.debrief import MomentText as ToldMoment
from scenarios.events import Answered
from scenarios.exhibits import ShownExhibit
from scenarios.model import Act, Decision, Key, Scenario, Script, State
from scenarios.position import Position
from scenarios.rendering import NEUTRAL, Consequence, Facts, Turn, render_turn
from scenarios.state_reduction import StateReduction

PLACES = 6_000  # the largest case of the library has a tenth of them
MOVES = 60_000
_SLOT_OPENS, _SLOT_CLOSES = "\ue000", "\ue001"

Each: TypeAlias = "tuple[str, ...]"  # languages
Bests: TypeAlias = "tuple[Fraction, tuple[str, ...]]"


class TooLarge(Exception):
    """The table exceeds the size of a page."""


@dataclass(frozen=True, slots=True)
class Move:
    """The result of an act. Texts are in each language, in order."""

    to: int
    after: tuple[Consequence | None, ...]
    passages: tuple[tuple[str, ...], ...]
    exhibits: tuple[tuple[ShownExhibit, ...], ...]
    moment: Moment | None = None  # for the debrief, if the decision is visited first
    told: tuple[ToldMoment, ...] = ()


@dataclass(slots=True)
class Place:
    """A place, its texts in each language, and its moves by act."""

    scene: str
    turns: tuple[Turn, ...]
    moves: dict[str, Move] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a scenario; the first move leads to the start."""

    languages: Each
    begin: Move
    places: tuple[Place, ...]


def slot(name: str) -> str:
    """The placeholder for a cast member's name in the table."""
    return f"{_SLOT_OPENS}{name}{_SLOT_CLOSES}"


def table_of(scenario: Scenario, facts: Mapping[str, Facts] | None = None) -> Table:
    """Build the table of a scenario.

    Args:
        facts: Confirmed facts, by language.

    Raises:
        TooLarge: There are more than `PLACES` or `MOVES`.
        BrokenScenario: Passages form a loop.
    """
    return _Walker(scenario, facts or {}).run()


class _Walker:
    """Breadth-first search from the start."""

    def __init__(self, scenario: Scenario, facts: Mapping[str, Facts]) -> None:
        self.scenario = _unnamed(scenario)
        self.facts = facts
        self.languages = tuple(scenario.scripts)
        self.conditions = _read(scenario)
        self.live = StateReduction(scenario, _read_from(scenario, self.conditions))
        # Texts depend on few conditions, so each is rendered once and not a thousand times.
        self.known_turns: dict[object, tuple[Turn, ...]] = {}
        self.known_moments: dict[object, tuple[ToldMoment, ...]] = {}
        self.known_bests: dict[object, Bests] = {}
        self.places: list[Place] = []
        self.numbers: dict[object, int] = {}
        self.met: list[Position] = []  # the first position at each place
        self.began: list[Position] = []  # and the start of its interview, if within one

    def run(self) -> Table:
        first = engine.start(self.scenario).position
        begin = self._move(first, self._number(first, first))
        moves = 0
        for number, place in enumerate(self.places):  # it grows during the walk
            for act, move in self._moves(number):
                place.moves[act] = move
                moves += 1
                if moves > MOVES:
                    raise TooLarge
        return Table(self.languages, begin, tuple(self.places))

    def _moves(self, number: int) -> Iterator[tuple[str, Move]]:
        at, began = self.met[number], self.began[number]
        if at.scene in self.scenario.endings:
            return
        decision = self.scenario.scenes[at.scene].decision
        for text, act in _acts(at, decision):
            step = engine.advance(self.scenario, at, act)
            assert isinstance(step, engine.Step), (at, act)
            after = step.position
            to = self._number(after, began if after.asked else after)
            answered = next((event for event in step.events if isinstance(event, Answered)), None)
            move = self._move(after, to)
            if answered is not None and decision is not None:
                move = self._with_points(move, decision, began, answered, after.state)
            yield text, move

    def _with_points(
        self, move: Move, decision: Decision, met: Position, answered: Answered, then: State
    ) -> Move:
        """The move with its points and its texts for the debrief."""
        scene, bests = met.scene, self._bests(decision, met)
        found = debrief.make_moment(met, replace(answered, turn=0), bests, first=True)
        moment = replace(found, state_after=then)
        truths = self._truths(met.state, scene), self._truths(then, scene)
        key = scene, answered.act, answered.band, moment.best, truths
        if key not in self.known_moments:
            self.known_moments[key] = tuple(
                debrief.render_moment(self.scenario, language, 0, moment)
                for language in self.languages
            )
        return replace(move, moment=moment, told=self.known_moments[key])

    def _bests(self, decision: Decision, met: Position) -> Bests:
        key = (
            met.scene,
            tuple(met.state.satisfies(condition) for condition in decision.conditions()),
        )
        if key not in self.known_bests:
            found = debrief.best_answers(self.scenario, met.scene, decision, met)
            self.known_bests[key] = found
        return self.known_bests[key]

    def _move(self, after: Position, to: int) -> Move:
        turns = self._tell(after)
        here = self.places[to].turns
        passages = tuple(
            turn.passages[: len(turn.passages) - len(own.passages)]
            for turn, own in zip(turns, here, strict=True)
        )
        exhibits = tuple(
            tuple(entry for entry in turn.exhibits if entry not in own.exhibits)
            for turn, own in zip(turns, here, strict=True)
        )
        return Move(to, tuple(turn.after for turn in turns), passages, exhibits)

    def _number(self, at: Position, began: Position) -> int:
        """The number of a place; new places get the next one."""
        turns = self._tell(replace(at, trail=(), answered=None))
        key = (at.scene, at.at_stop, self._key(at), self._asked(at, began), turns)
        number = self.numbers.setdefault(key, len(self.numbers))
        if number == len(self.places):
            if number >= PLACES:
                raise TooLarge
            self.places.append(Place(at.scene, turns))
            self.met.append(at)
            self.began.append(began)
        return number

    def _key(self, at: Position) -> object:
        # Passing a stop is no choice, so texts ahead count as read once it was seen.
        seen = self.scenario.bits_of(("seen", at.scene)) if at.at_stop else 0
        return self.live.key(at.scene, State(at.state.values, at.state.marks | seen))

    def _asked(self, at: Position, began: Position) -> object:
        """The relevant part of the questions asked so far: which, and their counts."""
        decision = self.scenario.scenes[at.scene].decision if at.asked else None
        leaving = decision.closing_act(at.turn, "") if decision else None
        if decision is None or leaving is None:
            return None
        answer = decision.take(leaving, at.state, at.asked)
        return frozenset(at.asked), getattr(answer, "error", None), began.scene

    def _tell(self, at: Position) -> tuple[Turn, ...]:
        scenes = (at.scene, *at.trail, *(at.answered or ())[:1])
        key = replace(at, turn=0, state=State(())), self._truths(at.state, *scenes)
        if key not in self.known_turns:
            self.known_turns[key] = tuple(
                render_turn(self.scenario, language, 0, at, facts=self.facts.get(language, NEUTRAL))
                for language in self.languages
            )
        return self.known_turns[key]

    def _truths(self, state: State, *scenes: str) -> tuple[bool, ...]:
        """The values of the conditions in some scenes."""
        return tuple(
            state.satisfies(condition) for scene in scenes for condition in self.conditions[scene]
        )


def _acts(at: Position, decision: Decision | None) -> Iterator[tuple[str, Act]]:
    """Every act at a place, with its written form."""
    if at.at_stop or decision is None:
        yield "", engine.ContinueAct(at.turn)
        return
    talks = decision.questions_left(()) > 0
    open_ = (*decision.offered(at.state, at.asked), *decision.closing)
    texts = open_ if talks else decision.every_act(at.state)
    for text in texts:
        if (act := decision.read(at.turn, text)) is not None:
            yield text, act


def _unnamed(scenario: Scenario) -> Scenario:
    """The scenario with placeholders for names, which are drawn later."""
    scripts: dict[str, Script] = {
        language: replace(script, cast={name: (slot(name),) for name in script.cast})
        for language, script in scenario.scripts.items()
    }
    return replace(scenario, scripts=scripts)


def _read(scenario: Scenario) -> dict[str, tuple[Condition, ...]]:
    """The conditions of texts and choices, by scene or ending."""
    found: dict[str, list[Condition]] = {name: [] for name in (*scenario.scenes, *scenario.endings)}
    for scene in scenario.scenes.values():
        found[scene.id] += scene.decision.conditions() if scene.decision else ()
    for key, variants in scenario.scripts[scenario.language].texts.items():
        read = [variant.when for variant in variants if variant.when is not None]
        for name in _told_in(scenario, key) if read else ():
            found[name] += read
    return {name: tuple(dict.fromkeys(some)) for name, some in found.items()}


def _told_in(scenario: Scenario, key: Key) -> Iterator[str]:
    """The scenes or endings that show a text."""
    match key.split("."):
        case ["scenes" | "endings", name, *_]:
            yield name
        case ["exhibits", name, *_]:
            yield from (scene.id for scene in scenario.scenes.values() if name in scene.exhibits)


def _read_from(
    scenario: Scenario, read: Mapping[str, tuple[Condition, ...]]
) -> dict[str, list[Condition]]:
    """The same by scene, including the endings that it leads to."""
    return {
        name: [
            *read[name],
            *(
                condition
                for lead in scene.leads_out
                if lead.to in scenario.endings
                for condition in read[lead.to]
            ),
        ]
        for name, scene in scenario.scenes.items()
    }
