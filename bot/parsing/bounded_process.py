"""Calls a parser on a foreign file in a child process, which ends with its answer.

Parsing blocks the interpreter, and a hostile file may take more than any check foresees; neither
delays anybody else. A child gets neither the environment nor open files of the program, and
answers in JSON. Two run at once; further calls wait.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from typing import IO, Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import orjson
import structlog

from bot.parsing import ParsingError, ParsingTooDemanding, worker

log = structlog.get_logger()

Parser: TypeAlias = Callable[[Any, IO[bytes]], Any]
"""Gets options and a file; options and result are JSON. A function of a module."""

# `-P`: nothing is imported from the working directory.
PROGRAM: Final = (sys.executable, "-P", "-m", worker.__name__)
SECONDS: Final = 10
"""Processor time of a child."""
MEMORY: Final = 256 << 20
"""Bytes of address space of a child, of which Python and openpyxl take 40 MB."""
LONGEST: Final = 30.0
"""Seconds of real time of a child, on a busy machine."""
_AT_ONCE: Final = 2
# A semaphore belongs to the loop in which somebody first waited for it.
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def call(parser: Parser, options: object, content: bytes) -> Any:
    """Call a parser in a child process.

    Raises:
        ParsingTooDemanding: It took too much memory or time.
        ParsingError: It failed.
    """
    named = (parser.__module__, parser.__qualname__, options, SECONDS, MEMORY)
    async with _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE)):
        answer = await _answer(orjson.dumps(named) + b"\n" + content, parser.__module__)
    kind, found = orjson.loads(answer)
    if kind == worker.TOO_MUCH:
        raise ParsingTooDemanding
    return found


async def _answer(question: bytes, module: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={},
        start_new_session=True,  # Ctrl-C is not meant for it
    )
    try:
        async with asyncio.timeout(LONGEST):
            answer, _ = await process.communicate(question)
    except TimeoutError:
        raise ParsingTooDemanding from None
    finally:
        await _end(process)
    if process.returncode:
        # Below zero it was killed, which is what happens at its bound of the processor.
        if process.returncode < 0:
            raise ParsingTooDemanding
        log.error("parser process failed", parser=module, status=process.returncode)
        raise ParsingError
    return answer


async def _end(process: Process) -> None:
    """Kill the process if it still runs, as when this was cancelled."""
    if process.returncode is None:
        process.kill()
        await process.wait()
