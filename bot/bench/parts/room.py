"""A class of five hundred that votes all at once: counted, committed, answered."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, insert
from telegram import Bot

from bot import wiring
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.bench.bots.in_process import NotSent, Taken, services
from bot.bench.double.api import BOT, TOKEN
from bot.bench.measuring.figures import Row, Target
from bot.bench.measuring.plan import CASE, Plan
from bot.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from bot.bench.people import crowd
from bot.chat.learner.onboarding.consent_screens import NOTICE
from bot.chat.trainer.live_session.actions import Vote
from bot.interpreter import settle
from bot.outbox.class_messages import COUNT_EVERY, Asking
from bot.telegram.callback_data import codec
from bot.telegram.handlers import Handlers
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from scenarios import engine, position
from scenarios.case_library import Shelf, load_shelf
from scenarios.model import Scenario
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables
from storage.live_session import live_sessions, votes
from storage.live_session.attendance import Attending
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.people.people import Account, Person

MANY = 500
SESSION, LEADER, MESSAGE = "session-0001", "leader-00001", 7
FIRST = 20_000_000  # the account of the first phone; its leader's is one less


@dataclass(frozen=True, slots=True)
class Voted:
    """What one class came to."""

    taken: float  # seconds until the last phone had its answer
    cost: float  # milliseconds of processor a vote, all threads together
    calls: float  # requests a phone
    changed: int  # times that the leader's message was changed


def rows(plan: Plan) -> list[Row]:
    """Measure how long a class waits that votes in one moment."""
    shelf = load_shelf()
    runs = plan.each(lambda: on_a_fresh_file(lambda file: voted(file, shelf, MANY)))
    return [
        Row(
            f"{MANY} phones of a class vote in one moment, until the last has its answer",
            runs.figure(lambda one: one.taken),
            "s",
            target=Target(5, 2, more=False),
            note="the whole bot but the network, which takes each request at once",
        ),
        Row("processor time of a vote", runs.figure(lambda one: one.cost), "ms"),
        Row("requests for a vote", runs.figure(lambda one: one.calls), ""),
        Row("changes of the leader's message meanwhile", runs.figure(lambda one: one.changed), ""),
    ]


def voted(file: Path, shelf: Shelf, many: int) -> Voted:
    """Let so many vote, with a database that does not exist yet."""
    with as_the_bot():
        return run(class_voted(file, shelf, many))


async def class_voted(file: Path, shelf: Shelf, many: int) -> Voted:
    """The same, in a loop that runs."""
    case = shelf.scenarios[CASE]
    request = Taken()
    async with services(file, shelf) as parts, Bot(TOKEN, request=request) as bot:
        await parts.database.write(lambda conn: a_class(conn, case, many))
        sender = Sender(bot)
        handlers, messenger = Handlers(bot, parts.desk, sender), Changed(TelegramMessenger(sender))
        raised = [tap(number, choice) for number, choice in enumerate(chosen(case, many))]
        settle()
        counting = asyncio.create_task(_counted(parts, messenger))
        begun, worked = perf_counter(), process_time()
        await asyncio.gather(*map(handlers.tap, raised))
        await sender.drain(60)
        taken, worked = perf_counter() - begun, process_time() - worked
        counting.cancel()
        with suppress(asyncio.CancelledError):
            await counting
        await sender.drain(60)
        counted = await parts.database.read(lambda conn: votes.counted(conn, SESSION, 0))
    if sum(counted.values()) != many:
        raise NotSent(f"{sum(counted.values())} of {many} votes were counted")
    calls = (request.messages - messenger.changes) / many
    return Voted(taken, worked / many * 1000, calls, messenger.changes)


async def _counted(parts: wiring.Services, messenger: Changed) -> None:
    """What the loop does for the leader, as often as it does."""
    asking = Asking(BOT, parts.database, parts.rooms, messenger, parts.clock)
    while True:
        await asking.count()
        await asyncio.sleep(COUNT_EVERY)


class Changed:
    """A messenger that remembers how often it changed a message."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self.show, self.retire = messenger.show, messenger.retire
        self._messenger = messenger
        self.changes = 0

    def change(self, *what: Any) -> None:
        """Change a message, and count it."""
        self.changes += 1
        self._messenger.change(*what)


def chosen(case: Scenario, many: int) -> list[str]:
    """What each of so many votes for: all that is offered, in turn."""
    offered = session_flow.offered(case, engine.start(case).position)
    return [offered[number % len(offered)] for number in range(many)]


def tap(number: int, choice: str) -> dict[str, Any]:
    """The update of a vote, as Telegram sends it."""
    return {
        "update_id": number + 1,
        "callback_query": {
            "id": f"query-{number}",
            "from": {"id": FIRST + number, "first_name": "A", "language_code": "ar"},
            "message": {"message_id": MESSAGE},
            "data": codec.write(Vote(SESSION, 0, choice)),
        },
    }


def a_class(conn: Connection, case: Scenario, many: int) -> None:
    """Let a class come whose first vote is open."""
    now, at = crowd.NOW, engine.start(case).position
    agreed: dict[str, Any] = {"notice": NOTICE, "notice_at": now, "enrolled_at": now}
    leader = Person(LEADER, "en", crowd.ZONE, now, **agreed)
    people.add(conn, leader, Account(BOT, FIRST - 1, LEADER))
    cohorts.create(conn, Cohort("cohort-00001", "Class", "agency", crowd.ZONE, now), LEADER)
    ids = [f"person-{n:07}" for n in range(many)]
    conn.execute(
        insert(tables.people), [asdict(Person(one, "ar", crowd.ZONE, now, **agreed)) for one in ids]
    )
    accounts = [asdict(Account(BOT, FIRST + n, one)) for n, one in enumerate(ids)]
    conn.execute(insert(tables.accounts), accounts)
    opened = Session(
        *(SESSION, "cohort-00001", case.id, case.edition, 1, "ar", "Room 3", LEADER, now),
        *("running", Phase.VOTING, at.turn, position.write(at), 0, "door", "page", now),
        control=MESSAGE,
    )
    live_sessions.add(conn, opened)
    live_sessions.open_round(conn, SESSION, at.turn, at.scene)
    there = [asdict(Attending(one, SESSION, now, "phone", one, asked=at.turn)) for one in ids]
    conn.execute(insert(tables.attendance), there)
