"""How long a scenario takes: from its words, along the reference path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from scenarios.model import Decision, Key, Scenario, Script

# Careful reading on a phone, in words a minute; a choice of ours, on the slow side, not a finding.
READING = {"en": 160, "ar": 120}
DECIDING = 8  # seconds for each decision, likewise


def minutes(scenario: Scenario, language: str) -> int:
    """Minutes for the whole of a scenario in a language, at least 1."""
    return _minutes(scenario, _path(scenario), language)


def minutes_from(scenario: Scenario, language: str, scene: str) -> int:
    """Minutes from a scene of the reference path to the end, at least 1."""
    path = _path(scenario)
    index = next((at for at, (one, _) in enumerate(path) if one == scene), 0)
    return _minutes(scenario, path[index:], language)


def seconds(scenario: Scenario, language: str, scene: str, act: str, band: str = "") -> float:
    """Seconds for one decision: reading it, deciding, and reading what comes of it.

    Args:
        scenario: The case.
        language: The language it is read in.
        scene: Where the decision is.
        act: How it is answered.
        band: What the answer falls into, where it is known.
    """
    script = scenario.script(language)
    read = _words(script, _read(scenario, scene, act, band))
    return read * 60 / READING[script.language] + DECIDING


def stops(scenario: Scenario) -> tuple[str, ...]:
    """The stops of the reference path, in order."""
    return tuple(scene for scene, _ in _path(scenario) if scenario.scenes[scene].stop)


def _path(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    return scenario.reference.path if scenario.reference else ()


@lru_cache(maxsize=1024)
def _minutes(scenario: Scenario, path: tuple[tuple[str, str], ...], language: str) -> int:
    script = scenario.script(language)
    read = sum(_words(script, _read(scenario, scene, act)) for scene, act in path)
    taken = read * 60 / READING[script.language] + len(path) * DECIDING
    return max(1, round(taken / 60))


def _words(script: Script, keys: Iterable[Key]) -> int:
    return sum(
        len(variant.text.split()) for key in keys for variant in script.texts.get(key, ())[:1]
    )


def _read(scenario: Scenario, scene: str, act: str, band: str = "") -> Iterator[Key]:
    """The keys of what is read at a decision and after its answer."""
    key = f"scenes.{scene}"
    yield from (f"{key}.stop", f"{key}.text")
    decision = scenario.scenes[scene].decision
    if decision is None:
        return
    at = f"{key}.{decision.kind}"
    yield f"{at}.prompt"
    yield from (f"{at}.{decision.parts}.{one}.text" for one in decision.ids)
    for said in decision.acts(act, scenario.opening):
        for after in _after(decision, said, band):
            yield from (f"{after}.feedback", f"{after}.answer", f"{after}.why")


def _after(decision: Decision, said: str, band: str) -> Iterator[Key]:
    """Where the texts after an act stand; of bands, where those of the best do."""
    if band:
        yield decision.aftermath(said, band).key
        return
    answers = [one for one in decision.every_answer() if said in (one.act, one.said)]
    yield from (decision.aftermath(said, one.band).key for one in answers[:1])
