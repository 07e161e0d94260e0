"""The calls of peers on aiogram for each tap. Only they import it."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.bench.peers.wording import CHOICES, text


def keyboard() -> Any:
    rows = [[InlineKeyboardButton(text=label, callback_data=data)] for data, label in CHOICES]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def show(message: Any) -> None:
    await message.answer(text(), parse_mode="HTML", reply_markup=keyboard())


async def answer(query: Any) -> None:
    """The three calls: answer the tap, take the old buttons away, send the next screen."""
    await query.answer()
    await query.message.edit_reply_markup()
    await show(query.message)


async def rewrite(query: Any) -> None:
    """The two calls of tutorials: answer the tap, and make the next screen of the old one."""
    await query.answer()
    await query.message.edit_text(text(), parse_mode="HTML", reply_markup=keyboard())


def poll(dispatcher: Any, *, uvloop: bool = False) -> None:
    """Run until stopped, by the library's own polling, on the loop that is wished."""
    api, token = sys.argv[1:3]
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    polling = _polling(dispatcher, token, session)
    if uvloop:
        import uvloop as faster

        faster.run(polling)
    else:
        asyncio.run(polling)


async def _polling(dispatcher: Dispatcher, token: str, session: Any) -> None:
    await dispatcher.start_polling(Bot(token, session=session))
