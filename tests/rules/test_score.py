"""From answers to a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.events import Answered, Ended
from scenarios.model import COMPETENCIES, Competency, Error, Outcome, Reference, Scenario
from scenarios.score import Band, Critical, Result, band, percent, result
from tests.helpers.small_case import scenario
from tests.rules.asking import asks, at_gate, decision_of
from tests.rules.brute import played_way
from tests.rules.playing import ON, played


@pytest.fixture(scope="module")
def desk() -> Scenario:
    """The small base case."""
    return scenario()


def result_of(case: Scenario, picks: list[str], pass_mark: int = 70) -> Result:
    """The result of playing some picks to an ending."""
    _, events = played(case, picks)
    end = events[-1]
    assert isinstance(end, Ended)
    return result(
        case, [event for event in events if isinstance(event, Answered)], end.outcome, pass_mark
    )


def answered(
    scene: str = "gate",
    earned: Mapping[Competency, Fraction] | None = None,
    error: Error | None = None,
    critical: bool = False,
) -> Answered:
    """An answer, as the engine tells it."""
    return Answered(0, scene, "choose", "ask", earned or {}, error, critical)


def measured(case: Scenario, **most: int) -> Scenario:
    """The case with another reference."""
    earned = {key: Fraction(most[key]) for key in COMPETENCIES if key in most}
    return replace(case, reference=Reference((), earned))


@pytest.mark.parametrize(("picks", "score", "passed", "outcome"), [
    (["ask", ON, "ring"], 100, True, "safe"),
    (["ask", ON, "note"], 62, False, "mixed"),
    (["ask", ON, "wait"], 50, False, "harmful"),
    (["accuse", ON, "ring"], 50, False, "safe"),
    (["accuse", ON, "wait"], 0, False, "harmful"),
    (["wave"], 25, False, "harmful"),
])  # fmt: skip
def test_the_score_is_measured_on_the_best_safe_path(
    desk: Scenario, picks: list[str], score: int, passed: bool, outcome: Outcome
) -> None:
    """Earned over reference, rounded down: 2½ of 4 is 62 %."""
    got = result_of(desk, picks)
    assert (got.score, got.passed, got.outcome) == (score, passed, outcome)


def test_the_pass_mark_is_the_least_score_that_passes(desk: Scenario) -> None:
    """At the mark one passes, under it not; a mixed ending may pass."""
    assert result_of(desk, ["ask", ON, "note"], pass_mark=62).passed
    assert not result_of(desk, ["ask", ON, "note"], pass_mark=63).passed


def test_a_harmful_ending_never_passes(desk: Scenario) -> None:
    """Not even with the score for it."""
    assert not result_of(desk, ["ask", ON, "wait"], pass_mark=1).passed


def test_a_critical_error_never_passes(desk: Scenario) -> None:
    """Not even with a safe ending and the score for it; where it was made is told."""
    got = result_of(desk, ["accuse", ON, "ring"], pass_mark=1)
    assert not got.passed
    assert got.critical == (Critical("gate", "accuse"),)
    assert result_of(desk, ["ask", ON, "ring"]).critical == ()


def test_errors_are_counted_apart_from_credit(desk: Scenario) -> None:
    """Missed, over-called and unsafe each have their count."""
    answers = [
        answered("a", error="missed"),
        answered("b", error="missed"),
        answered("c", error="over-called"),
        answered("d", error="unsafe"),
        answered("e"),
    ]
    case = replace(desk, scenes=dict.fromkeys("abcde", desk.scenes["gate"]))
    got = result(case, answers, "safe")
    assert (got.missed, got.over_called, got.unsafe) == (2, 1, 1)


@pytest.mark.parametrize(("pick", "counts"), [
    ("ask", (0, 0, 1)), ("accuse", (0, 1, 0)), ("wave", (1, 0, 0)),
])  # fmt: skip
def test_errors_of_a_path_are_counted(desk: Scenario, pick: str, counts: tuple[int, ...]) -> None:
    """As the author marked them."""
    rest = {"ask": [ON, "note"], "accuse": [ON, "ring"], "wave": []}[pick]
    got = result_of(desk, [pick, *rest])
    assert (got.missed, got.over_called, got.unsafe) == counts


def test_only_the_first_answer_to_a_decision_scores(desk: Scenario) -> None:
    """A second answer neither adds nor takes away, nor counts its error."""
    first, second = answered(earned={"recognise": Fraction(1)}), answered(
        earned={"recognise": Fraction(2)}, error="missed"
    )  # fmt: skip
    assert result(desk, [first, second], "safe").score == 25
    assert result(desk, [first, second], "safe").missed == 0
    assert result(desk, [second, first], "safe").score == 50


def test_a_critical_error_counts_in_a_later_answer_too(desk: Scenario) -> None:
    """The harm is done whenever it is done: the explorer holds such a path for unsafe as well."""
    full: Mapping[Competency, Fraction] = {"recognise": Fraction(4)}
    later = replace(answered(error="unsafe", critical=True), act="shout")
    got = result(desk, [answered(earned=full), later], "safe")
    assert got.critical == (Critical("gate", "shout"),)
    assert not got.passed


@pytest.mark.parametrize(("part", "whole", "expected"), [
    (0, 4, 0), (1, 3, 33), (2, 3, 66), (4, 4, 100), (5, 4, 100), (400, 4, 100),
    (0, 0, 0), (3, 0, 0),    (Fraction(1999, 1000), 2, 99),
])  # fmt: skip
def test_a_percentage_is_capped_and_rounded_down(
    part: Fraction | int, whole: int, expected: int
) -> None:
    """Nobody is told 100 % who lacks a thousandth, and nobody is told more."""
    assert percent(Fraction(part), Fraction(whole)) == expected


def test_without_a_reference_there_is_no_score(desk: Scenario) -> None:
    """An unexplored draft can be played, and comes to nothing."""
    got = result(replace(desk, reference=None), [answered(earned={"refer": Fraction(3)})], "safe")
    assert (got.score, got.passed, got.bands) == (0, False, {})


@pytest.mark.parametrize(("share", "expected"), [
    (0, "not-yet"), (49, "not-yet"), (50, "nearly"), (79, "nearly"), (80, "secure"),
    (100, "secure"),
])  # fmt: skip
def test_bands_begin_at_50_and_at_80_percent(share: int, expected: str) -> None:
    """Three bands, since points would be false precision."""
    assert band(share) == expected


def test_a_band_needs_two_decisions(desk: Scenario) -> None:
    """Nothing is said of a competency that was met once, or that the reference has not."""
    case = measured(desk, refer=2, recognise=2)
    case = replace(
        case, scenes={**case.scenes, "second": replace(case.scenes["call"], id="second")}
    )
    answer = answered("call", {"refer": Fraction(1), "protect": Fraction(1)})
    two = answered("second", {"refer": Fraction(1, 2)})
    once = answered("gate", {"recognise": Fraction(2)})
    assert result(case, [answer, once], "safe").bands == {}
    assert result(case, [answer, two, once], "safe").bands == {"refer": Band.NEARLY}


def test_a_band_counts_decisions_met_and_not_answers_given(desk: Scenario) -> None:
    """The same decision answered twice is still one."""
    case = measured(desk, refer=1)
    answer = answered("call", {"refer": Fraction(1)})
    assert result(case, [answer, answer], "safe").bands == {}


ANSWERS = st.lists(
    st.builds(
        answered,
        st.sampled_from(["gate", "call"]),
        st.dictionaries(
            st.sampled_from(COMPETENCIES), st.fractions(0, 10, max_denominator=100), max_size=4
        ),
        st.sampled_from([None, "missed", "over-called", "unsafe"]),
        st.booleans(),
    ),
    max_size=6,
)


@given(ANSWERS, st.sampled_from(["safe", "mixed", "harmful"]), st.integers(0, 100))
def test_a_result_is_always_sound(answers: list[Answered], outcome: Outcome, mark: int) -> None:
    """0 to 100 percent, and whoever passed made no critical error and did no harm."""
    got = result(DESK, answers, outcome, mark)
    assert 0 <= got.score <= 100
    if got.passed:
        assert got.critical == ()
        assert not any(answer.critical for answer in answers)
        assert outcome != "harmful"
        assert got.score >= mark
    assert got.missed + got.over_called + got.unsafe <= len({answer.scene for answer in answers})


# --- every kind

TALK = """\
interview:
  prompt: "Well?"
  worth: {respond: 2, refer: 1}
  ask: 3
  questions:
    one: {text: "One?", answer: "One.", credit: 1, error: unsafe}
    two: {text: "Two?", answer: "Two.", credit: {respond: 0.5}, error: unsafe}
    three: {text: "Three?", answer: "Three.", error: over-called, critical: "No."}
  go: good
"""
PLAN = """\
order:
  prompt: "Well?"
  worth: {protect: 2}
  steps: {one: "One.", two: "Two.", three: "Three."}
  correct: [one, two, three]
  before:
    - {first: one, then: two, error: unsafe}
    - {first: two, then: three, error: unsafe, critical: "No."}
  bands: {wrong: {error: missed}}
  go: good
"""
SIGHT = """\
spot:
  prompt: "Well?"
  worth: {recognise: 2}
  items:
    one: {text: "One.", sign: true}
    two: {text: "Two.", sign: true}
    three: {text: "Three.", sign: false}
    four: {text: "Four.", sign: false}
  bands: {over-called: {error: over-called}, few: {error: missed}}
  go: good
"""
AGAIN = """\
rate:
  prompt: "Well?"
  worth: {recognise: 2}
  reasonable: [3]
  bands:
    low: {error: missed, go: gate}
    high: {error: over-called, critical: "No.", go: gate}
    fair: {go: good}
"""


def result_of_ways(decision: str, *ways: str, **most: int) -> Result:
    """The result of answering a decision, perhaps again and again."""
    case = asks(decision)
    position, answers = at_gate(case), list[Answered]()
    for way in ways:
        for step in played_way(case, position, decision_of(case), way):
            position = step.position
            answers += [event for event in step.events if isinstance(event, Answered)]
    return result(measured(case, **most), answers, "safe")


@pytest.mark.parametrize(("decision", "way", "counts", "critical"), [
    (TALK, "one+two", (0, 0, 1), False),
    (TALK, "one+two+three", (0, 1, 0), True),
    (TALK, "", (0, 0, 0), False),
    (PLAN, "one+three+two", (0, 0, 1), True),
    (PLAN, "three+two+one", (0, 0, 1), True),
    (SIGHT, "three+four", (0, 1, 0), False),
    (SIGHT, "", (1, 0, 0), False),
    (SIGHT, "one+two", (0, 0, 0), False),
    (AGAIN, "5", (0, 1, 0), True),
])  # fmt: skip
def test_decision_counts_at_most_one_error(
    decision: str, way: str, counts: tuple[int, int, int], critical: bool
) -> None:
    """Two unsafe questions, or two broken pairs, are one decision that was unsafe."""
    got = result_of_ways(decision, way)
    assert (got.missed, got.over_called, got.unsafe) == counts
    assert bool(got.critical) is critical


def test_a_result_tells_the_whole_answer_that_was_critical() -> None:
    """With its band, so that its sentences can be found again."""
    assert result_of_ways(TALK, "one+three").critical == (Critical("gate", "one+three"),)
    got = result_of_ways(PLAN, "three+one+two").critical
    assert got == (Critical("gate", "three+one+two", "wrong"),)


@pytest.mark.parametrize(("ways", "score", "counts", "critical"), [
    (("1", "2", "3"), 0, (1, 0, 0), ()),
    (("2", "3"), 50, (1, 0, 0), ()),
    (("3",), 100, (0, 0, 0), ()),
    (("2", "5", "4", "5", "3"), 50, (1, 0, 0), ("5", "4")),
    (("4", "2", "3"), 50, (0, 1, 0), ("4",)),
])  # fmt: skip
def test_a_decision_met_again_scores_as_at_first_and_endangers_each_time(
    ways: tuple[str, ...], score: int, counts: tuple[int, int, int], critical: tuple[str, ...]
) -> None:
    """Credit and errors are of the first answer; what is critical is so whenever it is done."""
    got = result_of_ways(AGAIN, *ways, recognise=2)
    assert got.score == score
    assert (got.missed, got.over_called, got.unsafe) == counts
    assert got.critical == tuple(Critical("gate", name, "high") for name in critical)
    assert got.passed is (score >= 70 and not critical)


def test_kinds_earn_parts_that_add_up() -> None:
    """Thirds are not rounded before the percentage is."""
    got = result_of_ways(TALK, "one+two", respond=2, refer=1)
    assert got.score == 44  # (2/3 + 1/3) + 1/3 of 3
    assert got.bands == {}


DESK = scenario()
