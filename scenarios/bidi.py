"""Isolates names, numbers and Latin runs in right-to-left text.

Unicode isolates (U+2068 … U+2069, UAX #9) make a renderer lay out their content separately.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scenarios.languages import RTL

OPEN, CLOSE = "\u2068", "\u2069"
# An address, a telephone number, a run of Latin words, or numbers joined by signs (17:20, 2/3).
_RUN = re.compile(
    r"(?:https?://|www\.)[^\s«»،؛]+|[\w.+-]+@[\w-]+\.[\w.-]*\w"
    r"|\+\d[\d -]*\d"
    r"|[A-Za-z][A-Za-z0-9'’.&+-]*(?:[ ][A-Za-z0-9][A-Za-z0-9'’.&+-]*)*(?<![.])"
    r"|[+-]?\d+(?:[.,:/–-]\d+)+%?"
)


# A quick test: every such run contains one of these, and most texts contain none.
_SIGN = re.compile(r"[A-Za-z@\d]")


def isolate(text: str) -> str:
    return f"{OPEN}{text}{CLOSE}"


def insert(text: str, language: str) -> str:
    """A name or number, ready to be inserted into a text of a language."""
    return isolate(text) if language in RTL else text


def isolate_runs(text: str, language: str) -> str:
    """A text with its Latin runs and joined numbers isolated."""
    if language not in RTL or _SIGN.search(text) is None:
        return text
    return _RUN.sub(lambda run: isolate(run.group()), text)


def balance_lines(lines: Iterable[str]) -> Iterator[str]:
    """Close isolates at the end of each line, and reopen them on the next."""
    depth = 0
    for line in lines:
        before = depth
        depth = max(0, depth + line.count(OPEN) - line.count(CLOSE))
        yield f"{OPEN * before}{line}{CLOSE * depth}"
