"""Jobs run whatever the clock does."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import time_machine

from bot.schedule import loop as schedule
from bot.schedule.loop import Loop
from tests.promises.makers import NOON

PATIENCE = 20.0  # seconds; a test that waits so long has failed


async def test_jobs_go_on_after_the_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "LOOKING", 0.01)
    ran = asyncio.Event()

    async def run() -> None:
        ran.set()

    with time_machine.travel(NOON, tick=True) as clock:
        jobs = Loop()
        jobs.every(0.05, "a job", run)
        jobs.start()
        async with asyncio.timeout(PATIENCE):
            await ran.wait()
            clock.move_to(NOON - timedelta(hours=1))
            for _ in range(2):  # more than what was under way
                ran.clear()
                await ran.wait()
        await jobs.stop()


async def test_jobs_run_though_the_clock_is_set_back_before_they_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schedule, "LOOKING", 0.01)
    ran = asyncio.Event()

    async def run() -> None:
        ran.set()

    with time_machine.travel(NOON, tick=True) as clock:
        jobs = Loop()
        jobs.every(0.05, "a job", run)
        clock.move_to(NOON - timedelta(hours=1))
        jobs.start()
        async with asyncio.timeout(PATIENCE):
            await ran.wait()
        await jobs.stop()
