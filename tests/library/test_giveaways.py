"""The library does not get worse at what `tests/library/figures.py` says of it."""

from __future__ import annotations

from functools import cache

import pytest

from scenarios import library_survey
from scenarios.branching import Branching, branching, changed_share, is_full
from scenarios.giveaways.questions import PLACES, Place
from scenarios.giveaways.rules import breaches
from scenarios.giveaways.survey import FieldSurvey, Readers, passes, survey
from tests.library import figures
from tests.library.shelf import FULL, library

FIELDS = tuple(figures.READER_TODAY)


@cache
def surveyed() -> dict[tuple[str, str], FieldSurvey]:
    found = survey(library().values(), ("en", "ar"))
    return {(each.language, each.field): each for each in found}


@cache
def branches() -> tuple[Branching, ...]:
    return tuple(branching(case) for case in library().values() if is_full(case))


def test_every_figure_says_where_it_stands() -> None:
    assert set(surveyed()) == set(FIELDS) == set(figures.RULES_TODAY) == set(figures.KEYWORDS_TODAY)
    assert all(set(found) == set(PLACES) for found in figures.READER_TODAY.values())


def test_every_question_is_asked_in_every_field() -> None:
    """A reader that is asked little proves little."""
    asked = {key: sum(each.asked for each in found.readers) for key, found in surveyed().items()}
    assert len(set(asked.values())) == 1
    assert min(asked.values()) >= 2 * 300


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("field", FIELDS, ids=" ".join)
def test_choices_alone_give_no_more_away(field: tuple[str, str], place: Place) -> None:
    """To a reader of the other cases who never sees a scene."""
    most = max(figures.READER_TODAY[field][place], figures.READER_TARGET)
    told = surveyed()[field]

    assert 100 * told.worst(place) <= most, [
        (each.question.case, each.question.key, each.signs)
        for each in told.giveaways
        if each.question.place == place
    ][:10]


@pytest.mark.parametrize("field", FIELDS, ids=" ".join)
def test_no_further_rule_of_thumb_works(field: tuple[str, str]) -> None:
    found = surveyed()[field]

    assert {each.rule for each in breaches(found.rules)} <= figures.RULES_TODAY[field]
    keywords = [each.rule for each in breaches(found.keywords)]
    assert len(keywords) <= figures.KEYWORDS_TODAY[field], keywords


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_further_test_is_passed_by_its_wording(language: str) -> None:
    readers = Readers(library().values())
    passed = [
        case.id
        for case in library().values()
        if case.use == "test" and passes(case, language, readers)
    ]

    assert len(passed) <= figures.PASSED_TESTS_TODAY[language], passed


def test_full_cases_branch_no_less() -> None:
    assert {case.case for case in branches()} == set(FULL.values())
    assert sum(len(case.off_path) for case in branches()) >= figures.OFF_PATH_TODAY
    assert sum(len(case.safe) for case in branches()) >= figures.SAFE_ENDINGS_TODAY
    assert 100 * changed_share(branches()) >= figures.CHANGED_PLAYS_TODAY


def test_decisions_are_no_less_varied() -> None:
    counts = library_survey.kinds(library().values()).values()
    chosen = sum(count["choose"] for count in counts)
    assert 100 * chosen <= figures.CHOOSE_TODAY * sum(count.total() for count in counts)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_move_comes_back_more_often(language: str) -> None:
    for move, cases in library_survey.moves(library().values(), language).items():
        share = 100 * len(cases) / len(library())
        assert share <= figures.MOVES_TODAY[language, move], (move, cases)
