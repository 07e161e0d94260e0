"""The commands: a menu short enough to be read, and each of them served."""

from __future__ import annotations

import pytest
from telegram import BotCommandScopeAllPrivateChats

from bot.chat.command_list import commands, further_commands
from bot.locale import words
from bot.sandbox import Sandbox
from scenarios.languages import REQUIRED
from tests.helpers.front_desk import front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import served

PRIVATE = BotCommandScopeAllPrivateChats()


async def test_every_menu_command_is_handled_and_listed_in_help(sqlite_url: str) -> None:
    """Fewer than ten in the menu; help tells the rest; each is answered."""
    async with front_desk(sqlite_url) as desk:
        speak = words("en")
        menu = [name for name, _ in commands(speak)]
        every = [*menu, *(name for name, _ in further_commands(speak))]
        assert len(menu) < 10
        assert len(set(every)) == len(every)
        told = (await desk.parts.router.command(desk.visitor(), "help")).screen
        assert told is not None
        for name in every:
            assert any(f"/{name} · " in line.text for line in told.lines)
            reply = await desk.parts.router.command(desk.visitor(), name)
            assert reply.screen is not None
            assert "no such command" not in reply.screen.lines[0].text


@pytest.mark.parametrize("language", REQUIRED)
async def test_telegram_shows_the_menu_in_the_language_of_the_client(
    sqlite_url: str, language: str
) -> None:
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            async with sandbox.bot() as bot:
                set_up = await bot.get_my_commands(PRIVATE, language_code=language)

    menu = [(bot_command.command, bot_command.description) for bot_command in set_up]
    assert menu == list(commands(words(language)))


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_today_progress_and_settings_answer_on_a_phone(
    sqlite_url: str, language: str
) -> None:
    """Through the real bot: today is edited as one looks around in it."""
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            today = await learner.command("/today")
            message = learner.newest()["message_id"]
            for part in (":hm:2", ":ht", ":hp", ":ht", ":hm:10", ":c:", ":hc:", ":c:", ":ht"):
                await learner.turns_to(part)
            assert learner.newest()["message_id"] == message
            assert learner.text() == today
            assert await learner.command("/progress")
            assert await learner.command("/settings")
            await learner.turns_to(":hx:0")
            await learner.turns_to(":hx:1")
