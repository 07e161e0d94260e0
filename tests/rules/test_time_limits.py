"""`seconds` and `timeout`: time running out is an act like others, in every kind."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scenarios.engine import RefusalReason, Refused, Step, advance
from scenarios.events import Answered, Ended
from scenarios.explore import explore
from scenarios.graph import graph_of
from scenarios.kinds.interview import Ask
from scenarios.model import Scenario, TimedOut
from scenarios.position import Position
from tests.rules.asking import (
    accepted,
    after,
    answer,
    asks,
    at_gate,
    decision_of,
    found,
    steps_of,
)
from tests.rules.playing import tried

LIMIT = """\
  worth: {protect: 2}
  seconds: 30
  timeout: {go: fork, add: {trust: 2}, error: missed, critical: "Too late."}
  go: fair
"""
KINDS = {
    "choose": """\
  choices:
    one: {text: "One.", credit: 1}
    two: {text: "Two."}
""",
    "spot": """\
  items:
    one: {text: "One.", sign: true}
    two: {text: "Two.", sign: true}
    three: {text: "Three.", sign: false}
    four: {text: "Four.", sign: false}
""",
    "order": """\
  steps: {one: "One.", two: "Two.", three: "Three."}
  correct: [one, two, three]
  before: [{first: one, then: two}]
""",
    "interview": """\
  ask: 2
  questions:
    one: {text: "One?", answer: "One.", credit: 1, add: {trust: -1}}
    two: {text: "Two?", answer: "Two.", error: unsafe, critical: "No."}
    three: {text: "Three?", answer: "Three.", error: over-called, when: "alone"}
""",
    "rate": "  reasonable: [3]\n",
    "slider": """\
  ends: {low: "No.", high: "Yes."}
  bands: {less: {min: 0, max: 40}, more: {min: 50, max: 100, credit: 1}}
""",
}
FORK = '[{when: "picked(gate, timed-out)", go: bad}, {go: good}]'


def timed(kind: str, limit: str = LIMIT) -> str:
    """A decision of a kind with a time limit."""
    return f'{kind}:\n  prompt: "Well?"\n{limit}{KINDS[kind]}'


@pytest.mark.parametrize("kind", KINDS)
def test_running_out_of_time_is_an_answer(kind: str) -> None:
    """It earns nothing, and has the effects, the error and the way of `timeout`."""
    case = asks(timed(kind), FORK)
    got = answer(case, "timed-out")
    assert got == Answered(1, "gate", kind, "timed-out", {}, "missed", critical=True)
    (step,) = steps_of(case, "timed-out")
    assert step.events[-1] == Ended(2, "bad", "harmful")
    assert step.position.state.values == (3, False)
    assert step.position.answered == ("gate", "timed-out", "")


@pytest.mark.parametrize("kind", KINDS)
def test_timeout_act_is_serialised_and_parsed(kind: str) -> None:
    """In an event, in a list of answers, in the debrief."""
    case = asks(timed(kind))
    decision, state = decision_of(case), at_gate(case).state
    assert decision.read(1, "timed-out") == decision.closing_act(1, "timed-out") == TimedOut(1)
    assert decision.acts("timed-out", state) == ("timed-out",)
    assert "timed-out" not in decision.every_act(state)
    told = decision.aftermath("timed-out", "")
    at = f"scenes.gate.{kind}.timeout"
    assert (told.done, told.key, told.critical) == ((), at, (at,))
    assert at in {after_.key for after_, _ in decision.aftermaths()}
    assert decision.limit is not None
    assert decision.limit.seconds == 30


@pytest.mark.parametrize("kind", KINDS)
def test_timeout_inherits_defaults_of_its_kind(kind: str) -> None:
    """Without `go` it leads on like the rest, and without `error` it is none."""
    case = asks(timed(kind, LIMIT.replace("{go: fork, add: {trust: 2}, error: missed, critical: "
                                          '"Too late."}', "{feedback: \"Time.\"}")))  # fmt: skip
    got = answer(case, "timed-out")
    assert (got.error, got.critical, got.earned) == (None, False, {})
    assert after(case, "timed-out").scene == "fair"
    assert after(case, "timed-out").state == at_gate(case).state


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_limit_time_does_not_run_out(kind: str) -> None:
    """Nor at another turn, nor after the end."""
    case = asks(timed(kind, "  go: fair\n"))
    assert not accepted(case, TimedOut(1))
    limited = asks(timed(kind), FORK)
    assert not accepted(limited, TimedOut(0))
    assert not accepted(limited, TimedOut(2))
    over = after(limited, "timed-out")
    assert tried(limited, over, TimedOut(over.turn)) == Refused(RefusalReason.OVER)


def test_at_a_stop_no_time_runs_out() -> None:
    """It is counted from when the decision is seen."""
    case = asks(f'stop: "A breath."\n{timed("choose")}')
    at_stop = at_gate(case)
    assert at_stop.at_stop
    assert tried(case, at_stop, TimedOut(at_stop.turn)) == Refused(RefusalReason.NOT_OFFERED)


# --- in an interview


def talk(case: Scenario, *questions: str, first: str = "bold") -> Position:
    """Where some questions lead."""
    at = at_gate(case, first)
    for question in questions:
        step = advance(case, at, Ask(at.turn, question))
        assert isinstance(step, Step)
        at = step.position
    return at


def late(case: Scenario, *questions: str) -> tuple[Answered, Position]:
    """What running out of time after some questions comes to."""
    at = talk(case, *questions)
    step = tried(case, at, TimedOut(at.turn))
    assert isinstance(step, Step)
    event = step.events[0]
    assert isinstance(event, Answered)
    return event, step.position


def test_answers_before_the_timeout_count() -> None:
    """Credit, effects and what is picked; both the questions and the time-out."""
    fork = '[{when: "picked(gate, one) and picked(gate, timed-out)", go: bad}, {go: good}]'
    case = asks(timed("interview"), fork)
    event, position = late(case, "one")
    assert event.act == "one+timed-out"
    assert event.earned == {"protect": Fraction(1)}
    assert position.scene == "bad"
    assert position.state.values == (2, True)  # 1, less 1 for the question, then 2 more
    assert position.answered == ("gate", "timed-out", "")
    assert decision_of(case).closing_act(2, event.act) == TimedOut(2)
    assert decision_of(case).acts(event.act, talk(case).state) == ("one", "timed-out")


@pytest.mark.parametrize(("timeout", "question", "error", "critical"), [
    ("{error: missed}", "two", "unsafe", True),
    ("{error: missed}", "three", "missed", False),
    ("{feedback: \"Time.\"}", "three", "over-called", False),
    ('{error: missed, critical: "No."}', "three", "missed", True),
    ('{error: missed, critical: "No."}', "two", "unsafe", True),
])  # fmt: skip
def test_gravest_error_of_answers_and_timeout_is_reported(
    timeout: str, question: str, error: str, critical: bool
) -> None:
    """The questions' before that of the time-out, where both are critical."""
    limit = f"  seconds: 30\n  timeout: {timeout}\n  go: fair\n"
    event, _ = late(asks(timed("interview", limit)), question)
    assert (event.error, event.critical) == (error, critical)


def test_every_critical_sentence_of_a_talk_that_ran_out_is_found() -> None:
    """Those of its questions, and that of the time-out."""
    told = decision_of(asks(timed("interview"))).aftermath("two+timed-out", "")
    at = "scenes.gate.interview"
    assert told.done == (f"{at}.questions.two",)
    assert told.critical == (f"{at}.questions.two", f"{at}.timeout")
    assert told.key == f"{at}.timeout"


def test_after_the_last_question_no_time_runs_out() -> None:
    """Where fewer are offered than may be asked, the explorer knows no such answer either."""
    few = timed("interview").replace("ask: 2", "ask: 3")
    case = asks(few)
    shy, bold = at_gate(case, "shy").state, at_gate(case, "bold").state
    acts = [[outcome.act for outcome in decision_of(case).outcomes(state)] for state in (shy, bold)]
    assert [sorted(name for name in some if name.endswith("timed-out")) for some in acts] == [
        ["one+timed-out", "timed-out", "two+timed-out"],
        ["one+three+timed-out", "one+timed-out", "one+two+timed-out", "three+timed-out",
         "timed-out", "two+three+timed-out", "two+timed-out"],
    ]  # fmt: skip
    over = talk(case, "one", "two", first="shy")
    assert over.scene == "fair"


# --- exploring


@pytest.mark.parametrize("kind", KINDS)
def test_timeout_target_is_explored(kind: str) -> None:
    """An ending that is reached in no other way is reached."""
    graph = graph_of(asks(timed(kind), "bad"))
    assert {"bad", "fair"} <= graph.scenes


def test_waiting_is_no_offer() -> None:
    """A choice of nothing is a fault of the story, though time would run out."""
    none = timed("choose").replace('text: "One."', 'when: "alone", text: "One."')
    none = none.replace('text: "Two."', 'when: "alone", text: "Two."')
    problems = explore(asks(none)).problems
    assert ("nothing-offered", "scenes.gate") in {
        (problem.code, problem.key) for problem in problems
    }


# --- what is wrong with it


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ("  seconds: 30\n", "", "time-limit", "timeout:"),
    ('  timeout: {go: fork, add: {trust: 2}, error: missed, critical: "Too late."}\n', "",
     "time-limit", "seconds: 30"),
    ("seconds: 30", "seconds: 9", "bad-value", "seconds: 9"),
    ("seconds: 30", "seconds: 601", "bad-value", "seconds: 601"),
    ("seconds: 30", "seconds: soon", "bad-value", "seconds: soon"),
    ("error: missed, critical", "critical", "critical-without-error", "timeout:"),
    ("go: fork, add", "go: nowhere, add", "lead-nowhere", "timeout:"),
    ("trust: 2", "turst: 2", "unknown-variable", "timeout:"),
])  # fmt: skip
def test_a_mistake_is_found(kind: str, old: str, new: str, code: str, line: str) -> None:
    """Each at its line, whatever the kind."""
    file = timed(kind)
    assert file.count(old) == 1
    hits = [at for name, at in found(file.replace(old, new)) if name == code]
    assert any(at.startswith(line) for at in hits), hits
    assert code not in {name for name, _ in found(file)}


def test_picked_knows_of_a_time_out_only_where_there_is_one() -> None:
    """Anything else would never be true."""
    fork = 'go: [{when: "picked(gate, timed-out)", go: bad}, {go: fair}]'
    assert "condition" not in {name for name, _ in found(timed("rate").replace("go: fair", fork))}
    bare = timed("rate", "  go: fair\n").replace("go: fair", fork)
    assert "condition" in {name for name, _ in found(bare)}


@pytest.mark.parametrize("kind", ["choose", "spot", "interview"])
def test_nothing_else_is_called_so(kind: str) -> None:
    """An act is read by its name, so a choice of that name could not be replayed."""
    codes = {at for name, at in found(timed(kind).replace("    one:", "    timed-out:"))
             if name == "bad-id"}  # fmt: skip
    assert [at.partition(":")[0] for at in codes] == ["timed-out"]
