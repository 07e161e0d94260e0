"""A learner with refreshers, and a recording messenger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.refreshers.prompt_schedule import KIND
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.refresher_prompts import answer_refresher, judge_refresher, next_refresher
from bot.outbox.delivery import OnOutcome, SendOutcome
from bot.outbox.refresher_sending import RefresherSender
from storage.outbox import jobs
from storage.people import people
from storage.people.people import Person
from storage.refreshers import memories, prompts
from storage.refreshers.memories import Memory, Review
from storage.refreshers.prompts import Prompt, RefresherPreferences
from tests.helpers.front_desk import BOT, FrontDesk
from tests.helpers.recall_case import QUESTIONS
from tests.helpers.staff import leads

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Bahrain")
DAY = timedelta(days=1)


@dataclass
class FakeMessenger:
    """A messenger that remembers, and tells how it went when it is asked to."""

    sent: list[Screen] = field(default_factory=list)
    open: list[OnOutcome] = field(default_factory=list)

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: OnOutcome,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        self.sent.append(screen)
        self.open.append(settled)

    def end(self, message: int | None, *, ended: bool, unsent: timedelta | None = None) -> None:
        for name in self.open:
            name(SendOutcome(message, ended, unsent))
        self.open.clear()


@dataclass
class RefresherWorld:
    """A learner, and the program that sends refreshers."""

    desk: FrontDesk
    post: FakeMessenger
    refreshers: RefresherSender

    @property
    def now(self) -> datetime:
        return self.desk.clock.at

    async def read(self, unit: Callable[[Connection], T]) -> T:
        return await self.desk.parts.database.read(unit)

    async def write(self, unit: Callable[[Connection], T]) -> T:
        return await self.desk.parts.database.write(unit)

    async def person(self) -> Person:
        return (await self.read(people.every))[0]

    async def plays(self, *acts: str) -> None:
        """Play the case to its end, with the best answer by default."""
        await self.desk.tap(call(begin_case, "recalls"))
        for n in range(QUESTIONS):
            await self.desk.tap(self.desk.take(acts[n] if n < len(acts) else f"best{n}"))

    async def comes(self) -> datetime | None:
        person = await self.person()
        return await self.read(lambda conn: jobs.due_at(conn, KIND, person.id))

    async def goes_to(self, moment: datetime | None) -> None:
        assert moment is not None
        self.desk.clock.at = max(self.now, moment)

    async def sends(self) -> Screen | None:
        """Run the loop once with every message delivered."""
        before = len(self.post.sent)
        await self.refreshers.send()
        self.post.end(700, ended=True)
        await self.refreshers.flush()
        return self.post.sent[-1] if len(self.post.sent) > before else None

    async def gets(self) -> Screen:
        """Receive and open the next prompt."""
        await self.goes_to(await self.comes())
        screen = await self.sends()
        assert screen is not None
        return await self.opens(screen)

    async def opens(self, screen: Screen) -> Screen:
        """A prompt after its notice was opened; any other screen unchanged."""
        first = screen.buttons[0].action
        return await self.taps(first) if leads(first, next_refresher) else screen

    async def prompt(self) -> Prompt:
        person = await self.person()
        found = await self.read(lambda conn: prompts.last(conn, person.id))
        assert found is not None
        return found

    async def reviews(self) -> list[Review]:
        return await self.read(memories.everything)

    async def known(self) -> list[Memory]:
        person = await self.person()
        return await self.read(lambda conn: memories.of_person(conn, person.id))

    async def rhythm(self) -> RefresherPreferences:
        person = await self.person()
        return await self.read(lambda conn: prompts.preferences(conn, person.id))

    async def taps(self, action: Call, *, sure: bool | None = False) -> Screen:
        """Tap a button; where it is then asked how sure somebody is, answer unless that is None."""
        reply = await self.desk.tap(action)
        assert reply.screen is not None
        if sure is not None:
            asked = [each.action for each in reply.screen.buttons]
            found = [each for each in asked if isinstance(each, Call)]
            judged = [each for each in found if leads(each, judge_refresher)]
            if judged:
                return await self.taps(judged[0 if sure else 1])
        return reply.screen

    async def says(self, command: str) -> Screen:
        reply = await self.desk.parts.router.command(self.desk.visitor(), command)
        assert reply.screen is not None
        return reply.screen

    async def answers_all(self, screen: Screen, pick: int = 0) -> int:
        """Answer each item of a prompt by the button at a place; how many there were."""
        count = 0
        while leads(screen.buttons[0].action, answer_refresher):
            screen = await self.taps(screen.buttons[pick].action)
            assert leads(screen.buttons[0].action, next_refresher)
            screen = await self.taps(screen.buttons[0].action)
            count += 1
        return count


def words_of(screen: Screen) -> str:
    return "\n".join(line.text for line in screen.lines)


def best(screen: Screen) -> Call:
    return picked(screen, "best", "there", "leave")


def poor(screen: Screen) -> Call:
    return picked(screen, "poor", "not-there", "report")


def picked(screen: Screen, *starts: str) -> Call:
    """The button of a choice by how its id begins."""
    calls = (each.action for each in screen.buttons)
    found = [each for each in calls if isinstance(each, Call) and leads(each, answer_refresher)]
    return next(each for each in found if each.arguments["choice"].startswith(starts))


def prompt_of(answer: Call) -> str:
    """The prompt that a button belongs to."""
    return str(answer.arguments["prompt_id"])


def again(desk: FrontDesk) -> RefresherWorld:
    """The sending program, begun anew, as after a crash or in a second process."""
    post, parts = FakeMessenger(), desk.parts
    sender = RefresherSender(BOT, parts.app, post)
    return RefresherWorld(desk, post, sender)


def add_review(conn: Connection, review: Review) -> None:
    """Keep an answer as the next one to its item."""
    last = memories.last_review(conn, review.person, review.scenario, review.signature)
    memories.add_reviews(conn, [replace(review, seq=last.seq + 1 if last else 0)])
