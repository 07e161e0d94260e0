"""Text lengths: all fit a phone, in every language and with the longest names of the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from scenarios import limits
from scenarios.model import Aftermath, Answer, Decision, Key, Scenario, Scene, Script
from scenarios.offered import offered_together
from scenarios.rendering import BREAK, LETTER, fill, units
from scenarios.saying import Message, say
from scenarios.scope import path_of
from scenarios.yaml_source import Source

_Said: TypeAlias = Sequence[tuple[Aftermath, Answer]]  # texts that may follow a decision


def check_choices(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No more choices than the level allows."""
    most = limits.CHOICES[scenario.level]
    for scene in scenario.scenes.values():
        decision = scene.decision
        if (
            decision is not None
            and decision.is_choice
            and max(map(len, offered_together(scenario, decision))) > most
        ):
            sources[scenario.language].add_finding(
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
    consequences = {
        scene.id: tuple(scene.decision.aftermaths())
        for scene in scenario.scenes.values()
        if scene.decision is not None
    }
    for language, script in scenario.scripts.items():
        measure = Measure(script)
        for key, message in _find_too_long(scenario, consequences, measure):
            sources[language].add_finding("too-long", path_of(key), message)
        for key in script.texts:
            if _is_short(key) and _words(script, key) > limits.SHORT_WORDS:
                message = say("`short` has at most {most} words.", most=limits.SHORT_WORDS)
                sources[language].add_finding("too-long", path_of(key), message)


def _is_short(key: Key) -> bool:
    return key.startswith("scenes.") and key.endswith(".short")


class Lengths(dict[Key, int]):
    """Lengths by key, measured on first use."""

    def __init__(self, measure: Callable[[Key], int]) -> None:
        super().__init__()
        self._measure = measure

    def __missing__(self, key: Key) -> int:
        found = self[key] = self._measure(key)
        return found


class Measure:
    """Maximum lengths of texts, over their wordings and the cast's names.

    Attributes:
        part: The length of a text with the following break, as in `Turn.units`; 0 if missing.
        short: The length of a choice's short text, with a break.
        remark: Feedback with its reason.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.ahead: dict[str, int] = {}  # from a scene to the next stop, decision or ending
        names = {slot: max(names, key=units, default="") for slot, names in script.cast.items()}
        self.part = part = Lengths(partial(_part, script, names))
        self.short = Lengths(lambda key: part[f"{key}.short"] or part[f"{key}.text"])
        self.remark = Lengths(lambda key: sum(part[f"{key}.{char}"] for char in _REMARK))

    def longest(self, key: Key) -> int:
        """The length of a text alone."""
        return max(0, self.part[key] - BREAK)


_REMARK = ("feedback", "answer", "why")


def _part(script: Script, names: Mapping[str, str], key: Key) -> int:
    wordings = script.texts.get(key)
    if wordings is None:
        return 0
    return BREAK + max(units(fill(script, wording.text, names)) for wording in wordings)


def _words(script: Script, key: Key) -> int:
    """The number of words of a text, if it exists."""
    return max(len(variant.text.split()) for variant in script.texts[key])


def _find_too_long(
    scenario: Scenario, said: Mapping[str, _Said], measure: Measure
) -> Iterator[tuple[Key, Message]]:
    for key, most in limits.HEAD_UNITS.items():
        if (found := measure.longest(key)) > most:
            yield key, _find_long_text(key, found, most)
    for key in measure.script.texts:
        is_objective = key.startswith("objectives.")
        if is_objective and (found := measure.longest(key)) > limits.OBJECTIVE_UNITS:
            yield key, _find_long_text(key, found, limits.OBJECTIVE_UNITS)
        if _is_short(key) and (found := measure.longest(key)) > limits.SHORT_UNITS:
            yield key, _find_long_text("short", found, limits.SHORT_UNITS)
    if (found := _longest_ahead(scenario, scenario.start, measure)) > limits.TURN_UNITS:
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
        if scene.decision is not None:
            yield from _find_long_screens(scenario, scene, scene.decision, said[scene.id], measure)


def _find_long_screens(
    scenario: Scenario, scene: Scene, decision: Decision, said: _Said, measure: Measure
) -> Iterator[tuple[Key, Message]]:
    """The longest screen after a decision, if it is too long."""
    at_once = scenario.level == "foundation"  # other levels give reasons in the debrief
    longest: dict[tuple[Key, str], int] = {}
    remarks: dict[Key, int] = {}
    for after, answer in said:
        remark = _remark(after, measure)
        told = remark if at_once else remark - measure.part[f"{after.key}.why"]
        named = _named(after, measure, at_once=at_once)
        at = after.key or answer.key
        remarks[at] = max(remarks.get(at, 0), remark)
        for to in {lead.to for lead in answer.leads}:
            longest[at, to] = max(longest.get((at, to), 0), told + named)
        if decision.questions_left(()) and answer.picked:
            whole = told + named + _question(scenario, scene, measure)
            if whole > limits.TURN_UNITS:
                yield after.key, _between(whole)
    yield from ((key, _remarked(n)) for key, n in remarks.items() if n > limits.FEEDBACK_UNITS)
    for (key, to), whole in longest.items():
        found = whole + _longest_ahead(scenario, to, measure)
        if found > limits.TURN_UNITS:
            yield key, _leading(to, found)


def _find_long_text(name: str, found: int, most: int) -> Message:
    """Report a text that is too long under its own key."""
    return say(
        "`{name}` has {found} characters; at most {most}.", name=name, found=found, most=most
    )


def _remarked(found: int) -> Message:
    return say(
        "Feedback with its reason has {found} characters; at most {most}.",
        found=found,
        most=limits.FEEDBACK_UNITS,
    )


def _leading(to: str, found: int) -> Message:
    return say(
        "The message that leads to `{to}` has {found} characters; at most {most}.",
        to=to,
        found=found,
        most=limits.TURN_UNITS,
    )


def _between(found: int) -> Message:
    return say(
        "The message with the answer has {found} characters; at most {most}.",
        found=found,
        most=limits.TURN_UNITS,
    )


def _remark(after: Aftermath, measure: Measure) -> int:
    """Feedback, reason and critical sentences."""
    critical = sum(measure.part[f"{key}.critical"] for key in after.critical)
    return measure.remark[after.key] + critical


def _named(after: Aftermath, measure: Measure, *, at_once: bool) -> int:
    """The chosen parts; with reasons, also missed signs and false ticks."""
    if not at_once:
        return sum(measure.short[key] for key in after.done)
    picked = (*after.done, *after.overlooked, *after.better, *after.mistaken)
    reasons = sum(measure.part[f"{key}.why"] for key in after.mistaken)
    return reasons + sum(measure.short[key] for key in picked)


def _longest_ahead(scenario: Scenario, target: str, measure: Measure, depth: int = 0) -> int:
    """The longest text up to the next stop, decision or ending."""
    scene = scenario.scenes.get(target)
    if scene is None:
        return measure.part[f"endings.{target}.text"]
    if scene.stop:
        return measure.part[f"scenes.{target}.stop"]
    return _inside(scenario, scene, measure, depth)


def _inside(scenario: Scenario, scene: Scene, measure: Measure, depth: int = 0) -> int:
    here = measure.part[f"scenes.{scene.id}.text"]
    if scene.decision is not None or depth > limits.PASSAGES:
        return here + _question(scenario, scene, measure)
    if scene.id not in measure.ahead:
        measure.ahead[scene.id] = 0  # passages that loop back are not counted again
        measure.ahead[scene.id] = max(
            (_longest_ahead(scenario, lead.to, measure, depth + 1) for lead in scene.leads),
            default=0,
        )
    return here + measure.ahead[scene.id]


def _question(scenario: Scenario, scene: Scene, measure: Measure) -> int:
    if scene.decision is None:
        return 0
    options = (
        sum(measure.part[f"{key}.text"] + LETTER for key in map(scene.decision.part_key, parts))
        for parts in offered_together(scenario, scene.decision)
    )
    return measure.part[f"{scene.decision.key}.prompt"] + max(options)


def check_shorts(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Texts on buttons have a `short`, unless they fit."""
    for language, script in scenario.scripts.items():
        measure = Measure(script)
        for key in _buttons(scenario):
            text = f"{key}.text"
            if script.has(f"{key}.short") or not script.has(text):
                continue
            if (
                measure.longest(text) > limits.SHORT_UNITS
                or _words(script, text) > limits.SHORT_WORDS
            ):
                message = say("This text does not fit a button.")
                sources[language].add_finding(
                    "short-missing", path_of(key), message, _fix(scenario, language, key)
                )


def _fix(scenario: Scenario, language: str, key: Key) -> Message:
    """A translation has a `short` exactly where the original has one."""
    own = scenario.scripts[scenario.language]
    if language != scenario.language and not own.has(f"{key}.short"):
        return say("Shorten it, or add a `short` in `scenario.yaml` first.")
    return say("Add a `short` of one to {most} words.", most=limits.SHORT_WORDS)


def _buttons(scenario: Scenario) -> Iterator[Key]:
    for scene in scenario.scenes.values():
        if scene.decision is not None:
            yield from map(scene.decision.part_key, scene.decision.ids)
        for form in scene.recall.values():
            yield from (choice.key for choice in form.choices if choice.key.startswith(form.key))
