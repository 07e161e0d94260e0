"""The wire log: every tap from a phone and every screen to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import orjson

from bot.chat.kit.routes import Call
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.learner.own_erasure import erase_me
from bot.chat.learner.sign_out import sign_out
from bot.chat.playing.play import (
    change_answer,
    choose,
    confirm_answer,
    continue_story,
    finish_answer,
    mark,
)
from bot.chat.routes import ROUTES
from bot.sandbox import Sandbox
from bot.sandbox.calls import RawCall

Json: TypeAlias = dict[str, Any]
Turn: TypeAlias = tuple[str, int]  # an attempt, and one of its turns

COUNTS = {choose.__name__, finish_answer.__name__, continue_story.__name__}
"""Taps that move an attempt on, each once."""
LATE = timedelta(seconds=30)
OF_A_TURN = {*COUNTS, mark.__name__, confirm_answer.__name__, change_answer.__name__}


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap that moves an attempt on, if it is the first of its turn."""

    chat: int
    turn: Turn
    data: str
    update: int


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Diary:
    """The messages in both directions.

    Attributes:
        taps: Those that move an attempt on.
        others: How many taps did something else.
        shown: When each turn's screen was sent to its chat as a message.
        unasked: When a message came to whoever never did anything.
        asked: When somebody asked to be shown where they stand, or what they did reached the bot
            late.
        too_old: Updates that nobody took in time.
        signed_out: Chats whose people signed out, and taps of theirs since, which reach no attempt.
        erasures: The updates by which each chat's person asked for their data to be erased.
        deferred: Taps that a new notice answered, to be tapped again after it is accepted.
        under_way: When and by whom each update was made that has not reached a webhook yet.
        now: The clock by which all of it is noted.
    """

    taps: list[Tap] = field(default_factory=list)
    others: int = 0
    shown: dict[Turn, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    unasked: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    chats: dict[Turn, int] = field(default_factory=dict)
    too_old: set[int] = field(default_factory=set)
    deferred: set[int] = field(default_factory=set)
    signed_out: dict[int, set[int]] = field(default_factory=dict)
    erasures: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    under_way: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    now: Callable[[], datetime] = _clock

    @property
    def players(self) -> int:
        """The number of people who played a case."""
        return len({tap.chat for tap in self.taps})

    def tapped(self, chat: int, data: str, update: int) -> None:
        turn = _turn(data, COUNTS)
        self.under_way[update] = self.now(), chat
        if _is_call(data, sign_out.__name__):
            self.signed_out.setdefault(chat, set())
        elif chat in self.signed_out:
            self.signed_out[chat].add(update)
        if _is_call(data, erase_me.__name__):
            self.erasures[chat].append(update)
        if turn is not None:
            self.taps.append(Tap(chat, turn, data, update))
            return
        self.others += 1
        self.asked[chat].append(self.now())

    def said(self, chat: int, update: int) -> None:
        self.under_way[update] = self.now(), chat
        self.asked[chat].append(self.now())

    def brought(self, update: int) -> None:
        """Note that an update reached a webhook.

        Of a step that is done by then, the answer shows where the case stands.
        """
        made, chat = self.under_way.pop(update, (self.now(), 0))
        if self.now() - made > LATE:
            self.asked[chat].append(self.now())

    def sent(self, chat: int, message: Json) -> None:
        now = self.now()
        if chat in self.unasked:
            self.unasked[chat].append(now)
        if any(_is_call(data, accept_notice.__name__) for data in buttons(message)):
            mine = [tap for tap in self.taps if tap.chat == chat]
            # The last tap may be on an old message, right after one on the newest.
            turns = {tap.turn for tap in mine[-1:]}
            turns.update([turn for turn, there in self.chats.items() if there == chat][-1:])
            self.deferred.update(tap.update for tap in mine if tap.turn in turns)
        turn = turn_of(message)
        if turn is not None:
            self.shown[turn].append(now)
            self.chats[turn] = chat


class RecordingSandbox(Sandbox):
    """A sandbox that keeps a diary."""

    def __init__(self, diary: Diary) -> None:
        super().__init__(limits=None, now=diary.now)
        self.diary = diary
        diary.too_old = self.world.updates.too_old
        self.calls = 0

    async def perform(self, asked: RawCall) -> Any:
        """Run a method and record its messages."""
        self.calls += 1
        result = await super().perform(asked)
        if asked.method.lower() == "sendmessage":
            self.diary.sent(result["chat"]["id"], result)
        return result


def buttons(message: Json) -> list[str]:
    """The callback data under a message."""
    markup = message.get("reply_markup") or {}
    if isinstance(markup, str):
        markup = orjson.loads(markup)
    rows = markup.get("inline_keyboard", [])
    return [
        str(entry["callback_data"]) for row in rows for entry in row if "callback_data" in entry
    ]


def turn_of(message: Json) -> Turn | None:
    """The turn whose screen a message is, if it is one."""
    for data in buttons(message):
        if (turn := _turn(data, OF_A_TURN)) is not None:
            return turn
    return None


def _turn(data: str, handlers: Collection[str]) -> Turn | None:
    """The attempt and the turn that a button of some handlers names."""
    action = ROUTES.read(data)
    if not isinstance(action, Call) or action.name not in handlers:
        return None
    return action.arguments["attempt_id"], action.arguments["turn"]


def _is_call(data: str, name: str) -> bool:
    action = ROUTES.read(data)
    return isinstance(action, Call) and action.name == name
