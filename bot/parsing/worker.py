"""The program of a child process: answers one call of a parser, within its limits.

It reads a header line of JSON and the content from standard input, and writes JSON.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import IO, Final

import orjson

TOO_MUCH: Final = "too much"
ANSWER: Final = "answer"


def main(questions: IO[bytes], answers: IO[bytes]) -> None:
    module, function, options, seconds, memory = orjson.loads(questions.readline())
    _limit(seconds, memory)
    os.environ["OPENPYXL_LXML"] = "False"  # the DTD check guards its own parser alone
    try:
        parse = getattr(import_module(module), function)
        answer = orjson.dumps((ANSWER, parse(options, io.BytesIO(questions.read()))))
    except (MemoryError, RecursionError):
        answer = orjson.dumps((TOO_MUCH, None))
    answers.write(answer)


def _limit(seconds: int, memory: int) -> None:
    if sys.platform == "win32":  # which has no such limits; time is bounded by whoever asks
        return
    import resource

    os.nice(10)
    for limit, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    if sys.platform == "linux":  # macOS takes none
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
