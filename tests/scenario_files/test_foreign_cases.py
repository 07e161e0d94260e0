"""Cases and zips from anyone are opened within the limits of a child process."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bot.parsing import bounded_process
from bot.pictures import exhibits
from bot.scenario_files import foreign_cases
from bot.scenario_files.foreign_cases import CaseTooDemanding
from bot.scenario_files.uploaded_files import FileRejected, RejectionReason
from bot.spreadsheets import UnreadableFile, uploaded_table
from scenarios.exhibits import ShownExhibit
from tests.helpers.exhibits import FILES as FILES_WITH_EXHIBITS
from tests.helpers.spreadsheets import SHEET, bomb

FILES = {"scenario.yaml": b"format: 1\n"}


def _runs(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(bounded_process, "PROGRAM", (sys.executable, "-c", code))


@pytest.mark.parametrize(
    "content", [b"[" * (10 << 20), b"a: &a [x]\nb: [*a, *a, *a]\n"], ids=["nested", "aliases"]
)
async def test_a_hostile_case_has_findings(content: bytes) -> None:
    loaded = await foreign_cases.loaded({"scenario.yaml": content})
    assert loaded.scenario is None
    assert loaded.findings


def _plan(inside: str) -> dict[str, bytes]:
    box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2048 2048"'
    return {**FILES_WITH_EXHIBITS, "media/plan.svg": f"<svg {box}>{inside}</svg>".encode()}


async def test_a_drawing_that_is_fine_is_accepted() -> None:
    loaded = await foreign_cases.loaded(_plan('<rect width="9" height="9"/>'))
    assert loaded.scenario is not None


async def test_a_drawing_that_typst_panics_on_is_refused_with_a_sentence() -> None:
    """Its panic is no `Exception`: in the program it would end the queue of a chat."""
    inside = '<g transform="scale(1e9)"><circle r="1e9" stroke="#000" stroke-dasharray="1e-8"/></g>'
    loaded = await foreign_cases.loaded(_plan(inside))
    assert loaded.scenario is None
    assert "`plan.svg` cannot be read as SVG." in map(str, (f.message for f in loaded.findings))
    with pytest.raises(RuntimeError, match="panicked"):
        await asyncio.to_thread(_draw, _plan(inside)["media/plan.svg"].decode())


def _draw(svg: str) -> None:
    shown = ShownExhibit("plan", "picture", "en", "", "", file="media/plan.svg")
    exhibits.png(shown, {"media/plan.svg": svg})


async def test_a_drawing_that_takes_too_much_memory_is_refused() -> None:
    """Each half-transparent group is a picture of 16 MB, kept while those within are drawn."""
    nested = '<g opacity="0.9">' * 40 + '<rect width="2000" height="2000"/>' + "</g>" * 40
    with pytest.raises(CaseTooDemanding):
        await foreign_cases.loaded(_plan(nested * 40))


async def test_a_killed_child_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    _runs(monkeypatch, "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(CaseTooDemanding):
        await foreign_cases.loaded(FILES)
    with pytest.raises(FileRejected) as refused:
        await foreign_cases.opened("case.zip", bomb(SHEET, b"x"))
    assert refused.value.reason is RejectionReason.LARGE


async def test_others_are_served_while_a_child_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    _runs(monkeypatch, "import signal; signal.pause()")
    waiting = asyncio.create_task(foreign_cases.loaded(FILES))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_child_has_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_TOKEN", "secret")
    code = """if True:
        import json, os
        print(json.dumps(["answer", sorted(os.environ)]))"""
    _runs(monkeypatch, code)
    found = await bounded_process.call(foreign_cases.try_to_load, {}, b"")
    assert not any(name.startswith("BASIRA") for name in found)


async def test_a_cell_of_ten_megabytes_is_refused_or_cut() -> None:
    try:
        rows = await uploaded_table.rows(b"name\n" + b"a" * (10 << 20), 9)
    except UnreadableFile:
        return
    assert max(len(cell) for row in rows for cell in row) <= uploaded_table.LONGEST
