"""`spot`: what is ticked, and what it comes to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.kinds.choose import Choose
from scenarios.kinds.order import Order
from scenarios.kinds.spot import Spot
from tests.rules.asking import accepted, after, answer, asks, at_gate, decision_of, found, steps_of

TWO = """\
spot:
  prompt: "What did you notice?"
  worth: {recognise: 3, refer: 1}
  items:
    papers: {text: "Papers.", sign: DOC-01}
    tired: {text: "Tired.", sign: false, why: "It is late."}
    silent: {text: "Silent.", sign: true}
    hat: {text: "A hat.", sign: false, why: "It is cold."}
    bag: {text: "A bag.", sign: false}
  bands:
    all: {add: {trust: 1}, go: fork}
    few: {error: missed, go: bad}
    over-called: {error: over-called, critical: "No.", set: {alone: true}}
  go: fair
"""
THREE = TWO.replace('hat: {text: "A hat.", sign: false', 'hat: {text: "A hat.", sign: true')
FORK = '[{when: "picked(gate, all)", go: good}, {go: bad}]'


@pytest.mark.parametrize(("decision", "ticks", "band", "share"), [
    (TWO, "papers+silent", "all", "1"),
    (TWO, "papers", "most", "1/2"),
    (TWO, "", "few", "0"),
    (TWO, "tired", "few", "0"),
    (TWO, "papers+tired", "most", "0"),
    (TWO, "papers+silent+tired", "most", "1/2"),
    (TWO, "papers+silent+tired+hat", "over-called", "0"),
    (TWO, "tired+hat", "over-called", "0"),
    (TWO, "papers+tired+hat+bag", "over-called", "0"),
    (TWO, "papers+silent+tired+hat+bag", "over-called", "0"),
    (THREE, "papers", "few", "1/3"),
    (THREE, "papers+hat", "most", "2/3"),
    (THREE, "papers+hat+tired", "most", "1/3"),
    (THREE, "papers+silent+hat+tired+bag", "over-called", "1/3"),
])  # fmt: skip
def test_credit_is_hits_less_false_ticks_over_signs(
    decision: str, ticks: str, band: str, share: str
) -> None:
    """In every competency alike, and never under nothing; two false ticks are over-called."""
    got = answer(asks(decision), ticks)
    earned = {"recognise": 3 * Fraction(share), "refer": Fraction(share)}
    assert (got.kind, got.band) == ("spot", band)
    assert got.earned == {key: fraction for key, fraction in earned.items() if fraction}


def test_a_band_has_its_own_consequences() -> None:
    """Effects, errors and the way on are the band's; what it does not say is the kind's."""
    case = asks(TWO, FORK)
    ends = {way: after(case, way).scene for way in ("papers+silent", "papers", "", "tired+hat")}
    assert ends == {"papers+silent": "good", "papers": "fair", "": "bad", "tired+hat": "fair"}
    assert after(case, "papers+silent").state.values == (2, False)
    assert after(case, "tired+hat").state.values == (1, True)
    errors = {way: (answer(case, way).error, answer(case, way).critical) for way in ends}
    assert errors == {
        "papers+silent": (None, False),
        "papers": (None, False),
        "": ("missed", False),
        "tired+hat": ("over-called", True),
    }


def test_condition_on_a_spot_reads_its_band() -> None:
    """A condition may ask for a band, and not for an item."""
    case = asks(TWO, FORK)
    assert set(case.bits) == {("picked", "gate", "all")}
    wrong = TWO.replace("go: fair", 'go: [{when: "picked(gate, papers)", go: bad}, {go: fair}]')
    assert {code for code, _ in found(wrong)} == {"condition"}


@given(st.permutations(["papers", "silent", "tired"]))
def test_the_order_of_ticks_is_nothing(ticks: list[str]) -> None:
    """They are told in the author's order, whichever came first."""
    got = answer(CASE, "+".join(ticks))
    assert (got.act, got.band) == ("papers+tired+silent", "most")


@pytest.mark.parametrize("act", [
    Spot(1, ("nobody",)), Spot(1, ("papers", "nobody")), Spot(1, ("papers", "papers")),
    Spot(1, ("",)), Spot(0, ("papers",)), Spot(2, ()), Choose(1, "papers"),
    Order(1, ("papers", "silent")),
])  # fmt: skip
def test_other_acts_are_refused(act: Spot | Choose | Order) -> None:
    """Unknown items, doubles, another turn and other kinds."""
    assert not accepted(CASE, act)
    assert accepted(CASE, Spot(1, ()))


def test_every_set_of_ticks_is_a_way_and_is_written_as_it_is_read() -> None:
    """The event of each is the act again; the explorer's answers are the same, without doubles."""
    decision, state = decision_of(CASE), at_gate(CASE).state
    ways = tuple(decision.every_act(state))
    assert len({*ways}) == len(ways) == 2**5
    judged = set()
    for way in ways:
        (step,) = steps_of(CASE, way)
        got = answer(CASE, way)
        assert decision.closing_act(1, got.act) == Spot(1, tuple(way.split("+")) if way else ())
        assert step.position.answered == ("gate", got.act, got.band)
        judged.add((got.band, tuple(got.earned.items())))
    explored = [
        (outcome.band, tuple((key, 3 * share if key == "recognise" else share)
                             for key, share in outcome.credit.items()
                             if key in decision.worth and share))
        for outcome in decision.outcomes(state)
    ]  # fmt: skip
    assert {*explored} == judged


@given(st.lists(st.tuples(st.sampled_from(["papers", "tired", "bag", "nobody"]), st.booleans())))
def test_marks_are_a_set(marks: list[tuple[str, bool]]) -> None:
    """A tick set twice is set once, taken back is gone, and of no item there is none."""
    decision = decision_of(CASE)
    draft: tuple[str, ...] = ()
    ticked: set[str] = set()
    for part, on in marks:
        marked = decision.mark(draft, part, on=on)
        assert (marked is None) == (part == "nobody")
        if marked is None:
            continue
        draft = marked
        ticked = ticked | {part} if on else ticked - {part}
        assert draft == tuple(option for option in decision.ids if option in ticked)
        assert decision.mark(draft, part, on=on) == draft
    assert accepted(CASE, Spot(1, draft))


def test_next_screen_names_the_differences() -> None:
    """Ticks, the band's texts, signs without a tick and ticks without a sign."""
    told = decision_of(CASE).aftermath("papers+tired+hat", "over-called")
    items = "scenes.gate.spot.items"
    assert told.done == tuple(f"{items}.{name}" for name in ("papers", "tired", "hat"))
    assert told.key == "scenes.gate.spot.bands.over-called"
    assert told.critical == (told.key,)
    assert told.overlooked == (f"{items}.silent",)
    assert told.mistaken == (f"{items}.tired", f"{items}.hat")
    for after_, response in decision_of(CASE).aftermaths():
        assert after_ == decision_of(CASE).aftermath(response.act, response.band)


@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ("sign: DOC-01", "sign: DOC-99", "unknown-indicator", "papers: {"),
    ('{text: "A bag.", sign: false}', '{text: "A bag that is very much too long.", sign: false}',
     "short-missing", "bag: {"),
    ("    bag:", "    timed-out:", "bad-id", "timed-out: {"),
    ("go: fair", "", "no-way-on", ""),
    ("few: {error: missed", "none: {error: missed", "bad-value", ""),
    ("few: {error: missed, go: bad}", 'few: {critical: "No.", go: bad}',
     "critical-without-error", "few: {"),
])  # fmt: skip
def test_a_mistake_is_found(old: str, new: str, code: str, line: str) -> None:
    """Each at its line."""
    assert TWO.count(old) == 1
    hits = [at for name, at in found(TWO.replace(old, new)) if name == code]
    assert any(at.startswith(line) for at in hits), hits


def test_without_a_sign_there_is_nothing_to_notice() -> None:
    none = TWO.replace("sign: DOC-01", "sign: false").replace("sign: true", "sign: false")
    assert ("no-sign", "items:") in found(none)


def test_there_are_four_to_six_items() -> None:
    lines = TWO.splitlines(keepends=True)
    few = "".join(line for line in lines if "hat:" not in line and "bag:" not in line)
    more = "".join(f'    more-{n}: {{text: "More.", sign: false}}\n' for n in range(2))
    assert "bad-value" in {code for code, _ in found(few)}
    assert "bad-value" in {code for code, _ in found(TWO.replace("  bands", f"{more}  bands"))}
    assert "bad-value" not in {code for code, _ in found(TWO)}


CASE = asks(TWO)
