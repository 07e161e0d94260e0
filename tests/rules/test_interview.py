"""`interview`: questions are a set, asked one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.engine import Refused, Step, advance
from scenarios.events import Answered, Asked
from scenarios.kinds.choose import Choose
from scenarios.kinds.interview import Ask, Leave
from scenarios.model import Act
from scenarios.position import Position
from scenarios.rendering import render_turn
from tests.rules.asking import (
    accepted,
    after,
    answer,
    asks,
    at_gate,
    decision_of,
    found,
    steps_of,
    story,
)
from tests.rules.playing import tried
from tests.rules.tales import built

FIVE = """\
interview:
  prompt: "What do you ask?"
  worth: {respond: 3, refer: 1}
  ask: 3
  questions:
    sleep: {text: "Sleep?", answer: "Well.", credit: 1, add: {trust: 2}}
    food: {text: "Food?", answer: "Rice.", credit: {respond: 0.5}, add: {trust: 1}}
    leave: {text: "Leave?", answer: "No.", add: {trust: -3}, error: missed}
    papers: {text: "Papers?", answer: "Gone.", error: unsafe, critical: "No.", set: {alone: true}}
    home: {text: "Home?", answer: "Far.", credit: 1, when: "alone", error: over-called}
  go:
    - {when: "picked(gate, food) and trust >= 3", go: good}
    - {when: "picked(gate, papers)", go: bad}
    - {go: fair}
"""
NAMES = ("sleep", "food", "leave", "papers", "home")


@pytest.mark.parametrize(("asked", "respond", "refer"), [
    ("", "0", "0"),
    ("sleep", "1/3", "1/3"),
    ("food", "1/6", "0"),
    ("leave+papers", "0", "0"),
    ("sleep+food+home", "5/6", "2/3"),
    ("sleep+home+leave", "2/3", "2/3"),
])  # fmt: skip
def test_interview_credit_is_the_share_of_possible_points(
    asked: str, respond: str, refer: str
) -> None:
    """Competency by competency."""
    got = answer(CASE, asked, "bold")
    earned = {"respond": 3 * Fraction(respond), "refer": Fraction(refer)}
    assert (got.kind, got.act, got.band) == ("interview", asked, "")
    assert got.earned == {key: fraction for key, fraction in earned.items() if fraction}


@pytest.mark.parametrize(("asked", "error", "critical"), [
    ("sleep", None, False),
    ("leave", "missed", False),
    ("leave+home", "missed", False),
    ("leave+papers", "unsafe", True),
    ("home+leave+papers", "unsafe", True),
])  # fmt: skip
def test_gravest_error_is_reported(asked: str, error: str | None, critical: bool) -> None:
    """A decision has one error: the gravest, else the first."""
    got = answer(CASE, asked, "bold")
    assert (got.error, got.critical) == (error, critical)


@given(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
def test_effects_do_not_depend_on_the_order(names: list[str]) -> None:
    """Sums are made before a variable saturates: +2, +1 and -3 come to nothing in any order."""
    ends = {
        (position.scene, position.state)
        for some in permutations(names)
        for position in [after(CASE, "+".join(some), "bold")]
    }
    assert len(ends) == 1
    by = sum({"sleep": 2, "food": 1, "leave": -3}.get(name, 0) for name in names)
    ((_, state),) = ends
    assert state.values[0] == max(0, min(3, 1 + by))


def test_nothing_changes_before_the_talk_ends() -> None:
    """What may be asked is settled when it begins: what a question sets opens no other."""
    first = at_gate(CASE, "shy")
    step = tried(CASE, first, Ask(1, "papers"))
    assert isinstance(step, Step)
    talk = step.position
    assert talk.state == first.state
    assert (talk.scene, talk.turn, talk.asked) == ("gate", 2, ("papers",))
    assert talk.answered == ("gate", "papers", "")
    assert step.events == (Asked(1, "gate", "papers"),)
    assert isinstance(tried(CASE, talk, Ask(2, "home")), Refused)
    assert after(CASE, "papers", "shy").state.values == (1, True)


def test_each_question_is_an_event_and_the_last_one_answers() -> None:
    """At the third of three the talk is over, in the turn of that question."""
    steps = steps_of(CASE, "sleep+food+leave")
    assert [[type(event) for event in step.events] for step in steps[:2]] == [[Asked], [Asked]]
    asked, answered, *_ = steps[2].events
    assert (asked.turn, answered.turn) == (3, 3)
    assert asked == Asked(3, "gate", "leave")
    assert isinstance(answered, Answered)
    assert answered.act == "sleep+food+leave"
    assert steps[2].position.answered == ("gate", "leave", "")
    assert steps[2].position.asked == ()


def test_interview_can_end_early() -> None:
    """At once, or after some questions; the act of leaving is told apart from a question."""
    for asked, acts in (("", (".",)), ("sleep", ("sleep", "."))):
        assert decision_of(CASE).acts(asked, at_gate(CASE).state) == acts
        steps = steps_of(CASE, asked)
        assert len(steps) == len(acts)
        assert steps[-1].position.answered == ("gate", ".", "")
        assert isinstance(steps[-1].events[0], Answered)


def test_last_available_question_ends_the_interview() -> None:
    """There is nothing left to say but goodbye, so nobody is asked for it."""
    few = FIVE.replace("ask: 3", "ask: 4").replace(", add: {trust: -3}", ', when: "alone"')
    case = asks(few.replace('"Papers?",', '"Papers?", when: "alone",'))
    steps = steps_of(case, "sleep+food")
    assert len(steps) == 2
    assert steps[-1].position.scene in case.endings
    assert decision_of(case).acts("sleep+food", at_gate(case).state) == ("sleep", "food")


def test_interview_without_questions_can_be_left() -> None:
    """It is no dead end."""
    none = FIVE
    for name in ("Sleep", "Food", "Leave", "Papers"):
        none = none.replace(f'text: "{name}?"', f'when: "alone", text: "{name}?"')
    case = asks(none)
    decision, state = decision_of(case), at_gate(case).state
    assert decision.offered(state) == ()
    assert tuple(decision.every_act(state)) == ("",)
    assert decision.acts("", state) == (".",)
    assert answer(case, "").act == ""


def test_question_is_picked_in_any_position() -> None:
    ways = ("food+sleep", "sleep+food", "food", "papers", "papers+leave", "sleep")
    ends = [after(CASE, way).scene for way in ways]
    assert ends == ["good", "good", "fair", "bad", "bad", "fair"]


@pytest.mark.parametrize(("asked", "act"), [
    ((), Ask(1, "nobody")), ((), Ask(1, "")), ((), Ask(1, ".")), ((), Ask(1, "home")),
    ((), Ask(0, "sleep")), ((), Leave(0)), ((), Choose(1, "sleep")),
    (("sleep",), Ask(2, "sleep")), (("sleep",), Ask(1, "food")), (("sleep",), Leave(1)),
    (("sleep", "food"), Ask(3, "sleep")), (("sleep", "food"), Choose(3, "leave")),
])  # fmt: skip
def test_other_acts_are_refused(asked: tuple[str, ...], act: Act) -> None:
    """Unknown questions, those not offered, those asked already, other turns and kinds."""
    at = after_asking(*asked)
    assert isinstance(tried(CASE, at, act), Refused)
    assert isinstance(tried(CASE, at, Leave(at.turn)), Step)


def after_asking(*questions: str) -> Position:
    at = at_gate(CASE)
    for question in questions:
        step = advance(CASE, at, Ask(at.turn, question))
        assert isinstance(step, Step)
        at = step.position
    return at


def test_scene_after_an_interview_reads_none_of_its_questions() -> None:
    """The questions asked are held while the talk lasts, and no longer."""
    assert after(CASE, "sleep").asked == ()
    assert not accepted(CASE, Leave(2))


def test_acts_are_written_and_read_again() -> None:
    decision, state = decision_of(CASE), at_gate(CASE, "bold").state
    ways = tuple(decision.every_act(state))
    assert len(ways) == len({frozenset(way.split("+")) for way in ways}) == 1 + 5 + 10 + 10
    for way in ways:
        acts = [decision.read(1, text) for text in decision.acts(way, state)]
        names = [part for part in way.split("+") if part]
        ended = [Leave(1)] if len(names) < 3 else []
        assert acts == [*(Ask(1, name) for name in names), *ended]
        assert decision.closing_act(4, answer(CASE, way, "bold").act) == Leave(4)
    assert [decision.questions_left(some) for some in ((), ("a",), ("a", "b", "c"))] == [3, 2, 0]
    assert {outcome.act for outcome in decision.outcomes(state)} == {*ways}


def test_the_screens_between_and_after() -> None:
    """Each answer is a message of its own; the debrief finds every critical sentence."""
    decision, at = decision_of(CASE), "scenes.gate.interview.questions"
    aftermath = decision.aftermath("sleep", "")
    assert (aftermath.done, aftermath.key, aftermath.critical) == (
        (f"{at}.sleep",), f"{at}.sleep", (f"{at}.sleep",)
    )  # fmt: skip
    assert decision.aftermath(".", "").done == ()
    assert decision.aftermath("", "").done == ()
    whole = decision.aftermath("leave+papers", "")
    assert whole.critical == (f"{at}.leave", f"{at}.papers")


@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ('"Well.",', '"Well.", go: good,', "question-key", "sleep: "),
    ('"Well.",', '"Well.", feedback: "Yes.",', "question-key", "sleep: "),
    ("ask: 3", "ask: 5", "bad-value", "ask: 5"),
    ("ask: 3", "ask: 0", "bad-value", "ask: 0"),
    ("    home:", "    timed-out:", "bad-id", "timed-out: "),
    ("error: unsafe, ", "", "critical-without-error", "papers: "),
    ('text: "Food?"', 'text: "What did you eat this morning?"', "short-missing", "food: "),
    ("add: {trust: 1}", "set: {trust: 1}", "question-order", "food: "),
    ("error: missed", "set: {alone: false}", "question-order", "papers: "),
    ("add: {trust: -3}", "set: {trust: 0}", "question-order", "leave: "),
])  # fmt: skip
def test_a_mistake_is_found(old: str, new: str, code: str, line: str) -> None:
    """Each at its line."""
    assert FIVE.count(old) == 1
    hits = [at for name, at in found(FIVE.replace(old, new)) if name == code]
    assert any(at.startswith(line) for at in hits), hits
    assert not {"question-order", "question-key"} & {name for name, _ in found(FIVE)}


def test_more_than_can_be_asked_is_found() -> None:
    some = "".join(
        line
        for line in FIVE.splitlines(keepends=True)
        if not line.strip().startswith(("home", "leave"))
    )
    assert ("bad-value", "ask: 4") in found(some.replace("ask: 3", "ask: 4"))
    assert "bad-value" not in {code for code, _ in found(some)}


def test_questions_may_set_the_same_value() -> None:
    """Whichever comes last, it comes to the same."""
    same = FIVE.replace("error: missed", "set: {alone: true}")
    assert "question-order" not in {code for code, _ in found(same)}
    assert after(built(story(same)), "leave+papers").state.values == (0, True)


@given(st.permutations(NAMES), st.integers(0, 9), st.sampled_from(["bold", "shy"]), st.booleans())
def test_each_question_keeps_its_letter_as_long_as_the_talk_lasts(
    order: list[str], seed: int, way: str, assessed: bool
) -> None:
    """In whichever order it is told, and whatever was asked before it."""
    at = at_gate(CASE, way)
    first = render_turn(CASE, "en", seed, at, assessed=assessed).options
    assert [option.place for option in first] == list(range(4 if way == "shy" else 5))
    places = {option.id: option.place for option in first}
    for name in (key for key in order if key in places):
        outcome = advance(CASE, at, Ask(at.turn, name))
        assert isinstance(outcome, Step)
        at, before = outcome.position, at
        if at.scene != "gate":  # enough was asked
            break
        left = render_turn(CASE, "en", seed, at, assessed=assessed).options
        assert len(left) == len(places) - len(before.asked) - 1
        assert {option.id: option.place for option in left}.items() <= places.items()
        assert [option.place for option in left] == sorted(option.place for option in left)


CASE = asks(FIVE)
