"""What can still come, from wherever an attempt stands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from scenarios.engine import Step, advance, start
from scenarios.graph import graph_of
from scenarios.kinds.interview import Ask
from scenarios.model import Scenario, State
from scenarios.position import Position
from scenarios.remaining import Ahead, Outlook, ahead
from tests.helpers.examples import examples
from tests.helpers.makers import scenario
from tests.rules.brute import after_each_way, walked
from tests.rules.playing import ON, played
from tests.rules.tales import built, tales


@examples(200)
@given(tales())
def test_it_sees_what_playing_on_in_every_way_comes_to(file: str) -> None:
    """At stops, at decisions, at endings; endings, and the least and most points left."""
    case = built(file)
    everything, outlook = walked(case), Outlook(case, graph_of(case))
    for spot, position in everything.positions.items():
        endings, totals = everything.to_endings(spot)
        if endings:
            assert outlook.at(position) == Ahead(frozenset(endings), totals[0], totals[-1])


@examples(200)
@given(tales())
def test_within_an_interview_what_was_asked_counts(file: str) -> None:
    """After each question, in any order: only the sets that have it are ahead."""
    case = built(file)
    everything, outlook = walked(case), Outlook(case, graph_of(case))
    for spot, position in everything.positions.items():
        decision = case.scenes[spot[0]].decision if spot[0] in case.scenes else None
        if decision is None or decision.kind != "interview" or position.at_stop:
            continue
        for talk in talks(case, position) if not everything.empty else ():
            endings, totals = set[str](), set[Fraction]()
            for asked, move in after_each_way(everything, spot):
                if {*talk.asked} <= asked:
                    ends, points = everything.to_endings(move.to)
                    endings |= ends
                    totals |= {move.points + some for some in points}
            assert outlook.at(talk) == Ahead(frozenset(endings), min(totals), max(totals))


def talks(case: Scenario, position: Position) -> list[Position]:
    """Every position within an interview that begins at one, whatever the order of questions."""
    decision = case.scenes[position.scene].decision
    found = [position]
    for at in found:
        for question in decision.offered(at.state, at.asked) if decision else ():
            step = advance(case, at, Ask(at.turn, question))
            assert isinstance(step, Step)
            if step.position.asked:
                found.append(step.position)
    return found


def test_the_small_case_from_its_gate_to_its_end() -> None:
    """Points are points: not percent, and not what was earned before."""
    case = scenario()
    outlook = Outlook(case, graph_of(case))
    every = frozenset({"helped", "doubt", "gone"})

    assert outlook.at(start(case).position) == Ahead(every, Fraction(0), Fraction(4))
    stop, _ = played(case, ["ask"])
    assert stop.at_stop
    assert outlook.at(stop) == Ahead(every, Fraction(0), Fraction(2))
    accused, _ = played(case, ["accuse", ON])
    assert outlook.at(accused) == Ahead(frozenset({"helped", "gone"}), Fraction(0), Fraction(2))
    over, _ = played(case, ["wave"])
    assert outlook.at(over) == Ahead(frozenset({"gone"}), Fraction(0), Fraction(0))
    assert ahead(case, graph_of(case), over) == outlook.at(over)


def test_an_unscored_loop_is_looked_through() -> None:
    """Going round earns nothing, and every ending behind the loop is ahead."""
    case = scenario(
        ("          go: gone\n        note:", "          go: call\n        note:"),
        ("      worth: {refer: 1, protect: 1}\n", ""),
        ("          credit: {refer: 0.5}\n          error: unsafe", "          error: unsafe"),
        ('          credit: 1\n          feedback: "She comes', '          feedback: "She comes'),
    )
    at_call, _ = played(case, ["accuse", ON, "wait", ON, "wait", ON])
    seen = Outlook(case, graph_of(case)).at(at_call)
    assert seen == Ahead(frozenset({"helped"}), Fraction(0), Fraction(0))


def test_a_position_of_no_attempt_is_refused() -> None:
    """Rather than told something that is true of another place."""
    case = scenario()
    with pytest.raises(KeyError):
        Outlook(case, graph_of(case)).at(Position("lift", 1, State((1, False))))
