"""Readability limits for each level.

The measure is LIX (Björnsson 1968): words per sentence plus the percentage of words with more than
six letters. It needs no syllables, so it is cheap and the same for both languages; in Arabic, vowel
signs are ignored, and letters include attached particles. It measures form and
not meaning: a low value does not prove that a text is easy.

LIX calls texts under 30 simple and under 40 normal. The limits for each level are a choice of ours,
on the easy side of that, for people who read on a phone in a language that may not be their first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios import limits
from scenarios.model import Key, Scenario, Script
from scenarios.phrases import strip_vowels
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.texts import PLACEHOLDER
from scenarios.yaml_source import Source

LONG = 6  # letters; a long word has more
FAR_OVER = 20  # the tolerance for a single text above the limit for the whole
FEWEST_WORDS = 20  # the minimum number of words of a text; in fewer, one long word decides
_LONG = re.compile(rf"[^\W\d_]{{{LONG + 1},}}")
_END = re.compile(r"[.!?؟۔؛;:…]+(?=[\s”»\")]|$)")


@dataclass(frozen=True, slots=True)
class Count:
    """Counts for the readability measure."""

    words: int = 0
    sentences: int = 0
    long: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.words + other.words, self.sentences + other.sentences, self.long + other.long
        )

    @property
    def lix(self) -> int:
        """The LIX value, rounded."""
        if not self.words:
            return 0
        return round(self.words / self.sentences + 100 * self.long / self.words)


def count(text: str) -> Count:
    bare = strip_vowels(PLACEHOLDER.sub(" ", text))
    sentences = max(1, len(_END.findall(bare)))
    return Count(len(bare.split()), sentences, len(_LONG.findall(bare)))


def check_reading(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Neither the whole, nor by far any single text, may exceed the limit of the level."""
    most = limits.LIX[scenario.level]
    mend = say("Shorter sentences and shorter words make it easier.")
    for language, script in scenario.scripts.items():
        whole = Count()
        for key, entry in _counts(script):
            whole += entry
            if entry.words >= FEWEST_WORDS and entry.lix > most + FAR_OVER:
                message = say(
                    "This text is hard to read: {found}, where {most} is much.",
                    found=entry.lix,
                    most=most + FAR_OVER,
                )
                sources[language].add_warning("hard-to-read", path_of(key), message, mend)
        if whole.lix > most:
            message = say(
                "The texts are hard to read for `{level}`: {found} on average, at most {most}.",
                level=scenario.level,
                found=whole.lix,
                most=most,
            )
            sources[language].add_warning("hard-to-read", ("scenes",), message, mend)


def _counts(script: Script) -> Iterator[tuple[Key, Count]]:
    for key, variants in script.texts.items():
        if not key.endswith(".short"):
            yield from ((key, count(variant.text)) for variant in variants)
