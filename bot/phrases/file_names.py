"""Names of files for trainers: what they are, whose, and from when."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.cohorts.cohorts import Cohort

LONGEST = 40
"""Letters of a cohort's name in a file's name."""
_UNSAFE = re.compile(r"[^\w-]+")


def file_name(cohort: Cohort, what: str, extension: str, now: datetime) -> str:
    """A name such as `codes-Gates-2026-11-25.xlsx`.

    It consists of letters of any script, digits, hyphens and underscores, so that it is safe on
    every system. The date is in the cohort's time zone.

    Args:
        what: The content, in lower-case Latin letters.
        extension: The extension, without the dot.
    """
    plain = unicodedata.normalize("NFC", cohort.name)
    name = _UNSAFE.sub("-", plain).strip("-_")[:LONGEST].strip("-_")
    day = now.astimezone(ZoneInfo(cohort.timezone)).date().isoformat()
    return f"{'-'.join(filter(None, (what, name, day)))}.{extension}"
