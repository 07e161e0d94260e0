"""The services over a real database, with a clock of the test's and a messenger that remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from bot import wiring
from bot.app.onboarding.consent import NOTICE
from bot.app.playing.shown_turn import ShownTurn
from bot.chat.kit.request import Reply, Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.onboarding.profile import skip_onboarding
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.playing.play import choose, continue_story, finish_answer, mark
from bot.outbox.delivery import OnOutcome, SendOutcome
from bot.outbox.timeout_screens import TimeoutScreens
from bot.outbox.undelivered import undelivered_screens
from bot.sandbox import TOKEN
from bot.settings import Settings
from bot.wiring import Services
from scenarios.case_library import CaseLibrary
from storage.outbox.undelivered import UndeliveredQuery
from tests.helpers.kinds_case import kinds_case
from tests.helpers.prepared_databases import begin_with

BOT, LEARNER = 1, 1001


class ManualClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class SentScreen:
    """A screen passed to the messenger."""

    chat: int
    screen: Screen
    retire: int | None


@dataclass
class FakeMessenger:
    """A messenger whose screens all arrive, as messages numbered from 500."""

    sent: list[SentScreen] = field(default_factory=list)
    changed: list[tuple[int, int, Screen]] = field(default_factory=list)
    retired: list[tuple[int, int]] = field(default_factory=list)

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: OnOutcome,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        self.sent.append(SentScreen(chat, screen, retire))
        settled(SendOutcome(500 + len(self.sent), final=True))

    def change(self, chat: int, message: int, screen: Screen) -> None:
        self.changed.append((chat, message, screen))

    def retire(self, chat: int, message: int) -> None:
        self.retired.append((chat, message))


@dataclass
class FrontDesk:
    """One learner at the desk."""

    parts: Services
    clock: ManualClock
    post: FakeMessenger
    overtime: TimeoutScreens
    screen: Screen
    updates: count[int]

    @property
    def shows(self) -> ShownTurn:
        assert self.screen.shows is not None
        return self.screen.shows

    @property
    def words(self) -> str:
        return "\n".join(line.text for line in self.screen.lines)

    async def tap(self, action: Call, *, arrives: bool = True) -> Reply:
        """Tap a button; the screen arrives as message 100 + turn, unless told otherwise."""
        reply = await self.parts.router.tap(self.visitor(), action)
        if reply.screen is not None:
            self.screen = reply.screen
        if reply.screen is not None and reply.screen.shows is not None and arrives:
            self.parts.receipts.note(reply.screen.shows, 100 + reply.screen.shows.turn)
            await self.parts.receipts.flush()
        return reply

    async def owed(self) -> list[tuple[int, Screen]]:
        """The undelivered screens of everybody, whoever had them in flight."""
        now = self.clock.now()
        return await undelivered_screens(
            self.parts.app, lambda _: UndeliveredQuery(BOT, now, (), now, 9)
        )

    def take(self, act: str) -> Call:
        return call(choose, self.shows.attempt, self.shows.turn, act)

    def mark(self, part: str, *, on: bool = True) -> Call:
        return call(mark, self.shows.attempt, self.shows.turn, part, on)

    def finish(self) -> Call:
        return call(finish_answer, self.shows.attempt, self.shows.turn)

    def go_on(self) -> Call:
        return call(continue_story, self.shows.attempt, self.shows.turn)

    def visitor(self) -> Visitor:
        return Visitor(BOT, LEARNER, next(self.updates), "en")


@cache
def _settings(**more: Any) -> Settings:
    return Settings(_env_file=None, telegram_token=TOKEN, **more)


@asynccontextmanager
async def services(
    url: str, shelf: CaseLibrary, clock: ManualClock, *, prepare: bool = True, **more: Any
) -> AsyncIterator[Services]:
    settings = _settings(**more).model_copy(update={"database": url})
    async with wiring.services(settings, shelf, clock, prepare=prepare) as parts:
        yield parts


async def prepared(url: str, shelf: CaseLibrary) -> bool:
    """Start with a prepared database of the release where that is quicker."""

    async def prepare(empty: str) -> None:
        async with services(empty, shelf, ManualClock()):
            pass

    return await begin_with(url, ("prepared", _editions(shelf)), prepare)


def _editions(shelf: CaseLibrary) -> frozenset[str]:
    return frozenset(case.edition for case in shelf)


_arrivals: dict[Hashable, Screen] = {}
"""The screens that learners see who have arrived."""


@asynccontextmanager
async def front_desk(
    url: str, shelf: CaseLibrary | None = None, day: int = 0, **more: Any
) -> AsyncIterator[FrontDesk]:
    """A learner who has accepted the notice, before the first scene of the case of all kinds."""
    shelf = shelf or CaseLibrary({"kinds": kinds_case()})
    key = ("arrived", _editions(shelf), day, *more.items())

    async def arrive(empty: str) -> None:
        async with _desk(empty, shelf, day, arrived=None, **more) as desk:
            _arrivals[key] = desk.screen

    arrived = await begin_with(url, key, arrive)
    screen = _arrivals[key] if arrived else None
    async with _desk(url, shelf, day, arrived=screen, **more) as desk:
        yield desk


@asynccontextmanager
async def _desk(
    url: str, shelf: CaseLibrary, day: int, arrived: Screen | None, **more: Any
) -> AsyncIterator[FrontDesk]:
    clock, post = ManualClock(), FakeMessenger()
    clock.passes(day * 86_400)
    async with services(url, shelf, clock, prepare=arrived is None, **more) as parts:
        overtime = TimeoutScreens(BOT, parts.app, post)
        acts = (
            [call(accept_notice, "en", NOTICE, ""), call(skip_onboarding)]
            if arrived is None
            else []
        )
        updates = count((1 if acts else 3) + day * 1000)
        desk = FrontDesk(parts, clock, post, overtime, arrived or Screen(()), updates)
        for act in acts:
            await desk.tap(act)
        yield desk


async def at_counter(desk: FrontDesk, *, arrives: bool = True) -> None:
    """Begin the case: the question with a time limit."""
    await desk.tap(call(begin_case, "kinds"), arrives=arrives)
