"""Recall forms must be independent of the story: one message each, and no cast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios import limits
from scenarios.checks.wording import Measure
from scenarios.model import Key, RecallForm, Scenario
from scenarios.rendering import LETTER
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.texts import FACT, PLACEHOLDER
from scenarios.yaml_source import Source


def check_recall_cast(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """A form with its own setting has no cast: it appears when no attempt has drawn one."""
    places = tuple(f"{form.key}." for form in _forms(scenario) if _has_own_setting(form))
    if not places:
        return
    for language, script in scenario.scripts.items():
        for key, variants in script.texts.items():
            if not key.startswith(places):
                continue
            for name in {
                name for variant in variants for name in PLACEHOLDER.findall(variant.text)
            }:
                if not name.startswith(FACT):
                    sources[language].add_finding(
                        "recall-cast",
                        path_of(key),
                        say("Nobody of the cast is in this form: `{mark}`.", mark=f"{{{name}}}"),
                        say("Write what the person is, such as a guest or a colleague."),
                    )


def check_recall_choices(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """No more choices than the level allows."""
    most = limits.CHOICES[scenario.level]
    for form in _forms(scenario):
        if form.has_own_choices and len(form.choices) > most:
            sources[scenario.language].add_finding(
                "too-many-choices",
                path_of(form.key),
                say(
                    "`{level}` has at most {most} choices in a form.",
                    level=scenario.level,
                    most=most,
                ),
            )


def check_recall_lengths(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """A form with its choices fits one message, and so does the feedback."""
    for language, script in scenario.scripts.items():
        measure = Measure(script)
        for form in _forms(scenario):
            found = _asked(form, measure)
            if found > limits.TURN_UNITS:
                message = say(
                    "This form with its choices has {found} characters; at most {most}.",
                    found=found,
                    most=limits.TURN_UNITS,
                )
                sources[language].add_finding("too-long", path_of(form.key), message)
            for key, remark in _remarks(form, measure):
                message = say(
                    "Feedback with its reason has {found} characters; at most {most}.",
                    found=remark,
                    most=limits.FEEDBACK_UNITS,
                )
                sources[language].add_finding("too-long", path_of(key), message)


def _forms(scenario: Scenario) -> Iterator[RecallForm]:
    for scene in scenario.scenes.values():
        yield from scene.recall.values()


def _has_own_setting(form: RecallForm) -> bool:
    return not form.key.endswith(".same-move")


def _asked(form: RecallForm, measure: Measure) -> int:
    options = (measure.part[f"{choice.key}.text"] + LETTER for choice in form.choices)
    return measure.part[f"{form.key}.text"] + measure.part[f"{form.key}.prompt"] + sum(options)


def _remarks(form: RecallForm, measure: Measure) -> Iterator[tuple[Key, int]]:
    """Overlong feedback of the form's own choices; the story's choices are checked elsewhere."""
    for choice in form.choices if form.has_own_choices else ():
        parts = ("feedback", "why", "critical")
        found = sum(measure.part[f"{choice.key}.{part}"] for part in parts)
        if found > limits.FEEDBACK_UNITS:
            yield choice.key, found
