"""Learners who play through the buttons they are sent, each with one tap under way at most."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from tests.bench.double.telegram import Keyboard, Telegram
from tests.bench.measuring.plan import CASE

# Where several kinds of button are offered: an act or going on, begin, accept, the card or resume,
# leaving for later who one is, the way to the card, today; any other of ours comes last. What is
# not of our making (a peer's button) counts like a choice. Of cards one is meant: its turns are all
# answered, retired and sent, while ticks in other cases are edits, which do not count.
_SOONEST = (
    {"t", "m", "g", "d"},
    {"b"},
    {"a"},
    {"c", "r", "hg"},
    {"el"},
    {"hk"},
    {"hp"},
    {"l", "ht"},
)
_ORDER = {code: place for place, codes in enumerate(_SOONEST) for code in codes}
_MEANT = {"c": CASE, "hk": "media"}
_IN_PLAY, _LAST = 0, len(_SOONEST)
LATE = 5.0  # a tap that waited longer than this at the end counts as lost


@dataclass(slots=True)
class Learner:
    """A learner and the state of their last tap."""

    user: int
    message: int = 0
    keyboard: Keyboard = field(default_factory=list)
    tapped: int | None = None  # the message; None: they wrote
    acted: float = 0.0
    shown: float | None = None
    answered: bool = True
    retired: bool = True
    new_message: bool = False
    resting: bool = False
    mad: bool = False  # taps without looking; counts nowhere
    in_case: bool = False  # tapped in a case; around it buttons may stay, and nothing counts
    reached: tuple[str, int] = ("", -1)  # the last screen of a case: its attempt and its turn

    def data(self, dice: random.Random) -> str:
        offered: list[str] = [button["callback_data"] for row in self.keyboard for button in row]
        best = min(map(rank, offered))
        return dice.choice([name for name in offered if rank(name) == best])

    def plays(self) -> bool:
        return any(rank(key["callback_data"]) == _IN_PLAY for row in self.keyboard for key in row)


def rank(data: str) -> int:
    """The priority of a kind of button; lower ranks are tapped first."""
    version, _, rest = data.partition(":")
    if version != "1":
        return _IN_PLAY
    code, *which = rest.split(":")
    if code in _MEANT and which[:1] != [_MEANT[code]]:
        return _LAST
    return _ORDER.get(code, _LAST)


def position(keyboard: Keyboard) -> tuple[str, int] | None:
    """The attempt and the turn to which a screen of a case of ours belongs; None of any other."""
    for data in (button.get("callback_data", "") for row in keyboard for button in row):
        match data.split(":"):
            case ["1", code, attempt, turn, *_] if _ORDER.get(code) == _IN_PLAY:
                return attempt, int(turn)
    return None


@dataclass(slots=True)
class Counted:
    """The events of the counted window."""

    full: int = 0  # taps for which all three calls came
    waits: list[float] = field(default_factory=list)  # from a tap to its new message, in seconds
    disordered: int = 0  # screens that came twice, or after a later one of the same attempt


class Learners:
    """Many learners in one loop, notified at once of each call."""

    def __init__(self, users: int, dice: random.Random, *, edited: bool = False) -> None:
        self.all = {1000 + n: Learner(1000 + n) for n in range(users)}
        self.counted = Counted()
        self.rested: deque[Learner] = deque()
        self.in_play = asyncio.Event()  # all have joined
        self._new = deque(self.all.values())
        self._dice = dice
        self._edited = edited  # an edit is an answer too
        self._telegram: Telegram | None = None
        self._closed = False
        self._due: deque[float] = deque()
        self._awaited, self._back = users, asyncio.Event()

    def join(self, telegram: Telegram, outstanding: int) -> None:
        """Let all learners join, a limited number at a time."""
        self._telegram = telegram
        for _ in range(min(outstanding, len(self._new))):
            self._next_joins()

    def tap_on(self, outstanding: int) -> None:
        """Keep a number of taps under way; the learner who rested longest taps next."""
        self._closed = True
        for _ in range(min(outstanding, len(self.rested))):
            self._tap(self.rested.popleft(), perf_counter())

    async def tap_at(self, rate: float, seconds: float) -> None:
        """Tap so often a second, at random moments, whether or not the bot keeps up."""
        due = perf_counter()
        end = due + seconds
        while (due := due + self._dice.expovariate(rate)) < end:
            if (wait := due - perf_counter()) > 0:
                await asyncio.sleep(wait)
            self._due.append(due)
            self._serve_due()

    async def burst(self, seconds: float, patience: float) -> None:
        """Tap with each learner at a random moment of an interval in seconds; await the answers."""
        begun = perf_counter()
        moments = sorted(begun + self._dice.uniform(0, seconds) for _ in self.rested)
        due = [self.rested.popleft() for _ in moments]
        self._dice.shuffle(due)
        for at, learner in zip(moments, due, strict=True):
            if (wait := at - perf_counter()) > 0:
                await asyncio.sleep(wait)
            self._tap(learner, at)
        self._awaited, self._back = len(due), asyncio.Event()
        self._tell_if_back()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._back.wait()

    def mad(self) -> Learner:
        """One of them, from now on out of all counting."""
        learner = self.rested.pop()
        learner.mad = True
        return learner

    def lost(self) -> int:
        now = perf_counter()
        late = [
            learner
            for learner in self.all.values()
            if not learner.resting and not learner.mad and now - learner.acted > LATE
        ]
        return len(late)

    def shown(self, chat: int, message: int, keyboard: Keyboard) -> None:
        learner = self.all[chat]
        learner.shown = perf_counter()
        learner.new_message = message != learner.message
        if learner.new_message and (at := position(keyboard)) is not None:
            attempt, turn = learner.reached
            self.counted.disordered += at[0] == attempt and at[1] <= turn
            learner.reached = at
        learner.message, learner.keyboard = message, keyboard
        self._maybe_done(learner)

    def retired(self, chat: int, message: int) -> None:
        """The buttons of a message are gone."""
        learner = self.all[chat]
        if message == learner.tapped:
            learner.retired = True
            self._maybe_done(learner)

    def answered(self, chat: int, _query: str) -> None:
        learner = self.all[chat]
        learner.answered = True
        self._maybe_done(learner)

    def _maybe_done(self, learner: Learner) -> None:
        if (
            learner.mad
            or learner.shown is None
            or not (learner.answered and learner.retired)
            or learner.resting
        ):
            return
        if learner.tapped is not None and (learner.new_message or self._edited) and learner.in_case:
            self.counted.full += 1
            self.counted.waits.append(learner.shown - learner.acted)
        self._go_on(learner)

    def _go_on(self, learner: Learner) -> None:
        if not self.in_play.is_set():
            if not learner.plays():
                self._tap(learner, perf_counter())
                return
            self._rest(learner)
            self._next_joins()
            if len(self.rested) == len(self.all):
                self.in_play.set()
            return
        self._rest(learner)
        if self._closed:
            self._tap(self.rested.popleft(), perf_counter())
        else:
            self._serve_due()

    def _rest(self, learner: Learner) -> None:
        learner.resting = True
        self.rested.append(learner)
        self._tell_if_back()

    def _tell_if_back(self) -> None:
        if len(self.rested) >= self._awaited:
            self._back.set()

    def _serve_due(self) -> None:
        while self._due and self.rested:
            self._tap(self.rested.popleft(), self._due.popleft())

    def _next_joins(self) -> None:
        if self._new:
            assert self._telegram is not None
            learner = self._new.popleft()
            learner.acted = perf_counter()
            self._telegram.says(learner.user, "/start")

    def _tap(self, learner: Learner, at: float) -> None:
        assert self._telegram is not None
        learner.acted, learner.shown, learner.tapped = at, None, learner.message
        learner.answered = learner.new_message = learner.resting = False
        learner.in_case = learner.plays()
        learner.retired = not learner.in_case
        self._telegram.taps(learner.user, learner.message, learner.data(self._dice))
