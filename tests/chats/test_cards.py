"""Cards: what is read before a case begins, and what they keep to themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.onboarding.consent import NOTICE
from bot.app.playing.case_cards import Card
from bot.chat.kit.request import ScreenPlacement, Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import (
    assignment_card,
    assignment_content_note,
    begin_assignment,
    begin_case,
    case_card,
    case_content_note,
    play_again,
    practice_card_screen,
)
from bot.chat.learner.onboarding.profile import skip_onboarding
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.learner.personal_settings import set_language, set_time_limits
from bot.chat.playing.play import confirm_answer, continue_story
from bot.lines import LineRole
from bot.locale import words
from bot.telegram import render
from scenarios.case_library import CaseLibrary
from scenarios.languages import REQUIRED
from scenarios.model import Scenario
from tests.helpers.assigned_work import give
from tests.helpers.every_case import LIBRARY, every_case
from tests.helpers.front_desk import BOT, FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.many_cases import a_case, many_cases, play_kinds
from tests.helpers.running import library
from tests.helpers.staff import button, has, leads

GIVEAWAYS = ("traffick", "exploit", "victim", "اتجار", "الاتجار", "استغلال", "ضحية", "ضحايا")
KINDS = ("threats", "violence", "children", "an-authors-own-word")


def text_of(screen: Screen) -> str:
    return "\n".join(line.text for line in screen.lines)


@every_case(LIBRARY)
def cards_never_name_the_kind_of_case(case: Scenario, language: str) -> None:
    """A place, a part, minutes; with the content note closed no word that gives it away."""
    screen = practice_card_screen(words(language), Card(case))
    text = text_of(screen).lower()

    assert screen.lines[0].role is LineRole.TITLE
    assert not [giveaway for giveaway in GIVEAWAYS if giveaway in text]
    assert len(render.html(screen)) < 1000


@pytest.mark.parametrize("language", REQUIRED)
def test_the_content_note_is_the_same_on_every_card(language: str) -> None:
    """Whether there is something hard or not is seen only by who taps."""
    speak, case = words(language), kinds_case()
    plain = practice_card_screen(speak, Card(replace(case, hard=())))
    hard = practice_card_screen(speak, Card(replace(case, hard=KINDS)))

    assert plain == hard
    assert any(button.action == call(case_content_note, case.id) for button in plain.buttons)
    told = {
        practice_card_screen(speak, Card(replace(case, hard=hard)), expanded=True)
        for hard in ((), KINDS)
    }
    assert len(told) == 2


@every_case(LIBRARY)
def hard_content_has_a_name(case: Scenario, language: str) -> None:
    speak = words(language)
    text = text_of(practice_card_screen(speak, Card(case), expanded=True))

    assert speak.say("something else that may be upsetting") not in text


async def test_hard_content_is_shown_and_hidden_in_place(sqlite_url: str) -> None:
    """The card is edited, and begins from there too."""
    heavy = replace(a_case("heavy"), hard=KINDS)
    shelf = CaseLibrary({"heavy": heavy, "light": a_case("light")})
    async with front_desk(sqlite_url, shelf) as desk:
        await desk.tap(call(case_card, "heavy"))
        card = desk.screen
        reply = await desk.tap(call(case_content_note, "heavy"))
        assert reply.place is ScreenPlacement.SAME
        for part in ("threats", "violence", "a child in danger", "something else"):
            assert part in desk.words
        assert "an-authors-own-word" not in desk.words
        assert call(begin_case, "heavy") in [button.action for button in desk.screen.buttons]
        await desk.tap(call(case_card, "heavy"))
        assert desk.screen == card

        await desk.tap(call(case_content_note, "light"))
        assert "Nothing upsetting" in desk.words


@pytest.mark.parametrize("mode", ["practice", "assessment"])
async def test_assigned_card_states_mode_and_rule(database_url: str, mode: str) -> None:
    """Mode, date, pass mark, what a trainer sees; the content note leads back to this card."""
    async with front_desk(database_url, many_cases(4)) as desk:
        assignment = await give(desk, mode, scenario="case-1", pass_mark=85)
        await desk.tap(call(assignment_card, assignment.id))
        assert "due by Wednesday 2 December" in desk.words
        assert "85%" in desk.words
        assert ("Confirm each choice" in desk.words) is (mode == "assessment")
        assert ("no time limit" in desk.words) is (mode == "assessment")
        assert "Your trainer sees" in desk.words
        card = desk.screen

        await desk.tap(call(assignment_content_note, assignment.id))
        assert "Nothing upsetting" in desk.words
        actions = [button.action for button in desk.screen.buttons]
        assert {call(begin_assignment, assignment.id), call(assignment_card, assignment.id)} <= set(
            actions
        )
        await desk.tap(call(assignment_card, assignment.id))
        assert desk.screen == card


async def test_passed_case_is_marked_on_its_card(sqlite_url: str) -> None:
    async with front_desk(sqlite_url) as desk:
        assignment = await give(desk, "practice")
        await desk.tap(assignment.begin)
        await play_kinds(desk)
        await desk.tap(call(assignment_card, assignment.id))
        assert "Passed." in desk.words


async def test_replay_below_the_result_keeps_its_purpose(
    database_url: str,
) -> None:
    """Another try at assigned practice counts there; the result stays to be read."""
    async with front_desk(database_url) as desk:
        await desk.tap(call(begin_case, "kinds"))
        await play_kinds(desk)
        reply = await desk.tap(again(desk))
        assert (reply.place, reply.freeze) == (ScreenPlacement.NEW, False)
        assert call(begin_case, "kinds") in [button.action for button in desk.screen.buttons]

        assignment = await give(desk, "practice")
        await desk.tap(assignment.begin)
        await play_kinds(desk, well=False)
        another = again(desk)
        reply = await desk.tap(another)
        assert reply.place is ScreenPlacement.NEW
        assert assignment.begin in [button.action for button in desk.screen.buttons]

        stranger = Visitor(BOT, 2002, 999, "en")
        for action in (call(accept_notice, "en", NOTICE, ""), call(skip_onboarding), another):
            forged = await desk.parts.router.tap(stranger, action)
        assert forged.screen is not None
        assert "no longer here" in text_of(forged.screen)


def again(desk: FrontDesk) -> Call:
    found: Call = button(desk.screen, play_again)
    return found


async def test_first_result_of_an_assessment_stays(sqlite_url: str) -> None:
    """Its card leads to the result, and Today has it no more."""
    async with front_desk(sqlite_url) as desk:
        assignment = await give(desk, "assessment")
        await desk.tap(call(assignment_card, assignment.id))
        assert desk.screen.buttons[0].text == "Begin"
        await desk.tap(assignment.begin)
        for act in ("send", "!", "+sign", "+open", "+name", "!", "blame", ".", "1"):
            await assessed(desk, act)
        await desk.tap(call(assignment_card, assignment.id))
        assert "The only try is used. Done, not passed." in desk.words
        assert desk.screen.buttons[0].text == "The result"
        await desk.tap(assignment.begin)
        assert desk.shows.attempt
        today = (await desk.parts.router.command(desk.visitor(), "today")).screen
        assert today is not None
        assert call(assignment_card, assignment.id) not in [
            button.action for button in today.buttons
        ]


async def assessed(desk: FrontDesk, act: str) -> None:
    """Do an act, past a stop, and confirm it where that is asked."""
    if any(leads(button.action, continue_story) for button in desk.screen.buttons):
        await desk.tap(desk.go_on())
    if act.startswith("+"):
        await desk.tap(desk.mark(act[1:]))
        return
    await desk.tap(desk.finish() if act == "!" else desk.take(act))
    for listed in desk.screen.buttons:
        if leads(listed.action, confirm_answer):
            await desk.tap(listed.action)
            return


async def gone(desk: FrontDesk, action: Call) -> None:
    await desk.tap(action)
    assert "no longer" in desk.words
    assert not has(desk.screen, begin_case)
    assert not has(desk.screen, begin_assignment)


async def test_missing_and_foreign_cards_look_alike(sqlite_url: str) -> None:
    """A forged button shows nothing of other people's work."""
    async with front_desk(sqlite_url) as desk:
        assignment = await give(desk, member=False)
        await gone(desk, call(case_card, "no-such"))
        await gone(desk, call(case_content_note, "no-such"))
        await gone(desk, call(assignment_card, assignment.id))
        await gone(desk, call(assignment_card, "AAAAAAAAAAAA"))


@pytest.mark.parametrize("language", REQUIRED)
async def test_a_time_limit_is_announced_where_it_holds(sqlite_url: str, language: str) -> None:
    """On the card of a case that has one, to those who did not switch limits off."""
    none = library().scenarios["first-minute"]
    said = words(language).say("Some steps have a time limit. Switch it off in /settings.")
    async with front_desk(sqlite_url, CaseLibrary({"kinds": kinds_case(), none.id: none})) as desk:
        await desk.tap(call(set_language, language))
        await desk.tap(call(case_card, "kinds"))
        assert said in desk.words
        await desk.tap(call(case_card, none.id))
        assert said not in desk.words
        assignment = await give(desk)
        await desk.tap(call(assignment_card, assignment.id))
        assert said not in desk.words  # an assessment has none
        assignment = await give(desk, "practice")
        await desk.tap(call(assignment_card, assignment.id))
        assert said in desk.words
        await desk.tap(call(set_time_limits, False))
        await desk.tap(call(assignment_card, assignment.id))
        assert said not in desk.words
