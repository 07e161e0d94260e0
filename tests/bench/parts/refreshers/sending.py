"""Refreshers all due at once: claimed, composed, drawn and sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from telegram import Bot

from bot.interpreter import settle
from bot.sandbox import TOKEN
from bot.telegram.limits import SendRates
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from scenarios.case_library import CaseLibrary, load_library
from tests.bench.bots.in_process import CountingRequest, IncompleteRun, refreshers, services
from tests.bench.double.telegram import BOT
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.loop_lag import beating
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.running import as_the_bot, on_a_fresh_file, run
from tests.bench.people import crowd

MANY = 10_000
FEW = 100  # in a run of less than a second


@dataclass(frozen=True, slots=True)
class SendingRun:
    """The result of one run."""

    rate: float  # messages a second
    cost: float  # milliseconds of processor a message, all threads together
    longest: float  # milliseconds for which the loop was held at most


def rows(plan: Plan) -> list[Row]:
    """Measure the throughput of due refreshers and their effect on other work."""
    shelf, many = load_library(), FEW if plan.seconds < 1 else MANY
    runs = plan.each(lambda: on_a_fresh_file(lambda file: sent(file, shelf, many)))
    each = f"each knows {crowd.KNOWN} items, {crowd.READY} of them due"
    return [
        Row(
            f"claim, render and hand over {many:,} due refreshers",
            runs.figure(lambda run: run.rate),
            "/s",
            "not in this run: Telegram takes some 30/s",
            target=Target(1_000),
            note=f"{each}; the whole bot but the network, which takes each request at once",
        ),
        Row("processor time of a refresher", runs.figure(lambda run: run.cost), "ms"),
        Row(
            "the longest that the loop is held meanwhile",
            runs.figure(lambda run: run.longest),
            "ms",
            target=Target(50, more=False),
        ),
    ]


def sent(file: Path, shelf: CaseLibrary, many: int) -> SendingRun:
    """Send due refreshers to a number of people, from a new database."""
    with as_the_bot():
        return run(_sent(file, shelf, many))


async def _sent(file: Path, shelf: CaseLibrary, many: int) -> SendingRun:
    async with services(file, shelf) as parts:
        await parts.database.write(lambda conn: crowd.all_due(conn, shelf, BOT, many))
        request = CountingRequest()
        # Telegram's own pace is measured by `broadcast`; here, what the program could.
        sender = Sender(Bot(TOKEN, request=request), pace=SendRates(push_per_second=1e9))
        sending = refreshers(parts, TelegramMessenger(sender))
        settle()
        async with beating() as held:
            begun, worked = perf_counter(), process_time()
            while request.messages < many:
                if not await sending.send() and not sender.waiting:
                    break
                while sender.waiting:  # noqa: ASYNC110 - as many as may be on their way
                    await asyncio.sleep(0)
            await sender.drain(60)
            await sending.flush()
            taken, worked = perf_counter() - begun, process_time() - worked
    if request.messages != many:
        raise IncompleteRun(f"{request.messages:,} of {many:,} came")
    return SendingRun(many / taken, worked / many * 1000, max(held) * 1000)
