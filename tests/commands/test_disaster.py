"""The machine is lost, and the bot runs again from its backup, by the documented commands."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli.ops_unit import BACKUP
from tests.commands.calling import PATIENCE, program
from tests.helpers.learner import Learner
from tests.helpers.program import BotProcess
from tests.helpers.sandbox import served

pytestmark = pytest.mark.slow

CASE = "dream-job"
LONGEST = 120.0
"""Seconds from the loss to the first answer, on a busy machine."""


async def test_first_tap_is_answered_after_the_machine_was_lost(tmp_path: Path) -> None:
    machine, elsewhere = tmp_path / "machine", tmp_path / "elsewhere"
    elsewhere.mkdir()
    address = _new_machine(machine)
    async with served() as telegram:
        learner = Learner(telegram.phone(501), "en")
        bot = BotProcess(telegram, address)
        try:
            await bot.start()
            await learner.arrives()
            await learner.opens(CASE)
            await asyncio.to_thread(_back_up, address, machine, elsewhere)

            await bot.kill()
            shutil.rmtree(machine)
            lost = time.monotonic()
            address = _new_machine(machine)
            events = await asyncio.to_thread(_restore, address, elsewhere)
            restored = time.monotonic()
            bot = BotProcess(telegram, address)
            await bot.start()
            first = learner.button(":t:") or ""
            await learner.answers(first.split(":")[4])
            answered = time.monotonic()
            bot.asks_to_end()
            assert (await bot.ended())[0] == 0
        finally:
            await bot.gone()
    assert _events(_called("check", address)) > events > 0
    print(
        f"\nRestored and proved after {restored - lost:.1f} s, "
        f"first tap answered after {answered - lost:.1f} s"
    )
    assert answered - lost < LONGEST


def _new_machine(folder: Path) -> str:
    folder.mkdir()
    return f"sqlite:///{folder / 'basira.db'}"


def _back_up(address: str, machine: Path, elsewhere: Path) -> None:
    """What the timer runs every night, its program a script on the machine."""
    basira = machine / "basira"
    basira.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot.cli "$@"\n')
    basira.chmod(0o700)
    subprocess.run(
        ("bash", str(BACKUP)),
        check=True,
        capture_output=True,
        timeout=PATIENCE,
        env=os.environ | {"BASIRA_DATABASE": address, "BASIRA": str(basira), "TO": str(elsewhere)},
    )


def _restore(address: str, elsewhere: Path) -> int:
    """Restore and prove the backup; gives the number of its events."""
    (backup,) = elsewhere.glob("*.backup")
    (erased,) = elsewhere.glob("*.erased.jsonl")
    _called("restore", address, str(backup), "--erased", str(erased))
    return _events(_called("check", address))


def _called(command: str, address: str, *args: str) -> str:
    done = program("db", command, *args, BASIRA_DATABASE=address)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _events(checked: str) -> int:
    found = re.search(r"(\d+) events? replayed: all match", checked)
    assert found, checked
    return int(found[1])
