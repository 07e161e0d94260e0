"""Properties of a whole library that no single case shows.

Clues to the best choice, the cast of all stories, the indicators taught, and the kinds of
question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from scenarios.engine import points_earned
from scenarios.model import Answer, Decision, Role, Scenario, Script
from scenarios.phrases import strip_quotations, word_list

WORDS = ("courtesy", "referral")  # lists of `catalogue/words.yaml`


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """A question with one best choice, in one language."""

    case: str
    scene: str
    form: str  # `story`, or that of a recall item
    texts: tuple[str, ...]  # in the author's order
    best: int  # the index of the best


@dataclass(frozen=True, slots=True)
class Guess:
    """The success rate of a guessing strategy, compared with chance.

    Attributes:
        strategy: The strategy: `longest`, `shortest`, `first`, `last`, or a word list.
        asked: The number of questions where it picks one choice.
        right: The number that it gets right.
        chance: The expected number by chance.
    """

    strategy: str
    asked: int
    right: int
    chance: float

    @property
    def share(self) -> float:
        """The share of right guesses; 0 without questions."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def chance_share(self) -> float:
        """The expected share by chance."""
        return self.chance / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Character:
    """A character in a story."""

    case: str
    slot: str
    role: Role | None
    gender: str
    child: bool
    names: tuple[str, ...]


def questions(scenario: Scenario, language: str) -> Iterator[SurveyQuestion]:
    """All questions with one best choice, in stories and recall items."""
    script = scenario.script(language)
    for scene in scenario.scenes.values():
        decision = scene.decision
        if decision is not None and decision.is_choice and decision.worth:
            yield from _asked(scenario.id, scene.id, "story", script, _points(decision))
        for name, form in scene.recall.items():
            if name != "same-move":  # which has the choices of the story
                points = [
                    (choice.key, float(sum(choice.credit.values()))) for choice in form.choices
                ]
                yield from _asked(scenario.id, scene.id, name, script, points)


def _points(decision: Decision) -> list[tuple[str, float]]:
    answers = (answer for answer in decision.every_answer() if answer.act in decision.ids)
    return [(answer.key, _worth(decision, answer)) for answer in answers]


def _worth(decision: Decision, answer: Answer) -> float:
    return float(sum(points_earned(decision, answer).values()))


def _asked(
    case: str, scene: str, form: str, script: Script, points: list[tuple[str, float]]
) -> Iterator[SurveyQuestion]:
    most = max(found for _, found in points)
    best = [index for index, (_, found) in enumerate(points) if found == most]
    texts = tuple(_longest(script, f"{key}.text") for key, _ in points)
    if len(best) == 1 and all(texts):
        yield SurveyQuestion(case, scene, form, texts, best[0])


def _longest(script: Script, key: str) -> str:
    return max((variant.text for variant in script.texts.get(key, ())), key=len, default="")


def guesses(cases: Iterable[Scenario], language: str) -> tuple[Guess, ...]:
    """The result of each strategy over all questions of some cases, in one language."""
    asked = [question for case in cases for question in questions(case, language)]
    looks: dict[str, Callable[[SurveyQuestion], list[int]]] = {
        "longest": lambda extreme: _extreme(extreme, max),
        "shortest": lambda extreme: _extreme(extreme, min),
        "first": lambda _: [0],
        "last": lambda question: [len(question.texts) - 1],
        **{name: _looking_for(name, language) for name in WORDS},
    }
    return tuple(_guess(name, look, asked) for name, look in looks.items())


def _extreme(asked: SurveyQuestion, choose: Callable[[Iterable[int]], int]) -> list[int]:
    lengths = [len(text) for text in asked.texts]
    return [index for index, length in enumerate(lengths) if length == choose(lengths)]


def _looking_for(name: str, language: str) -> Callable[[SurveyQuestion], list[int]]:
    wanted = word_list(name, language)

    def look(asked: SurveyQuestion) -> list[int]:
        return [
            index for index, key in enumerate(asked.texts) if wanted.first(strip_quotations(key))
        ]

    return look


def _guess(
    name: str, look: Callable[[SurveyQuestion], list[int]], asked: Iterable[SurveyQuestion]
) -> Guess:
    """Only strategies that point at a single choice count."""
    met = [(question, found[0]) for question in asked if len(found := look(question)) == 1]
    right = sum(question.best == found for question, found in met)
    return Guess(name, len(met), right, sum(1 / len(question.texts) for question, _ in met))


def characters(cases: Iterable[Scenario]) -> tuple[Character, ...]:
    """The characters of all cases."""
    return tuple(
        Character(
            case.id,
            slot.name,
            slot.role,
            slot.gender,
            slot.child,
            tuple(case.script(case.language).cast.get(slot.name, ())),
        )
        for case in cases
        for slot in case.cast.values()
    )


def taught(cases: Iterable[Scenario]) -> Mapping[str, tuple[str, ...]]:
    """The cases that teach each indicator; lint ensures that listed indicators are taught."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for indicator in case.indicators:
            found.setdefault(indicator, []).append(case.id)
    return {name: tuple(ids) for name, ids in found.items()}


def kinds(cases: Iterable[Scenario]) -> Mapping[str, Counter[str]]:
    """The number of decisions of each kind, by track."""
    found: dict[str, Counter[str]] = {}
    for case in cases:
        asked = (scene.decision.kind for scene in case.scenes.values() if scene.decision)
        found.setdefault(case.track, Counter()).update(asked)
    return found
