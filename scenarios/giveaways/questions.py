"""Questions with one best choice, as a reader meets them who sees only the choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from scenarios.engine import points_earned
from scenarios.model import Decision, Key, Scenario, Script

Field: TypeAlias = Literal["text", "label"]  # the text in the message, the label on the button
FIELDS: tuple[Field, ...] = get_args(Field)
Place: TypeAlias = Literal["story", "recall", "test"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with one best choice, in one language and field.

    Attributes:
        family: Cases that resemble each other; see `family`.
        key: Of the decision, or of the form of a recall item.
        choices: The keys of the choices, in the author's order.
        best: The index of the best choice.
    """

    case: str
    family: str
    place: Place
    key: Key
    choices: tuple[Key, ...]
    texts: tuple[str, ...]
    best: int

    @property
    def chance(self) -> float:
        """The probability of guessing it."""
        return 1 / len(self.texts)


def family(scenario: Scenario) -> str:
    """The forms of a track's test are one family: they are meant to be alike."""
    return f"test of {scenario.track}" if scenario.use == "test" else scenario.id


def questions(scenario: Scenario, language: str, field: Field) -> Iterator[Question]:
    """All questions with one best choice, in the story and in recall items."""
    script = scenario.script(language)
    place: Place = "test" if scenario.use == "test" else "story"
    for scene in scenario.scenes.values():
        decision = scene.decision
        if decision is not None and decision.is_choice and decision.worth:
            yield from _question(scenario, place, decision.key, script, field, _points(decision))
        for form in scene.recall.values():
            if form.has_own_choices:
                points = [
                    (choice.key, float(sum(choice.credit.values()))) for choice in form.choices
                ]
                yield from _question(scenario, "recall", form.key, script, field, points)


def _points(decision: Decision) -> list[tuple[Key, float]]:
    return [
        (answer.key, float(sum(points_earned(decision, answer).values())))
        for answer in decision.every_answer()
        if answer.act in decision.ids
    ]


def _question(
    scenario: Scenario,
    place: Place,
    key: Key,
    script: Script,
    field: Field,
    points: Sequence[tuple[Key, float]],
) -> Iterator[Question]:
    if len(points) < 2:
        return
    most = max(earned for _, earned in points)
    best = [index for index, (_, earned) in enumerate(points) if earned == most]
    texts = tuple(shown(script, choice, field) for choice, _ in points)
    if len(best) == 1 and all(texts):
        choices = tuple(choice for choice, _ in points)
        yield Question(scenario.id, family(scenario), place, key, choices, texts, best[0])


def text_key(script: Script, choice: Key, field: Field) -> Key:
    """The key of a choice's shown text; a button shows the full text if there is no short one."""
    short = f"{choice}.short"
    return short if field == "label" and script.has(short) else f"{choice}.text"


def shown(script: Script, choice: Key, field: Field) -> str:
    """The shown text of a choice; of several wordings, the longest."""
    variants = script.texts.get(text_key(script, choice, field), ())
    return max((variant.text for variant in variants), key=len, default="")
