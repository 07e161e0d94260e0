"""Turn messages keep to their limit: what was measured on loading is what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scenarios import limits
from scenarios.engine import ContinueAct, Step, advance, start
from scenarios.findings import errors
from scenarios.model import Act, Scenario
from scenarios.position import Position
from scenarios.rendering import render_turn
from tests.helpers.small_case import ARABIC, BASE, case, dream_job, edited

WORDS = {"scenario.yaml": "Words, ", "ar.yaml": "كلام 17:20 ثم "}


def positions(scenario: Scenario) -> Iterator[Position]:
    """Every position of a scenario, turns aside."""
    ahead, met = [start(scenario).position], set[Position]()
    while ahead:
        position = replace(ahead.pop(), turn=0)
        if position in met:
            continue
        met.add(position)
        yield position
        scene = scenario.scenes.get(position.scene)
        if scene is None or (scene.decision is None and not position.at_stop):
            continue
        decision = None if position.at_stop else scene.decision
        if decision is None:
            ahead.append(_after(scenario, position, ContinueAct(0)))
            continue
        for way in decision.every_act(position.state):
            at = position
            for text in decision.acts(way, position.state)[len(position.asked) :]:
                at = _after(scenario, at, decision.read(at.turn, text))
            ahead.append(at)


def _after(scenario: Scenario, position: Position, act: Act | None) -> Position:
    assert act is not None
    step = advance(scenario, position, act)
    assert isinstance(step, Step)
    return step.position


def longest(scenario: Scenario, language: str) -> int:
    """The longest turn message of a scenario, with whatever cast."""
    script = scenario.script(language)
    longest_names = {slot: (max(names, key=len),) for slot, names in script.cast.items() if names}
    script = replace(script, cast={**script.cast, **longest_names})
    scenario = replace(scenario, scripts={**scenario.scripts, language: script})
    return max(
        render_turn(scenario, language, 0, position).units for position in positions(scenario)
    )


def filled(file: str, place: str, count: int) -> tuple[str, str]:
    """The base case with some more letters in one text of one file."""
    letters = (WORDS[file] * 200)[:count].rstrip() + " "
    texts = {"scenario.yaml": BASE, "ar.yaml": ARABIC}
    texts[file] = edited((place, place + letters), of=texts[file])
    return texts["scenario.yaml"], texts["ar.yaml"]


PLACES = [
    ("scenario.yaml", '  hall:\n    text: "'),
    ("scenario.yaml", '      - text: "'),
    ("scenario.yaml", '    stop: "'),
    ("scenario.yaml", '      prompt: "Who hears'),
    ("scenario.yaml", '      prompt: "Your'),
    ("scenario.yaml", '          text: "Pass'),
    ("scenario.yaml", 'outcome: harmful, text: "'),
    ("scenario.yaml", 'outcome: safe, text: "'),
    ("ar.yaml", '  hall:\n    text: "'),
    ("ar.yaml", '      - text: "هي تث'),
    ("ar.yaml", '    stop: "'),
    ("ar.yaml", '      prompt: "ما خطوتك'),
    ("ar.yaml", '          text: "أمرّر'),
    ("ar.yaml", '  gone: {text: "'),
]


@pytest.mark.parametrize(("file", "place"), PLACES)
def test_no_message_is_longer_than_the_limit(file: str, place: str) -> None:
    """With the longest text that loads, what is told keeps to 900; with a little more it is found.

    Names, isolates, the choice that was made, letters before choices and breaks are all counted.
    """
    low, high = 0, 1000
    while high - low > 1:
        middle = (low + high) // 2
        found = errors(case(*filled(file, place, middle)).findings)
        low, high = (low, middle) if found else (middle, high)
    scenario = case(*filled(file, place, low)).scenario
    assert scenario is not None
    language = "en" if file == "scenario.yaml" else "ar"
    assert limits.TURN_UNITS - 70 < longest(scenario, language) <= limits.TURN_UNITS
    assert {finding.code for finding in case(*filled(file, place, high)).findings} == {"too-long"}


def test_a_case_of_the_library_is_as_long_as_was_measured() -> None:
    """Every message of the first case, on every path, in both languages."""
    for language in dream_job().scripts:
        assert 500 < longest(dream_job(), language) <= limits.TURN_UNITS


@pytest.mark.slow
def test_a_fork_that_joins_again_and_again_is_measured_in_no_time() -> None:
    """Forty forks have 2⁴⁰ ways through them, and each passage is still measured once.

    So many passages before a question are high on a phone, which is advice, and said once.
    """
    forks = "".join(
        f'  f{at}: {{text: "{at}", go: [{{when: "alone", go: f{at + 1}}}, {{go: f{at + 1}}}]}}\n'
        for at in range(40)
    )
    text = edited(
        ("start: gate", "start: f0"), ("scenes:\n", f"scenes:\n{forks}  f40: {{go: gate}}\n")
    )
    findings = case(text).findings

    assert errors(findings) == []
    assert [finding.code for finding in findings] == ["turn-too-high"]


def test_a_loop_of_passages_is_not_called_too_long() -> None:
    """It is called what it is."""
    text = edited(('empty."\n    go: call', 'empty."\n    go: lift'))
    assert [finding.code for finding in case(text).findings] == ["passage-loop"]


@pytest.mark.parametrize(("file", "letter"), [("scenario.yaml", "n"), ("ar.yaml", "ن")])
def test_an_objective_is_a_sentence(file: str, letter: str) -> None:
    texts = {"scenario.yaml": BASE, "ar.yaml": ARABIC}
    start = texts[file].index("objectives:")
    line = texts[file][start:].splitlines()[1]
    name = line.split(":")[0]
    for letters, errs in ((limits.OBJECTIVE_UNITS, 0), (2000, 1)):
        changed = {
            **texts,
            file: edited((line, name + ': "' + letter * letters + '"'), of=texts[file]),
        }
        found = errors(case(changed["scenario.yaml"], changed["ar.yaml"]).findings)
        assert [finding.code for finding in found] == ["too-long"] * errs
