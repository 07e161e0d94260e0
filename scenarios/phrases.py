"""Searches texts for word lists, ignoring case, and Arabic prefixes and vowel signs.

An entry matches from the start of a word; `*` stands for any ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from scenarios.languages import LANGUAGES

_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]")  # vowel signs, and the line that stretches words
_ALEFS = str.maketrans("أإآٱ", "اااا")
_QUOTED = re.compile('«[^»]*»|“[^”]*”|"[^"]*"')
_WORDS = re.compile(r"\w+")
_NEVER = "(?!)"  # what an empty list matches


@dataclass(frozen=True, slots=True)
class WordList:
    entries: tuple[str, ...]
    pattern: re.Pattern[str]
    probes: re.Pattern[str]  # one word of each entry

    def may_be_in(self, texts: Iterable[str]) -> bool:
        """A quick test whether the texts can contain a match."""
        words = set(_WORDS.findall(normalize("\n".join(texts))))
        return self.probes.search("\n".join(words)) is not None

    def first(self, text: str) -> tuple[str, str] | None:
        """The first match in a text, as written there, with its entry."""
        match = self.pattern.search(normalize(text))
        if match is None:
            return None
        return match.group(), self.entries[(match.lastindex or 1) - 1]


def normalize(text: str) -> str:
    """Normalise a text: lower case, no vowel signs, one form of alef."""
    return strip_vowels(text).translate(_ALEFS).casefold()


def strip_vowels(text: str) -> str:
    """Remove vowel signs."""
    return _SIGNS.sub("", text)


def strip_quotations(text: str) -> str:
    """Remove quoted speech."""
    return _QUOTED.sub(" … ", text)


def compile_list(entries: Iterable[str], language: str) -> WordList:
    """A list of words of a language, ready to be looked for."""
    every, before = tuple(entries), LANGUAGES[language].loose_clitics
    words = "|".join(f"({_word(name)})" for name in every) or _NEVER
    probes = "|".join({_word(max(name.split()[::-1], key=len)) for name in every}) or _NEVER
    return WordList(
        every,
        re.compile(rf"(?<!\w){before}(?:{words})(?!\w)"),
        re.compile(rf"^{before}(?:{probes})$", re.MULTILINE),
    )


def _word(entry: str) -> str:
    return r"\w*".join(map(re.escape, normalize(entry).split("*")))


@cache
def word_list(name: str, language: str) -> WordList:
    """A list of `catalogue/words.yaml`, by its name there."""
    return compile_list(_words()[name].get(language, {}), language)


def replacements(language: str) -> Mapping[str, str]:
    """The words that are not written here, each with the better one."""
    found: Mapping[str, str] = _words()["better"].get(language, {})
    return found


@cache
def unwanted_words(language: str) -> WordList:
    """The compiled list of unwanted words."""
    return compile_list(replacements(language), language)


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    file = files("scenarios.catalogue") / "words.yaml"
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.load(
        file.read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return found
