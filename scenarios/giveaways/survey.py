"""Results of readers and rules over many cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scenarios import limits
from scenarios.giveaways.questions import (
    FIELDS,
    PLACES,
    Field,
    Place,
    Question,
    family,
    questions,
    shown,
)
from scenarios.giveaways.reader import READERS, Judgement, Reader, Signs
from scenarios.giveaways.rules import (
    GuessResult,
    RuleResult,
    breaches,
    keyword_results,
    rule_results,
)
from scenarios.model import Habit, Scenario
from scenarios.players import Dice, Lazy
from scenarios.simulate import Simulator


@dataclass(frozen=True, slots=True)
class ReaderResult(GuessResult):
    """The frequency with which a reader finds the best choice in one place."""

    reader: str
    place: Place


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A question that is easy to tell, with the words that tell it."""

    question: Question
    share: float  # the probability that the reader gives to the best choice
    signs: Signs


@dataclass(frozen=True, slots=True)
class FieldSurvey:
    """The survey of one language and field.

    Attributes:
        giveaways: All questions that the reader of words gets right, the easiest first.
    """

    language: str
    field: Field
    readers: tuple[ReaderResult, ...]
    rules: tuple[RuleResult, ...]
    keywords: tuple[RuleResult, ...]
    giveaways: tuple[Giveaway, ...]

    def worst(self, place: Place) -> float:
        """The share of the best reader in one place."""
        return max((each.share for each in self.readers if each.place == place), default=0.0)

    @property
    def breaks_limit(self) -> bool:
        """Whether a reader or rule does better than allowed."""
        is_read = any(100 * self.worst(place) > limits.READER_MUST for place in PLACES)
        return is_read or any(breaches((*self.rules, *self.keywords)))


def survey(cases: Iterable[Scenario], languages: Iterable[str]) -> tuple[FieldSurvey, ...]:
    every = tuple(cases)
    return tuple(
        _survey(every, language, field)
        for language in languages
        for field in FIELDS
        if any(language in case.scripts for case in every)
    )


def _survey(cases: tuple[Scenario, ...], language: str, field: Field) -> FieldSurvey:
    asked = asked_in(cases, language, field)
    results: list[ReaderResult] = []
    giveaways: list[Giveaway] = []
    for name, features in READERS.items():
        reader = Reader(asked, features)
        judged = [(question, reader.judge(question)) for question in asked]
        results += _results(name, judged)
        if name == "words":
            giveaways += _giveaways(reader, judged)
    return FieldSurvey(
        language,
        field,
        tuple(results),
        rule_results(asked, language),
        keyword_results(asked),
        tuple(giveaways),
    )


def asked_in(cases: Iterable[Scenario], language: str, field: Field) -> tuple[Question, ...]:
    return tuple(
        question
        for case in cases
        if language in case.scripts
        for question in questions(case, language, field)
    )


def _results(name: str, judged: list[tuple[Question, Judgement]]) -> Iterator[ReaderResult]:
    for place in PLACES:
        here = [(question, found) for question, found in judged if question.place == place]
        right = chance = 0.0
        for question, found in here:
            right += found.right
            chance += question.chance
        yield ReaderResult(len(here), right, chance, name, place)


def _giveaways(reader: Reader, judged: list[tuple[Question, Judgement]]) -> Iterator[Giveaway]:
    found_right = [(found.shares[asked.best], asked) for asked, found in judged if found.right == 1]
    for share, asked in sorted(found_right, key=lambda pair: (-pair[0], pair[1].case, pair[1].key)):
        yield Giveaway(asked, share, reader.signs(asked))


class Readers:
    """Readers of words for each language and field, trained when first used.

    Args:
        cases: The training set. Cases of the same family as the one being read are left out.
    """

    def __init__(self, cases: Iterable[Scenario]) -> None:
        self._cases = tuple(cases)
        self._known: dict[tuple[str, Field], Reader] = {}

    def of(self, language: str, field: Field) -> Reader:
        reader = self._known.get((language, field))
        if reader is None:
            reader = self._known[language, field] = Reader(asked_in(self._cases, language, field))
        return reader


def obvious(
    scenario: Scenario, language: str, readers: Readers
) -> Mapping[str, tuple[Field, Giveaway]]:
    """The questions of a case that are easiest to tell, by key, in the field that tells more."""
    found: dict[str, tuple[Field, Giveaway]] = {}
    for field in FIELDS:
        reader = readers.of(language, field)
        for asked in questions(scenario, language, field):
            judged = reader.judge(asked)
            share = judged.shares[asked.best]
            if judged.right < 1 or 100 * share < limits.OBVIOUS_FROM:
                continue
            if asked.key not in found or share > found[asked.key][1].share:
                found[asked.key] = field, Giveaway(asked, share, reader.signs(asked))
    return found


def passes(scenario: Scenario, language: str, readers: Readers) -> bool:
    """Whether a case is passed by someone who always takes what the reader of words prefers.

    They tick no items, leave steps as listed, and rate in the middle.
    """
    reader, script, own = readers.of(language, "text"), scenario.script(language), family(scenario)
    habit = Habit(
        "reader",
        lambda key: reader.score(shown(script, key, "text"), own),
        "none",
        orders=False,
        rates=Fraction(1, 2),
    )
    board = Simulator(scenario, language)
    run = board.play(Lazy(habit), Dice(0, habit.name))
    return board.has_passed(run, board.score(run.points))
