"""Every version of the notice as it was shown, with the day from which it held.

Their texts stand in files, since people agreed to these words: the code says only the present ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.languages import DEFAULT

FOLDER = Path(__file__).parent / "notices"
OLDEST = 1


@dataclass(frozen=True, slots=True)
class ConsentText:
    since: date
    lines: tuple[str, ...]


def texts(version: int, language: str, *, promised: bool) -> ConsentText:
    """The texts of a version.

    Args:
        version: Its number, from ``OLDEST`` to the present one.
        language: A language; where it has no text, that of the default is given.
        promised: Whether to use the version for people of an agency that has made the pledge.
    """
    kept = _read(version)
    in_language = kept["texts"].get(language) or kept["texts"][DEFAULT]
    lines = in_language["promised" if promised else "plain"]
    return ConsentText(date.fromisoformat(kept["since"]), tuple(lines))


@cache
def _read(version: int) -> Any:
    return json.loads((FOLDER / f"{version}.json").read_text("utf-8"))
