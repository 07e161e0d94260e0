"""A reader of the choices alone: what it learns, and that it learns nothing where nothing is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from scenarios.giveaways.questions import Question, questions
from scenarios.giveaways.reader import READERS, Reader, tokens
from scenarios.giveaways.rules import keyword_results, rule_results
from scenarios.giveaways.survey import asked_in
from scenarios.seeded_random import draw
from tests.helpers.giveaways import PLANTED, TALES, tale
from tests.library.shelf import library


@cache
def told() -> tuple[Question, ...]:
    return asked_in(map(tale, range(TALES)), "en", "text")


def share(reader: Reader, asked: tuple[Question, ...]) -> float:
    return sum(reader.judge(question).right for question in asked) / len(asked)


def mixed(asked: tuple[Question, ...], seed: int) -> tuple[Question, ...]:
    """The same questions, but which choice is best is drawn."""
    return tuple(
        replace(
            question,
            best=draw(seed, f"{question.case}/{question.key}") % len(question.texts),
        )
        for question in asked
    )


def test_names_vowel_signs_and_case_are_not_seen() -> None:
    assert tokens("Tell {guest}, now?") == ["tell", "◦", ",", "now", "?"]
    assert tokens("أُدوِّنُ ذلك") == ["ادون", "ذلك"]


@pytest.mark.parametrize("name", READERS)
def test_reader_finds_planted_words(name: str) -> None:
    assert share(Reader(told(), READERS[name]), told()) == 1


def test_a_reader_says_by_which_words() -> None:
    reader = Reader(told())
    signs = reader.signs(told()[0])

    assert set(" ".join(signs.best).split()) & set(PLANTED.split())
    assert reader.judge(told()[0]).shares[told()[0].best] > 0.9


def test_a_family_is_never_told_by_itself() -> None:
    """What stands in one family only says nothing about it."""
    one = [replace(question, family="alike") for question in told()]
    judged = Reader(one).judge(one[0])

    assert judged.right == pytest.approx(1 / 3)
    assert judged.shares == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_questions_of_another_case_can_be_judged() -> None:
    """A case that is not among those read, such as an author's new one."""
    new = tuple(questions(tale(99), "en", "text"))
    reader = Reader(told())

    assert share(reader, new) == 1


@pytest.mark.parametrize("name", READERS)
def test_reader_is_at_chance_without_giveaways(name: str) -> None:
    """The control: in the library's own texts, with best choices that are drawn."""
    asked = asked_in(library().values(), "en", "label")
    shares = [
        share(Reader(drawn, READERS[name]), drawn) for drawn in (mixed(asked, n) for n in range(3))
    ]

    assert max(shares) < 0.42
    assert 0.28 < sum(shares) / len(shares) < 0.38


def test_a_reader_that_learned_nothing_is_never_sure() -> None:
    asked = mixed(asked_in(library().values(), "ar", "label"), 7)
    reader = Reader(asked)

    assert max(max(reader.judge(question).shares) for question in asked) < 0.75


def test_rules_and_keywords_find_planted_words() -> None:
    rules = {result.rule: result for result in rule_results(told(), "en")}
    keywords = {result.rule: result for result in keyword_results(told())}

    assert rules["longest"].share == rules["with ,"].share == keywords["with write"].share == 1
    assert rules["longest"].breaks_limit
    assert keywords["with write"].breaks_limit
    assert not rules["first"].breaks_limit or rules["first"].share > 0.5
    assert rules["shortest"].share == 0


def test_few_keywords_seem_to_tell_where_nothing_is_to_be_told() -> None:
    asked = asked_in(library().values(), "en", "text")
    wrong = [
        result.rule
        for seed in range(3)
        for result in keyword_results(mixed(asked, seed))
        if result.breaks_limit
    ]

    assert len(wrong) <= 3
