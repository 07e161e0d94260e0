"""The best, the worst and the middling way, against all ways there are."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given

from scenarios.engine import apply_answer
from scenarios.graph import graph_of, next_decision
from scenarios.model import Reference, Scenario, State
from scenarios.paths import best, median, worst
from tests.helpers.examples import examples
from tests.rules.asking import asks
from tests.rules.tales import built, tales

SMALL = examples(300)
Shares = dict[Fraction, Fraction]  # how likely each sum of points is


def shares_of(case: Scenario) -> Shares:
    """How likely each sum is at the endings: every answer as likely as the others beside it."""
    known: dict[tuple[str, State], Shares] = {}

    def ahead(scene: str, state: State) -> Shares:
        if scene in case.endings:
            return {Fraction(): Fraction(1)}
        if (scene, state) not in known:
            known[scene, state] = spread(scene, state)
        return known[scene, state]

    def spread(scene: str, state: State) -> Shares:
        decision = case.scenes[scene].decision
        assert decision is not None
        answers = list(decision.outcomes(state))
        found: Shares = {}
        for answer in answers:
            after, target = apply_answer(case, state, scene, answer)
            there, reached, _ = next_decision(case, after, target)
            credit = (
                answer.credit.get(competency, Fraction()) * n
                for competency, n in decision.worth.items()
            )
            points = sum(credit, Fraction())
            for more, share in ahead(reached, there).items():
                found[points + more] = found.get(points + more, Fraction()) + share / len(answers)
        return found

    state, scene, _ = next_decision(case, case.opening, case.start)
    return ahead(scene, state)


def can_be_played(case: Scenario, path: Reference) -> bool:
    """Whether its answers lead to an ending and earn what it says."""
    state, scene, _ = next_decision(case, case.opening, case.start)
    total = Fraction()
    for at, act in path.path:
        decision = case.scenes[scene].decision
        assert decision is not None
        (answer, *_) = [outcome for outcome in decision.outcomes(state) if outcome.act == act]
        assert at == scene
        total += sum(
            (
                answer.credit.get(competency, Fraction()) * n
                for competency, n in decision.worth.items()
            ),
            Fraction(),
        )
        after, target = apply_answer(case, state, scene, answer)
        state, scene, _ = next_decision(case, after, target)
    return scene in case.endings and total == path.total


@SMALL
@given(tales())
def test_half_of_all_paths_earn_at_most_the_median(file: str) -> None:
    """And half of them at least that much, each answer as likely as the others beside it."""
    case = built(file)
    graph, shares = graph_of(case), shares_of(case)
    whole = sum(shares.values(), Fraction())
    if not whole:
        assert median(graph, case) == Reference((), {})
        return
    middle = median(graph, case)
    assert can_be_played(case, middle)
    assert sum(share for points, share in shares.items() if points <= middle.total) * 2 >= whole
    assert sum(share for points, share in shares.items() if points >= middle.total) * 2 >= whole


@SMALL
@given(tales())
def test_no_way_earns_more_than_the_best_or_less_than_the_worst(file: str) -> None:
    """Both can be played."""
    case = built(file)
    graph, shares = graph_of(case), shares_of(case)
    ends = graph.ends(case)
    if not ends:
        return
    highest, lowest = best(graph, ends), worst(graph, ends)
    assert can_be_played(case, highest)
    assert can_be_played(case, lowest)
    assert (highest.total, lowest.total) == (max(shares), min(shares))


def test_answers_that_come_to_the_same_weigh_as_many() -> None:
    """Two of three answers earn 1: the middling way earns 1, though they are one edge."""
    case = asks("""\
choose:
  prompt: "Well?"
  worth: {protect: 1}
  choices:
    one: {text: "One.", credit: 1, go: good}
    two: {text: "Two.", credit: 1, go: good}
    none: {text: "None.", go: bad}
""")
    assert shares_of(case)[Fraction()] == Fraction(1, 3)
    assert median(graph_of(case), case).path[-1] == ("gate", "one")


def test_an_ending_may_be_the_whole_story() -> None:
    """Then there is one way, without an answer."""
    only = built(
        'format: 1\nid: a\nlanguage: en\ntitle: "A"\ntrack: a\nlevel: foundation\n'
        "truth: trafficking\nshould_refer: refer\nyour_part: \"A\"\nbrief: \"A\"\n"
        'objectives: {a: "A"}\nstart: a\nscenes:\n  a: {text: "A", go: b}\n'
        'endings:\n  b: {outcome: safe, text: "B"}\n'
    )  # fmt: skip
    graph = graph_of(only)
    assert median(graph, only) == best(graph, graph.ends(only)) == Reference((), {})
