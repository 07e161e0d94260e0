"""Moving through a case: every step, every refusal, every effect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from scenarios.engine import (
    BrokenScenario,
    ContinueAct,
    RefusalReason,
    Refused,
    Step,
    advance,
    replay,
    start,
    walk,
)
from scenarios.events import Answered, Continued, Ended, Started
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Lead, Scenario, State
from scenarios.position import write
from tests.helpers.small_case import scenario
from tests.rules.playing import ON, act, opened, played, taken, tried


@pytest.fixture(scope="module")
def desk() -> Scenario:
    """The small base case."""
    return scenario()


def value(case: Scenario, state: State, name: str) -> int | bool:
    """The value of a variable."""
    return state.values[[variable.name for variable in case.variables].index(name)]


def marked(case: Scenario, state: State, *mark: str) -> bool:
    """Whether the history remembers a mark."""
    assert mark in case.bits, f"no condition reads {mark}"
    return bool(state.marks & case.bits_of(mark))


# --- starting


def test_an_attempt_starts_at_turn_0_with_the_start_values(desk: Scenario) -> None:
    """The first step stands at `start`, and says that the attempt began."""
    step = opened(desk)
    assert (step.position.scene, step.position.turn) == ("gate", 0)
    assert step.position.state == State((1, False))
    assert step.events == (Started(0, "gate"),)
    assert not step.position.at_stop
    assert step.position.answered is None


def test_an_attempt_may_start_with_passages() -> None:
    """Passages before the first decision are walked in the first step."""
    case = scenario(
        ("start: gate", "start: street"),
        ("  gate:\n", '  street: {text: "Rain.", go: door}\n  door: {go: gate}\n  gate:\n'),
    )
    step = opened(case)
    assert step.position.scene == "gate"
    assert step.position.trail == ("street", "door")
    assert step.events == (Started(0, "gate"),)


def test_an_attempt_may_start_at_a_stop() -> None:
    """A stop at `start` is met before anything of its scene is."""
    case = scenario(("  gate:\n    text", '  gate:\n    stop: "Before the door."\n    text'))
    step = opened(case)
    assert step.position.at_stop
    assert step.position.scene == "gate"
    assert step.position.trail == ()


def test_a_story_may_end_in_its_first_step() -> None:
    """Passages that lead from `start` to an ending end the attempt at turn 0."""
    case = replace(scenario(), start="hall")
    hall = replace(case.scenes["hall"], leads=(Lead("gone"),))
    case = replace(case, scenes={**case.scenes, "hall": hall})
    step = opened(case)
    assert step.events == (Started(0, "gone"), Ended(0, "gone", "harmful"))
    assert tried(case, step.position, ContinueAct(0)) == Refused(RefusalReason.OVER)


# --- answering


def test_answer_advances_one_turn_and_reports_its_points(desk: Scenario) -> None:
    """Credit times worth stands in the event, and nothing of later answers."""
    step = taken(desk, opened(desk).position, "ask")
    assert step.position.turn == 1
    assert step.position.answered == ("gate", "ask", "")
    assert step.events == (
        Answered(0, "gate", "choose", "ask", {"recognise": Fraction(2)}, None, critical=False),
    )


def test_part_of_the_credit_earns_part_of_the_worth(desk: Scenario) -> None:
    """Credit ½ of a worth of 2 earns 1; competencies that earn nothing are left out."""
    answered = taken(desk, opened(desk).position, "wave").events[0]
    assert isinstance(answered, Answered)
    assert answered.earned == {"recognise": 1}
    position, _ = played(desk, ["ask", ON])
    answered = taken(desk, position, "note").events[0]
    assert isinstance(answered, Answered)
    assert answered.earned == {"refer": Fraction(1, 2)}


def test_an_error_is_told_and_the_story_goes_on_after_a_critical_one(desk: Scenario) -> None:
    """A critical error is in the event; it ends nothing unless its choice leads to an ending."""
    step = taken(desk, opened(desk).position, "accuse")
    assert step.events == (Answered(0, "gate", "choose", "accuse", {}, "over-called", True),)
    assert step.position.scene == "call"


def test_an_ending_is_an_event_after_the_answer(desk: Scenario) -> None:
    """The answer that ends the story says so in the same step, with the outcome."""
    step = taken(desk, opened(desk).position, "wave")
    assert step.position.scene == "gone"
    assert [type(event) for event in step.events] == [Answered, Ended]
    assert step.events[-1] == Ended(1, "gone", "harmful")


def test_the_choices_own_go_comes_before_the_kinds(desk: Scenario) -> None:
    """`wait` leads to its own ending, `ring` and `note` by the list under `choose`."""
    ends = {pick: played(desk, ["ask", ON, pick])[0].scene for pick in ("ring", "wait", "note")}
    assert ends == {"ring": "helped", "wait": "gone", "note": "doubt"}


# --- effects


def test_add_and_set_take_effect_before_the_way_is_chosen(desk: Scenario) -> None:
    """Asking lifts trust to 2, so the lift leads straight to the call."""
    position, _ = played(desk, ["ask"])
    assert value(desk, position.state, "trust") == 2
    assert value(desk, position.state, "alone") is True
    assert position.trail == ("lift",)


@pytest.mark.parametrize(("bounds", "by", "expected"), [
    ("{start: 1, min: 0, max: 3}", -5, 0),
    ("{start: 1, min: 0, max: 3}", -1, 0),
    ("{start: 1, min: 0, max: 3}", 0, 1),
    ("{start: 1, min: 0, max: 3}", 1, 2),
    ("{start: 1, min: 0, max: 3}", 2, 3),
    ("{start: 1, min: 0, max: 3}", 99, 3),
    ("{start: 0}", -3, 0),
    ("{start: 0}", 30, 9),
    ("{start: -4, min: -5}", -9, -5),
    ("{start: 0, min: 0, max: 0}", 1, 0),
])  # fmt: skip
def test_add_saturates_at_the_ends(bounds: str, by: int, expected: int) -> None:
    """A number stays between its `min` and its `max`; where none are written, 0 and 9."""
    case = scenario(
        ("  alone: {start: false}", f"  alone: {{start: false}}\n  risk: {bounds}"),
        ("add: {trust: -5}", f"add: {{trust: -5, risk: {by}}}"),
    )
    position, _ = played(case, ["accuse"])
    assert value(case, position.state, "risk") == expected


def test_set_comes_after_add() -> None:
    """Where a choice adds to and sets the same number, what is set stands."""
    case = scenario(("set: {alone: true}", "set: {trust: 3, alone: true}"))
    position, _ = played(case, ["ask"])
    assert value(case, position.state, "trust") == 3


# --- history


def test_only_marks_read_by_conditions_are_stored(desk: Scenario) -> None:
    """Only marks that some condition asks for have a bit."""
    assert set(desk.bits) == {("picked", "gate", "ask"), ("picked", "call", "ring")}
    position, _ = played(desk, ["ask"])
    assert marked(desk, position.state, "picked", "gate", "ask")
    assert not marked(desk, position.state, "picked", "call", "ring")
    position, _ = played(desk, ["accuse"])
    assert position.state.marks == 0


def test_a_scene_is_seen_when_it_is_entered() -> None:
    """Passages, decisions and the scene behind a stop are marked as seen, each in its moment."""
    case = scenario(
        ('{when: "picked(call, ring)", go: helped}',
         '{when: "seen(hall)", go: gone}\n        - {when: "picked(call, ring)", go: helped}'),
        ('- when: "trust >= 2"\n', '- when: "trust >= 2 or not seen(call) or not seen(gate)"\n'),
    )  # fmt: skip
    first = opened(case).position
    assert marked(case, first.state, "seen", "gate")
    at_stop = taken(case, first, "accuse").position
    assert marked(case, at_stop.state, "seen", "hall")
    assert not marked(case, at_stop.state, "seen", "call"), "the stop is not the scene yet"
    behind = taken(case, at_stop, ON).position
    assert marked(case, behind.state, "seen", "call")
    assert taken(case, behind, "ring").position.scene == "gone"
    assert played(case, ["ask", ON, "ring"])[0].scene == "helped"


# --- passages


def test_passages_are_joined_up_to_the_next_stop(desk: Scenario) -> None:
    """The fork of the lift leads by the hall where trust is low."""
    assert played(desk, ["ask"])[0].trail == ("lift",)
    assert played(desk, ["accuse"])[0].trail == ("lift", "hall")


def test_a_fork_needs_no_text() -> None:
    """A passage without a text is walked like any other."""
    case = scenario(('    text: "The lift goes up. {guest} is out of sight."\n', ""))
    position, _ = played(case, ["accuse"])
    assert position.trail == ("lift", "hall")
    assert not case.scripts["en"].has("scenes.lift.text")


def test_a_trail_is_of_one_turn_only(desk: Scenario) -> None:
    """After the next act the passages before it are no longer held."""
    assert played(desk, ["accuse", ON])[0].trail == ()


# --- stops


def test_a_stop_before_a_decision_is_left_by_going_on(desk: Scenario) -> None:
    """Going on takes a turn, opens the scene of the stop, and forgets the consequence shown."""
    at_stop, _ = played(desk, ["ask"])
    assert (at_stop.scene, at_stop.at_stop, at_stop.turn) == ("call", True, 1)
    step = taken(desk, at_stop, ON)
    assert step.events == (Continued(1, "call"),)
    assert (step.position.scene, step.position.at_stop, step.position.turn) == ("call", False, 2)
    assert step.position.answered is None


def test_stop_before_a_passage_leads_to_its_successor() -> None:
    """The passage of the stop opens the next message."""
    case = scenario(
        ('  hall:\n', '  hall:\n    stop: "A breath."\n'),
        ('    stop: "You saw two passports in one hand."\n', ""),
    )  # fmt: skip
    at_stop, _ = played(case, ["accuse"])
    assert (at_stop.scene, at_stop.at_stop, at_stop.trail) == ("hall", True, ("lift",))
    behind = taken(case, at_stop, ON).position
    assert (behind.scene, behind.at_stop, behind.trail) == ("call", False, ("hall",))


def test_a_stop_may_follow_a_stop() -> None:
    """Each of two stops in a row waits for the learner."""
    case = scenario(("  hall:\n", '  hall:\n    stop: "A breath."\n'))
    at_hall, _ = played(case, ["accuse"])
    at_call = taken(case, at_hall, ON).position
    assert (at_call.scene, at_call.at_stop, at_call.trail) == ("call", True, ("hall",))
    assert not taken(case, at_call, ON).position.at_stop


def test_going_on_from_a_stop_may_end_the_story() -> None:
    """A passage with a stop may lead to an ending, which is then an event of going on."""
    case = scenario(
        ("          go: gone\n  lift:",
         "          go: last\n  last:\n    stop: \"One more.\"\n    go: gone\n  lift:"),
    )  # fmt: skip
    position, events = played(case, ["wave", ON])
    assert position.scene == "gone"
    assert events[-2:] == (Continued(1, "last"), Ended(2, "gone", "harmful"))


# --- refusals


@dataclass(frozen=True)
class Dance:
    """An act of no kind."""

    turn: int


@pytest.mark.parametrize(("before", "tried_act", "why"), [
    ([], Choose(1, "ask"), RefusalReason.STALE),
    ([], Choose(-1, "ask"), RefusalReason.STALE),
    (["ask"], ContinueAct(0), RefusalReason.STALE),
    (["ask"], Choose(0, "ask"), RefusalReason.STALE),
    (["ask", ON], ContinueAct(1), RefusalReason.STALE),
    ([], Choose(0, "nobody"), RefusalReason.NOT_OFFERED),
    ([], Choose(0, ""), RefusalReason.NOT_OFFERED),
    ([], Choose(0, "ring"), RefusalReason.NOT_OFFERED),
    ([], ContinueAct(0), RefusalReason.NOT_OFFERED),
    ([], Dance(0), RefusalReason.NOT_OFFERED),
    (["ask"], Choose(1, "ring"), RefusalReason.NOT_OFFERED),
    (["ask"], Choose(1, "ask"), RefusalReason.NOT_OFFERED),
    (["ask"], Dance(1), RefusalReason.NOT_OFFERED),
    (["ask", ON], ContinueAct(2), RefusalReason.NOT_OFFERED),
    (["accuse", ON], Choose(2, "note"), RefusalReason.NOT_OFFERED),
    (["wave"], Choose(1, "wave"), RefusalReason.OVER),
    (["wave"], Choose(0, "wave"), RefusalReason.OVER),
    (["wave"], ContinueAct(1), RefusalReason.OVER),
    (["wave"], Dance(7), RefusalReason.OVER),
])  # fmt: skip
def test_an_act_out_of_place_is_refused(
    desk: Scenario, before: list[str], tried_act: Act, why: RefusalReason
) -> None:
    """A stale turn, what is not on offer, and anything after the end change nothing."""
    position, _ = played(desk, before)
    assert tried(desk, position, tried_act) == Refused(why)


def test_a_choice_is_offered_only_while_its_condition_holds(desk: Scenario) -> None:
    """The same act is refused on one path and accepted on another."""
    offered = {
        pick: desk.scenes["call"].decision.offered(played(desk, [pick, ON])[0].state)  # type: ignore[union-attr]
        for pick in ("ask", "accuse")
    }
    assert offered == {"ask": ("ring", "wait", "note"), "accuse": ("ring", "wait")}


def test_after_a_refusal_the_right_act_still_counts(desk: Scenario) -> None:
    """A refusal takes no turn."""
    position = opened(desk).position
    assert isinstance(tried(desk, position, Choose(5, "ask")), Refused)
    assert taken(desk, position, "ask").position.turn == 1


# --- replaying, and what must not happen


def test_accepted_acts_replay_to_the_same_steps(desk: Scenario) -> None:
    """The same acts always give the same events and positions."""
    first = list(replay(desk, [Choose(0, "accuse"), ContinueAct(1), Choose(2, "ring")]))
    again = list(replay(desk, [Choose(0, "accuse"), ContinueAct(1), Choose(2, "ring")]))
    assert first == again
    position, events = played(desk, ["accuse", ON, "ring"])
    assert first[-1].position == position
    assert tuple(event for step in first for event in step.events) == events


def test_acts_of_another_edition_do_not_replay(desk: Scenario) -> None:
    """An act that is refused while replaying is a fault, and says which act."""
    with pytest.raises(BrokenScenario, match=r"night-desk: Choose\(turn=0, choice='x'\)"):
        list(replay(desk, [Choose(0, "x")]))


def test_a_loop_of_passages_is_broken_off(desk: Scenario) -> None:
    """Loading refuses such a loop; the engine still never turns in it."""
    hall = replace(desk.scenes["hall"], leads=(Lead("lift"),))
    case = replace(desk, scenes={**desk.scenes, "hall": hall})
    with pytest.raises(BrokenScenario, match="is passed again and again"):
        walk(case, case.opening, "lift")


# --- the saved position


def test_a_position_does_not_grow_with_the_path() -> None:
    """A thousand rounds through an unscored loop leave the save as long as two rounds do."""
    case = scenario(
        ("          go: gone\n        note:", "          go: call\n        note:"),
        ("      worth: {refer: 1, protect: 1}\n", ""),
        ("          credit: {refer: 0.5}\n          error: unsafe", "          error: unsafe"),
        ('          credit: 1\n          feedback: "She comes', '          feedback: "She comes'),
    )  # fmt: skip
    position, _ = played(case, ["ask", ON])
    sizes = []
    for _ in range(1000):
        position = taken(case, position, "wait").position
        position = taken(case, position, ON).position
        sizes.append(len(write(position)) - len(str(position.turn)))
    assert set(sizes) == {sizes[0]}


def test_the_act_of_a_stop_is_not_a_choice(desk: Scenario) -> None:
    """Going on is asked of the position, not of the name of the act."""
    position = start(desk).position
    assert not isinstance(act(position, "ask"), ContinueAct)
    assert isinstance(advance(desk, position, act(position, "ask")), Step)
