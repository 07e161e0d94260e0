"""`order`: the order of steps, and what it comes to."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.kinds.order import Order, OrderDecision, Pair
from scenarios.kinds.spot import Spot
from tests.rules.asking import accepted, after, answer, asks, at_gate, decision_of, found

STEPS = ("alone", "call", "ask", "note")
FOUR = """\
order:
  prompt: "In which order?"
  worth: {protect: 3}
  steps:
    alone: "Be alone."
    call: {text: "Call.", short: "Call"}
    ask: "Ask her."
    note: "Note it."
  correct: [alone, call, ask, note]
  before:
    - {first: alone, then: ask, error: unsafe, critical: "He hears it."}
    - {first: call, then: ask, error: missed}
    - {first: alone, then: note}
  bands:
    exact: {add: {trust: 2}, go: good}
    wrong: {error: over-called, go: fork}
  go: fair
"""
FORK = '[{when: "picked(gate, wrong)", go: bad}, {go: good}]'
CASES = """\
  correct:
    - {when: "alone", steps: [alone, ask, call, note]}
    - {steps: [alone, call, ask, note]}
"""
TWO_BEST = FOUR.replace("  correct: [alone, call, ask, note]\n", CASES).replace(
    "    - {first: call, then: ask, error: missed}\n", ""
)


@pytest.mark.parametrize(("steps", "band", "share", "error", "critical"), [
    ("alone+call+ask+note", "exact", "1", None, False),
    ("call+alone+ask+note", "near", "1/2", None, False),
    ("alone+call+note+ask", "near", "1/2", None, False),
    ("alone+ask+call+note", "wrong", "0", "missed", False),
    ("call+note+alone+ask", "wrong", "0", "over-called", False),  # of a pair that has no error
    ("call+ask+alone+note", "wrong", "0", "unsafe", True),
    ("ask+call+note+alone", "wrong", "0", "unsafe", True),  # the critical pair's before others
])  # fmt: skip
def test_credit_is_for_an_order_that_breaks_no_pair(
    steps: str, band: str, share: str, error: str | None, critical: bool
) -> None:
    """The best order earns all, another that breaks no pair half, and the rest nothing."""
    got = answer(CASE, steps)
    assert (got.kind, got.act, got.band) == ("order", steps, band)
    assert got.earned == ({"protect": 3 * Fraction(share)} if Fraction(share) else {})
    assert (got.error, got.critical) == (error, critical)


def test_a_critical_band_is_told_before_a_pair_that_is_not() -> None:
    """What is critical is told by its own sort of error."""
    case = asks(FOUR.replace("{error: over-called, go", '{error: over-called, critical: "No.", go'))
    got = answer(case, "alone+ask+call+note")
    assert (got.error, got.critical) == ("over-called", True)
    assert answer(case, "ask+alone+call+note").error == "unsafe"


def test_bands_are_picked_and_lead_on() -> None:
    case = asks(FOUR, FORK)
    ways = ("alone+call+ask+note", "call+alone+ask+note", "note+ask+call+alone")
    assert [after(case, way).scene for way in ways] == ["good", "fair", "bad"]
    assert [after(case, way).state.values[0] for way in ways] == [3, 1, 1]
    assert set(case.bits) == {("picked", "gate", "wrong")}


def test_the_best_order_may_depend_on_the_state() -> None:
    """The first line that holds is the measure; the other best order is near it."""
    case = asks(TWO_BEST)
    ways = ("alone+ask+call+note", "alone+call+ask+note")
    assert [answer(case, way, "bold").band for way in ways] == ["exact", "near"]
    assert [answer(case, way, "shy").band for way in ways] == ["near", "exact"]
    assert decision_of(case).aftermath("note+alone+ask+call", "wrong").better == ()


@pytest.mark.parametrize("act", [
    Order(1, STEPS[:3]), Order(1, (*STEPS, "alone")), Order(1, (*STEPS[:3], "alone")),
    Order(1, (*STEPS[:3], "nobody")), Order(1, ()), Order(0, STEPS), Order(2, STEPS),
    Spot(1, STEPS),
])  # fmt: skip
def test_other_acts_are_refused(act: Order | Spot) -> None:
    """Not every step, one twice, unknown ones, another turn, other kinds."""
    assert not accepted(CASE, act)
    assert accepted(CASE, Order(1, STEPS))


def test_every_order_is_a_way_and_the_explorer_knows_each_judgement() -> None:
    decision, state = decision_of(CASE), at_gate(CASE).state
    ways = tuple(decision.every_act(state))
    assert {*ways} == {"+".join(permutation) for permutation in permutations(STEPS)}
    judged = {
        (response.band, response.error, response.critical)
        for response in (answer(CASE, way) for way in ways)
    }
    explored = [
        (outcome.band, outcome.error, outcome.critical) for outcome in decision.outcomes(state)
    ]
    assert sorted(explored, key=str) == sorted(judged, key=str)
    assert all(decision.closing_act(1, way) == Order(1, tuple(way.split("+"))) for way in ways)


@given(st.lists(st.tuples(st.sampled_from([*STEPS, "nobody"]), st.booleans()), max_size=12))
def test_marks_are_taken_one_by_one_and_only_the_last_goes_back(
    marks: list[tuple[str, bool]],
) -> None:
    """A step tapped twice stands once; a stale tap on another step changes nothing."""
    decision = decision_of(CASE)
    draft: tuple[str, ...] = ()
    for part, on in marks:
        after_ = decision.mark(draft, part, on=on)
        if part not in STEPS or (not on and part in draft[:-1]):
            assert after_ is None
            continue
        expected = [*draft]
        if on and part not in expected:
            expected.append(part)
        if not on and expected[-1:] == [part]:
            expected.pop()
        assert after_ == tuple(expected)
        assert decision.mark(after_, part, on=on) == after_
        draft = after_
    assert accepted(CASE, Order(1, draft)) == (len(draft) == len(STEPS))


@pytest.mark.parametrize("mixed", [*permutations(STEPS)])
def test_the_best_order_is_never_shown_already(mixed: tuple[str, ...]) -> None:
    for first in ("bold", "shy"):
        state = at_gate(BOTH, first).state
        shown = decision_of(BOTH).arrange(mixed, state)
        assert sorted(shown) == sorted(mixed)
        assert answer(BOTH, "+".join(shown), first).band != "exact"


def test_the_screen_after_it_tells_each_broken_pair_and_a_better_order() -> None:
    told = decision_of(CASE).aftermath("note+ask+call+alone", "wrong")
    at = "scenes.gate.order"
    assert told.done == tuple(f"{at}.steps.{name}" for name in ("note", "ask", "call", "alone"))
    assert told.key == f"{at}.bands.wrong"
    assert told.critical == (*(pair.key for pair in decision_pairs()), told.key)
    assert told.better == tuple(f"{at}.steps.{step}" for step in STEPS)
    assert decision_of(CASE).aftermath("+".join(STEPS), "exact").better == ()


def decision_pairs() -> list[Pair]:
    decision = decision_of(CASE)
    assert isinstance(decision, OrderDecision)
    return [*decision.pairs]


@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ("[alone, call, ask, note]", "[alone, call, ask]", "order-steps", "correct: "),
    ("[alone, call, ask, note]", "[alone, call, ask, ask]", "order-steps", "correct: "),
    ("[alone, call, ask, note]", "[alone, call, ask, nobody]", "order-steps", "correct: "),
    ("[alone, call, ask, note]", "[call, ask, alone, note]", "order-steps", "correct: "),
    ("first: call, then: ask", "first: call, then: aks", "unknown-step", "- {first: call"),
    ("first: call, then: ask", "first: cal, then: ask", "unknown-step", "- {first: cal"),
    ("error: unsafe, critical", "critical", "critical-without-error", "- {first: alone"),
    ('ask: "Ask her."', 'ask: "Ask her where she sleeps at night."', "short-missing", "ask: "),
])  # fmt: skip
def test_a_mistake_is_found(old: str, new: str, code: str, line: str) -> None:
    """Each at its line."""
    assert FOUR.count(old) == 1
    hits = [at for name, at in found(FOUR.replace(old, new)) if name == code]
    assert any(at.startswith(line) for at in hits), hits
    assert not {"order-steps", "unknown-step", "short-missing"} & {name for name, _ in found(FOUR)}


@pytest.mark.parametrize(("old", "new"), [
    ("    - {steps: [alone, call, ask, note]}\n",
     '    - {when: "not alone", steps: [alone, call, ask, note]}\n'),
    ('{when: "alone", steps', "{steps"),
])  # fmt: skip
def test_only_the_last_best_order_is_unconditional(old: str, new: str) -> None:
    """Else there would be a state without one, or a line that never applies."""
    codes = {code for code, _ in found(TWO_BEST.replace(old, new))}
    assert "case-open" in codes
    assert "case-open" not in {code for code, _ in found(TWO_BEST)}


CASE = asks(FOUR)
BOTH = asks(TWO_BEST)
