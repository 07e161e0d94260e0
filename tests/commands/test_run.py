"""`basira run`: what keeps it from starting is told in a sentence, and in nothing else."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from bot.sandbox import TOKEN
from tests.commands.calling import program
from tests.helpers.sandbox import served

pytestmark = pytest.mark.slow


async def test_a_wrong_token_is_reported_in_one_sentence() -> None:
    async with served() as sandbox:
        asked = await asyncio.to_thread(
            program,
            "run",
            BASIRA_TELEGRAM_API=sandbox.url,
            BASIRA_TELEGRAM_TOKEN="123456:not-the-token-of-anything",
        )

    assert asked.returncode == 2
    assert asked.stderr.startswith("Telegram does not know this token.")
    assert asked.stderr.count("\n") == 1
    assert "Unclosed" not in asked.stdout


def test_an_api_out_of_reach_is_reported_in_one_sentence() -> None:
    asked = program("run", BASIRA_TELEGRAM_API="http://127.0.0.1:1", BASIRA_TELEGRAM_TOKEN=TOKEN)

    assert asked.returncode == 2
    assert asked.stderr.startswith("Telegram cannot be reached.")
    assert asked.stderr.count("\n") == 1
    assert "Unclosed" not in asked.stdout


def test_large_libraries_are_loaded_when_first_needed() -> None:
    """Upgrades, pages, files and the sandbox: by name, since megabytes differ by machine."""
    large = ("alembic", "starlette", "uvicorn", "jinja2", "typst", "openpyxl", "bot.sandbox")
    script = f"import sys, bot.program; print([one for one in {large} if one in sys.modules])"
    asked = subprocess.run((sys.executable, "-c", script), capture_output=True, check=True)
    assert asked.stdout.strip() == b"[]"
