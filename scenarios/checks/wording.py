"""Texts fit a phone, in every language and with the longest names of the cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios import limits
from scenarios.model import Answer, Key, Scenario, Scene, Script
from scenarios.scope import path_of
from scenarios.source import Source
from scenarios.telling import units
from scenarios.texts import PLACEHOLDER


def check_choices(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No more choices than the level allows."""
    most = limits.CHOICES[scenario.level]
    for scene in scenario.scenes.values():
        if scene.decision is not None and len(scene.decision.choice_ids) > most:
            sources[scenario.language].find(
                "too-many-choices",
                ("scenes", scene.id),
                f"`{scenario.level}` has at most {most} choices in a decision.",
            )


def check_lengths(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Shorts, feedback, brief and whole turn messages keep to their limits."""
    for language, script in scenario.scripts.items():
        measure = _Measure(script)
        for key, units_found, most, what in _too_long(scenario, measure):
            sources[language].find(
                "too-long", path_of(key), f"{what} has {units_found} characters; at most {most}."
            )
        for key in script.texts:
            if _is_short(key) and measure.words(key) > limits.SHORT_WORDS:
                sources[language].find(
                    "too-long", path_of(key), f"`short` has at most {limits.SHORT_WORDS} words."
                )


def _is_short(key: Key) -> bool:
    return key.startswith("scenes.") and key.endswith(".short")


class _Measure:
    """The longest a text can be, over its wordings and the cast's names."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.ahead: dict[str, int] = {}  # from a scene to the next stop, decision or ending
        self.names = {
            slot: max(names, key=units, default="") for slot, names in script.cast.items()
        }

    def longest(self, key: Key) -> int:
        variants = self.script.texts.get(key, ())
        return max((units(self._filled(variant.text)) for variant in variants), default=0)

    def words(self, key: Key) -> int:
        return max(len(variant.text.split()) for variant in self.script.texts[key])

    def _filled(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda slot: self.names.get(slot.group(1), ""), text)


def _too_long(scenario: Scenario, measure: _Measure) -> Iterator[tuple[Key, int, int, str]]:
    if (found := measure.longest("brief")) > limits.BRIEF_UNITS:
        yield "brief", found, limits.BRIEF_UNITS, "The brief"
    for key in measure.script.texts:
        if _is_short(key) and (found := measure.longest(key)) > limits.SHORT_UNITS:
            yield key, found, limits.SHORT_UNITS, "`short`"
    for scene in scenario.scenes.values():
        if scene.stop and (found := _inside(scenario, scene, measure)) > limits.TURN_UNITS:
            yield f"scenes.{scene.id}", found, limits.TURN_UNITS, "The message after the stop"
        for answer in scene.decision.every_answer() if scene.decision else ():
            found = _consequence(answer, measure)
            if found > limits.FEEDBACK_UNITS:
                yield answer.key, found, limits.FEEDBACK_UNITS, "Feedback with its reason"
            for to in {lead.to for lead in answer.leads}:
                found = _consequence(answer, measure) + _ahead(scenario, to, measure)
                if found > limits.TURN_UNITS:
                    yield answer.key, found, limits.TURN_UNITS, f"The message that leads to `{to}`"


def _consequence(answer: Answer, measure: _Measure) -> int:
    return sum(
        measure.longest(f"{answer.key}.{part}") + 2 for part in ("feedback", "why", "critical")
    )


def _ahead(scenario: Scenario, target: str, measure: _Measure, depth: int = 0) -> int:
    """The longest that can follow up to the next stop, decision or ending."""
    scene = scenario.scenes.get(target)
    if scene is None:
        return measure.longest(f"endings.{target}.text")
    if scene.stop:
        return measure.longest(f"scenes.{target}.stop")
    return _inside(scenario, scene, measure, depth)


def _inside(scenario: Scenario, scene: Scene, measure: _Measure, depth: int = 0) -> int:
    here = measure.longest(f"scenes.{scene.id}.text") + 2
    if scene.decision is not None or depth > limits.PASSAGES:
        return here + _question(scene, measure)
    if scene.id not in measure.ahead:
        measure.ahead[scene.id] = 0  # where a passage leads back here, it is not counted again
        measure.ahead[scene.id] = max(
            _ahead(scenario, lead.to, measure, depth + 1) for lead in scene.leads
        )
    return here + measure.ahead[scene.id]


def _question(scene: Scene, measure: _Measure) -> int:
    if scene.decision is None:
        return 0
    key = f"scenes.{scene.id}.{scene.decision.kind}"
    options = (
        measure.longest(f"{key}.choices.{one}.text") + 6 for one in scene.decision.choice_ids
    )
    return measure.longest(f"{key}.prompt") + 2 + sum(options)
