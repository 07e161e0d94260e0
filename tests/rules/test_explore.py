"""Playing everything: the reference path, and what is wrong with a story as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given

from scenarios import limits
from scenarios.case_library import load_library
from scenarios.engine import ContinueAct, Step, advance, start
from scenarios.events import Answered, Ended, Event
from scenarios.explore import explore
from scenarios.findings import errors
from scenarios.graph import graph_of
from scenarios.model import Act, Scenario
from scenarios.position import Position
from tests.helpers.examples import examples
from tests.helpers.small_case import BASE, case, edited, scenario
from tests.rules.playing import ON, played
from tests.rules.stories import Story, Witness, stories, written

LONG = """\
  long:
    text: "Long."
    choose:
      prompt: "Long?"
      choices:
        yes: {text: "Yes.", short: "Yes"}
        no: {text: "No.", short: "No"}
      go: call
"""
RING = '          credit: 1\n          feedback: "She comes'
NEW_SCENE = ("  hall:\n", '  more: {text: "More.", go: call}\n  hall:\n')


def codes(*edits: tuple[str, str], of: str = BASE) -> list[str]:
    """The codes of an edited case, in the order of their places."""
    return [finding.code for finding in case(edited(*edits, of=of)).findings]


def all_paths(found_case: Scenario) -> Iterator[list[Event]]:
    """Every whole path through a scenario without loops, by the engine alone."""

    def onward(position: Position, events: list[Event]) -> Iterator[list[Event]]:
        if position.scene in found_case.endings:
            yield events
            return
        decision = found_case.scenes[position.scene].decision
        acts: list[Act | None] = [ContinueAct(position.turn)]
        if decision is not None and not position.at_stop:
            every_act = decision.every_act(position.state)
            acts = [decision.read(position.turn, text) for text in every_act]
        for act in acts:
            assert act is not None
            step = advance(found_case, position, act)
            assert isinstance(step, Step)
            yield from onward(step.position, [*events, *step.events])

    first = start(found_case)
    yield from onward(first.position, list(first.events))


def best_of(paths: Iterator[list[Event]]) -> tuple[Fraction, int]:
    """The most that a safe path without a critical error earns, and its number of decisions."""
    best = (Fraction(-1), 0)
    for events in paths:
        answers = [event for event in events if isinstance(event, Answered)]
        end = events[-1]
        assert isinstance(end, Ended)
        if end.outcome == "safe" and not any(answer.critical for answer in answers):
            total = sum((sum(answer.earned.values(), Fraction()) for answer in answers), Fraction())
            best = max(best, (total, -len(answers)))
    return best[0], -best[1]


# --- the reference path


@pytest.mark.parametrize("edits", [
    (),
    (('{when: "picked(call, ring)", go: helped}', '{when: "trust >= 2", go: helped}'),),
    (("worth: {recognise: 2}", "worth: {recognise: 0.1, respond: 0.35}"),),
    (("credit: {refer: 0.5}", "credit: {refer: 1, protect: 1}"),
     ('{when: "picked(call, ring)", go: helped}', '{when: "alone", go: helped}')),
])  # fmt: skip
def test_the_reference_is_the_best_of_all_paths(edits: tuple[tuple[str, str], ...]) -> None:
    """Walking every path by the engine finds no better safe one, and none as good and shorter."""
    found_case = scenario(*edits)
    assert found_case.reference is not None
    assert best_of(all_paths(found_case)) == (
        found_case.reference.total,
        len(found_case.reference.path),
    )


@pytest.mark.slow
def test_the_reference_of_a_library_case_is_the_best_of_all_paths() -> None:
    """The same for a whole case, path by path."""
    found_case = load_library().scenarios["readers-letter"]
    assert found_case.reference is not None
    expected = best_of(all_paths(found_case))
    assert expected == (found_case.reference.total, len(found_case.reference.path))


def test_the_reference_can_be_played(dream_job: Scenario) -> None:
    """Its picks lead to a safe ending and earn what it says, competency by competency."""
    assert dream_job.reference is not None
    picks: list[str] = []
    position, events = played(dream_job, picks)
    for scene, act in dream_job.reference.path:
        picks += [ON, act] if position.at_stop else [act]
        position, events = played(dream_job, picks)
        assert any(isinstance(event, Answered) and event.scene == scene for event in events)
    assert dream_job.endings[position.scene].outcome == "safe"
    earned: dict[str, Fraction] = {}
    for event in events:
        for competency, points in event.earned.items() if isinstance(event, Answered) else ():
            earned[competency] = earned.get(competency, Fraction()) + points
    assert earned == dream_job.reference.earned


def test_shorter_of_equal_paths_is_the_reference() -> None:
    """A detour that earns nothing is not needed for the full score."""
    detour = """\
  lift:
    text: "A detour?"
    choose:
      prompt: "Well?"
      choices:
        on: {text: "On.", short: "On", go: hall}
        off: {text: "Off.", short: "Off", go: call}
"""
    text = BASE[: BASE.index("  lift:\n")] + detour + edited(
        ("go: call\n  call", f"go: long\n{LONG}  call"),
    )[BASE.index("  hall:\n") :]  # fmt: skip
    found_case = scenario(of=text)
    assert found_case.reference is not None
    assert found_case.reference.path == (("gate", "ask"), ("lift", "off"), ("call", "ring"))


def test_an_unscored_loop_is_no_fault_and_no_part_of_the_reference() -> None:
    """A decision worth nothing may be met again; the reference does not go round."""
    text = edited(
        ("worth: {recognise: 2}\n", "choices_of_the_gate\n"),
        ("          go: gone\n  lift:", "          go: gate\n  lift:"),
        ("credit: {recognise: 0.5}\n          error: missed\n", "error: missed\n"),
    ).replace("      choices_of_the_gate\n", "")
    text = edited(
        ("          credit: 1\n          add: {trust: 1}", "          add: {trust: 1}"), of=text
    )
    found_case = scenario(of=text)
    assert found_case.reference is not None
    assert found_case.reference.path == (("gate", "ask"), ("call", "ring"))


# --- what it finds


@pytest.mark.parametrize(("edits", "expected"), [
    ((NEW_SCENE,), ["unreachable"]),
    ((("  doubt: {", '  dull: {outcome: mixed, text: "Dull."}\n  doubt: {'),), ["unreachable"]),
    ((('"alone and picked(gate, ask)"', '"alone and trust < 2"'),
      ("          go: gone\n        note:", "          go: doubt\n        note:")),
     ["never-offered"]),
    ((('- {when: "picked(call, ring)", go: helped}\n        - {go: doubt}',
       '- {when: "picked(call, ring)", go: doubt}\n        - {go: helped}'),
      ("credit: {refer: 0.5}", "credit: {refer: 0}"),
      ('          when: "alone and picked(gate, ask)"\n', "")),
     ["unfair-path", "unfair-competency"]),
    ((("          credit: 1\n          add", "          credit: 0.5\n          add"),
      ("          error: over-called\n", "          credit: 1\n          error: over-called\n")),
     ["unfair-path", "unfair-competency"]),  # a critical error is not forgotten at the next answer
    ((("outcome: safe", "outcome: mixed"),), ["no-safe-ending"]),
    (((RING, f'          error: unsafe\n          critical: "No."\n{RING}'),), ["no-safe-ending"]),
    ((('text: "The hall is empty."\n    go: call', 'text: "The hall is empty."\n    go: lift'),),
     ["passage-loop"]),
])  # fmt: skip
def test_explorer_findings(edits: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    """Each fault of a story by itself, and no other."""
    assert sorted(set(codes(*edits))) == sorted(expected)


def test_a_trap_is_found() -> None:
    """A loop of unscored decisions without a way out, in some state, is a trap."""
    trap = """\
  hall:
    text: "A door."
    choose:
      prompt: "Try it?"
      choices:
        pull: {text: "Pull.", short: "Pull", go: hall}
        push: {text: "Push.", short: "Push", go: hall}
"""
    text = BASE[: BASE.index("  hall:\n")] + trap + BASE[BASE.index("  call:\n") :]
    found = case(text).findings
    assert [(finding.code, finding.line) for finding in found] == [
        ("trap", text[: text.index("  hall:")].count("\n") + 1)
    ]


def test_a_scored_decision_that_can_be_met_again_is_found() -> None:
    """Its second answer would not count, which nobody would understand."""
    found = codes(("          go: gone\n  lift:", "          go: gate\n  lift:"))
    assert found == ["scored-twice"]


def test_a_place_where_nothing_is_offered_is_found() -> None:
    """Every choice may have its condition, and then all of them may be false."""
    found = codes(
        ('          text: "Ring the', '          when: "trust >= 1"\n          text: "Ring the'),
        (
            '          text: "Wait until',
            '          when: "trust >= 1"\n          text: "Wait until',
        ),
    )
    assert found == ["nothing-offered", "trap"]


def test_over_the_budget_of_states_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario that was not wholly explored is an error, and has no reference."""
    found_case = scenario()
    size = len(graph_of(found_case).nodes)
    monkeypatch.setattr(limits, "STATES", size)
    assert explore(found_case).problems == ()
    monkeypatch.setattr(limits, "STATES", size - 1)
    explored = explore(found_case)
    assert explored.reference is None
    assert [problem.code for problem in explored.problems] == ["too-large"]
    assert codes() == ["too-large"]


def test_the_first_case_is_small(dream_job: Scenario) -> None:
    """A whole case stays far under the budget of states."""
    assert len(graph_of(dream_job).nodes) < limits.STATES / 20


def test_better_score_off_the_best_path_is_unfair() -> None:
    """Else 100 % of that competency would not be reached on the best path."""
    found = codes(
        ("worth: {refer: 1, protect: 1}", "worth: {refer: 1, protect: 1, respond: 1}"),
        (RING, RING.replace("credit: 1", "credit: {refer: 1, protect: 1}")),
        ("credit: {refer: 0.5}", "credit: {respond: 0.5}"),
    )  # fmt: skip
    assert found == ["unfair-competency"]


# --- against a witness


@examples(150)
@given(stories())
def test_the_explorer_agrees_with_a_witness(story: Story) -> None:
    """On random stories it finds what walking every path finds, no more and no less."""
    witness = Witness(story)
    best = witness.best()
    loaded = case(written(story))
    found = {finding.code for finding in errors(loaded.findings)}
    assert found - {"unfair-competency"} == witness.codes()
    if loaded.scenario is not None:
        reference = loaded.scenario.reference
        assert best is not None
        assert reference is not None
        assert (reference.total, len(reference.path)) == (best.total, best.decisions)
        assert reference.earned == {
            key: fraction for key, fraction in witness.most().items() if fraction
        }
    elif found == {"unfair-competency"}:
        assert best is not None
        assert best.points != witness.most()


def test_a_case_in_which_nothing_can_be_earned_is_refused() -> None:
    """Nobody could pass it."""
    worth = ("      worth: {recognise: 2}\n", ""), ("      worth: {refer: 1, protect: 1}\n", "")

    assert codes(*worth) == ["worth-nothing"]
