"""Reading time, and places to pause."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from scenarios import limits
from scenarios.languages import LANGUAGES
from scenarios.model import Decision, Key, Scenario, Scene, Script
from scenarios.offered import offered_together
from scenarios.saying import say
from scenarios.yaml_source import Source


def check_hurried(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """A time limit must allow twice the reading time, in the slower language."""
    readers = [_Reader(scenario, script) for script in scenario.scripts.values()]
    for scene in scenario.scenes.values():
        limit = scene.decision.limit if scene.decision else None
        if scene.decision is None or limit is None:
            continue
        reading = max(reader.seconds(scene, scene.decision) for reader in readers)
        if limit.seconds < 2 * reading:
            sources[scenario.language].add_warning(
                "hurried",
                ("scenes", scene.id, scene.decision.kind, "seconds"),
                say(
                    "To read this takes up to {reading} seconds, so {given} are few.",
                    reading=ceil(reading),
                    given=limit.seconds,
                ),
                say(
                    "Give at least {least} seconds, or shorten the texts.", least=ceil(2 * reading)
                ),
            )


class _Reader:
    """The length of the messages before decisions in words, on the longest way to them."""

    def __init__(self, scenario: Scenario, script: Script) -> None:
        self.scenario = scenario
        self.script = script
        self.explained = scenario.level == "foundation"  # other levels give reasons in the debrief
        self.known: dict[str, int] = {}
        self.into: dict[str, list[Scene]] = {}
        for scene in scenario.scenes.values():
            for target in {lead.to for lead in scene.leads_out}:
                self.into.setdefault(target, []).append(scene)

    def seconds(self, scene: Scene, decision: Decision) -> float:
        """Reading time of the message that asks a decision, in seconds."""
        asked = max(
            self._words(*(f"{decision.part_key(part)}.text" for part in parts))
            for parts in offered_together(self.scenario, decision)
        )
        told = self._words(f"scenes.{scene.id}.text", f"{decision.key}.prompt")
        words = self._before(scene) + told
        return (words + asked) * 60 / LANGUAGES[self.script.language].words_per_minute

    def _before(self, scene: Scene) -> int:
        """The text before a scene in its message; none after a stop."""
        if scene.stop:
            return 0
        if scene.id not in self.known:
            self.known[scene.id] = 0  # passages that loop back are not counted again
            before = (self._of(scene_id, scene.id) for scene_id in self.into.get(scene.id, ()))
            self.known[scene.id] = max(before, default=0)
        return self.known[scene.id]

    def _of(self, scene: Scene, target: str) -> int:
        """A passage with the text before it, or the longest text after an answer."""
        if scene.decision is None:
            return self._words(f"scenes.{scene.id}.text") + self._before(scene)
        parts = ("feedback", "answer", "critical", *(["why"] if self.explained else []))
        return max(
            self._words(*(f"{answer.key}.{part}" for part in parts))
            for answer in scene.decision.every_answer()
            if any(lead.to == target for lead in answer.leads)
        )

    def _words(self, *keys: Key) -> int:
        """The words of some texts, each in its longest wording."""
        return sum(
            max(
                (len(variant.text.split()) for variant in self.script.texts.get(key, ())), default=0
            )
            for key in keys
        )


def check_stops(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every way through the story has stops often enough."""
    runs = _runs(scenario)
    for scene in scenario.scenes.values():
        if (scene.stop or scene.id == scenario.start) and runs[scene.id] > limits.WITHOUT_STOP:
            sources[scenario.language].add_warning(
                "no-stop",
                ("scenes", scene.id),
                say(
                    "From here more than {most} decisions can follow without a stop.",
                    most=limits.WITHOUT_STOP,
                ),
                say("Put a `stop` before one of them."),
            )


def _runs(scenario: Scenario) -> Mapping[str, int]:
    """For each scene the maximum number of decisions before the next stop, capped."""
    leads = {
        scene.id: [
            lead.to
            for lead in scene.leads_out
            if lead.to in scenario.scenes and not scenario.scenes[lead.to].stop
        ]
        for scene in scenario.scenes.values()
    }
    runs = dict.fromkeys(scenario.scenes, 0)
    changed = True
    while changed:
        changed = False
        for scene in scenario.scenes.values():
            ahead = max((runs[scene_id] for scene_id in leads[scene.id]), default=0)
            run = min(limits.WITHOUT_STOP + 1, ahead + (scene.decision is not None))
            changed = changed or run != runs[scene.id]
            runs[scene.id] = run
    return runs
