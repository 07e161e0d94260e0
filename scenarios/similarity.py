"""Detects near copies of scenarios by shared wording."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable
from functools import lru_cache

from scenarios.model import Scenario

RUN = 3
"""The length of compared word sequences: shorter ones are common to all texts."""
COPIED = 0.5
"""The share from which it is a copy. No two cases of the library share more than 0.08, parallel
forms of one test included."""
_WORD = re.compile(r"\w+")


def find_original(new: Scenario, others: Iterable[Scenario]) -> tuple[Scenario, float] | None:
    """The scenario that this one nearly copies, if any, with the shared part of the shorter one.

    A copy may be changed in one language only, so the language with the largest share counts.
    """
    runs = {language: set(_runs(new, language)) for language in new.scripts}
    shares = [(_shared(runs, other), other) for other in others if other.id != new.id]
    share, nearest = max(shares, key=lambda entry: entry[0], default=(0.0, None))
    return (nearest, share) if nearest is not None and share >= COPIED else None


def _shared(runs: dict[str, set[int]], other: Scenario) -> float:
    return max((_in_common(own, _runs(other, name)) for name, own in runs.items()), default=0.0)


def _in_common(some: set[int], others: Collection[int]) -> float:
    return len(some.intersection(others)) / (min(len(some), len(others)) or 1)


@lru_cache(maxsize=512)
def _runs(scenario: Scenario, language: str) -> array[int]:
    """The hashes of all word sequences in the texts of a language, each once.

    They are kept, since each review compares with the whole library: 8 bytes for a sequence.
    """
    script = scenario.scripts.get(language)
    wordings = (
        (variant.text for some in script.texts.values() for variant in some) if script else ()
    )
    found: set[int] = set()
    for wording in wordings:
        words = _WORD.findall(wording.casefold())
        found.update(map(hash, zip(*(words[first:] for first in range(RUN)), strict=False)))
    return array("q", found)
