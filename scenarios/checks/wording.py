"""Texts fit a phone, in every language and with the longest names of the cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios import limits
from scenarios.model import Answer, Key, Scenario, Scene, Script
from scenarios.saying import Saying, say
from scenarios.scope import path_of
from scenarios.source import Source
from scenarios.telling import BREAK, LETTER, filled, units


def check_choices(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No more choices than the level allows."""
    most = limits.CHOICES[scenario.level]
    for scene in scenario.scenes.values():
        if scene.decision is not None and len(scene.decision.choice_ids) > most:
            sources[scenario.language].find(
                "too-many-choices",
                ("scenes", scene.id),
                say(
                    "`{level}` has at most {most} choices in a decision.",
                    level=scenario.level,
                    most=most,
                ),
            )


def check_lengths(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Shorts, feedback, brief and whole turn messages keep to their limits."""
    for language, script in scenario.scripts.items():
        measure = _Measure(script)
        for key, message in _too_long(scenario, measure):
            sources[language].find("too-long", path_of(key), message)
        for key in script.texts:
            if _is_short(key) and measure.words(key) > limits.SHORT_WORDS:
                message = say("`short` has at most {most} words.", most=limits.SHORT_WORDS)
                sources[language].find("too-long", path_of(key), message)


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
        """A text's length, 0 where there is none."""
        variants = self.script.texts.get(key, ())
        return max(
            (units(filled(self.script, one.text, self.names)) for one in variants), default=0
        )

    def part(self, key: Key) -> int:
        """A text's length with the break after it, as `Turn.units` counts."""
        return self.longest(key) + BREAK if self.script.has(key) else 0

    def words(self, key: Key) -> int:
        """The number of words of a text that is there."""
        return max(len(variant.text.split()) for variant in self.script.texts[key])


def _too_long(scenario: Scenario, measure: _Measure) -> Iterator[tuple[Key, Saying]]:
    for key, most in limits.HEAD_UNITS.items():
        if (found := measure.longest(key)) > most:
            yield key, _of(key, found, most)
    for key in measure.script.texts:
        if _is_short(key) and (found := measure.longest(key)) > limits.SHORT_UNITS:
            yield key, _of("short", found, limits.SHORT_UNITS)
    if (found := _ahead(scenario, scenario.start, measure)) > limits.TURN_UNITS:
        yield (
            "start",
            say(
                "The first message has {found} characters; at most {most}.",
                found=found,
                most=limits.TURN_UNITS,
            ),
        )
    for scene in scenario.scenes.values():
        if scene.stop and (found := _inside(scenario, scene, measure)) > limits.TURN_UNITS:
            yield (
                f"scenes.{scene.id}",
                say(
                    "The message after the stop has {found} characters; at most {most}.",
                    found=found,
                    most=limits.TURN_UNITS,
                ),
            )
        for answer in scene.decision.every_answer() if scene.decision else ():
            yield from _after(scenario, answer, measure)


def _of(name: str, found: int, most: int) -> Saying:
    """What is said of a text that has a key of its own."""
    return say(
        "`{name}` has {found} characters; at most {most}.", name=name, found=found, most=most
    )


def _after(scenario: Scenario, answer: Answer, measure: _Measure) -> Iterator[tuple[Key, Saying]]:
    found = _consequence(answer, measure)
    if found > limits.FEEDBACK_UNITS:
        yield (
            answer.key,
            say(
                "Feedback with its reason has {found} characters; at most {most}.",
                found=found,
                most=limits.FEEDBACK_UNITS,
            ),
        )
    chosen = measure.part(f"{answer.key}.short")
    for to in {lead.to for lead in answer.leads}:
        whole = chosen + found + _ahead(scenario, to, measure)
        if whole > limits.TURN_UNITS:
            yield (
                answer.key,
                say(
                    "The message that leads to `{to}` has {found} characters; at most {most}.",
                    to=to,
                    found=whole,
                    most=limits.TURN_UNITS,
                ),
            )


def _consequence(answer: Answer, measure: _Measure) -> int:
    return sum(measure.part(f"{answer.key}.{part}") for part in ("feedback", "why", "critical"))


def _ahead(scenario: Scenario, target: str, measure: _Measure, depth: int = 0) -> int:
    """The longest that can follow up to the next stop, decision or ending."""
    scene = scenario.scenes.get(target)
    if scene is None:
        return measure.part(f"endings.{target}.text")
    if scene.stop:
        return measure.part(f"scenes.{target}.stop")
    return _inside(scenario, scene, measure, depth)


def _inside(scenario: Scenario, scene: Scene, measure: _Measure, depth: int = 0) -> int:
    here = measure.part(f"scenes.{scene.id}.text")
    if scene.decision is not None or depth > limits.PASSAGES:
        return here + _question(scene, measure)
    if scene.id not in measure.ahead:
        measure.ahead[scene.id] = 0  # where a passage leads back here, it is not counted again
        measure.ahead[scene.id] = max(
            (_ahead(scenario, lead.to, measure, depth + 1) for lead in scene.leads), default=0
        )
    return here + measure.ahead[scene.id]


def _question(scene: Scene, measure: _Measure) -> int:
    if scene.decision is None:
        return 0
    key = f"scenes.{scene.id}.{scene.decision.kind}"
    choices = scene.decision.choice_ids
    options = (measure.part(f"{key}.choices.{one}.text") + LETTER for one in choices)
    return measure.part(f"{key}.prompt") + sum(options)
