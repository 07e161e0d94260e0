"""The languages of the program.

A language is an entry here and a folder of `bot/locale`. Everything else that depends on a
language asks its entry; nothing elsewhere names one. What is missing in the catalogues of a
language, or in the records that admins keep, is said in the default language, text by text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Script: TypeAlias = Literal["latin", "arabic"]

DEFAULT: Final = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """The properties of a language.

    Attributes:
        code: ISO 639-1.
        name: In the language itself.
        english: In English; the catalogues have it in each language.
        script: The script of people's and agencies' names.
        letters: Labels of up to eight options, in order.
        words_per_minute: The reading speed assumed for an official.
        required: Whether every case of the library and every local text must have it.
        letter_forms: Replacements for letters that stand alone.
        separator: Placed between items of a list in one line.
        quotes: The opening and closing quotation marks.
        clitics: A pattern for prefixes that are written together with a word.
        loose_clitics: The same, with any combination of two letters, for typed searches.
        reviewed: Whether a native speaker has reviewed the catalogues.
    """

    code: str
    name: str
    english: str
    script: Script
    letters: str
    words_per_minute: int
    required: bool = False
    letter_forms: Mapping[str, str] = field(default_factory=dict)
    separator: str = ", "
    quotes: tuple[str, str] = ("“", "”")
    clitics: str = ""
    loose_clitics: str = ""
    reviewed: bool = True

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left."""
        return self.script == "arabic"


_ALL: Final = (
    Language(
        "en",
        "English",
        "English",
        "latin",
        letters="ABCDEFGH",
        words_per_minute=160,
        required=True,
    ),
    Language(
        "ar",
        "العربية",
        "Arabic",
        "arabic",
        letters="أبجدهوزح",
        words_per_minute=120,
        required=True,
        letter_forms={"ه": "هـ"},
        separator="، ",
        quotes=("«", "»"),
        clitics="(?:[وفبكلس]?(?:ال)?|[وف]?لل)",
        loose_clitics="(?:[وفبكلس]{0,2}(?:ال|لل)?)",
    ),
    Language(
        "ur",
        "اردو",
        "Urdu",
        "arabic",
        letters="ابجدہوزح",
        words_per_minute=120,
        separator="، ",
        reviewed=False,
    ),
)

LANGUAGES: Final[Mapping[str, Language]] = {language.code: language for language in _ALL}
REQUIRED: Final = tuple(language.code for language in _ALL if language.required)
"""The codes of the languages in which every text must exist."""
RTL: Final = frozenset(language.code for language in _ALL if language.rtl)
SCRIPTS: Final[tuple[Script, ...]] = ("latin", "arabic")


def own_first(language: str) -> list[str]:
    """The codes of a reader's language and of the required ones, the reader's first."""
    return [language, *(code for code in REQUIRED if code != language)]


def localized(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, or in the default one where it is missing."""
    return texts.get(language) or texts[DEFAULT]
