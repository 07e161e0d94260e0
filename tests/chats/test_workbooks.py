"""Workbooks from anyone are parsed apart, and cannot take what others need."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.parsing import bounded_process
from bot.scenario_files import text_sheet
from bot.spreadsheets import UnreadableFile, uploaded_table
from bot.spreadsheets.archive_check import WorkbookTooLarge
from tests.helpers.spreadsheets import SHEET, bomb, parts, xlsx

ATTRIBUTES = " ".join(f'a{number} CDATA ""' for number in range(50))
DTD = f"<!DOCTYPE x [<!ATTLIST c {ATTRIBUTES}>]>"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
LIST = xlsx(("Name",), ("Sara Ahmed",))


def with_dtd(content: str, dtd: str = DTD, coding: str = "utf-8", head: str = "") -> bytes:
    """A part with a DTD before its first element."""
    body = content[content.index("?>") + 2 :] if content.startswith("<?xml") else content
    return (head + dtd + body).encode(coding)


def sheet() -> str:
    return parts()[SHEET].decode()


@pytest.mark.parametrize("part", [name for name in parts() if "theme" not in name])
async def test_a_dtd_is_refused_in_every_part(part: str) -> None:
    with pytest.raises(UnreadableFile, match="has a DTD"):
        await uploaded_table.rows(bomb(part, with_dtd(parts()[part].decode())), 9)


@pytest.mark.parametrize(
    ("coding", "head"),
    [
        ("utf-8-sig", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("utf-16", '<?xml version="1.0" encoding="UTF-16"?>'),
        ("utf-16", ""),
        ("utf-16-le", '<?xml version="1.0"?>'),
        ("utf-16-be", '<?xml version="1.0"?>'),
        ("latin-1", '<?xml version="1.0" encoding="ISO-8859-1"?>'),
        ("cp1256", '<?xml version="1.0" encoding="windows-1256"?>'),
        ("utf-8", "<!-- --> <?pi?> \n"),
        ("utf-8", " " * 70_000),
        ("utf-8", " " * (65_536 - 4)),
    ],
)
async def test_a_dtd_is_refused_in_every_encoding_and_place(coding: str, head: str) -> None:
    """The marks of UTF-16 hide none, nor does what stands before it."""
    with pytest.raises(UnreadableFile, match="has a DTD"):
        await uploaded_table.rows(bomb(SHEET, with_dtd(sheet(), coding=coding, head=head)), 9)


@pytest.mark.parametrize("dtd", [DTD, ENTITIES, "<!DOCTYPE x>", '<!DOCTYPE x SYSTEM "file:///x">'])
async def test_every_dtd_is_refused_in_both_kinds_of_sheets(dtd: str) -> None:
    hostile = bomb(SHEET, with_dtd(sheet(), dtd))
    with pytest.raises(UnreadableFile, match="has a DTD"):
        await uploaded_table.rows(hostile, 9)
    with pytest.raises(UnreadableFile, match="has a DTD"):
        await text_sheet.read(hostile, ("en",))


@pytest.mark.slow
async def test_the_process_is_bounded_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever no count foresees is told like all that is too much."""
    _parses(monkeypatch, "bytearray(1 << 30)")
    with pytest.raises(WorkbookTooLarge):
        await uploaded_table.rows(LIST, 9)


@pytest.mark.slow
async def test_processor_time_of_the_process_is_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _parses(monkeypatch, "all(iter(int, 1)) or [None for _ in iter(int, 1)]", seconds=1)
    with pytest.raises(WorkbookTooLarge):
        await uploaded_table.rows(LIST, 9)


@pytest.mark.slow
async def test_a_process_that_never_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import signal; signal.pause()"
    monkeypatch.setattr(bounded_process, "PROGRAM", (sys.executable, "-c", code))
    monkeypatch.setattr(bounded_process, "LONGEST", 0.1)
    with pytest.raises(WorkbookTooLarge):
        await uploaded_table.rows(LIST, 9)


async def test_a_cancelled_read_kills_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And waits for its end, so that none is left behind."""
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    code = f"import os, signal; open({str(pipe)!r}, 'w').write(str(os.getpid())); signal.pause()"
    monkeypatch.setattr(bounded_process, "PROGRAM", (sys.executable, "-c", code))
    reading = asyncio.create_task(uploaded_table.rows(LIST, 9))
    pid = int(await asyncio.to_thread(pipe.read_text))
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_process_that_fails_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_process, "PROGRAM", (sys.executable, "-c", "1 / 0"))
    with pytest.raises(UnreadableFile, match="send it again later"):
        await uploaded_table.rows(LIST, 9)


async def test_many_at_once_are_all_read() -> None:
    """Those above two wait for their turn."""
    found = await asyncio.gather(*(uploaded_table.rows(LIST, 9) for _ in range(4)))
    assert found == [[("Name",), ("Sara Ahmed",)]] * 4


def _parses(monkeypatch: pytest.MonkeyPatch, does: str, seconds: int = 10) -> None:
    """In place of parsing, the process does something else."""
    code = f"""
import sys
from bot.parsing import worker
from bot.spreadsheets import workbook_reader
workbook_reader.numbered = lambda *_: {does}
worker.main(sys.stdin.buffer, sys.stdout.buffer)
"""
    monkeypatch.setattr(bounded_process, "SECONDS", seconds)
    monkeypatch.setattr(bounded_process, "PROGRAM", (sys.executable, "-c", code))
