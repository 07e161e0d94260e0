"""What a bot does without, it does without for itself alone."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bot.interpreter import without
from tests.commands.calling import PATIENCE

pytestmark = pytest.mark.slow

_LOADED = """
from bot.interpreter import without
with without("rich", "pygments"):
    import httpx
    import structlog
import sys
print({"rich", "pygments"} & set(sys.modules))
"""


_BEGUN = """
import sys
from bot.interpreter import without
with without("rich", "pygments", "greenlet"):
    from bot import program
from storage.db import schema
schema.ensure(sys.argv[1])
print({"aiohttp", "alembic", "graphlay", "greenlet"} & set(sys.modules))
"""


def test_skipped_imports_can_be_loaded_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)

    with without("colorsys"), pytest.raises(ImportError):
        import_module("colorsys")

    assert import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_loaded_modules_stay() -> None:
    with without("sys"):
        assert import_module("sys") is sys


def test_terminal_libraries_are_not_loaded() -> None:
    assert said(_LOADED) == "set()\n"


def test_a_first_start_loads_nothing_that_it_may_never_need(tmp_path: Path) -> None:
    assert said(_BEGUN, f"sqlite:///{tmp_path}/basira.db") == "set()\n"


def said(program: str, *arguments: str) -> str:
    command = (sys.executable, "-c", program, *arguments)
    asked = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    return asked.stdout
