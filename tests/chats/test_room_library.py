"""Every case of the library can be run with a class: from its first scene to an end, in any way."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.live_session import session_flow
from bot.app.live_session.observation import criteria
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_records import SessionRecord
from bot.app.live_session.session_state import SessionState
from bot.app.onboarding.bot_links import BotLinks
from bot.chat.learner.live_session import question_screen
from bot.chat.trainer.live_session.session_control import control_screen
from bot.chat.trainer.live_session.session_records import DECISIONS_A_PAGE, record_screen
from bot.locale import words
from bot.phrases.class_choices import Choice, choices_of, read_hands
from bot.phrases.class_view import ClassView, class_view
from bot.telegram import render
from bot.wall_page import drawing
from bot.wall_page.drawing import Scene
from scenarios import engine
from scenarios.kinds.base import join_parts, split_parts
from scenarios.kinds.interview import LEAVE
from scenarios.model import Scenario
from scenarios.position import Position
from scenarios.rendering import paper_order, render_text, render_turn, units
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Round, Session
from tests.helpers.every_case import PRACTICE, every_case
from tests.helpers.kinds_case import kinds_case
from tests.helpers.running import library

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = "session-0001"
MESSAGE = 4096  # letters that Telegram takes
TURNS = 100


@cache
def cases() -> dict[str, Scenario]:
    return {case.id: case for case in library() if case.use != "test"}


def as_seen(
    scenario: Scenario, at: Position, phase: Phase, language: str, wall: str = ""
) -> ClassView:
    """A session where a class may be."""
    turn = session_flow.class_turn(scenario, language, 7, at)
    numbers = {each.id: 3 - place for place, each in enumerate(turn.options)}
    marks = session_flow.offered(scenario, at) if phase is Phase.TALKING else ()
    session = Session(
        *(KEY, "cohort-00001", scenario.id, scenario.edition, 7, language, "Room 3", "p1", NOON),
        *("running", phase, at.turn, "", 0, "0123456789012345678901", "page"),
    )
    cohort = Cohort("cohort-00001", "Gates", "airport-company", "Asia/Bahrain", NOON)
    state = SessionState(session, cohort, scenario, turn, 31, 30, numbers, marks=marks)
    links = BotLinks(wall)
    links.username = "basira_bot"
    return class_view(words(language), links, state)


def looked_at(scenario: Scenario, at: Position, language: str) -> None:
    """All that is shown at a position can be drawn, sent, and tapped."""
    phase, speak = session_flow.phase_at(scenario, at), words(language)
    phases = [phase, *([Phase.CLOSED] if phase is Phase.VOTING else [])]
    for each, wall in ((each, wall) for each in phases for wall in ("", "https://example.org")):
        view = as_seen(scenario, at, each, language, wall)
        shown = [control_screen(speak, view)]
        if each is Phase.VOTING:
            told = (speak, view.session, view.title, view.state.turn)
            shown.append(question_screen(*told, view.choices[0].id, whole=not wall))
        for screen in shown:
            assert units(render.html(screen)) <= MESSAGE, (scenario.id, at.scene)
            render.keyboard(screen)
        assert f'data-phase="{each}"' in drawing.main(Scene(speak, view))


def test_shares_on_the_wall_are_written_as_everywhere_in_their_language() -> None:
    """The sign of percent stands behind the number as the language runs."""
    for language, share in (("en", "50%"), ("ar", "\u200f\u206850\u2069٪")):
        scenario = cases()["dressing-room"]
        at = engine.start(scenario).position
        view = as_seen(scenario, at, Phase.CLOSED, language)
        assert f"<small>{share}</small>" in drawing.main(Scene(words(language), view))


@every_case(PRACTICE)
def classes_reach_an_ending_by_any_choices(name: str, language: str) -> None:
    """And all that it decided stands in the record; letters are those on paper all the way."""
    scenario, dice = cases()[name], random.Random(name)
    for _ in range(3):
        at, rounds = engine.start(scenario).position, list[Round]()
        for _ in range(TURNS):
            looked_at(scenario, at, language)
            same_on_paper(scenario, at, language)
            phase = session_flow.phase_at(scenario, at)
            if phase is Phase.ENDING:
                break
            if phase is Phase.STOP:
                after = session_flow.after_stop(scenario, at)
            else:
                parts = answer(scenario, at, dice)
                rounds.append(a_round(scenario, at, parts))
                after = session_flow.after_choice(scenario, at, parts)
            assert after is not None, (name, at.scene)
            at = after
        assert session_flow.phase_at(scenario, at) is Phase.ENDING
        recorded(scenario, at, rounds, language)


def same_on_paper(scenario: Scenario, at: Position, language: str) -> None:
    """What is lettered on the wall and on phones has the letters of the sheet; a test its order."""
    told = session_flow.class_turn(scenario, language, 7, at).options
    if session_flow.decision_at(scenario, at) is None:
        assert not told
        return
    tested = render_turn(scenario, language, 99, at, assessed=True).options
    assert [option.id for option in told if option.id != LEAVE] == [option.id for option in tested]
    sheet = (*paper_order(scenario, scenario.scenes[at.scene]), LEAVE)
    assert [option.place for option in told] == [sheet.index(option.id) for option in told]


def answer(scenario: Scenario, at: Position, dice: random.Random) -> tuple[str, ...]:
    """Some answer of the room's."""
    decision = session_flow.decision_at(scenario, at)
    assert decision is not None
    if not decision.drafted:
        return (dice.choice(session_flow.offered(scenario, at)),)
    marks: tuple[str, ...] = ()
    for part in split_parts(dice.choice(list(decision.every_act(at.state)))):
        marks = session_flow.toggled_marks(scenario, at, marks, part, on=True)
    return marks


def a_round(scenario: Scenario, at: Position, parts: tuple[str, ...]) -> Round:
    """What is kept of a decision, with a class of many for everything."""
    numbers = dict.fromkeys(session_flow.offered(scenario, at), 111)
    return Round(KEY, at.turn, at.scene, numbers, numbers, act=join_parts(parts))


def recorded(scenario: Scenario, at: Position, rounds: list[Round], language: str) -> None:
    """The pages of the record can be sent, and have every decision once."""
    speak, name = words(language), {"latin": "x" * 60}
    view = as_seen(scenario, at, Phase.ENDING, language)
    marks = {each.id: 4 for each in criteria()}
    session = replace(view.session, place="x" * 60, rubric=marks, signed_at=NOON, signed_off=True)
    record = SessionRecord(session, view.state.cohort, scenario, 500, name, name, rounds)
    numbers = range(-(-len(rounds) // DECISIONS_A_PAGE))
    pages = [record_screen(speak, record, view.title, page) for page in numbers]
    assert all(units(render.html(each)) <= MESSAGE for each in pages), scenario.id
    shown = "\n".join(line.text for each in pages for line in each.lines)
    for each in rounds:
        decision = scenario.scenes[each.scene].decision
        assert decision is not None
        prompt = render_text(scenario, language, 7, f"{decision.key}.prompt", scenario.opening)
        assert prompt is not None
        assert prompt in shown
    assert shown.count("222") == sum(len(each.hands) for each in rounds)


CHOICES = tuple(
    Choice(name, letter, name, name) for name, letter in zip("wxyz", "ABCD", strict=True)
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("A 5, B 12", {"w": 5, "x": 12}),
        ("a5 b12", {"w": 5, "x": 12}),
        ("A: 5\nD = 0", {"w": 5, "z": 0}),
        ("أ ٥، ب ١٢", {"w": 5, "x": 12}),
        ("ا 3 ج4 د - 2", {"w": 3, "y": 4, "z": 2}),
        ("A 5, E 2", None),
        ("five for A", None),
        ("12", None),
        ("", None),
        ("A 1234", None),
    ],
)
def test_hands_are_read_as_people_type_them(typed: str, read: dict[str, int] | None) -> None:
    assert read_hands(typed, CHOICES) == read


@pytest.mark.parametrize(("language", "letters"), [("en", "ABCD"), ("ar", "أبجد")])
def test_a_talk_of_a_class_keeps_its_letters(language: str, letters: str) -> None:
    """Those of its end among them; hands for a letter are hands for what has it then."""
    case, speak = kinds_case(), words(language)
    at = Position("talk", 4, case.opening)
    for asked in ("", "flight", "keys", "blame"):
        within = replace(at, asked=(asked,)) if asked else at
        there = choices_of(speak, session_flow.class_turn(case, language, 7, within), {})
        known = dict(zip(("flight", "keys", "blame", LEAVE), letters, strict=True))
        gone = known.pop(asked, None)
        assert {choice.id: choice.letter for choice in there} == known
        assert read_hands(f"{letters[3]} 7", there) == {LEAVE: 7}
        assert gone is None or read_hands(f"{gone} 5", there) is None


STEPS = tuple(Choice(name, name, name, name) for name in "12345")


def test_hands_for_a_rating_need_something_between() -> None:
    """A number alone is none: 12 is not two for step 1."""
    assert read_hands("1: 4, 5: 12", STEPS) == {"1": 4, "5": 12}
    assert read_hands("12", STEPS) is None


@given(st.text(max_size=60))
def test_typed_hands_are_a_number_or_nothing(typed: str) -> None:
    found = read_hands(typed, CHOICES)
    assert found is None or all(0 <= n <= 999 and name in "wxyz" for name, n in found.items())


@given(st.dictionaries(st.sampled_from("wxyz"), st.integers(0, 5)))
def test_majority_choice_is_one_available_option(numbers: dict[str, int]) -> None:
    found, best = session_flow.leading_choice(numbers, "wxyz"), max(numbers.values(), default=0)
    ahead = [name for name, n in numbers.items() if n == best > 0]
    assert found == (ahead[0] if len(ahead) == 1 else None)
