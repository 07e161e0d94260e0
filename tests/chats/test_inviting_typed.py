"""A sheet of paper as its trainer types it: letters of either language, as far as they fit."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.library import shelf
from bot.app.live_session import session_flow
from bot.app.paper_answers import paper_transcript
from bot.app.paper_answers.paper_transcript import Transcript
from bot.app.paper_answers.paper_typing import TypedAnswers, read
from bot.locale import words
from bot.scenario_files.rule_table import RuleTable
from scenarios import engine
from scenarios.engine import Step
from scenarios.kinds.interview import LEAVE
from scenarios.languages import LANGUAGES
from scenarios.rendering import NEUTRAL
from tests.helpers.kinds_case import kinds_case

EMPTY = Transcript("given", kinds_case().edition)

ALPHABETS = [language.letters for language in LANGUAGES.values()]


def types(line: str, before: Transcript = EMPTY) -> TypedAnswers:
    return read(kinds_case(), before, line, ALPHABETS)


def is_over(found: TypedAnswers) -> bool:
    return paper_transcript.transcript_state(kinds_case(), "en", found.transcript).is_over


@pytest.mark.parametrize(
    "line",
    [
        "A BD CAB B - 4",
        "a, bd, cab, b, -, 4",
        "A;BD;CAB;B;–;٤",
        "A\nBD\nCAB\nB\n-\n4\n",
        "أ بد جاب ب - ٤",
        "ا، بد، جأب، ب، ـ-، 4",
    ],
)
def test_a_whole_sheet_is_typed_in_a_line(line: str) -> None:
    found = types(line)
    assert (found.taken, found.remaining) == (6, "")
    assert is_over(found)
    assert found.transcript == types("A BD CAB B - 4").transcript
    first, ticked, *_ = found.transcript.acts
    assert (first, len(ticked.split("+"))) == ("ask", 2)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_letters_match_the_table_sheet(language: str) -> None:
    """At every question on the way, of every kind."""
    scenario, speak = kinds_case(), words(language)
    ruling = RuleTable(scenario, speak, NEUTRAL)
    before = EMPTY
    for word in ["A", "BD", "CAB", "B", "-", "4"]:
        at = paper_transcript.transcript_state(scenario, language, before).at
        scene = scenario.scenes[at.scene]
        assert paper_transcript.lettered_options(scenario, at) == ruling.order(scene)
        for place, scene_id in enumerate(ruling.order(scene), 1):
            letter = ruling.letter(scene, scene_id)
            assert letter in (speak.letter(place - 1), str(place))
        before = types(word, before).transcript
    assert is_over(types("", before))


def test_answers_may_be_typed_in_parts_and_after_taps() -> None:
    tapped = paper_transcript.with_answer(kinds_case(), EMPTY, 0)
    ticking = paper_transcript.with_mark(kinds_case(), tapped, 0, on=True)
    found = types("CAB B - 4", types("BD", ticking).transcript)
    assert found.transcript == types("A BD CAB B - 4").transcript


@pytest.mark.parametrize(
    ("line", "taken", "left"),
    [
        ("C", 0, "c"),  # there are two choices
        ("AB", 0, "ab"),  # of which one is taken
        ("- A", 0, "-"),
        ("A BB", 1, "bb"),
        ("A BE", 1, "be"),
        ("A - CA", 2, "ca"),  # not all of the steps
        ("A - CAB B B", 4, "b"),  # which was asked already
        ("A - CAB - 6", 4, "6"),
        ("A - CAB - four", 4, "four"),
        ("A - CAB - 4 A", 5, "a"),
        ("A \u202e\u0000", 1, "?"),
        ("", 0, ""),
        (" ,; ", 0, ""),
    ],
)
def test_invalid_letter_is_reported_and_ends_the_line(line: str, taken: int, left: str) -> None:
    found = types(line + (" A A A" if left else ""))
    assert (found.taken, found.remaining) == (taken, left)
    assert len(found.transcript.acts) == taken
    assert found.transcript.marks == ()


def test_a_line_stops_where_it_leaves_the_way_of_the_class() -> None:
    """What follows may be meant for where the class was; what is typed from there on is not."""
    asked = {"counter", "look", "sure"}
    part = read(kinds_case(), EMPTY, "A BD CAB B - 4", ALPHABETS, asked)
    assert (part.taken, part.remaining, part.elsewhere) == (2, "cab", True)
    rest = read(kinds_case(), part.transcript, "CAB B - 4", ALPHABETS, asked)
    assert (rest.taken, rest.remaining, is_over(rest)) == (4, "", True)
    over = read(kinds_case(), EMPTY, "A BD X", ALPHABETS, {*asked, "steps"})
    assert (over.taken, over.remaining, over.elsewhere) == (2, "x", False)


@pytest.mark.slow
@given(st.text(alphabet="ABCDأب-123 ,\u202e٤", max_size=60) | st.text(max_size=200))
def test_anything_may_be_typed(line: str) -> None:
    """Whatever comes of it, it is a way through the case."""
    found = types(line)
    paper_transcript.transcript_state(kinds_case(), "ar", found.transcript)
    assert len(found.transcript.acts) == found.taken


@pytest.mark.slow
def test_every_case_of_the_library_is_entered_to_its_end() -> None:
    """By chance's ways; what is kept is what the engine takes, and every question has letters."""
    chance = Random(7)
    for scenario in shelf().scenarios.values():
        before = Transcript("given", scenario.edition)
        while not (standing := paper_transcript.transcript_state(scenario, "ar", before)).is_over:
            decision = session_flow.decision_at(scenario, standing.at)
            options = paper_transcript.options(scenario, standing.at)
            assert set(options) - {LEAVE} <= set(
                paper_transcript.lettered_options(scenario, standing.at)
            )
            if decision is None or not decision.drafted:
                before = paper_transcript.with_answer(
                    scenario, before, chance.randrange(len(options))
                )
                continue
            for option in chance.sample(range(len(options)), len(options)):
                before = paper_transcript.with_mark(scenario, before, option, on=True)
            before = paper_transcript.with_marks_answered(scenario, before)
        position = engine.start(scenario).position
        for act in paper_transcript.acts(scenario, before):
            step = engine.advance(scenario, position, act)
            assert isinstance(step, Step)
            position = step.position
        assert position.scene in scenario.endings
