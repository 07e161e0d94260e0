"""Something is wrong here: four taps, thanked and kept; of others' attempts nothing is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.chat.kit.request import ScreenPlacement, Visitor
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.helplines import support
from bot.chat.learner.issue_reports import ask_issue, report_issue
from bot.chat.playing.play import pause_attempts, resume_attempt
from bot.sandbox import Sandbox
from storage.db.tables import reports
from storage.playing.issue_reports import KINDS
from tests.helpers.front_desk import BOT, FrontDesk, at_counter, front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import served


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def kept(desk: FrontDesk) -> list[tuple[str, int, str]]:
    query = select(reports.c.attempt, reports.c.turn, reports.c.kind).order_by(reports.c.kind)
    rows = await desk.parts.database.read(lambda conn: conn.execute(query).all())
    return [(attempt, turn, kind) for attempt, turn, kind in rows]


async def command(desk: FrontDesk) -> Screen:
    reply = await desk.parts.router.command(desk.visitor(), "wrong")
    assert reply.screen is not None
    return reply.screen


async def test_issue_report_takes_four_taps(desk: FrontDesk) -> None:
    """By command, about where the case stands; each kept once, and thanked."""
    await at_counter(desk)
    attempt, turn = desk.shows.attempt, desk.shows.turn
    screen = await command(desk)
    offered = [button.action for button in screen.buttons]
    assert offered == [
        *(call(report_issue, attempt, turn, kind) for kind in KINDS),
        call(resume_attempt, attempt),
    ]

    for action in (*offered[:4], offered[0]):
        reply = await desk.tap(action)
        assert reply.screen is not None
        assert reply.place is ScreenPlacement.SAME
        assert reply.screen.lines[0].text == "Thank you, this helps to make it better."
    assert await kept(desk) == [(attempt, turn, kind) for kind in sorted(KINDS)]


async def test_upset_learner_is_offered_support_and_a_pause(desk: FrontDesk) -> None:
    await at_counter(desk)
    attempt, turn = desk.shows.attempt, desk.shows.turn

    reply = await desk.tap(call(report_issue, attempt, turn, "upsetting"))
    assert reply.screen is not None
    offered = [button.action for button in reply.screen.buttons]
    assert offered == [call(pause_attempts), call(support), call(resume_attempt, attempt)]
    paused = await desk.tap(call(pause_attempts))
    assert paused.screen is not None
    assert paused.screen.lines[0].text == "Paused."


async def test_a_button_of_a_turn_asks_about_that_turn(desk: FrontDesk) -> None:
    """Also about one that is over."""
    await at_counter(desk)
    attempt = desk.shows.attempt
    await desk.tap(desk.take("ask"))

    reply = await desk.tap(call(ask_issue, attempt, 0))
    assert reply.screen is not None
    assert reply.place is ScreenPlacement.NEW
    assert reply.screen.buttons[0].action == call(report_issue, attempt, 0, "procedure")


async def test_without_a_case_there_is_nothing_to_say(desk: FrontDesk) -> None:
    assert "No case of yours is open" in (await command(desk)).lines[0].text


async def test_forged_report_is_refused(desk: FrontDesk) -> None:
    """Another one's attempt, a turn that is still to come, a kind that there is not."""
    await at_counter(desk)
    attempt, turn = desk.shows.attempt, desk.shows.turn
    forged = (
        call(report_issue, "AAAAAAAAAAAA", 0, "unclear"),
        call(report_issue, attempt, turn + 1, "unclear"),
        call(report_issue, attempt, turn, "no-such-kind"),
        call(ask_issue, "AAAAAAAAAAAA", 0),
        call(ask_issue, attempt, turn + 1),
    )
    for action in forged:
        reply = await desk.tap(action)
        assert reply.screen is not None
        assert "no longer here" in reply.screen.lines[0].text

    stranger = Visitor(BOT, 2002, next(desk.updates), "en")
    await desk.parts.router.tap(stranger, call(report_issue, attempt, turn, "unclear"))
    assert await kept(desk) == []


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_through_the_bot(sqlite_url: str, language: str) -> None:
    """A learner says so in the middle of a case, and goes on where it stood."""
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            await learner.opens("dream-job")
            here = learner.text()
            await learner.phone.says("/wrong")
            await learner.phone.waits_for(lambda chat: learner.button(":unclear"))
            await learner.phone.taps(learner.button(":unclear") or "")
            await learner.phone.waits_for_text({"en": "Thank you", "ar": "شكرًا"}[language])
            await learner.phone.look()
            await learner.tap(":r:")
            assert learner.text() == here
