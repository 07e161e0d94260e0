"""Estimated playing time, from word counts along the reference path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from scenarios.engine import apply_answer
from scenarios.graph import next_decision
from scenarios.languages import LANGUAGES
from scenarios.model import Decision, Key, Scenario, Script
from scenarios.offered import offered_here

# Careful reading on a phone, in words a minute; a choice of ours, on the slow side, not a finding.
DECIDING = 8  # seconds for each decision, likewise


def minutes(scenario: Scenario, language: str) -> int:
    """Minutes for the whole scenario, at least 1."""
    return _minutes(scenario, language, 0, None)


def minutes_from(scenario: Scenario, language: str, scene: str) -> int:
    """Minutes from a scene of the reference path to the end, at least 1."""
    return _minutes(scenario, language, _place(scenario, scene), None)


def minutes_to_stop(scenario: Scenario, language: str, scene: str) -> int:
    """Minutes from a scene of the reference path to the next stop or the end, at least 1."""
    begin, met = _place(scenario, scene), stops(scenario)
    ahead = (
        at for at, (name, _) in enumerate(_reference_steps(scenario)) if at > begin and name in met
    )
    return _minutes(scenario, language, begin, next(ahead, None))


def _place(scenario: Scenario, scene: str) -> int:
    """The index of a scene on the reference path; 0 if it is not on it."""
    return next((at for at, (name, _) in enumerate(_reference_steps(scenario)) if name == scene), 0)


def seconds(scenario: Scenario, language: str, scene: str, act: str, band: str) -> float:
    """Seconds for one decision: reading it, deciding, and reading the consequences.

    Args:
        language: The language it is read in.
        scene: The scene of the decision.
        act: The answer.
        band: The band of the answer, empty for kinds without bands.
    """
    script = scenario.script(language)
    read = _words(script, _keys_read(scenario, scene, act, band))
    return read * 60 / LANGUAGES[script.language].words_per_minute + DECIDING


def reading(scenario: Scenario, language: str, scene: str) -> float:
    """Seconds to read a decision: its story, question and options.

    Args:
        scene: The scene of the decision.
    """
    spoken = scenario.script(language).language
    words = words_before(scenario, language, scene)
    return words * 60 / LANGUAGES[spoken].words_per_minute


def words_before(scenario: Scenario, language: str, scene: str) -> int:
    """The number of words of a decision: its story, question and options."""
    decision = scenario.scenes[scene].decision
    assert decision is not None, scene
    choices = (f"{decision.part_key(part)}.text" for part in offered_here(scenario, decision))
    keys = (f"scenes.{scene}.text", f"{decision.key}.prompt", *choices)
    return _words(scenario.script(language), keys)


def stops(scenario: Scenario) -> tuple[str, ...]:
    """The stops of the reference path, in order."""
    scenes = scenario.scenes
    return tuple(
        name for name, _ in _reference_steps(scenario) if name in scenes and scenes[name].stop
    )


@lru_cache(maxsize=256)
def _reference_steps(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """The reference path: each scene with its act, if any, and the ending."""
    met: list[tuple[str, str]] = []
    state, target = scenario.opening, scenario.start
    for scene, act in scenario.reference.path if scenario.reference else ():
        state, _, passed = next_decision(scenario, state, target)
        met += [(name, "") for name in passed]
        met.append((scene, act))
        decision = scenario.scenes[scene].decision
        assert decision is not None
        answer = next(outcome for outcome in decision.outcomes(state) if outcome.act == act)
        state, target = apply_answer(scenario, state, scene, answer)
    _, end, passed = next_decision(scenario, state, target)
    return (*met, *((name, "") for name in passed), (end, ""))


@lru_cache(maxsize=1024)
def _minutes(scenario: Scenario, language: str, begin: int, end: int | None) -> int:
    script, way = scenario.script(language), _reference_steps(scenario)[begin:end]
    read = sum(_words(script, _keys_read(scenario, scene, act)) for scene, act in way)
    taken = read * 60 / LANGUAGES[script.language].words_per_minute + sum(
        DECIDING for _, act in way if act
    )
    return max(1, round(taken / 60))


def _words(script: Script, keys: Iterable[Key]) -> int:
    return sum(
        len(variant.text.split()) for key in keys for variant in script.texts.get(key, ())[:1]
    )


def _keys_read(scenario: Scenario, scene: str, act: str, band: str | None = None) -> Iterator[Key]:
    """The keys of all texts at a decision and after its answer."""
    key = f"scenes.{scene}"
    yield from (f"{key}.stop", f"{key}.text", f"endings.{scene}.text")
    decision = scenario.scenes[scene].decision if scene in scenario.scenes else None
    if decision is None:
        return
    yield f"{decision.key}.prompt"
    yield from (f"{decision.part_key(part)}.text" for part in offered_here(scenario, decision))
    for act_value in decision.acts(act, scenario.opening):
        for after in _aftermath_keys(decision, act_value, band):
            yield from (f"{after}.feedback", f"{after}.answer", f"{after}.why")


def _aftermath_keys(decision: Decision, said: str, band: str | None) -> Iterator[Key]:
    """The keys of texts after an act; for an unknown band, those of the best one."""
    if band is not None:
        yield decision.aftermath(said, band).key
        return
    answers = [answer for answer in decision.every_answer() if said in (answer.act, answer.said)]
    yield from (decision.aftermath(said, answer.band).key for answer in answers[:1])
