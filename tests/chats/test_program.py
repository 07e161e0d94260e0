"""`basira run` as an operator meets it: its end, its logs, a second one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot.sandbox import TOKEN
from tests.helpers.learner import Learner
from tests.helpers.program import BotProcess
from tests.helpers.sandbox import Served

pytestmark = pytest.mark.slow

CASE = "dream-job"
USER = 918273645


@pytest.fixture
async def program(sandbox: Served, sqlite_url: str) -> AsyncIterator[BotProcess]:
    entry = BotProcess(sandbox, sqlite_url)
    await entry.start()
    yield entry
    await entry.gone()


async def test_current_work_is_finished_on_shutdown(sandbox: Served, program: BotProcess) -> None:
    """A tap that was taken is shown though SIGTERM comes before Telegram has answered."""
    learner = Learner(sandbox.phone(USER), "en")
    await learner.arrives()
    await learner.opens(CASE)
    for method in ("editMessageText", "sendMessage"):  # the outcome, and the next scene below
        await sandbox.fails(method=method, kind="delay", seconds=0.5)
    query = await learner.phone.taps(learner.buttons()[0]["callback_data"])
    await learner.answered(query)

    program.asks_to_end()
    status, _ = await program.ended()

    await learner.phone.look()
    assert "You chose" in learner.outcome()
    assert learner.text().startswith("Step 2")
    assert status == 0


async def test_logs_hold_nothing_personal_and_no_secret(
    sandbox: Served, program: BotProcess
) -> None:
    """Not when all goes well, and not when Telegram fails or sends what nobody can read."""
    said = "her passport is in his drawer"
    learner = Learner(sandbox.phone(USER), "en")
    await learner.arrives()
    await sandbox.fails(method="sendMessage", kind="500")
    await sandbox.fails(method="getUpdates", kind="reset")
    await learner.phone.says(said)
    await learner.phone.waits_for_text("is not kept")
    await learner.opens(CASE)
    text = learner.text()

    program.asks_to_end()
    _, log = await program.ended()

    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line["event"] == "ready" for line in lines)
    assert any(line["level"] == "warning" for line in lines)
    for secret in (TOKEN, TOKEN.split(":")[1], str(USER), said, f"Learner {USER}", text[:30]):
        assert secret not in log


async def test_a_second_program_on_one_sqlite_file_is_refused_with_a_sentence(
    sandbox: Served, program: BotProcess, sqlite_url: str
) -> None:
    """The first goes on; the second says what to do and ends with 2."""
    learner = Learner(sandbox.phone(USER), "en")
    await learner.arrives()
    second = BotProcess(sandbox, sqlite_url)
    await second.start()
    status, log = await second.ended()
    await learner.opens(CASE)

    assert status == 2
    assert "Traceback" not in log
    assert len(log.splitlines()) <= 2
    assert learner.button(":t:")
