"""A bare bot on aiogram: one handler for taps, nothing saved.

Arguments: the API, the token, `three` or `two` calls a tap, and the loop: `asyncio` or `uvloop`.
"""

from __future__ import annotations

import sys

from aiogram import Dispatcher
from aiogram.filters import CommandStart

from tests.bench.peers import aiogram_screen


def main() -> None:
    """Run it."""
    calls, loop = sys.argv[3:5]
    dispatcher = Dispatcher()
    dispatcher.message.register(aiogram_screen.show, CommandStart())
    dispatcher.callback_query.register(
        aiogram_screen.answer if calls == "three" else aiogram_screen.rewrite
    )
    aiogram_screen.poll(dispatcher, uvloop=loop == "uvloop")


if __name__ == "__main__":
    main()
