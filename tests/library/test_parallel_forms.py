"""What the three forms of a test share, and what they must not share."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from bot.app.assessments.assessment_results import chances
from scenarios.model import Decision, Scenario
from scenarios.players import Dice, habits
from scenarios.simulate import Simulator
from tests.library.shelf import FORMS, library

NAMES = [name for forms in FORMS.values() for name in forms]
DECISIONS = 8
CHANCES = 5  # decisions with an error of each sort
POINTS = {"recognise": 5, "protect": 4, "respond": 4, "refer": 4}
each_form = pytest.mark.parametrize("name", NAMES)
each_track = pytest.mark.parametrize("track", FORMS)


def decisions(case: Scenario) -> list[tuple[str, Decision]]:
    """The decisions in the order in which they are met."""
    assert case.reference is not None
    met = [name for name, _ in case.reference.path]
    found = ((name, case.scenes[name].decision) for name in met)
    return [(name, decision) for name, decision in found if decision is not None]


def kinds(case: Scenario) -> list[str]:
    return [decision.kind for _, decision in decisions(case)]


@each_form
def test_a_form_has_as_many_decisions_and_points_as_any_other(name: str) -> None:
    """For each competency, and at least two decisions for each."""
    worth = [decision.worth for _, decision in decisions(library()[name])]
    points = Counter[str]()
    scored = Counter[str]()
    for each in worth:
        points.update({key: int(value) for key, value in each.items()})
        scored.update(each.keys())

    assert len(worth) == DECISIONS
    assert points == POINTS
    assert min(scored.values()) >= 2


@each_form
def test_every_path_of_a_form_meets_every_decision(name: str) -> None:
    """So that the chances of an error are the same for everyone who takes it."""
    case = library()[name]
    ends = set(case.endings)

    for scene in case.scenes.values():
        targets = {lead.to for lead in scene.leads_out}
        assert len(targets) == 1 or targets <= ends


@each_form
def test_too_much_tempts_as_often_as_too_little(name: str) -> None:
    """And as often in every form, so that the shares of two forms can be compared."""
    case = library()[name]

    assert (chances(case, "missed"), chances(case, "over-called")) == (CHANCES, CHANCES)


@each_form
def test_choosing_one_of_three_is_hardly_more_than_half_of_a_form(name: str) -> None:
    used = Counter(kinds(library()[name]))

    assert used["choose"] <= 5
    assert len(used) >= 4


@each_form
def test_a_form_knows_answers_that_are_partly_right(name: str) -> None:
    """Where experts would differ, an answer earns a part."""
    shares = {
        share
        for _, decision in decisions(library()[name])
        for answer in decision.every_answer()
        for share in answer.credit.values()
    }

    assert shares - {0, 1}


@each_form
def test_no_habit_passes_a_form_and_the_expert_does(name: str) -> None:
    """Not even the habit that the form teaches, in either language."""
    case = library()[name]
    board = Simulator(case)
    passed = [
        (language, habit.name)
        for language in case.scripts
        for habit in habits(case.script(language))
        if board.has_passed(run := board.play(habit, Dice(0, habit.name)), board.score(run.points))
    ]

    assert passed == []
    assert case.reference is not None


@each_track
def test_forms_of_a_track_end_differently(track: str) -> None:
    """One in a referral, one at another door, and one in nothing at all."""
    ends = [library()[name].should_refer for name in FORMS[track]]

    assert sorted(ends) == ["do-not", "other-door", "refer"]


def test_the_letter_of_a_form_says_nothing_about_its_end() -> None:
    """Over the tracks, each letter stands for each of the three."""
    for letter in zip(*FORMS.values(), strict=True):
        assert len({library()[name].should_refer for name in letter}) == len(FORMS)


@each_track
def test_forms_of_a_track_have_blueprints_of_their_own(track: str) -> None:
    """Neither the kinds come in the same order, nor the competencies."""
    cases = [library()[name] for name in FORMS[track]]
    for one, other in combinations(cases, 2):
        assert kinds(one) != kinds(other)
        assert [set(decision.worth) for _, decision in decisions(one)] != [
            set(decision.worth) for _, decision in decisions(other)
        ]


@each_track
def test_answers_to_one_form_are_no_key_to_another(track: str) -> None:
    """Fewer than half of the decisions at the same place have the best choice at the same place."""
    placed = [
        [
            decision.ids.index(answer) if decision.kind == "choose" else None
            for (_, decision), answer in zip(
                decisions(case), [act for _, act in case.reference.path], strict=True
            )
        ]
        for case in (library()[name] for name in FORMS[track])
        if case.reference is not None
    ]
    for one, other in combinations(placed, 2):
        pairs = list(zip(one, other, strict=True))
        both = sum(first == second is not None for first, second in pairs)
        assert both < len(pairs) / 2


@each_track
def test_cards_of_a_track_are_alike(track: str) -> None:
    """Objectives, level and length tell nothing of what is to come."""
    cases = [library()[name] for name in FORMS[track]]
    goals = {
        tuple(
            variant.text
            for key, some in case.script("en").texts.items()
            if key.startswith("objectives.")
            for variant in some
        )
        for case in cases
    }

    assert len(goals) == 1
    assert len({case.level for case in cases}) == 1
    assert {bool(case.hard) for case in cases} == {False}
