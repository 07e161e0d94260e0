"""Rules of thumb: which choices they leave, and how often the best one is among them.

A rule speaks where it leaves some choices and not all; whoever follows it picks one of those at
random.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeAlias

from scenarios import limits
from scenarios.giveaways.questions import Question
from scenarios.giveaways.reader import NAME, tokens
from scenarios.phrases import strip_quotations, word_list

WORD_LISTS = ("courtesy", "referral")  # of `catalogue/words.yaml`
FROM = 20  # questions in which a rule speaks; of fewer nothing can be said
_Rule: TypeAlias = Callable[[Sequence[str]], "set[int]"]
# By how many standard errors a rule must differ from chance. Of hundreds of keywords some would
# reach two by luck.
_SURE = 2.0
_SURE_OF_KEYWORDS = 3.0


@dataclass(frozen=True, slots=True)
class GuessResult:
    """The success of a way to guess the best choice, compared with chance.

    Attributes:
        asked: The number of questions.
        right: The expected number of best choices.
        chance: The expected number by chance.
    """

    asked: int
    right: float
    chance: float

    @property
    def share(self) -> float:
        """The share of best choices; 0 without questions."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def chance_share(self) -> float:
        return self.chance / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class RuleResult(GuessResult):
    """The success of a rule in the questions where it speaks.

    Attributes:
        rule: Its name, such as `longest`, `with ;` or a keyword.
        sure: Whether the difference from chance is more than luck.
    """

    rule: str
    sure: bool

    @property
    def breaks_limit(self) -> bool:
        """Whether it does better than chance by more than is allowed."""
        return self.sure and 100 * (self.share - self.chance_share) > limits.RULE_MARGIN


class _Tally:
    def __init__(self) -> None:
        self.asked = 0
        self.right = self.chance = self.variance = 0.0

    def add(self, asked: Question, left: set[int]) -> None:
        """Count a question, if the rule speaks."""
        if 0 < len(left) < len(asked.texts):
            self.asked += 1
            self.right += (asked.best in left) / len(left)
            self.chance += asked.chance
            # One of `left` is right with the probability of chance times their number.
            among = len(left) * asked.chance
            self.variance += among * (1 - among) / len(left) ** 2

    def result(self, rule: str, sure: float) -> RuleResult:
        error = sqrt(self.variance)
        is_sure = self.asked >= FROM and self.right - self.chance >= sure * error
        return RuleResult(self.asked, self.right, self.chance, rule, is_sure)


def rule_results(questions: Sequence[Question], language: str) -> tuple[RuleResult, ...]:
    """The results of fixed rules: length, position, word lists, and each punctuation mark."""
    rules = {**_fixed_rules(language), **_mark_rules(questions)}
    found = []
    for name, rule in rules.items():
        tally = _Tally()
        for asked in questions:
            tally.add(asked, rule(asked.texts))
        found.append(tally.result(name, _SURE))
    return tuple(found)


def _fixed_rules(language: str) -> dict[str, _Rule]:
    return {
        "longest": lambda texts: _extreme(texts, max),
        "shortest": lambda texts: _extreme(texts, min),
        "first": lambda _: {0},
        "last": lambda texts: {len(texts) - 1},
        **{name: _in_list(name, language) for name in WORD_LISTS},
    }


def _extreme(texts: Sequence[str], choose: Callable[[Iterable[int]], int]) -> set[int]:
    lengths = [len(text) for text in texts]
    return {index for index, length in enumerate(lengths) if length == choose(lengths)}


def _in_list(name: str, language: str) -> _Rule:
    wanted = word_list(name, language)
    return lambda texts: {
        index for index, text in enumerate(texts) if wanted.first(strip_quotations(text))
    }


def _mark_rules(questions: Sequence[Question]) -> dict[str, _Rule]:
    """Two rules for each punctuation mark that tells choices apart often enough."""
    counts: dict[str, int] = defaultdict(int)
    for asked in questions:
        for mark in _telling(asked.texts):
            if not mark.isalnum():
                counts[mark] += 1
    rules: dict[str, _Rule] = {}
    for mark in sorted(name for name, count in counts.items() if count >= FROM):
        rules[f"with {mark}"] = _having(mark, having=True)
        rules[f"without {mark}"] = _having(mark, having=False)
    return rules


def _having(token: str, *, having: bool) -> _Rule:
    return lambda texts: {
        index for index, text in enumerate(texts) if (token in tokens(text)) is having
    }


def _telling(texts: Sequence[str]) -> Mapping[str, frozenset[int]]:
    """Each word and mark that stands in some of the texts and not in all, with those texts."""
    found = defaultdict[str, set[int]](set)
    for index, text in enumerate(texts):
        for token in tokens(text):
            found[token].add(index)
    return {
        token: frozenset(those)
        for token, those in found.items()
        if len(those) < len(texts) and token != NAME
    }


def keyword_results(questions: Sequence[Question]) -> tuple[RuleResult, ...]:
    """The result of each single word, the most telling first.

    Whether the word speaks for a choice or against it is learned from the other families.
    """
    met = defaultdict[str, list[tuple[Question, frozenset[int]]]](list)
    for asked in questions:
        for token, those in _telling(asked.texts).items():
            met[token].append((asked, those))
    found = [
        _keyword(token, cases)
        for token, cases in met.items()
        if len(cases) >= FROM and token.isalnum()
    ]
    return tuple(sorted(found, key=lambda result: (result.chance - result.right, result.rule)))


def _keyword(token: str, met: Sequence[tuple[Question, frozenset[int]]]) -> RuleResult:
    every, families = _Tally(), defaultdict[str, _Tally](_Tally)
    for asked, those in met:
        every.add(asked, set(those))
        families[asked.family].add(asked, set(those))
    tally = _Tally()
    speaks_for = every.right > every.chance
    for asked, those in met:
        own = families[asked.family]
        is_for = every.right - own.right > every.chance - own.chance
        rest = set(range(len(asked.texts))) - those
        tally.add(asked, set(those) if is_for else rest)
    return tally.result(f"with {token}" if speaks_for else f"without {token}", _SURE_OF_KEYWORDS)


def breaches(results: Iterable[RuleResult]) -> Iterator[RuleResult]:
    """The rules above the limit."""
    return (result for result in results if result.breaks_limit)
