"""Whatever asks with options takes their letters: refreshers, moments, retries, classes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app.access.rights import TRAINER
from bot.chat.debrief.aftercare import ask_note
from bot.chat.debrief.debrief_moments import retry_moment
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.moments import answer_moment, practise_moment
from bot.chat.learner.personal_settings import set_discreet
from bot.chat.learner.refresher_prompts import answer_refresher, judge_refresher
from bot.chat.learner.today import today_page
from bot.chat.playing.play import resume_attempt
from scenarios.case_library import CaseLibrary
from storage.live_session import votes as kept_votes
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.live_session import a_class, begun, the_session
from tests.helpers.many_cases import play_kinds
from tests.helpers.recall_case import recall_case
from tests.helpers.refresher_world import RefresherWorld, again, best, words_of
from tests.helpers.staff import AIRPORT, Staff, leads


@pytest.fixture
async def school(database_url: str) -> AsyncIterator[RefresherWorld]:
    cases = CaseLibrary({"recalls": recall_case(), "kinds": kinds_case()})
    async with front_desk(database_url, cases) as desk:
        yield again(desk)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with front_desk(database_url) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT), name="Omar Ali")
        await found.person("learner", name="Noura Ahmed")
        yield found


async def types(desk: FrontDesk, text: str) -> Screen:
    reply = await desk.parts.router.message(desk.visitor(), text)
    assert reply.screen is not None
    desk.screen = reply.screen
    return reply.screen


def letter_to(screen: Screen, action: Call) -> str:
    """The letter on the button, or before the option, that leads to an action."""
    at = [each.action for each in screen.buttons].index(action)
    return screen.buttons[at].text[0]


def answered(screen: Screen, handler: object) -> bool:
    return any(leads(each.action, handler) for each in screen.buttons)  # type: ignore[arg-type]


async def test_a_refresher_and_its_confidence_are_typed(school: RefresherWorld) -> None:
    await school.plays()
    asked = await school.gets()
    sure = await types(school.desk, letter_to(asked, best(asked)))
    assert answered(sure, judge_refresher)
    told = await types(school.desk, "1")

    assert "Yes, that is it." in words_of(told)
    assert len([each for each in await school.reviews() if each.told != "story"]) == 1


async def test_a_refresher_that_comes_unasked_in_full_takes_letters(
    school: RefresherWorld,
) -> None:
    await school.plays()
    await school.taps(call(set_discreet, on=False))
    await school.goes_to(await school.comes())
    asked = await school.sends()
    assert asked is not None
    assert leads(asked.buttons[0].action, answer_refresher)

    assert answered(await types(school.desk, "a"), judge_refresher)


@pytest.mark.parametrize("text", ["Z", "9", "I saw a man", "؟"])
async def test_text_without_a_letter_leaves_a_refresher_open(
    school: RefresherWorld, text: str
) -> None:
    await school.plays()
    asked = await school.gets()
    assert "only buttons" in words_of(await types(school.desk, text))

    assert answered(await types(school.desk, letter_to(asked, best(asked))), judge_refresher)


async def test_a_command_does_not_say_that_a_refresher_was_left(school: RefresherWorld) -> None:
    await school.plays()
    await school.gets()

    assert "earlier question" not in words_of(await school.says("today"))
    assert "only buttons" in words_of(await types(school.desk, "A"))


async def test_a_case_gone_on_with_takes_the_letters_back(school: RefresherWorld) -> None:
    await school.plays()
    asked = await school.gets()
    await school.taps(call(begin_case, "recalls"))
    chosen = school.desk.take("best0")
    await school.taps(asked.buttons[0].action, sure=None)
    await school.desk.tap(chosen)
    await types(school.desk, "A")

    assert school.desk.screen.shows is not None
    assert school.desk.shows.turn == 2


async def test_a_moment_is_typed(school: RefresherWorld) -> None:
    shown = await school.taps(call(practise_moment, ""))
    assert answered(shown, answer_moment)

    assert answered(await types(school.desk, "ب"), practise_moment)


async def test_a_retried_moment_is_typed_though_another_case_moved_later(
    school: RefresherWorld,
) -> None:
    desk = school.desk
    await desk.tap(call(begin_case, "kinds"))
    await play_kinds(desk, well=False)
    old = desk.shows.attempt
    await desk.tap(call(retry_moment, old, 3))
    retried = desk.shows.attempt
    desk.clock.passes(60)
    await desk.tap(call(begin_case, "recalls"))
    await desk.tap(desk.take("best0"))
    await desk.tap(call(retry_moment, old, 3))
    assert desk.shows.attempt == retried
    await types(desk, ".")
    await types(desk, "A")

    assert desk.shows.attempt == retried


async def test_the_case_that_was_opened_again_takes_the_letter(school: RefresherWorld) -> None:
    desk = school.desk
    await desk.tap(call(begin_case, "kinds"))
    first = desk.shows.attempt
    desk.clock.passes(60)
    await desk.tap(call(begin_case, "recalls"))
    await desk.tap(desk.take("best0"))
    await desk.tap(call(resume_attempt, first))
    await types(desk, "A")

    assert desk.shows.attempt == first


async def test_the_criteria_of_a_note_are_ticked_by_letters(school: RefresherWorld) -> None:
    desk = school.desk
    await desk.tap(call(begin_case, "kinds"))
    await play_kinds(desk, well=False)
    await desk.tap(call(ask_note, desk.shows.attempt))
    await types(desk, "At nine she came alone.")
    await types(desk, "A")
    shown = await types(desk, "c")

    assert [each.text[0] for each in shown.buttons if "●" in each.text] == ["A", "C"]


async def test_a_vote_in_a_class_is_typed(staff: Staff) -> None:
    await a_class(staff, "learner")
    await begun(staff, "learner")
    session = await the_session(staff)
    reply: Reply = await staff.says("learner", "B")
    counted = await staff.read(lambda conn: kept_votes.counted(conn, session.id, session.turn))

    assert sum(counted.values()) == 1
    assert reply.screen is not None
    assert "Your vote: B" in words_of(reply.screen)


async def test_today_asks_nothing_by_letters(school: RefresherWorld) -> None:
    await school.plays()
    await school.gets()
    await school.taps(call(today_page))

    assert "only buttons" in words_of(await types(school.desk, "A"))
