"""Players of a habit: what each takes, and that the expert knows the way."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from scenarios.graph import graph_of
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.players import (
    NAMES,
    Dice,
    Expert,
    Player,
    PlayerDecision,
    Random,
    Wording,
    habits,
    players,
)
from scenarios.simulate import Simulator, simulate
from tests.helpers.examples import examples
from tests.helpers.five_kinds_case import five_ways
from tests.helpers.small_case import ARABIC, edited, scenario
from tests.rules.stories import Story, stories, written

DICE = Dice(0, "unused")
CASE = five_ways()
GRAPH = graph_of(CASE)


def asked(scene: str, of: Scenario = CASE) -> PlayerDecision:
    """The decision of a scene, as it is met first."""
    node = next(pair for pair in graph_of(of).nodes if pair[0] == scene)
    decision = of.scenes[scene].decision
    assert decision is not None
    return PlayerDecision(node, decision, tuple(decision.every_act(node[1])))


def named(name: str, language: str = "en") -> Player:
    return next(player for player in players(CASE, GRAPH, language) if player.name == name)


@pytest.mark.parametrize(
    ("name", "spot", "interview", "order", "rate", "choose"),
    [
        ("first", "passports", "sleep+meet", "private+listen+refer", "1", "ring"),
        (
            "longest",
            "passports+silent+tired+luggage",
            "meet+police",
            "private+listen+refer",
            "3",
            "ring",
        ),
        ("polite", "", "sleep+meet", "private+listen+refer", "3", "ring"),
        (
            "always-refers",
            "passports+silent+tired+luggage",
            "police+sleep",
            "refer+private+listen",
            "5",
            "ring",
        ),
        ("never-refers", "", "sleep+meet", "private+listen+refer", "1", "wait"),
    ],
)
def test_a_habit_takes_the_same_in_every_kind(
    name: str, spot: str, interview: str, order: str, rate: str, choose: str
) -> None:
    player = named(name)
    scenes = ("gate", "talk", "plan", "sure", "call")
    answers = [player.answer(asked(scene), DICE) for scene in scenes]

    assert answers == [spot, interview, order, rate, choose]


def test_the_politest_text_is_taken() -> None:
    polite = next(habit for habit in habits(scenario().script("en")) if habit.name == "polite")

    assert polite.answer(asked("gate", scenario()), DICE) == "ask"  # asks in passing
    kind = scenario(("Hand over the keys.", "Thank them kindly and smile."))
    polite = next(habit for habit in habits(kind.script("en")) if habit.name == "polite")
    assert polite.answer(asked("gate", kind), DICE) == "wave"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_players_are_there_and_their_answers_can_be_given(language: str) -> None:
    every = players(CASE, GRAPH, language)

    assert tuple(habit.name for habit in every) == NAMES
    board = Simulator(CASE, language, GRAPH)
    for player in every:
        assert board.play(player, Dice(1, "play")).ending in CASE.endings


def test_words_are_found_in_both_languages() -> None:
    case = scenario(
        ("Wait until the morning.", "Leave {guest} alone; report {fact:protection-line}, please."),
    )
    wording = Wording(case.script("en"))
    choices = "scenes.call.choose.choices"

    assert wording.referral(f"{choices}.ring") == 2  # ring, manager
    assert wording.referral(f"{choices}.wait") == 2  # report, the phrase of the fact
    assert wording.courtesy(f"{choices}.wait") == 1
    assert wording.length(f"{choices}.wait") == len(
        "Leave  alone; report the protection line, please."
    )
    assert wording.length(f"{choices}.nobody") == 0


@pytest.mark.parametrize(
    ("text", "referral", "courtesy"),
    [
        ("أتصل بالشرطة الآن.", 2, 0),
        ("أُبلِغ المديرَ فورًا.", 2, 0),
        ("وأطلب للضابط كرسيًا.", 1, 0),
        ("أسألها بلطفٍ عن السفر.", 0, 1),
        ("تصل الطائرة مساءً.", 0, 0),
    ],
)
def test_arabic_words_are_found_with_prefixes_and_suffixes(
    text: str, referral: int, courtesy: int
) -> None:
    case = scenario(ar=edited(("أنتظر حتى الصباح.", text), of=ARABIC))
    wording = Wording(case.script("ar"))

    assert wording.referral("scenes.call.choose.choices.wait") == referral
    assert wording.courtesy("scenes.call.choose.choices.wait") == courtesy


def test_chance_takes_every_answer_about_as_often() -> None:
    dice, here = Dice(1, "play"), asked("plan")
    counts = Counter(Random().answer(here, dice) for _ in range(6000))

    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())


def test_dice_are_the_same_everywhere() -> None:
    """These numbers must never change, or an old seed would tell of something else."""
    dice = Dice(7, "play/0")

    assert [dice.below(100) for _ in range(8)] == [75, 35, 75, 46, 97, 77, 94, 77]


def test_expert_makes_the_best_of_a_bad_start() -> None:
    """After a bad spot it still earns all that is left."""
    expert, board = Expert(CASE, GRAPH), Simulator(CASE, graph=GRAPH)

    class Slipping:
        name, is_random = "slipping", False

        def answer(self, asked: PlayerDecision, dice: Dice, /) -> str:
            return "" if asked.node[0] == "gate" else expert.answer(asked, dice)

    run = board.play(Slipping(), DICE)
    assert [move.answer.act for move in run.moves] == [
        "", "sleep+meet", "private+listen+refer", "4", "ring",
    ]  # fmt: skip


def test_the_expert_follows_the_reference(dream_job: Scenario) -> None:
    board = Simulator(dream_job)
    run = board.play(Expert(dream_job, board.graph), DICE)
    assert dream_job.reference is not None

    path = tuple((move.place.asked.node[0], move.answer.act) for move in run.moves)
    assert path == dream_job.reference.path


@examples(150)
@given(stories())
def test_the_expert_has_all_of_the_reference_in_every_case(story: Story) -> None:
    loaded = load({"scenario.yaml": written(story).encode()})
    if loaded.scenario is None:
        return
    board = Simulator(loaded.scenario)
    found = simulate(board, Expert(loaded.scenario, board.graph))

    assert found.scores.least == 100
    assert (found.pass_share, found.outcomes["safe"], found.critical) == (1, 1, 0)
