"""A bare bot: one handler for taps, nothing saved, python-telegram-bot as it comes."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from tests.bench.peers import screen


async def start(update: Update, _context: Any) -> None:
    """`/start`."""
    assert update.message is not None
    await screen.show(update.message)


async def tap(update: Update, _context: Any) -> None:
    await screen.answer(update.callback_query)


def main() -> None:
    """Run it."""
    app = screen.builder().build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(tap))
    screen.poll(app)


if __name__ == "__main__":
    main()
