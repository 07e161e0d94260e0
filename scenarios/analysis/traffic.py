"""The number of people in a group who took each path through a story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from scenarios import limits
from scenarios.analysis.answers import Play
from scenarios.engine import apply_answer
from scenarios.kinds.base import split_parts
from scenarios.model import TIMED_OUT, Answer, AskedQuestion, Decision, Key, Lead, Scenario, State

Way: TypeAlias = "tuple[str, tuple[Lead, ...], int]"
"""A scene, its possible leads, and the index of the lead that was taken."""


@dataclass(slots=True)
class Traffic:
    """Counts of distinct people at each place.

    Attributes:
        people: The size of the group.
        places: By scene or ending.
        ways: By way from a scene.
        answers: People by first answer: scene, and the key of the answer's texts; for
            interviews, of each question.
    """

    people: int = 0
    places: Counter[str] = field(default_factory=Counter)
    ways: Counter[Way] = field(default_factory=Counter)
    answers: Counter[tuple[str, Key]] = field(default_factory=Counter)


def traffic(scenario: Scenario, plays: Iterable[Play]) -> Traffic:
    """Replay each play through the story.

    Args:
        scenario: An edition with the structure of all plays.
        plays: One for each person.
    """
    roads, found = _LegCache(scenario), Traffic()
    for play in plays:
        legs = roads.legs(play)
        found.people += 1
        found.places.update({place for leg in legs for place in leg.places})
        found.ways.update({way for leg in legs for way in leg.ways})
        first: dict[str, _Leg] = {}
        for leg in legs:
            first.setdefault(leg.scene, leg)
        found.answers.update((scene, key) for scene, leg in first.items() for key in leg.keys)
    return found


def keys_of(decision: Decision, answer: Answer) -> tuple[Key, ...]:
    """The key of an answer; for interviews, the keys of the questions asked."""
    asked = tuple(
        response.key
        for response in decision.every_answer()
        if response.key.startswith(f"{answer.key}.") and response.act in answer.picked
    )
    return asked or (answer.key,)


@dataclass(frozen=True, slots=True)
class _Leg:
    """The steps from an answer to the next decision or ending."""

    state: State
    places: tuple[str, ...]  # the places on it; the last is its end
    ways: tuple[Way, ...]
    scene: str = ""  # the scene of the answer
    keys: tuple[Key, ...] = ()


class _LegCache:
    """Caches legs, since most people take the same ways."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.known: dict[tuple[str, State, str], _Leg | None] = {}
        self.starts = [
            self._follow_passages(place.opening, scenario.start, ()) for place in scenario.places
        ]

    def legs(self, play: Play) -> list[_Leg]:
        """The legs of a play, as far as it can be replayed.

        It is of the place in which it can be replayed furthest: answers do not tell.
        """
        return max((list(self._legs(start, play)) for start in self.starts), key=len)

    def _legs(self, start: _Leg, play: Play) -> Iterator[_Leg]:
        leg: _Leg | None = start
        for response in play:
            if leg is None or leg.places[-1] != response.scene:
                return
            yield leg
            key = response.scene, leg.state, response.act
            if key not in self.known:
                self.known[key] = self._answered(*key)
            leg = self.known[key]
        if leg is not None:
            yield leg

    def _answered(self, scene: str, state: State, act: str) -> _Leg | None:
        found = self.scenario.scenes.get(scene)
        decision = found.decision if found else None
        answer = _answer(decision, act, state) if decision else None
        if decision is None or answer is None:
            return None
        after, target = apply_answer(self.scenario, state, scene, answer)
        way = scene, answer.leads, _number(answer.leads, after)
        return self._follow_passages(after, target, (way,), scene, keys_of(decision, answer))

    def _follow_passages(
        self,
        state: State,
        at: str,
        ways: tuple[Way, ...],
        scene: str = "",
        keys: tuple[Key, ...] = (),
    ) -> _Leg:
        """Follow passages to the next decision or ending."""
        places = [at]
        for _ in range(limits.PASSAGES):
            here = self.scenario.scenes.get(at)
            if here is None:
                break
            state = State(state.values, state.marks | self.scenario.bits_of(("seen", at)))
            if here.decision is not None:
                break
            number = _number(here.leads, state)
            ways = (*ways, (at, here.leads, number))
            at = here.leads[number].to
            places.append(at)
        return _Leg(state, tuple(places), ways, scene, keys)


def _answer(decision: Decision, act: str, state: State) -> Answer | None:
    asked = tuple(key for key in split_parts(act) if key != TIMED_OUT)
    meant = decision.closing_act(0, act)
    answer = decision.take(meant, state, asked) if meant is not None else None
    return None if isinstance(answer, AskedQuestion) else answer


def _number(leads: tuple[Lead, ...], state: State) -> int:
    return next(number for number, lead in enumerate(leads) if state.satisfies(lead.when))
