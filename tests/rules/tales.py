"""Small random cases that ask every kind of decision, written as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any, TypeAlias

from hypothesis import strategies as st

from scenarios.build import build
from scenarios.document import ScenarioSpec
from scenarios.model import Scenario
from scenarios.yaml_source import read
from tests.helpers.small_case import BASE

Yaml: TypeAlias = "dict[str, Any]"
HEAD = BASE[: BASE.index("cast:\n")].replace("foundation", "practitioner")
COMPETENCIES = ("recognise", "refer")
BANDS = {
    "spot": ("all", "most", "few", "over-called"),
    "order": ("exact", "near", "wrong"),
    "rate": ("low", "fair", "high"),
}
LATE = "timed-out"


@dataclass
class Teller:
    """Makes up one case; the dice decide."""

    dice: Random
    loops: bool
    scenes: dict[str, Yaml] = field(default_factory=dict)
    picks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ahead: list[str] = field(default_factory=list)
    most: int = 2

    def case(self) -> Yaml:
        self.most = self.dice.choice((2, 2, 6))
        variables: Yaml = {
            "trust": {"start": self.most // 2, "min": 0, "max": self.most},
            "alone": {"start": False},
        }
        names = [f"s{number}" for number in range(self.dice.randint(1, 5))]
        endings = {"good": "safe", "bad": self.dice.choice(("harmful", "mixed", "safe"))}
        kinds = {name: self.dice.choice((*KINDS, *KINDS, None)) for name in names}
        for index, name in enumerate(names):
            onward = [*names[index + 1 :], *endings]
            back = names[: index + 1] if self.loops and self._one_in(3) else []
            near = onward[:1] * 4 if index < len(names) - 1 else []
            self.ahead = [*near, *onward, *(back if kinds[name] else [])]
            self.scenes[name] = self._scene(name, kinds[name])
        named = json.dumps(self.scenes)  # an ending that nothing names would hide other faults
        told = {
            key: {"outcome": outcome, "text": "End."}
            for key, outcome in endings.items()
            if key == "good" or f'"{key}"' in named
        }
        return {"variables": variables, "start": "s0", "scenes": self.scenes, "endings": told}

    def _scene(self, name: str, kind: str | None) -> Yaml:
        scene: Yaml = {"text": "Here."}
        if self._one_in(4):
            scene["stop"] = "A breath."
        if kind is None:
            return {**scene, "go": self._leads()}
        asked: Yaml = {"prompt": "Well?", "go": self._leads()}
        if worth := {
            competency: n for competency in COMPETENCIES if (n := self.dice.randint(0, 2))
        }:
            asked["worth"] = worth
        picks, parts = KINDS[kind](self)
        if self._one_in(4):
            asked |= {"seconds": 30, "timeout": self._consequence()}
            picks = (*picks, LATE)
        self.picks[name] = picks
        return {**scene, kind: {**asked, **parts}}

    def choose(self) -> tuple[tuple[str, ...], Yaml]:
        names = ("a", "b", "c")[: self.dice.randint(2, 3)]
        choices = {name: self._consequence() | self._offer() for name in names}
        return names, {"choices": choices}

    def spot(self) -> tuple[tuple[str, ...], Yaml]:
        signs = self.dice.randint(1, 4)
        items = {
            name: {"text": f"It is {name}.", "sign": "DOC-01" if index < signs else "false"}
            for index, name in enumerate(("d", "e", "f", "g"))
        }
        return BANDS["spot"], {"items": items, "bands": self._bands("spot")}

    def order(self) -> tuple[tuple[str, ...], Yaml]:
        steps = ["h", "i", "j"]
        correct: Any = steps
        orders = [steps]
        if self._one_in(3):
            orders = [["h", "j", "i"], steps]
            when = self._condition()
            correct = [{"when": when, "steps": orders[0]}, {"steps": steps}]
        kept = [
            {"first": first, "then": then}
            for first, then in combinations(steps, 2)
            if all(name.index(first) < name.index(then) for name in orders)
        ]
        before = [pair | self._error() for pair in self.dice.sample(kept, self.dice.randint(1, 2))]
        parts = {"steps": {step: f"Do {step}." for step in steps}, "correct": correct}
        return BANDS["order"], {**parts, "before": before, "bands": self._bands("order")}

    def interview(self) -> tuple[tuple[str, ...], Yaml]:
        names = ("k", "l", "m")[: self.dice.randint(2, 3)]
        truth = self.dice.choice((True, False))
        questions = {}
        for name in names:
            effects = self._effects(truth)
            questions[name] = {"answer": "So.", **effects, **self._error(), **self._offer()}
        return names, {"ask": self.dice.randint(1, len(names)), "questions": questions}

    def rate(self) -> tuple[tuple[str, ...], Yaml]:
        reasonable: Any = self._steps()
        if self._one_in(3):
            reasonable = [
                {"when": self._condition(), "steps": self._steps()},
                {"steps": reasonable},
            ]
        return BANDS["rate"], {"reasonable": reasonable, "bands": self._bands("rate")}

    def slider(self) -> tuple[tuple[str, ...], Yaml]:
        ends = sorted(self.dice.sample(range(0, 100, 10), self.dice.randint(1, 3)))
        spans = zip([0, *(end + 10 for end in ends)], [*ends, 100], strict=True)
        bands = {
            f"b{number}": {
                "min": low,
                "max": high,
                "credit": self.dice.choice((0, 0.5, 1)),
                **self._consequence(),
            }
            for number, (low, high) in enumerate(spans)
        }
        return tuple(bands), {"ends": {"low": "No.", "high": "Yes."}, "bands": bands}

    def _steps(self) -> list[int]:
        first = self.dice.randint(1, 5)
        return list(range(first, self.dice.randint(first, 5) + 1))

    def _bands(self, kind: str) -> Yaml:
        return {band: self._consequence() for band in BANDS[kind] if self._one_in(2)}

    def _offer(self) -> Yaml:
        """What choices and questions have in common."""
        offer: Yaml = {"text": "This."}
        match self.dice.randint(0, 4):
            case 0 | 1:
                offer["credit"] = self.dice.choice((0.5, 1))
            case 2:
                offer["credit"] = {"refer": self.dice.choice((0.25, 1))}
        if self._one_in(3):
            offer["when"] = self._condition()
        return offer

    def _consequence(self) -> Yaml:
        consequence = self._effects(self.dice.choice((True, False))) | self._error()
        if self._one_in(2):
            consequence["go"] = self._leads()
        return consequence

    def _effects(self, truth: bool) -> Yaml:
        effects: Yaml = {}
        if self._one_in(2):
            effects["add"] = {"trust": self.dice.choice((-2, -1, 1, 2))}
        if self._one_in(3):
            effects["set"] = {"alone": truth}
        return effects

    def _error(self) -> Yaml:
        match self.dice.randint(0, 9):
            case 0:
                return {"error": "unsafe", "critical": "No."}
            case 1 | 2:
                return {"error": self.dice.choice(("missed", "over-called", "unsafe"))}
        return {}

    def _leads(self) -> Any:
        last = self.dice.choice(self.ahead)
        if self._one_in(2):
            return last
        return [{"when": self._condition(), "go": self.dice.choice(self.ahead)}, {"go": last}]

    def _condition(self) -> str:
        first = self._test()
        word = self.dice.choice(("and", "or"))
        return f"{first} {word} {self._test()}" if self._one_in(4) else first

    def _test(self) -> str:
        """Mostly of what happened before; of what comes later it is true only in a loop."""
        if self._one_in(2):
            sign = self.dice.choice((">=", ">", "<=", "<", "==", "!="))
            return f"trust {sign} {self.dice.randint(0, self.most)}"
        plain = ["alone"]
        plain += [f"seen({scene})" for scene in self.scenes]
        plain += [f"picked({scene}, {pick})" for scene in self.picks for pick in self.picks[scene]]
        return f"{self.dice.choice(('', '', 'not '))}{self.dice.choice(plain)}"

    def _one_in(self, number: int) -> bool:
        return self.dice.randrange(number) == number - 1


KINDS: dict[str, Callable[[Teller], tuple[tuple[str, ...], Yaml]]] = {
    "choose": Teller.choose,
    "spot": Teller.spot,
    "order": Teller.order,
    "interview": Teller.interview,
    "rate": Teller.rate,
    "slider": Teller.slider,
}


def tale(dice: Random, *, loops: bool = False) -> str:
    """The file of a case of up to five scenes and two endings.

    Args:
        dice: What decides.
        loops: Whether decisions may lead back.
    """
    case = Teller(dice, loops).case()
    scenes = [f"  {name}: {json.dumps(scene)}" for name, scene in case.pop("scenes").items()]
    rest = [f"{key}: {json.dumps(value)}" for key, value in case.items()]
    return HEAD + "\n".join((*rest, "scenes:", *scenes)) + "\n"


def tales(*, loops: bool = False) -> st.SearchStrategy[str]:
    """Files of small cases."""
    dice = st.randoms(use_true_random=False, note_method_calls=False)
    return dice.map(lambda entry: tale(entry, loops=loops))


def built(file: str) -> Scenario:
    """The case of a file with nothing but its story wrong, which nobody has explored yet."""
    source = read("scenario.yaml", file.encode())
    scenario = build(ScenarioSpec.model_validate(source.data), source, {}, {"scenario.yaml": file})
    assert not source.findings, "\n".join(map(str, source.findings))
    return scenario
