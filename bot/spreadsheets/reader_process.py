"""Parses workbooks in a process of its own each, which ends when it has answered.

Parsing holds the interpreter, and a hostile workbook may take what no count foresees: nobody else
waits for either. Two are parsed at once; more of them wait.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Final
from weakref import WeakKeyDictionary

import structlog

from bot.spreadsheets import Unreadable, archive_check, workbook_reader
from bot.spreadsheets.workbook_reader import Numbered, Wanted

log = structlog.get_logger()

# Nothing of the folder it is started in is believed.
PROGRAM: Final = (sys.executable, "-P", "-m", workbook_reader.__name__)
LONGEST: Final = 30.0
"""Seconds that a workbook may take, while others have the processor too."""
_AT_ONCE: Final = 2
# A semaphore belongs to the loop in which somebody first waited for it.
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def numbered(content: bytes, name: str, wanted: Wanted) -> list[Numbered]:
    """The rows of a workbook in which something stands.

    Args:
        content: From anyone.
        name: What it is called, for whoever is told what is wrong with it.
        wanted: What is read of it.

    Raises:
        TooMuch: There is more in it than its bounds, or it takes more memory or time than any may.
        Unreadable: It is no workbook.
    """
    if len(content) > workbook_reader.BYTES:
        raise workbook_reader.too_large(name)
    async with _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE)):
        return workbook_reader.answered(
            await _told(workbook_reader.asked(wanted, name, content), name)
        )


async def _told(asked: bytes, name: str) -> bytes:
    """What the process answers."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,  # Ctrl-C is not meant for it
    )
    try:
        async with asyncio.timeout(LONGEST):
            told, _ = await process.communicate(asked)
    except TimeoutError:
        raise archive_check.too_much(name) from None
    finally:
        await _end(process)
    if process.returncode:
        # Below zero it was killed, which is what happens at its bound of the processor.
        if process.returncode < 0:
            raise archive_check.too_much(name)
        log.error("the process that parses workbooks failed", status=process.returncode)
        raise Unreadable(f"{name} cannot be read just now; send it again later.")
    return told


async def _end(process: Process) -> None:
    """Kill the process if it has not ended, as when nobody waits for it any more."""
    if process.returncode is None:
        process.kill()
        await process.wait()
