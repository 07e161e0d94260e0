"""The calls of peers on python-telegram-bot for each tap."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, TypeAlias

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.ext import Application, ApplicationBuilder

from tests.bench.peers.wording import CHOICES, text

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
Builder: TypeAlias = ApplicationBuilder[Any, Any, Any, Any, Any, Any]


def keyboard() -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(label, callback_data=data)] for data, label in CHOICES]
    return InlineKeyboardMarkup(rows)


async def show(message: Message) -> None:
    await message.reply_html(text(), reply_markup=keyboard())


async def answer(query: CallbackQuery | None) -> None:
    """The three calls: answer the tap, take the old buttons away, send the next screen."""
    assert query is not None
    assert isinstance(query.message, Message)
    await query.answer()
    await query.edit_message_reply_markup()
    await show(query.message)


def builder() -> Builder:
    """A builder for the API and token on the command line; everything else as it comes."""
    api, token = sys.argv[1:3]
    made: Builder = Application.builder()
    return made.token(token).base_url(f"{api}/bot")


def poll(app: App) -> None:
    """Run until stopped, by the library's own polling."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    app.run_polling()
