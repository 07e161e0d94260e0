"""All that is left of a database outside its tables: bytes of its files, or a dump of the server's.

What is looked for is looked for in every form in which it may have been written.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

from tests.helpers.databases import PostgreSQL

SQLITE = "sqlite:///"


def forms(token: str) -> Iterator[bytes]:
    """A text as UTF-8 and as JSON escapes it; a number as digits, and as SQLite packs it."""
    yield token.encode()
    yield json.dumps(token)[1:-1].encode()
    if token.isdecimal():
        number = int(token)
        size = next(count for count in (1, 2, 3, 4, 6, 8) if number < 2 ** (8 * count - 1))
        yield number.to_bytes(size, "big")


def found(held: bytes, tokens: Collection[str]) -> set[str]:
    """Which of some tokens are in it."""
    return {token for token in tokens if any(form in held for form in forms(token))}


def of_files(url: str) -> bytes:
    """Whatever stands in the folder of a SQLite file, file after file."""
    folder = Path(url.removeprefix(SQLITE)).parent
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def of_server(postgresql: PostgreSQL, url: str, *, but: Collection[str] = ()) -> bytes:
    """A dump of a PostgreSQL database as text, with or without some tables."""
    left_out = [f"--exclude-table={name}" for name in but]
    command = [str(postgresql.programs / "pg_dump"), *left_out, url]
    return subprocess.run(command, capture_output=True, check=True).stdout
