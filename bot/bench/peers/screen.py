"""What the peers send for each tap: a screen as long as ours, with three buttons."""

from __future__ import annotations

import asyncio
import itertools
import sys
from typing import Any, TypeAlias

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.ext import Application, ApplicationBuilder

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
Builder: TypeAlias = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

_TURN = itertools.count()
_TEXT = (
    "<b>You chose: Ask and note</b>\n\n“A driver. We have no name, our agent knows him.” It goes "
    "on your pad, with the time.\n\n<blockquote>A vague job, all paid, nobody they can name: each "
    "sign is weak, but together they are worth a note.</blockquote>\n\n· · ·\n\nA man of about "
    "fifty joins them. In his hand are three passports. “If they ask: tourists, ten days.”\n\n"
    "<b>He saw that you heard. What now?</b>\n\n<b>A</b> · Wish all three a good trip.\n<b>B</b> · "
    "Ask him for the passports.\n<b>C</b> · Call the police at once. ({turn})"
)


def keyboard() -> InlineKeyboardMarkup:
    """Three buttons, one a row."""
    choices = ("watch", "Watch from the desk"), ("ask", "Ask for the papers"), ("call", "Call")
    rows = [[InlineKeyboardButton(text, callback_data=data)] for data, text in choices]
    return InlineKeyboardMarkup(rows)


async def show(message: Message) -> None:
    """Send the next screen."""
    await message.reply_html(_TEXT.replace("{turn}", str(next(_TURN))), reply_markup=keyboard())


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
