"""Two questions after a case: asked once, counted once, and nobody's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.chat.debrief.case_survey import answer_case_survey
from bot.chat.debrief.debrief_moments import retry_moment
from bot.chat.debrief.debrief_overview import look_back, show_ending
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.personal_settings import set_language
from scenarios.case_library import CaseLibrary
from storage.agencies import survey_tallies
from storage.agencies.survey_tallies import READY, USEFUL, Answers
from tests.chats.test_debrief import labels, play
from tests.helpers.assigned_work import give
from tests.helpers.assigning_world import bare
from tests.helpers.database_contents import contents
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.staff import button, has, leads, text

NOVEMBER = "2026-11"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url, CaseLibrary({"kinds": kinds_case()})) as front:
        yield front


async def looked_back(desk: FrontDesk) -> str:
    """Play to the end, look back, and come back to the ending; gives the attempt."""
    attempt = await play(desk)
    await desk.tap(call(look_back, attempt))
    await desk.tap(call(show_ending, attempt))
    return attempt


async def kept(desk: FrontDesk, *tables: str) -> list[list[str]]:
    found = await desk.parts.database.read(contents)
    return [found[table] for table in tables]


def answered(screen: Screen, value: str) -> Call:
    """The button of an answer."""
    found = [
        button.action
        for button in screen.buttons
        if isinstance(button.action, Call) and leads(button.action, answer_case_survey)
    ]
    (own,) = [call for call in found if call.arguments["value"] == value]
    return own


async def test_both_are_answered_below_the_ending_and_the_way_on_stays(desk: FrontDesk) -> None:
    """Three answers each; what the ending leads to stands below them all the time."""
    attempt = await play(desk)
    ending = desk.screen
    await desk.tap(call(look_back, attempt))
    assert not has(desk.screen, answer_case_survey)
    await desk.tap(call(show_ending, attempt))

    assert labels(desk.screen)[:3] == ["Very useful", "Partly useful", "Of little use"]
    assert "How useful is this case for your work?" in desk.words
    assert "counted without a name. You can skip them" in desk.words
    assert desk.screen.buttons[3:] == ending.buttons
    reply = await desk.tap(answered(desk.screen, "much"))
    assert reply.place is ScreenPlacement.SAME
    assert labels(desk.screen)[:3] == ["Clear", "Partly clear", "Not clear yet"]
    await desk.tap(answered(desk.screen, "partly"))
    assert "Your answers were counted." in desk.words
    assert desk.screen.buttons == ending.buttons


async def test_the_same_in_arabic(desk: FrontDesk) -> None:
    attempt = await play(desk)
    await desk.tap(call(set_language, "ar"))
    await desk.tap(call(show_ending, attempt))

    assert labels(desk.screen)[:3] == ["فائدة كبيرة", "فائدة جزئية", "فائدة قليلة"]
    await desk.tap(answered(desk.screen, "some"))
    assert labels(desk.screen)[:3] == ["واضحة", "واضحة جزئيًّا", "غير واضحة بعد"]
    await desk.tap(answered(desk.screen, "no"))
    assert "أُحصيت الإجابات" in bare(text(desk.screen))


async def test_an_answer_counts_once_however_often_it_is_tapped(desk: FrontDesk) -> None:
    """And an answer to a question that was passed over counts no more."""
    attempt = await looked_back(desk)
    first = answered(desk.screen, "much")
    for request in (first, first, call(answer_case_survey, attempt, USEFUL, "little")):
        await desk.tap(request)
        assert button(desk.screen, answer_case_survey).arguments["item"] == READY
    await desk.tap(answered(desk.screen, "yes"))
    for request in (first, call(answer_case_survey, attempt, READY, "no")):
        await desk.tap(request)
        assert not has(desk.screen, answer_case_survey)

    ((ready, useful),) = await kept(desk, "tallies")
    assert "'ready'" in ready
    assert "'useful'" in useful
    assert ready.endswith(", 1)")
    assert useful.endswith(", 1)")


async def test_a_case_is_asked_about_once_whether_it_was_answered_or_not(desk: FrontDesk) -> None:
    """Played again, or looked back upon again, it asks nothing."""
    attempt = await looked_back(desk)
    assert has(desk.screen, answer_case_survey)
    await desk.tap(call(look_back, attempt))
    await desk.tap(call(show_ending, attempt))
    assert not has(desk.screen, answer_case_survey)
    await looked_back(desk)
    assert not has(desk.screen, answer_case_survey)
    assert await kept(desk, "tallies") == [[]]


async def test_reaction_answers_are_anonymous(desk: FrontDesk) -> None:
    """Of them it is kept that they were asked, in which month, and that it is behind them."""
    attempt = await looked_back(desk)
    await desk.tap(answered(desk.screen, "little"))
    await desk.tap(answered(desk.screen, "no"))

    asked, counted, persons = await kept(desk, "asked", "tallies", "people")
    person = persons[0].split("'")[1]
    assert asked == [f"('{person}', 'kinds', '{NOVEMBER}', 2)"]
    assert not [name for name in counted if person in name or attempt in name]
    assert all(NOVEMBER in name for name in counted)


async def test_reaction_counts_are_shown_from_five(desk: FrontDesk) -> None:
    """Four others, and the learner."""
    edition = kinds_case().edition

    def four(conn: Connection) -> None:
        for _ in range(4):
            survey_tallies.count(conn, None, USEFUL, "much", NOVEMBER, edition)

    await desk.parts.database.write(four)
    await looked_back(desk)
    await desk.tap(answered(desk.screen, "much"))
    found = await desk.parts.database.read(
        lambda conn: survey_tallies.answers(conn, (USEFUL,), NOVEMBER, NOVEMBER, scenario="kinds")
    )
    assert found == {USEFUL: Answers(5, {"much": 5, "some": None, "little": None})}


async def test_forged_buttons_count_nothing(desk: FrontDesk) -> None:
    """Before it is asked, for another question, for no answer, for a moment tried again."""
    attempt = await play(desk)
    for request in (
        call(answer_case_survey, attempt, USEFUL, "much"),
        call(answer_case_survey, attempt, "concern", "one"),
        call(answer_case_survey, attempt, USEFUL, "yes"),
        call(answer_case_survey, "nobodys-own1", USEFUL, "much"),
    ):
        await desk.tap(request)
    await desk.tap(call(retry_moment, attempt, 3))
    again = desk.shows.attempt
    await desk.tap(call(answer_case_survey, again, USEFUL, "much"))
    assert await kept(desk, "tallies", "asked") == [[], []]


async def test_a_case_under_way_is_not_asked_about(desk: FrontDesk) -> None:
    """Nor an assessment before it is over."""
    assignment = await give(desk)
    await desk.tap(assignment.begin)
    attempt = desk.shows.attempt
    await desk.tap(call(show_ending, attempt))
    assert not has(desk.screen, answer_case_survey)
    await desk.tap(call(answer_case_survey, attempt, USEFUL, "much"))
    await desk.tap(call(begin_case, "kinds"))
    assert await kept(desk, "tallies", "asked") == [[], []]
