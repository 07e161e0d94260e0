"""Walks through the running program, traced: the files that a tap, a refresher and an export enter.

Everything runs in this process, over SQLite and the sandbox, with warm caches. Jobs run only when
a walk calls them, so that nothing else is counted.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from bot import program
from bot.app import ports
from bot.cli import main
from bot.sandbox import Sandbox
from bot.schedule.loop import Job, Loop
from scenarios.case_library import CaseLibrary
from tests.helpers.front_desk import ManualClock
from tests.helpers.learner import Learner
from tests.helpers.recall_case import QUESTIONS, recall_case
from tests.helpers.running import running_bot
from tests.helpers.sandbox import served

ROOT = Path(__file__).parents[2]
TRACED = tuple(f"{ROOT / name}{os.sep}" for name in ("bot", "storage", "scenarios"))
NOT_TRACED = f"{ROOT / 'bot' / 'sandbox'}{os.sep}"
USER = 1001
MORNING = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # half past eight in Bahrain


@dataclass
class Walk:
    """The functions of Basira that were called, the sandbox's excepted."""

    calls: int = 0
    paths: set[str] = field(default_factory=set)
    is_on: bool = False

    @property
    def files(self) -> int:
        return len(self.paths)

    def hear(self, frame: FrameType, event: str, _argument: object) -> None:
        """Take an event of `sys.setprofile`."""
        code = frame.f_code
        if not self.is_on or event != "call" or code.co_name == "<module>":
            return
        if code.co_filename.startswith(TRACED) and not code.co_filename.startswith(NOT_TRACED):
            self.calls += 1
            self.paths.add(code.co_filename)

    @contextmanager
    def traced(self, is_warm: bool) -> Iterator[None]:
        """Count calls, unless caches are still cold."""
        self.is_on = is_warm
        try:
            yield
        finally:
            self.is_on = False


@contextmanager
def _listening(*walks: Walk) -> Iterator[None]:
    """Let walks hear of every call in threads that start from now on, and in this one."""

    def hear(frame: FrameType, event: str, argument: object) -> None:
        for walk in walks:
            walk.hear(frame, event, argument)

    before = sys.getprofile()
    threading.setprofile(hear)
    sys.setprofile(hear)
    try:
        yield
    finally:
        sys.setprofile(before)
        threading.setprofile(before)


def tap_and_refresher() -> tuple[Walk, Walk]:
    """Walk a tap from the raw update to the noted receipt, and a refresher that is due."""
    tap, refresher = Walk(), Walk()
    clock = ManualClock()
    scenarios = CaseLibrary({"recalls": recall_case()})
    jobs: dict[str, Job] = {}

    def add(_loop: Loop, _seconds: float, name: str, job: Job, *_when: Any) -> None:
        jobs[name] = job

    async def walk(database: str, is_warm: bool) -> None:
        async with served(Sandbox(limits=None)) as sandbox:
            learner = Learner(sandbox.phone(USER), "en")
            async with running_bot(sandbox, database, scenarios):
                await learner.arrives()
                await learner.opens("recalls")
                await learner.answers("best0")
                with tap.traced(is_warm):
                    await learner.answers("best1")
                    await jobs["flush display receipts"]()
                for n in range(2, QUESTIONS):
                    await learner.answers(f"best{n}")
                clock.at += timedelta(days=1)
                with refresher.traced(is_warm):
                    await jobs["send refreshers"]()
                    await learner.phone.waits_for_text("A minute for you?")
                    await jobs["flush outbound outcomes"]()

    with (
        TemporaryDirectory() as folder,
        _listening(tap, refresher),
        patch.object(Loop, "every", add),
        patch.object(program, "LOOKING", timedelta(days=1).total_seconds()),
        patch.object(ports.SystemClock, "now", lambda _: clock.now()),
    ):
        for is_warm in (False, True):
            clock.at = MORNING
            asyncio.run(walk(f"sqlite:///{folder}/{is_warm}.db", is_warm))
    return tap, refresher


def export() -> Walk:
    """Walk `basira export attempts` on an empty database."""
    walk = Walk()
    with TemporaryDirectory() as folder, _listening(walk):
        environment = {"BASIRA_DATABASE": f"sqlite:///{folder}/walks.db"}
        command = ("export", "attempts", "--out", f"{folder}/a.csv", "--for", "A", "--by", "B")
        for is_warm in (False, True):
            with walk.traced(is_warm):
                result = CliRunner(env=environment).invoke(main, command)
            assert result.exit_code == 0, result.output
    return walk
