"""Golden walks: what a learner reads on some ways through a case, word for word."""

from __future__ import annotations

from functools import cache

import pytest

from scenarios.case_library import LIBRARY
from scenarios.loader import load_folder
from scenarios.model import Scenario
from tests.walks.walking import (
    HERE,
    ByWords,
    Walk,
    cases,
    ended_in,
    walked,
    walks,
    written_taps,
)

WALKS = walks()


@cache
def case_of(name: str) -> Scenario:
    """A case of the library."""
    case = load_folder(LIBRARY / name).scenario
    assert case is not None
    return case


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.case}/{walk.name}")
def test_a_walk_reads_as_it_is_written(walk: Walk, language: str) -> None:
    """Tapping the words of the file, over save and load, shows its whole text and no other."""
    text = walk.file(language).read_text("utf-8")
    taps = ByWords(written_taps(text))
    assert walked(case_of(walk.case), walk, language, taps) == text
    assert not taps.words, "the walk goes on where the story ends"


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.case}/{walk.name}")
def test_the_words_of_a_walk_are_its_picks(walk: Walk) -> None:
    """In each language the file shows the way that `walks.yaml` names."""
    for language in case_of(walk.case).scripts:
        text = walk.file(language).read_text("utf-8")
        taps = walk.taps()
        assert walked(case_of(walk.case), walk, language, taps) == text
        assert not taps.picks


def test_there_is_a_file_for_each_walk_and_no_other() -> None:
    """Nothing is written by a test: a missing walk fails, and so does one that nobody names."""
    expected = {walk.file(language) for walk in WALKS for language in case_of(walk.case).scripts}
    assert set(HERE.glob("*/*.walk")) == expected


@pytest.mark.parametrize("name", cases())
def test_every_ending_of_every_case_has_a_walk(name: str) -> None:
    """And so has the best path; and where someone can be endangered, that as well."""
    case = case_of(name)
    own = [walk for walk in WALKS if walk.case == name]
    ends = [walk.file("en").read_text("utf-8").partition("\nends: ")[2] for walk in own]
    critical = any(
        answer.critical
        for scene in case.scenes.values()
        if scene.decision
        for answer in scene.decision.every_answer()
    )

    assert {ended_in(case, walk) for walk in own} == set(case.endings)
    assert any(end.startswith("safe, 100 %, passed") for end in ends)
    assert not critical or any("critical: none" not in end for end in ends)
