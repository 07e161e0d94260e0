"""Looking back is one's own, comes when a case is over, and keeps nothing of what is typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.chat.debrief.actions import (
    AfterHard,
    AskFeeling,
    AskNote,
    GoBack,
    LookBack,
    ShowEnding,
    ShowGrounds,
    ShowMoment,
    ShowOthers,
    ShowReason,
    ShowWorked,
)
from bot.chat.kit.actions import Action, Resume
from bot.chat.kit.request import Reply
from bot.chat.learner.onboarding.actions import TryMinute
from scenarios.case_library import Shelf
from storage.db.tables import metadata
from tests.chats.test_debrief import HARD, labels, play, wrong
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.given import give
from tests.helpers.running import library
from tests.helpers.staff import Staff, button, has, text


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url, Shelf({"kinds": HARD})) as one:
        yield one


async def test_nothing_is_told_before_it_is_over(desk: FrontDesk) -> None:
    """Also of an assessment: a forged button shows no reason of what is under way."""
    given = await give(desk)
    await desk.tap(given.begin)
    attempt = desk.shows.attempt
    for action in every_action(attempt):
        reply = await desk.tap(action)
        assert text(reply.screen) == "Looking back comes when the case is over."
        assert button(reply.screen, Resume) == Resume(attempt)


def every_action(attempt: str, turn: int = 0) -> list[Action]:
    return [
        LookBack(attempt),
        ShowEnding(attempt),
        ShowMoment(attempt, turn, every=False),
        ShowReason(attempt, turn, every=False),
        ShowGrounds(attempt, turn, every=False),
        ShowOthers(attempt, turn, every=False),
        GoBack(attempt, turn),
        ShowWorked(attempt, turn, 0),
        AfterHard(attempt),
        AskNote(attempt),
        AskFeeling(attempt),
    ]


async def test_nobody_looks_back_upon_what_another_played(desk: FrontDesk) -> None:
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
    await desk.tap(LookBack(attempt))
    first = desk.screen
    for turn in (2, 9, 9999):  # of the stop, and of no answer
        for action in every_action(attempt, turn)[2:8]:
            assert (await desk.tap(action)).screen == first
    assert await wrong(desk) == [None]


async def test_old_buttons_go_on_after_a_restart(database_url: str) -> None:
    """Every screen is a function of the events: the same words on another day."""
    shelf = Shelf({"kinds": HARD})
    async with front_desk(database_url, shelf) as desk:
        attempt = await play(desk)
        for one in every_action(attempt)[:6]:  # what is asked below the ending is asked once
            await desk.tap(one)
        before = [(await desk.tap(one)).screen for one in every_action(attempt)[:6]]
    async with front_desk(database_url, shelf, day=900) as desk:
        after = [(await desk.tap(one)).screen for one in every_action(attempt)[:6]]

    assert after == before


@pytest.mark.parametrize(
    ("ask", "title"),
    [(AskNote, "What would you write down?"), (AskFeeling, "How are you?")],
)
async def test_what_is_typed_after_a_hard_case_is_kept_nowhere(
    desk: FrontDesk, ask: Any, title: str
) -> None:
    attempt = await play(desk)
    await desk.tap(LookBack(attempt))
    await desk.tap(button(desk.screen, AfterHard))
    await desk.tap(button(desk.screen, ask))
    assert desk.screen.lines[0].text == title
    assert "not kept" in desk.words
    reply = await desk.parts.desk.said(desk.visitor(), "unheard-of words of mine")

    assert text(reply.screen).startswith("Thank you. It was not kept.")
    assert button(reply.screen, LookBack) == LookBack(attempt)
    assert "unheard-of" not in await everything(desk)
    again = await desk.parts.desk.said(desk.visitor(), "more words")
    assert "Thank you. It was not kept." not in text(again.screen)


async def test_a_tap_elsewhere_in_the_debrief_ends_the_question(desk: FrontDesk) -> None:
    attempt = await play(desk)
    await desk.tap(AskNote(attempt))
    await desk.tap(LookBack(attempt))
    reply = await desk.parts.desk.said(desk.visitor(), "words")

    assert "It was not kept." not in text(reply.screen)


async def everything(desk: FrontDesk) -> str:
    """All that the database holds."""

    def unit(conn: Connection) -> str:
        rows = [row for table in metadata.sorted_tables for row in conn.execute(table.select())]
        return "\n".join(map(str, rows))

    return await desk.parts.database.read(unit)


async def test_a_case_without_hard_scenes_asks_nothing(database_url: str) -> None:
    async with front_desk(database_url) as desk:
        attempt = await play(desk)
        await desk.tap(LookBack(attempt))
        assert not has(desk.screen, AfterHard)


async def test_the_first_minute_ends_short(sqlite_url: str) -> None:
    """No bands, no picture, no debrief: one button leads on."""
    async with front_desk(sqlite_url, library()) as desk:
        await desk.tap(TryMinute())
        reply = Reply(None)
        while len(desk.screen.buttons) > 1:
            reply = await desk.tap(desk.screen.buttons[0].action)

    assert labels(desk.screen) == ["Continue"]
    assert "●" not in desk.words
    assert reply.then is None
