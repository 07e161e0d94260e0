"""Bots under test: ours, and its peers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bot
from bot.sandbox import TOKEN


@dataclass(frozen=True, slots=True)
class Bot:
    """The command and settings that start a bot.

    Attributes:
        name: What it is called in the table.
        arguments: Of Python, with `{api}` and `{folder}` to be filled.
        settings: Of ours.
        apart: Whether it needs `.venv-peers`, whose packages this environment must not have.
    """

    name: str
    arguments: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    apart: bool = False

    @property
    def there(self) -> bool:
        return not self.apart or APART.exists()


ROOT = Path(bot.__file__).parent.parent
APART = ROOT / ".venv-peers" / "bin" / "python"


OURS = Bot("ours", ("-m", "bot.cli", "run"))
ON_POSTGRESQL = Bot("ours on PostgreSQL", OURS.arguments)
BARE = Bot("bare handler", ("-m", "tests.bench.peers.bare", "{api}", TOKEN))
CEILING = Bot("no bot, bytes alone", ("-m", "tests.bench.peers.raw", "{api}", TOKEN))


def conversation(known: int, *more: str) -> Bot:
    """The conversation pickled after each update, with a number of learners known before."""
    module = "tests.bench.peers.conversation"
    arguments = ("-m", module, "{api}", TOKEN, "{folder}/kept.pickle", str(known), *more)
    return Bot(", ".join((f"conversation, {known:,} known", *more)), arguments)


CONVERSATION, CROWD = conversation(0), conversation(10_000)
WHOLE = conversation(10_000, "whole answers")


def _aiogram(name: str, calls: str, loop: str) -> Bot:
    module = "tests.bench.peers.aiogram_bare"
    return Bot(name, ("-m", module, "{api}", TOKEN, calls, loop), apart=True)


AIOGRAM = _aiogram("aiogram, bare", "three", "asyncio")
AIOGRAM_UVLOOP = _aiogram("aiogram, bare, on uvloop", "three", "uvloop")
AIOGRAM_TWO = _aiogram("aiogram, bare, two calls a tap", "two", "asyncio")
AIOGRAM_FSM = Bot(
    "aiogram with states in SQLite",
    ("-m", "tests.bench.peers.aiogram_fsm", "{api}", TOKEN, "{folder}/kept.db"),
    apart=True,
)
