"""A reader who tells the best choice from the wording alone, having read the other cases.

It weighs each feature of a text (words and pairs of words with punctuation, or runs of characters)
by how much more often it stands in best choices than in others. This is a naive Bayes model on
tf-idf weights. It can leave out one family of cases exactly, by subtracting that family's counts:
each question is answered by a reader who has never seen its family, and every run gives the same
result. On the same data it finds as many best choices as the linear models of scikit-learn do, in a
hundredth of the time; see docs/decisions/0065-giveaways.md.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, log, sqrt
from typing import TypeAlias

from scenarios.giveaways.questions import Question
from scenarios.phrases import normalize
from scenarios.texts import PLACEHOLDER

Features: TypeAlias = Callable[[str], list[str]]
Weights: TypeAlias = "dict[str, float]"
NAME = "◦"  # stands for every name
_SMOOTHING = 1.0  # of counts; figures are within 2 points from 0.1 to 1
_LEAST = 2  # texts in which a feature stands; a feature of one text says nothing about others
_SCALES = (0.0, *(2 ** (step / 2) for step in range(-6, 13)))
_SIGNS = 3  # shown to an author on each side
_CLEAR = 0.25  # of the strongest word's part, from which another is shown
_TOKEN = re.compile(r"\w+|[^\w\s]")
_AS_WRITTEN = re.compile("[\\w\u064b-\u065f\u0670\u0640]+")  # with vowel signs


def tokens(text: str) -> list[str]:
    """Words and punctuation marks, without names, vowel signs and case."""
    return _TOKEN.findall(PLACEHOLDER.sub(f" {NAME} ", normalize(text)))


def words(text: str) -> list[str]:
    """Words, punctuation marks, and pairs of them."""
    single = tokens(text)
    return single + [f"{one} {two}" for one, two in pairwise(single)]


def characters(text: str) -> list[str]:
    """Runs of two to four characters within words, whose edges count as characters."""
    found: list[str] = []
    for token in tokens(text):
        word = f" {token} "
        for length in (2, 3, 4):
            found += [word[at : at + length] for at in range(len(word) - length + 1)]
    return found


READERS: Mapping[str, Features] = {"words": words, "characters": characters}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reader's guess at a question.

    Attributes:
        shares: The probability that it gives to each choice.
        right: 1 if its favourite is the best choice, 0 if not; a fraction for equal favourites.
    """

    shares: tuple[float, ...]
    right: float


@dataclass(frozen=True, slots=True)
class Signs:
    """The words that tell the best choice: some of its own, and some of the others'."""

    best: tuple[str, ...]
    others: tuple[str, ...]


class Reader:
    """A naive Bayes reader, trained on questions of one language and field.

    Args:
        questions: The questions, with their answers.
        features: Extracts the features of a text.
    """

    def __init__(self, questions: Iterable[Question], features: Features = words) -> None:
        self.questions = tuple(questions)
        self._features = features
        found = [[Counter(features(text)) for text in asked.texts] for asked in self.questions]
        self._texts = sum(map(len, found))
        self._spread = Counter(feature for texts in found for text in texts for feature in text)
        self._in_best = defaultdict[str, float](float)
        self._in_others = defaultdict[str, float](float)
        # Of each family: what it adds to both.
        self._families: dict[str, tuple[Weights, Weights]] = {}
        for asked, texts in zip(self.questions, found, strict=True):
            self._learn(asked, [self._weigh(text) for text in texts])

    def _learn(self, asked: Question, texts: Sequence[Weights]) -> None:
        empty = defaultdict[str, float](float), defaultdict[str, float](float)
        best, others = self._families.setdefault(asked.family, empty)
        for index, text in enumerate(texts):
            is_best = index == asked.best
            of_all, own = (self._in_best, best) if is_best else (self._in_others, others)
            share = 1.0 if is_best else 1 / (len(texts) - 1)
            for feature, weight in text.items():
                of_all[feature] += weight * share
                own[feature] += weight * share

    def _weigh(self, counts: Mapping[str, int]) -> Weights:
        """The tf-idf weights of a text's features, of length 1."""
        found = {
            feature: (1 + log(count)) * (1 + log((1 + self._texts) / (1 + self._spread[feature])))
            for feature, count in counts.items()
            if self._spread[feature] >= _LEAST
        }
        squares = 0.0  # the built-in sum differs between versions of Python
        for weight in found.values():
            squares += weight * weight
        length = sqrt(squares) or 1.0
        return {feature: weight / length for feature, weight in found.items()}

    def _told(self, text: str, without: str) -> Weights:
        """Each feature's contribution to a text's score, for a reader trained without a family."""
        best, others = self._families.get(without, ({}, {}))
        return {
            feature: weight
            * log(
                (self._in_best.get(feature, 0.0) - best.get(feature, 0.0) + _SMOOTHING)
                / (self._in_others.get(feature, 0.0) - others.get(feature, 0.0) + _SMOOTHING)
            )
            for feature, weight in self._weigh(Counter(self._features(text))).items()
        }

    def score(self, text: str, family: str) -> float:
        """The log-odds score of a text as a best choice, for a reader trained without a family."""
        score = 0.0
        for weight in self._told(text, family).values():
            score += weight
        return score

    def _scores(self, asked: Question) -> list[float]:
        return [self.score(text, asked.family) for text in asked.texts]

    @cached_property
    def _sharpness(self) -> float:
        """The factor of scores that makes probabilities come true on other families.

        It is 0 if scores say nothing: then every choice is as probable as any other.
        """
        found = [(self._scores(asked), asked.best) for asked in self.questions]

        def likelihood(scale: float) -> float:
            total = 0.0
            for scores, best in found:
                total += log(max(_shares(scores, scale)[best], 1e-300))
            return total

        return max(_SCALES, key=likelihood) if found else 0.0

    def judge(self, asked: Question) -> Judgement:
        """Answer a question without having seen its family."""
        scores = self._scores(asked)
        most = max(scores)
        favourites = [index for index, score in enumerate(scores) if score > most - 1e-9]
        right = (asked.best in favourites) / len(favourites)
        return Judgement(_shares(scores, self._sharpness), right)

    def signs(self, asked: Question) -> Signs:
        """The features that tell the best choice from the others, the strongest first."""
        told = [self._told(text, asked.family) for text in asked.texts]
        gains = defaultdict[str, float](float)
        for index, features in enumerate(told):
            share = 1.0 if index == asked.best else -1 / (len(told) - 1)
            for feature, weight in features.items():
                gains[feature] += share * weight
        ranked = sorted(gains, key=lambda name: (-round(gains[name], 9), -len(name), name))
        least = _CLEAR * gains[ranked[0]] if ranked else 0.0
        telling = [name for name in ranked if gains[name] > least and NAME not in name]
        own, written = told[asked.best], _as_written(asked.texts)
        best = _without_repeats(name for name in telling if own.get(name, 0.0) > 0)
        others = _without_repeats(name for name in telling if own.get(name, 0.0) <= 0)
        return Signs(*(tuple(map(written, names)) for names in (best, others)))


def _shares(scores: Sequence[float], scale: float) -> tuple[float, ...]:
    most = max(scores)
    powers = [exp(scale * (score - most)) for score in scores]
    whole = 0.0
    for power in powers:
        whole += power
    return tuple(power / whole for power in powers)


def _without_repeats(features: Iterable[str]) -> tuple[str, ...]:
    """The first few features that share no word."""
    found: list[str] = []
    seen: set[str] = set()
    for feature in features:
        parts = set(feature.split())
        if not parts & seen:
            seen |= parts
            found.append(feature)
        if len(found) == _SIGNS:
            break
    return tuple(found)


def _as_written(texts: Iterable[str]) -> Callable[[str], str]:
    """Turns a feature back into the spelling of the texts."""
    found: dict[str, str] = {}
    for text in texts:
        for word in _AS_WRITTEN.findall(text):
            found.setdefault(normalize(word), word)
    return lambda feature: " ".join(found.get(part, part) for part in feature.split())
