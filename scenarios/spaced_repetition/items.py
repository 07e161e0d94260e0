"""The recall items of a case: decisions that are repeated later, in several forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scenarios.model import (
    FORMS,
    WAY_OF,
    Competency,
    Decision,
    Form,
    RecallChoice,
    RecallForm,
    Scenario,
    Scene,
)
from scenarios.rendering import NEUTRAL, Facts, Option, render_text
from scenarios.seeded_random import shuffled
from scenarios.spaced_repetition.memory import Grade, grade_of


@dataclass(frozen=True, slots=True)
class Source:
    """A recall item in its case.

    Attributes:
        scene: The scene of the decision.
        signature: The identity for memories, independent of the scene's name.
        critical: Whether a wrong answer can endanger someone.
        forms: Its forms.
        restrained: The forms with a right answer other than reporting.
    """

    scenario: Scenario
    scene: Scene
    signature: str
    critical: bool
    forms: tuple[Form, ...]
    restrained: frozenset[Form]

    @property
    def decision(self) -> Decision:
        assert self.scene.decision is not None
        return self.scene.decision

    @property
    def competencies(self) -> tuple[Competency, ...]:
        """The competencies that the decision is scored for."""
        return tuple(self.decision.worth)


@dataclass(frozen=True, slots=True)
class ItemQuestion:
    text: str
    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ItemFeedback:
    """An answer to an item, with its feedback.

    Attributes:
        grade: The grade.
        short: The choice, by its short text.
        consequences: The consequences, if the author wrote them.
        why: The reason for the choice.
        critical: The possible harm.
        better: The best choice by its short text, with its reason, if it was not chosen.
    """

    grade: Grade
    short: str
    consequences: str
    why: str
    critical: str
    better: tuple[str, str] | None


def items(scenario: Scenario) -> Mapping[str, Source]:
    """The items of a case by signature. The first of identical decisions counts."""
    found: dict[str, Source] = {}
    for source in _sources(scenario):
        found.setdefault(source.signature, source)
    return found


def _sources(scenario: Scenario) -> Iterator[Source]:
    for scene in scenario.scenes.values():
        if scene.recall and scene.decision is not None:
            critical = any(answer.critical for answer in scene.decision.every_answer())
            forms = tuple(form for form in FORMS if form in scene.recall)
            restrained = frozenset(form for form in forms if _restrains(scenario, scene, form))
            yield Source(scenario, scene, scene.signature, critical, forms, restrained)


def _restrains(scenario: Scenario, scene: Scene, form: Form) -> bool:
    """Whether nothing is to be reported; by default, the look-alike is the opposite of its case."""
    said = scene.recall[form].should_refer
    if said is not None:
        return said != "refer"
    return (scenario.should_refer != "refer") != (WAY_OF[form] == "look-alike")


def share(source: Source, choice: RecallChoice) -> Fraction:
    """The credit of a choice, as a share of the decision's worth."""
    return earned_share(source, choice.credit)


def earned_share(source: Source, credit: Mapping[Competency, Fraction]) -> Fraction:
    """A credit, as a share of the decision's worth."""
    worth = source.decision.worth
    total = sum(worth.values(), Fraction())
    earned = sum(
        (worth[competency] * credit.get(competency, 0) for competency in worth), Fraction()
    )
    return earned / total if total else Fraction()


def guess_in_form(source: Source, form: Form) -> float:
    """The chance that a choice at random counts as right, partial credit among it."""
    choices = source.scene.recall[form].choices
    return _right_of(
        grade_of(float(share(source, choice)), critical=choice.critical) for choice in choices
    )


def guess_in_story(source: Source) -> float:
    """The chance that an answer at random to the decision of the story counts as right."""
    return _right_of(
        grade_of(float(earned_share(source, answer.credit)), critical=answer.critical)
        for answer in source.decision.every_answer()
    )


def _right_of(grades: Iterable[Grade]) -> float:
    rights = [grade is not Grade.AGAIN for grade in grades]
    return sum(rights) / len(rights) if rights else 0.0


def render_item(
    source: Source, form: Form, language: str, seed: int, facts: Facts = NEUTRAL
) -> ItemQuestion:
    """Render an item; the seed draws the cast and the order of choices."""
    teller, recall_form = _ItemRenderer(source, language, seed, facts), source.scene.recall[form]
    order = shuffled(
        seed, f"recall/{recall_form.key}", [choice.id for choice in recall_form.choices]
    )
    options = sorted(recall_form.choices, key=lambda choice: order.index(choice.id))
    return ItemQuestion(
        teller.text(f"{recall_form.key}.text"),
        teller.text(f"{recall_form.key}.prompt"),
        tuple(teller.option(choice, place) for place, choice in enumerate(options)),
    )


def judge_choice(
    source: Source, form: Form, choice: str, language: str, seed: int, facts: Facts = NEUTRAL
) -> ItemFeedback | None:
    """The feedback on a choice; None for an unknown choice."""
    teller, recall_form = _ItemRenderer(source, language, seed, facts), source.scene.recall[form]
    taken = next((option for option in recall_form.choices if option.id == choice), None)
    if taken is None:
        return None
    best, earned = _best(source, recall_form), share(source, taken)
    better = None
    if earned < share(source, best):
        better = (teller.short(best), teller.text(f"{best.key}.why"))
    return ItemFeedback(
        grade_of(float(earned), critical=taken.critical),
        teller.short(taken),
        teller.text(f"{taken.key}.feedback"),
        teller.text(f"{taken.key}.why"),
        teller.text(f"{taken.key}.critical"),
        better,
    )


def _best(source: Source, form: RecallForm) -> RecallChoice:
    safe = [choice for choice in form.choices if not choice.critical] or list(form.choices)
    return max(
        safe, key=lambda recall_choice: (share(source, recall_choice), recall_choice.error is None)
    )


@dataclass(frozen=True, slots=True)
class _ItemRenderer:
    """Renders the texts of an item in a language, for one draw of names."""

    source: Source
    language: str
    seed: int
    facts: Facts

    def text(self, key: str) -> str:
        """In the story's initial state: an item has no history."""
        scenario = self.source.scenario
        state = scenario.opening
        return render_text(scenario, self.language, self.seed, key, state, self.facts) or ""

    def short(self, choice: RecallChoice) -> str:
        return self.text(f"{choice.key}.short") or self.text(f"{choice.key}.text")

    def option(self, choice: RecallChoice, place: int) -> Option:
        return Option(choice.id, self.text(f"{choice.key}.text"), self.short(choice), place)
