"""Who was asked to type and goes on with a case is not taken by the word, by whichever program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import pytest

from bot import wiring
from bot.chat.kit.routes import call
from bot.chat.learner.onboarding.start import choose_language
from bot.locale import words
from bot.sandbox import TOKEN
from bot.settings import Settings
from scenarios.case_library import CaseLibrary
from storage.people import people
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import kinds_case

TYPED = "what I wanted to say"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    """In the midst of a case, and asked for a code."""
    async with front_desk(database_url) as front:
        await at_counter(front)
        await front.parts.router.command(front.visitor(), "join")
        assert await awaits(front) == "join"
        yield front


async def awaits(desk: FrontDesk) -> str | None:
    person = await desk.parts.database.read(
        partial(people.by_account, bot=BOT, telegram_id=LEARNER)
    )
    return person.awaits if person else None


async def answered(desk: FrontDesk) -> str:
    """What somebody is answered who types something."""
    reply = await desk.parts.router.message(desk.visitor(), TYPED)
    return "\n".join(line.text for line in reply.screen.lines) if reply.screen else ""


@asynccontextmanager
async def another(desk: FrontDesk, url: str) -> AsyncIterator[FrontDesk]:
    """The same learner at another program; or at this one after a restart."""
    settings = Settings(_env_file=None, telegram_token=TOKEN, database=url)
    async with wiring.services(settings, CaseLibrary({"kinds": kinds_case()}), desk.clock) as parts:
        yield replace(desk, parts=parts)


async def test_text_typed_after_another_processs_step_is_no_answer(
    desk: FrontDesk, database_url: str
) -> None:
    async with another(desk, database_url) as other:
        await other.tap(desk.take("ask"))
    assert "code" not in await answered(desk)
    assert await awaits(desk) is None


async def test_text_typed_at_another_process_without_a_step_is_the_answer(
    desk: FrontDesk, database_url: str
) -> None:
    async with another(desk, database_url) as other:
        assert "code" in await answered(other)
    assert await awaits(desk) == "join"


async def test_text_typed_after_a_step_before_the_question_is_the_answer(
    desk: FrontDesk, database_url: str
) -> None:
    """Asked once more after it went on, somebody types what was asked."""
    async with another(desk, database_url) as other:
        await other.tap(desk.take("ask"))
        await desk.parts.router.command(desk.visitor(), "join")
        assert "code" in await answered(other)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_question_and_its_buttons_outlive_the_program_that_asked(
    database_url: str, language: str
) -> None:
    """The button takes the question back, and what is typed then says so plainly."""
    async with front_desk(database_url) as front:
        await at_counter(front)
        await front.tap(call(choose_language, language))
        await front.parts.router.command(front.visitor(), "join")
        async with another(front, database_url) as restarted:
            assert await answered(restarted)
            assert await awaits(restarted) == "join"
            await restarted.tap(call("today_page"))
            assert await awaits(restarted) is None
            said = words(language).say(
                "Thank you. I read only buttons, commands and the letters of answers. "
                "What you sent is not kept."
            )
            assert said in await answered(restarted)


async def test_a_time_that_ran_out_takes_no_question_back(desk: FrontDesk) -> None:
    """The clock went on, and not they."""
    desk.clock.passes(60)
    assert await desk.overtime.send() == 1
    assert "code" in await answered(desk)
