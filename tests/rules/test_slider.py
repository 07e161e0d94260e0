"""`slider`: by how much, from 0 to 100 in tens, scored by bands that the author declares."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scenarios.kinds.choose import Choose
from scenarios.kinds.scale import Rate
from scenarios.model import Act
from tests.helpers.small_case import case
from tests.rules.asking import accepted, after, answer, asks, at_gate, decision_of, found, story

TENS = [str(ten) for ten in range(0, 101, 10)]
URGENT = """\
slider:
  prompt: "How urgent is it?"
  worth: {recognise: 2}
  ends: {low: "It can wait", high: "This minute"}
  bands:
    later: {min: 0, max: 30, go: fork, error: missed}
    soon: {min: 40, max: 60, credit: 0.5, add: {trust: 1}}
    now: {min: 70, max: 90, credit: 1}
    panic: {min: 100, max: 100, error: over-called, critical: "No."}
  go: fair
"""
FORK = '[{when: "picked(gate, later)", go: bad}, {go: good}]'


def test_credit_is_the_bands() -> None:
    urgent = asks(URGENT)
    answers = [answer(urgent, ten) for ten in TENS]

    shares = [response.earned.get("recognise", Fraction()) / 2 for response in answers]
    assert shares == [0, 0, 0, 0, *[Fraction(1, 2)] * 3, 1, 1, 1, 0]
    bands = [*["later"] * 4, *["soon"] * 3, *["now"] * 3, "panic"]
    assert [response.band for response in answers] == bands
    assert [response.act for response in answers] == TENS


def test_a_band_has_its_own_consequences() -> None:
    forked = asks(URGENT, FORK)

    assert [after(forked, ten).scene for ten in ("0", "40", "90")] == ["bad", "fair", "fair"]
    assert [after(forked, ten).state.values[0] for ten in ("0", "50", "70")] == [1, 2, 1]
    given = [answer(forked, ten) for ten in ("0", "50", "100")]
    errors = [(response.error, response.critical) for response in given]
    assert errors == [("missed", False), (None, False), ("over-called", True)]
    assert set(forked.bits) == {("picked", "gate", "later")}


@pytest.mark.parametrize(
    "act", [Rate(1, 5), Rate(1, 110), Rate(1, -10), Rate(0, 30), Choose(1, "30")]
)
def test_other_acts_are_refused(act: Act) -> None:
    assert not accepted(CASE, act)
    assert all(accepted(CASE, Rate(1, int(ten))) for ten in TENS)


def test_a_ten_is_read_as_it_is_written() -> None:
    decision, state = decision_of(CASE), at_gate(CASE).state

    assert list(decision.every_act(state)) == list(decision.offered(state)) == TENS
    assert [decision.read(1, ten) for ten in TENS] == [Rate(1, int(ten)) for ten in TENS]
    for wrong in ("5", "110", "", "010", " 30", "30.0", "+30", "-10", "thirty", "٣٠"):
        assert decision.read(1, wrong) is None, wrong
    assert decision.arrange(("100", "30", "0"), state) == ("0", "30", "100")


def test_the_ends_alone_have_words() -> None:
    decision = decision_of(CASE)

    keys = [decision.part_key(ten) for ten in TENS]
    told = [CASE.script("en").has(f"{key}.text") for key in keys]
    assert told == [True, *[False] * 9, True]


def test_statistics_know_each_band() -> None:
    decision = decision_of(CASE)

    assert decision.answer_parts("50", "soon") == ("soon",)
    known = [(part.id, part.worth, part.error, part.critical) for part in decision.possible_parts()]
    assert known == [
        ("later", "wrong", "missed", False),
        ("soon", "partly", None, False),
        ("now", "right", None, False),
        ("panic", "wrong", "over-called", True),
    ]
    assert all(part.band for part in decision.possible_parts())


@pytest.mark.parametrize(("old", "new", "said"), [
    ("max: 60", "max: 50", "60 lies in no band"),
    ("min: 70", "min: 60", "60 lies in two bands"),
    ("min: 70", "min: 75", "must be tens"),
    ("min: 40, max: 60", "min: 60, max: 40", "must be tens"),
])  # fmt: skip
def test_every_ten_lies_in_one_band(old: str, new: str, said: str) -> None:
    findings = case(story(URGENT.replace(old, new))).findings
    messages = [str(finding.message) for finding in findings if finding.code == "slider-bands"]
    assert len(messages) == 1
    assert said in messages[0]


@pytest.mark.parametrize(("old", "new", "code"), [
    ("max: 100", "max: 110", "bad-value"),
    ("min: 0", "min: -10", "bad-value"),
    (', high: "This minute"', "", "missing-key"),
    ("  ends:", "  end:", "unknown-key"),
])  # fmt: skip
def test_the_shape_is_checked(old: str, new: str, code: str) -> None:
    assert code in {name for name, _ in found(URGENT.replace(old, new))}


CASE = asks(URGENT)
