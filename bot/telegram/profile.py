"""The bot's profile in Telegram: commands and descriptions in every language."""

from __future__ import annotations

import asyncio

from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    MenuButtonCommands,
    MenuButtonWebApp,
    WebAppInfo,
)

from bot.chat.command_list import commands
from bot.locale import words
from scenarios.languages import DEFAULT, LANGUAGES

NAME = "Basira"
# The bot's name where a language has a script of its own for it.
NAMES = {"ar": "بصيرة"}


MENU = " · ".join((NAME, *NAMES.values()))
"""On the menu button, which has one text for all languages."""


async def introduce(bot: Bot, mini_app: str = "") -> None:
    """Set commands, descriptions and names for each language, with English as the default.

    Args:
        mini_app: The address that the menu button opens; without one it lists the commands.
    """
    codes = [*((language, language) for language in LANGUAGES), ("", DEFAULT)]
    await asyncio.gather(*(_introduce(bot, code, language) for code, language in codes))
    await _name(bot)
    await bot.set_chat_menu_button(
        menu_button=MenuButtonWebApp(MENU, WebAppInfo(mini_app))
        if mini_app
        else MenuButtonCommands()
    )


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


async def _name(bot: Bot) -> None:
    """Write the bot's name in each script, unless its owner chose another name.

    Telegram limits changes of a name to a few a day, so that a name is only set where it differs.
    """
    if (await bot.get_my_name()).name != NAME:
        return
    for language, name in NAMES.items():
        if (await bot.get_my_name(language)).name == NAME:
            await bot.set_my_name(name, language_code=language)
