import asyncio
import os
from pathlib import Path

import pytest

from bot.cli import scenario_files
from scenarios.case_library import LIBRARY, load_library
from scenarios.model import Scenario
from tests.helpers.export_year import small_year


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, no settings, and a pipe rather than a terminal."""
    for name in os.environ:
        if name.startswith("BASIRA_") or name in {"COLUMNS", "FORCE_COLOR", "NO_COLOR"}:
            monkeypatch.delenv(name)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lint has read no other cases: what it says of small ones must not hang on the library."""
    monkeypatch.setattr(scenario_files, "load_unchecked", list)


@pytest.fixture(scope="session")
def dream_job() -> Scenario:
    return load_library([LIBRARY / "dream-job"]).scenarios["dream-job"]


@pytest.fixture
def year_url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with a small year in it."""

    async def made() -> None:
        async with small_year(sqlite_url):
            pass

    monkeypatch.setenv("BASIRA_DATABASE", sqlite_url)
    asyncio.run(made())
    return sqlite_url
