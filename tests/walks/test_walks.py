"""Golden walks: what a learner reads on some ways through a case, word for word."""

from __future__ import annotations

from scenarios.languages import REQUIRED
from tests.helpers.every_case import CASES, LIBRARY, every_case
from tests.walks.walking import (
    HERE,
    ByWords,
    Walk,
    ended_in,
    walked,
    walks,
    written_taps,
)

WALKS = walks()


def walks_of(name: str) -> list[Walk]:
    return [walk for walk in WALKS if walk.case == name]


@every_case(LIBRARY)
def walks_read_as_written(name: str, language: str) -> None:
    """Tapping the words of the file, over save and load, shows its whole text and no other."""
    for walk in walks_of(name):
        text = walk.file(language).read_text("utf-8")
        taps = ByWords(written_taps(text))
        assert walked(CASES[name], walk, language, taps) == text, walk.name
        assert not taps.words, f"{walk.name} goes on where the story ends"


@every_case(LIBRARY)
def words_of_walks_are_their_picks(name: str, language: str) -> None:
    """The file shows the way that `walks.yaml` names."""
    for walk in walks_of(name):
        text = walk.file(language).read_text("utf-8")
        taps = walk.taps()
        assert walked(CASES[name], walk, language, taps) == text, walk.name
        assert not taps.picks, walk.name


def test_there_is_a_file_for_each_walk_and_no_other() -> None:
    """Nothing is written by a test: a missing walk fails, and so does one that nobody names."""
    expected = {walk.file(language) for walk in WALKS for language in REQUIRED}
    assert set(HERE.glob("*/*.walk")) == expected


@every_case(LIBRARY)
def every_ending_has_a_walk(name: str) -> None:
    """And so has the best path; and where someone can be endangered, that as well."""
    case = CASES[name]
    own = walks_of(name)
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
