"""Sentences with holes, and the facts that fill them: one finding can be said in any language.

English stands in the code and is the key by which other languages are found (see `Translate`).
Facts are quoted from files of anyone: they are put in as they are and never read as a sentence
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from scenarios import limits
from scenarios.bidi import insert
from scenarios.languages import DEFAULT

Translate: TypeAlias = Callable[[str], str]
"""Gives a sentence of a language for the English one, or the English back."""
_HOLE = re.compile(r"\{([a-z_]+)\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence with its facts; made by `say`."""

    template: str
    facts: tuple[tuple[str, str | int], ...] = ()

    def __str__(self) -> str:
        return self.render()

    def render(self, language: str = DEFAULT, translate: Translate = str) -> str:
        """The sentence in a language, or in English where it has no translation."""
        return _shortened(self.whole(language, translate))

    def whole(self, language: str = DEFAULT, translate: Translate = str) -> str:
        """The sentence, however long its facts are."""
        template = translate(self.template)
        if template == self.template:
            language = DEFAULT
        plain = {name: visible(str(fact)) for name, fact in self.facts}
        inserted = {name: insert(fact, language) for name, fact in plain.items()}
        parts = template.split("`")  # every second one stands between two backticks
        return "".join(
            insert(f"`{_filled(part, plain)}`", language) if place % 2 else _filled(part, inserted)
            for place, part in enumerate(parts)
        )


def _filled(part: str, facts: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: facts.get(hole[1], hole[0]), part)


def say(template: str, /, **facts: str | int) -> Saying:
    """A sentence, to be said in any language.

    Args:
        template: The English, with a `{name}` for each fact. It stands in the call as it is, so
            that tests find it.
        facts: What is put in. Braces that are to be seen come with the fact.
    """
    return Saying(template, tuple(facts.items()))


def holes(template: str) -> frozenset[str]:
    """The names of the facts that a sentence asks for."""
    return frozenset(_HOLE.findall(template))


def visible(text: str) -> str:
    """A text from anyone in one line, with nothing in it that would steer a terminal."""
    return _CONTROLS.sub("\ufffd", text)


def _shortened(text: str) -> str:
    """A text that someone can read; an isolate that is cut open is closed again."""
    if len(text) <= limits.MESSAGE_LENGTH:
        return text
    text = text[: limits.MESSAGE_LENGTH]
    opened = text.count("\u2068") > text.count("\u2069")
    return f"{text}\u2069 …" if opened else f"{text} …"
