"""The bot's profile in Telegram: commands and descriptions in every language."""

from __future__ import annotations

import asyncio

from telegram import Bot, BotCommandScopeAllPrivateChats

from bot.chat.command_list import commands
from bot.locale import words
from scenarios.languages import DEFAULT, LANGUAGES


async def introduce(bot: Bot) -> None:
    """Set commands and descriptions for each language, with English as the default."""
    codes = [*((language, language) for language in LANGUAGES), ("", DEFAULT)]
    await asyncio.gather(*(_introduce(bot, code, language) for code, language in codes))


async def _introduce(bot: Bot, code: str, language: str) -> None:
    speak = words(language)
    about = speak.say(
        "Short cases from work with people, to practise on your phone in Arabic or English. "
        "Everything here is an exercise."
    )
    short = speak.say("Practise short cases from work with people.")
    # Groups get no commands, since none would be answered there.
    private, listed = BotCommandScopeAllPrivateChats(), list(commands(speak))
    await bot.set_my_commands(listed, scope=private, language_code=code or None)
    await bot.set_my_description(about, language_code=code or None)
    await bot.set_my_short_description(short, language_code=code or None)
