"""What a learner reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import limits
from scenarios.model import Scenario, State
from scenarios.position import Position
from scenarios.rendering import Consequence, Turn, facts_used, render_text, render_turn, units
from tests.helpers.small_case import ARABIC, dream_job, scenario
from tests.rules.playing import ON, opened, played, taken

MAYA = 0  # a seed
OPEN, CLOSE = "\u2068", "\u2069"


@pytest.fixture(scope="module")
def desk() -> Scenario:
    """The small base case, in both languages."""
    return scenario(ar=ARABIC)


def told_after(case: Scenario, picks: list[str], language: str = "en", seed: int = MAYA) -> Turn:
    """What is read after some picks."""
    return render_turn(case, language, seed, played(case, picks)[0])


def test_a_decision_shows_its_text_its_question_and_its_choices(desk: Scenario) -> None:
    """With the names of the cast in the texts, and nothing of what would come."""
    turn = told_after(desk, [])
    name, escort = ("Maya", "Mr Karim") if "Maya" in turn.passages[0] else ("Rosa", "Mr Santos")
    assert turn.passages == (
        f"{escort} puts two passports on the desk. {name} looks at the floor.",
    )
    assert turn.prompt == "Your first step?"
    assert {(option.id, option.text, option.short) for option in turn.options} == {
        ("ask", "Ask her in passing how the journey was.", "Ask her"),
        ("accuse", "Ask him loudly what he is up to.", "Accuse him"),
        ("wave", "Hand over the keys.", "Let them pass"),
    }
    assert (turn.after, turn.recap, turn.ending) == (None, None, None)


def test_a_stop_shows_the_consequence_the_passages_and_its_recap(desk: Scenario) -> None:
    """The question behind the stop is not shown yet."""
    turn = told_after(desk, ["accuse"])
    assert turn.after == Consequence(
        "choose",
        "accuse",
        ("Accuse him",),
        "He smiles.",
        "Now he is warned.",
        ("It puts her in danger.",),
    )
    assert [text.split()[1] for text in turn.passages] == ["lift", "hall"]
    assert turn.recap == "You saw two passports in one hand."
    assert (turn.prompt, turn.options, turn.ending) == (None, (), None)


def test_behind_a_stop_the_recap_is_gone(desk: Scenario) -> None:
    """Going on opens the scene, without the consequence shown before the stop."""
    turn = told_after(desk, ["accuse", ON])
    assert (turn.after, turn.recap) == (None, None)
    assert turn.passages == ("She avoids you.",)
    assert turn.prompt == "Who hears of it?"


def test_first_matching_wording_is_rendered(desk: Scenario) -> None:
    """In every language the same one."""
    assert told_after(desk, ["ask", ON]).passages == ("She trusts you.",)
    assert told_after(desk, ["ask", ON], "ar").passages == ("هي تثق بك.",)
    assert told_after(desk, ["accuse", ON], "ar").passages == ("هي تتجنبك.",)


def test_an_ending_tells_its_text_and_asks_nothing(desk: Scenario) -> None:
    """The ending's id is given for the result that follows."""
    turn = told_after(desk, ["ask", ON, "ring"])
    assert turn.ending == "helped"
    assert turn.passages[-1].endswith("is heard.")
    assert (turn.prompt, turn.options, turn.recap) == (None, (), None)


def test_only_available_options_are_rendered(desk: Scenario) -> None:
    """A choice whose condition is false does not stand on the screen."""
    assert {option.id for option in told_after(desk, ["ask", ON]).options} == {
        "ring",
        "wait",
        "note",
    }
    assert {option.id for option in told_after(desk, ["accuse", ON]).options} == {"ring", "wait"}


def test_reasons_are_shown_at_foundation_level_only(desk: Scenario) -> None:
    """Later levels find them in the debrief."""
    for level, why in (
        ("foundation", "Now he is warned."),
        ("practitioner", None),
        ("advanced", None),
    ):
        after = told_after(replace(desk, level=level), ["accuse"]).after  # type: ignore[arg-type]
        assert after is not None
        assert after.why == why
        assert after.feedback == "He smiles."


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("seed", range(4))
def test_names_stand_in_every_text(desk: Scenario, language: str, seed: int) -> None:
    """No placeholder is left, and no name is empty."""
    position = opened(desk).position
    names = desk.script(language).cast
    turn = render_turn(desk, language, seed, position)
    assert "{" not in turn.passages[0]
    assert any(name in turn.passages[0] for name in names["guest"])
    assert any(name in turn.passages[0] for name in names["escort"])


def test_names_are_isolated_in_arabic(desk: Scenario) -> None:
    """So that a name never turns the words around it."""
    turn = told_after(desk, ["ask"], "ar")
    after = turn.after
    assert after is not None
    assert after.feedback is not None
    inside = after.feedback.split(OPEN)[1].split(CLOSE)[0]
    assert inside in desk.script("ar").cast["guest"]
    assert OPEN not in str(told_after(desk, ["ask"]))


def test_rendering_is_deterministic(desk: Scenario) -> None:
    """What was shown can be shown again, word by word and in the same order."""
    position, _ = played(desk, ["ask", ON])
    for language in ("en", "ar"):
        for seed in range(20):
            assert render_turn(desk, language, seed, position) == render_turn(
                desk, language, seed, position
            )


def test_a_seed_shuffles_the_choices(desk: Scenario) -> None:
    """Other attempts see another order; both languages see the same one."""
    position = opened(desk).position
    orders = set()
    for seed in range(40):
        english = [option.id for option in render_turn(desk, "en", seed, position).options]
        assert english == [option.id for option in render_turn(desk, "ar", seed, position).options]
        orders.add(tuple(english))
    assert len(orders) == 6


def test_a_language_that_is_missing_falls_back_to_the_scenarios_own() -> None:
    """A trainer's own case may have one language."""
    case = scenario()
    position = opened(case).position
    assert render_turn(case, "ar", MAYA, position) == render_turn(case, "en", MAYA, position)


def test_single_text_is_rendered(desk: Scenario) -> None:
    """A key without a text has none."""
    assert render_text(desk, "en", MAYA, "title", desk.opening) == "Night desk, 22:40"
    assert render_text(desk, "ar", MAYA, "title", desk.opening) == f"مكتب الليل، {OPEN}22:40{CLOSE}"
    assert render_text(desk, "en", MAYA, "scenes.call.text", State((0, False))) == "She avoids you."
    assert render_text(desk, "en", MAYA, "scenes.nowhere.text", desk.opening) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("abc", 3), ("مكتب", 4), ("é", 1), ("😀", 2)]
)
def test_length_is_counted_as_telegram_counts(text: str, expected: int) -> None:
    """In UTF-16 units: a face takes two."""
    assert units(text) == expected


def test_a_turn_is_as_long_as_its_parts() -> None:
    """With two units between parts, and four for the letter of a choice."""
    assert Turn().units == 0
    assert Turn(passages=("abc", "d")).units == 3 + 2 + 1 + 2
    assert (
        Turn(after=Consequence("choose", "ask", ("ab",), why="c"), prompt="?").units
        == 2 + 2 + 1 + 2 + 1 + 2
    )


def structure(turn: Turn) -> object:
    """All of a turn but its words."""
    return (
        turn.after
        and [bool(part) for part in (turn.after.picks, turn.after.feedback, turn.after.why)],
        len(turn.passages),
        bool(turn.recap),
        bool(turn.prompt),
        [option.id for option in turn.options],
        turn.ending,
    )


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(0, 2**63 - 1))
def test_both_languages_tell_the_same_story(picks: list[int], seed: int) -> None:
    """On every way through the first case: the same parts and choices, each fit for a screen."""
    position: Position = opened(DREAM_JOB).position
    for pick in picks:
        turns = {
            language: render_turn(DREAM_JOB, language, seed, position) for language in ("en", "ar")
        }
        assert structure(turns["en"]) == structure(turns["ar"])
        for turn in turns.values():
            assert turn.units <= limits.TURN_UNITS
            assert "{" not in str(turn)
            assert f"{OPEN}{CLOSE}" not in str(turn)
            assert all(option.text and units(option.short) for option in turn.options)
        if turns["en"].ending:
            break
        names: Sequence[str] = (ON,)
        if turns["en"].options:
            decision = DREAM_JOB.scenes[position.scene].decision
            assert decision is not None
            acts = sorted(decision.every_act(position.state), key=lambda one: (len(one), one))
            way = acts[pick % len(acts)]
            names = decision.acts(way, position.state)[len(position.asked) :]
        for name in names:
            position = taken(DREAM_JOB, position, name).position


DREAM_JOB = dream_job()


def test_a_local_fact_is_told_in_neutral_words_and_named() -> None:
    """A placeholder of the catalogue stands for a phrase of the reader's language."""
    case = scenario(
        (
            'text: "The hall is empty."',
            'text: "The hall is empty. You have {fact:protection-line}."',
        )
    )
    turn = told_after(case, ["accuse"])

    assert "You have the protection line." in " ".join(turn.passages)
    assert turn.facts == {"protection-line"}
    assert told_after(case, ["ask"]).facts == frozenset()
    assert facts_used(case)
    assert not facts_used(scenario())
