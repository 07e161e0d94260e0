"""Parses each workbook in a process of its own, which ends with its answer.

Parsing blocks the interpreter, and a hostile workbook may take more than any check foresees;
neither delays anybody else. Two are parsed at once; others wait.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Final
from weakref import WeakKeyDictionary

import structlog

from bot.spreadsheets import UnreadableFile, archive_check, workbook_reader
from bot.spreadsheets.workbook_reader import Numbered, ReadOptions

log = structlog.get_logger()

# `-P`: nothing is imported from the working directory.
PROGRAM: Final = (sys.executable, "-P", "-m", workbook_reader.__name__)
LONGEST: Final = 30.0
"""Seconds of real time for one workbook, on a busy machine."""
_AT_ONCE: Final = 2
# A semaphore belongs to the loop in which somebody first waited for it.
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def read_rows(content: bytes, name: str, options: ReadOptions) -> list[Numbered]:
    """Read the rows of a workbook that are not empty.

    Args:
        content: The workbook, from anyone.
        name: Its name in errors.
        options: What to read.

    Raises:
        WorkbookTooLarge: It exceeds its bounds, or takes too much memory or time.
        UnreadableFile: It is no workbook.
    """
    if len(content) > workbook_reader.BYTES:
        raise workbook_reader.too_large(name)
    async with _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE)):
        question = workbook_reader.encode_question(options, name, content)
        return workbook_reader.decode_answer(await _answer(question, name))


async def _answer(question: bytes, name: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,  # Ctrl-C is not meant for it
    )
    try:
        async with asyncio.timeout(LONGEST):
            answer, _ = await process.communicate(question)
    except TimeoutError:
        raise archive_check.workbook_too_large(name) from None
    finally:
        await _end(process)
    if process.returncode:
        # Below zero it was killed, which is what happens at its bound of the processor.
        if process.returncode < 0:
            raise archive_check.workbook_too_large(name)
        log.error("the process that parses workbooks failed", status=process.returncode)
        raise UnreadableFile(f"{name} cannot be read just now; send it again later.")
    return answer


async def _end(process: Process) -> None:
    """Kill the process if it still runs, as when this was cancelled."""
    if process.returncode is None:
        process.kill()
        await process.wait()
