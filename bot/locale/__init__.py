"""The texts of the program, in every language.

English stands in the code and is the key; the other languages are gettext catalogues in a folder
each, a file for each part of the product, so that six Arabic plurals are a matter of the catalogue.
Values that are put into a text are isolated where it runs from right to left.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Protocol

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from scenarios.bidi import isolate
from scenarios.languages import DEFAULT, LANGUAGES
from scenarios.saying import Translate

_RULE = "· · ·"
_MARK = "\u200f"  # has the direction of Arabic, and no width
_LTR_MARK = "\u200e"
_RTL_LETTER = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_COMMAND = re.compile(r"(?<![\w/<])/[a-z]+")
_VALUE = re.compile(r"\{\w+\}")


class Renderable(Protocol):
    """A sentence with its facts, which any language can be found for."""

    def render(self, language: str, translate: Translate) -> str:
        """The sentence in a language."""


class Words:
    """The texts of one language."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self.traits = LANGUAGES[language]
        self._catalogue = catalogue

    def say(self, text: str, **values: object) -> str:
        """A text in this language; `text` is its English, with `{names}` for the values."""
        return self._filled(self._catalogue.gettext(text), values)

    def count(self, name: str, many: str, n: int, **values: object) -> str:
        """A text whose form depends on a number, which it may name as `{n}`."""
        return self._filled(self._catalogue.ngettext(name, many, n), {"n": n, **values})

    def render(self, sentence: Renderable) -> str:
        """A finding, or another sentence of the scenarios, in this language."""
        return sentence.render(self.language, self._catalogue.gettext)

    def listed(self, items: Iterable[str]) -> str:
        """Several things in a row."""
        return self.traits.separator.join(items)

    def beside(self, *parts: str) -> str:
        """Names and values in one line, parted by dots, whatever script each is in."""
        return self._directed(" · ".join(map(self._inserted, parts)))

    def bullet(self, text: str) -> str:
        """An entry of a list. What is isolated at its beginning lends it no direction."""
        return self._directed(f"• {text}")

    def _directed(self, line: str) -> str:
        """A line that runs in the direction of the language, whatever script it begins with."""
        if self.traits.rtl:
            return f"{_MARK}{line}"
        return f"{_LTR_MARK}{line}" if _RTL_LETTER.search(line) else line

    def _inserted(self, value: str) -> str:
        """A value that lends the text around it no direction."""
        if self.traits.rtl or _RTL_LETTER.search(value):
            return isolate(value)
        return value

    def tongue(self, language: str) -> str:
        """The name of a language in this one."""
        return self.say(LANGUAGES[language].english)

    def letter(self, index: int) -> str:
        """The letter of an option, counted from 0."""
        letter = self.traits.letters[index]
        return self.traits.letter_forms.get(letter, letter)

    @property
    def rule(self) -> str:
        """A line that parts a message. Dots have no direction, so a mark gives them the text's."""
        return f"{_MARK}{_RULE}" if self.traits.rtl else _RULE

    def _filled(self, text: str, values: dict[str, object]) -> str:
        if self.traits.rtl:  # or the stroke of a command would stand behind it
            text = _COMMAND.sub(lambda found: isolate(found.group()), text)
            if not _LETTER.search(_VALUE.sub("", text)):  # isolated values lend it no direction
                text = _MARK + text
        if not values:
            return text
        ready = {name: self._inserted(str(value)) for name, value in values.items()}
        return text.format(**ready)


@cache
def words(language: str) -> Words:
    """The texts of a language, or of the default where there is no such language."""
    if language not in LANGUAGES:
        language = DEFAULT
    if language == DEFAULT:
        return Words(language, gettext.NullTranslations())
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))


def catalogue(language: str) -> Catalog:
    """All that is said in a language, of all parts together."""
    found = Catalog(locale=language)
    folder = files(__name__) / language
    for source in folder.iterdir() if folder.is_dir() else ():
        if source.name.endswith(".po"):
            with source.open("rb") as file:
                part = read_po(file, locale=language)
            found.mime_headers = part.mime_headers  # how it counts: Babel's own Arabic is not ours
            for message in part:
                if message.id:
                    found[message.id] = message
    return found


def nearest(code: str | None) -> str:
    """Our language for a client's language code, such as `ar-BH`."""
    language = (code or "").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else DEFAULT
