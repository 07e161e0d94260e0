"""Looking back is one's own, comes when a case is over, and keeps nothing of what is typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.chat.debrief.aftercare import aftercare, ask_feeling, ask_note
from bot.chat.debrief.debrief_moments import (
    moment_card,
    moment_grounds,
    moment_others,
    moment_reason,
    retry_moment,
)
from bot.chat.debrief.debrief_overview import look_back, show_ending
from bot.chat.debrief.worked_example import worked_example
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.learner.onboarding.profile import try_first_minute
from bot.chat.playing.play import resume_attempt
from scenarios.case_library import CaseLibrary
from storage.db.tables import metadata
from tests.chats.test_debrief import HARD, labels, play, wrong
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.running import library
from tests.helpers.staff import Staff, button, has, text


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url, CaseLibrary({"kinds": HARD})) as front:
        yield front


async def test_debrief_is_closed_before_the_end(desk: FrontDesk) -> None:
    """Also of an assessment: a forged button shows no reason of what is under way."""
    assignment = await give(desk)
    await desk.tap(assignment.begin)
    attempt = desk.shows.attempt
    for action in every_action(attempt):
        reply = await desk.tap(action)
        assert text(reply.screen) == "Looking back comes when the case is over."
        assert button(reply.screen, resume_attempt) == call(resume_attempt, attempt)


def every_action(attempt: str, turn: int = 0) -> list[Call]:
    return [
        call(look_back, attempt),
        call(show_ending, attempt),
        call(moment_card, attempt, turn, every=False),
        call(moment_reason, attempt, turn, every=False),
        call(moment_grounds, attempt, turn, every=False),
        call(moment_others, attempt, turn, every=False),
        call(retry_moment, attempt, turn),
        call(worked_example, attempt, turn, 0),
        call(aftercare, attempt),
        call(ask_note, attempt),
        call(ask_feeling, attempt),
    ]


async def test_debrief_of_another_person_is_closed(desk: FrontDesk) -> None:
    attempt, staff = await play(desk), Staff(desk)
    await staff.person("stranger")
    for action in every_action(attempt):
        reply = await staff.taps("stranger", action)
        assert "no longer here" in text(reply.screen)
    for action in every_action("AAAAAAAAAAAA"):
        assert "no longer here" in text((await desk.tap(action)).screen)
    assert await wrong(desk) == [None]


async def test_forged_turns_are_answered_with_the_first_screen(desk: FrontDesk) -> None:
    attempt = await play(desk)
    await desk.tap(call(look_back, attempt))
    first = desk.screen
    for turn in (2, 9, 9999):  # of the stop, and of no answer
        for action in every_action(attempt, turn)[2:8]:
            assert (await desk.tap(action)).screen == first
    assert await wrong(desk) == [None]


async def test_old_buttons_go_on_after_a_restart(database_url: str) -> None:
    """Every screen is a function of the events: the same words on another day."""
    shelf = CaseLibrary({"kinds": HARD})
    async with front_desk(database_url, shelf) as desk:
        attempt = await play(desk)
        for request in every_action(attempt)[:6]:  # what is asked below the ending is asked once
            await desk.tap(request)
        before = [(await desk.tap(call)).screen for call in every_action(attempt)[:6]]
    async with front_desk(database_url, shelf, day=900) as desk:
        after = [(await desk.tap(call)).screen for call in every_action(attempt)[:6]]

    assert after == before


@pytest.mark.parametrize(
    ("ask", "title", "thanks"),
    [
        (ask_note, "What would you write down?", "Check your note"),
        (ask_feeling, "How are you?", "Thank you. It was not kept."),
    ],
)
async def test_text_after_a_hard_case_is_not_stored(
    desk: FrontDesk, ask: Any, title: str, thanks: str
) -> None:
    attempt = await play(desk)
    await desk.tap(call(look_back, attempt))
    await desk.tap(button(desk.screen, aftercare))
    await desk.tap(button(desk.screen, ask))
    assert desk.screen.lines[0].text == title
    assert "not saved" in desk.words
    reply = await desk.parts.router.message(desk.visitor(), "unheard-of words of mine")

    assert text(reply.screen).startswith(thanks)
    assert button(reply.screen, look_back) == call(look_back, attempt)
    assert "unheard-of" not in await everything(desk)
    again = await desk.parts.router.message(desk.visitor(), "more words")
    assert thanks not in text(again.screen)


async def test_a_tap_elsewhere_in_the_debrief_ends_the_question(desk: FrontDesk) -> None:
    attempt = await play(desk)
    await desk.tap(call(ask_note, attempt))
    await desk.tap(call(look_back, attempt))
    reply = await desk.parts.router.message(desk.visitor(), "words")

    assert "It was not kept." not in text(reply.screen)


async def everything(desk: FrontDesk) -> str:
    """All that the database holds."""

    def load(conn: Connection) -> str:
        rows = [row for table in metadata.sorted_tables for row in conn.execute(table.select())]
        return "\n".join(map(str, rows))

    return await desk.parts.database.read(load)


async def test_a_case_without_hard_scenes_asks_nothing(database_url: str) -> None:
    async with front_desk(database_url) as desk:
        attempt = await play(desk)
        await desk.tap(call(look_back, attempt))
        assert not has(desk.screen, aftercare)


async def test_the_first_minute_ends_short(sqlite_url: str) -> None:
    """No bands, no picture, no debrief: one button leads on."""
    async with front_desk(sqlite_url, library()) as desk:
        await desk.tap(call(try_first_minute))
        reply = Reply(None)
        while len(desk.screen.buttons) > 1:
            reply = await desk.tap(desk.screen.buttons[0].action)

    assert labels(desk.screen) == ["Continue"]
    assert "●" not in desk.words
    assert reply.then is None
