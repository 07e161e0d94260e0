"""`rate`: how sure one is, in five steps."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scenarios.kinds.choose import Choose
from scenarios.kinds.scale import Rate
from scenarios.model import Act
from tests.rules.asking import accepted, after, answer, asks, at_gate, decision_of, found

SURE = """\
rate:
  prompt: "How sure are you?"
  worth: {recognise: 2}
  reasonable: [3, 4]
  bands:
    low: {go: fork, error: missed}
    high: {add: {trust: 1}, error: over-called, critical: "No."}
  go: fair
"""
FORK = '[{when: "picked(gate, low)", go: bad}, {go: good}]'
CASES = """\
  reasonable:
    - {when: "alone", steps: [1]}
    - {when: "trust >= 2", steps: [5]}
    - {steps: [2, 3, 4]}
"""
DEPENDS = SURE.replace("  reasonable: [3, 4]\n", CASES)


@pytest.mark.parametrize(("reasonable", "shares", "bands"), [
    ([3, 4], "0 1/2 1 1 1/2", "low low fair fair high"),
    ([1], "1 1/2 0 0 0", "fair high high high high"),
    ([5], "0 0 0 1/2 1", "low low low low fair"),
    ([3], "0 1/2 1 1/2 0", "low low fair high high"),
    ([1, 2, 3, 4, 5], "1 1 1 1 1", "fair fair fair fair fair"),
    ([4, 3], "0 1/2 1 1 1/2", "low low fair fair high"),
])  # fmt: skip
def test_credit_falls_by_half_for_each_step_off(
    reasonable: list[int], shares: str, bands: str
) -> None:
    """Among the reasonable steps all, one step off half, else nothing; low is under them."""
    case = asks(SURE.replace("[3, 4]", str(reasonable)))
    answers = [answer(case, str(step)) for step in range(1, 6)]
    assert [response.earned.get("recognise", 0) / 2 for response in answers] == [
        Fraction(share) for share in shares.split()
    ]
    assert [response.band for response in answers] == bands.split()
    assert [response.act for response in answers] == list("12345")


def test_a_band_has_its_own_consequences() -> None:
    """What a band does not say is the kind's; what is picked is the band."""
    case = asks(SURE, FORK)
    assert [after(case, step).scene for step in "1345"] == ["bad", "fair", "fair", "fair"]
    assert [after(case, step).state.values[0] for step in "135"] == [1, 1, 2]
    errors = [(answer(case, step).error, answer(case, step).critical) for step in "135"]
    assert errors == [("missed", False), (None, False), ("over-called", True)]
    assert set(case.bits) == {("picked", "gate", "low")}


def test_reasonable_steps_may_depend_on_the_state() -> None:
    """The first line that holds; without one, the last."""
    case = asks(DEPENDS)
    assert [answer(case, step, "bold").band for step in "123"] == ["fair", "high", "high"]
    assert [answer(case, step, "shy").band for step in "125"] == ["low", "fair", "high"]
    told = [
        (outcome.act, outcome.band)
        for outcome in decision_of(case).outcomes(at_gate(case, "bold").state)
    ]
    assert told == [("1", "fair"), *((step, "high") for step in "2345")]


@pytest.mark.parametrize("act", [
    Rate(1, 0), Rate(1, 6), Rate(1, -1), Rate(0, 3), Rate(2, 3), Choose(1, "3"),
])  # fmt: skip
def test_other_acts_are_refused(act: Act) -> None:
    """No such step, another turn, another kind."""
    assert not accepted(CASE, act)
    assert all(accepted(CASE, Rate(1, step)) for step in range(1, 6))


def test_a_step_is_read_as_it_is_written() -> None:
    """Five digits stand for acts, and nothing else does."""
    decision, state = decision_of(CASE), at_gate(CASE).state
    assert tuple(decision.every_act(state)) == decision.offered(state) == tuple("12345")
    assert [decision.read(1, name) for name in "12345"] == [Rate(1, step) for step in range(1, 6)]
    for wrong in ("0", "6", "", "01", " 3", "3.0", "+3", "-1", "three", "٣", "²"):
        assert decision.read(1, wrong) is None, wrong
    assert decision.arrange(("3", "1", "5", "2", "4"), state) == tuple("12345")
    assert decision.mark((), "3", on=True) is None


def test_the_screen_after_it_has_the_bands_texts() -> None:
    told = decision_of(CASE).aftermath("5", "high")
    assert told.key == "scenes.gate.rate.bands.high"
    assert told.critical == (told.key,)
    assert (told.done, told.overlooked, told.mistaken, told.better) == ((), (), (), ())


@pytest.mark.parametrize(("given", "code"), [
    ("[2, 4]", "rate-steps"), ("[1, 2, 5]", "rate-steps"), ("[3, 3]", "rate-steps"),
    ("[0, 1]", "bad-value"), ("[5, 6]", "bad-value"), ("[]", "bad-value"),
    ("[three]", "bad-value"), ("3", "bad-value"), ("[3, 4]", None),
])  # fmt: skip
def test_reasonable_are_neighbours_from_1_to_5(given: str, code: str | None) -> None:
    codes = {name for name, _ in found(SURE.replace("[3, 4]", given))}
    assert (code in codes) if code else not codes & {"rate-steps", "bad-value"}


@pytest.mark.parametrize(("old", "new"), [
    ("{steps: [2, 3, 4]}", '{when: "not alone", steps: [2, 3, 4]}'),
    ('{when: "trust >= 2", steps', "{steps"),
])  # fmt: skip
def test_only_the_last_reasonable_steps_are_unconditional(old: str, new: str) -> None:
    """Else there would be a state without any, or a line that never applies."""
    assert "case-open" in {code for code, _ in found(DEPENDS.replace(old, new))}
    assert "case-open" not in {code for code, _ in found(DEPENDS)}


CASE = asks(SURE)
