"""Translatable messages with placeholders: a finding can be rendered in any language.

The English template in the code is the key of the translation (see `Translate`).
Arguments are quoted from untrusted files: they are inserted as they are and never parsed
as templates.
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
"""Returns the translation of an English template, or the template itself."""
_HOLE = re.compile(r"\{([a-z_]+)\}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Message:
    """A template with its arguments; created by `say`."""

    template: str
    facts: tuple[tuple[str, str | int], ...] = ()

    def __str__(self) -> str:
        return self.render()

    def render(self, language: str = DEFAULT, translate: Translate = str) -> str:
        """The sentence in a language, or in English where it has no translation."""
        return _shorten(self.render_in_full(language, translate))

    def render_in_full(self, language: str = DEFAULT, translate: Translate = str) -> str:
        """The sentence, however long its facts are."""
        template = translate(self.template)
        if template == self.template:
            language = DEFAULT
        plain = {name: sanitize(str(fact)) for name, fact in self.facts}
        inserted = {name: insert(fact, language) for name, fact in plain.items()}
        parts = template.split("`")  # odd ones are between backticks
        return "".join(
            insert(f"`{_fill(part, plain)}`", language) if place % 2 else _fill(part, inserted)
            for place, part in enumerate(parts)
        )


def _fill(part: str, facts: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: facts.get(hole[1], hole[0]), part)


def say(template: str, /, **facts: str | int) -> Message:
    """Create a translatable message.

    Args:
        template: The English text, with a `{name}` for each argument. It must be a literal, so
            that tests can collect it.
        facts: The arguments. Literal braces must come from an argument.
    """
    return Message(template, tuple(facts.items()))


def placeholders(template: str) -> frozenset[str]:
    """The names of a template's placeholders."""
    return frozenset(_HOLE.findall(template))


def sanitize(text: str) -> str:
    """Untrusted text on one line, without terminal control characters."""
    return _CONTROLS.sub("\ufffd", text)


def _shorten(text: str) -> str:
    """Shorten a text; close an isolate that was cut open."""
    if len(text) <= limits.MESSAGE_LENGTH:
        return text
    text = text[: limits.MESSAGE_LENGTH]
    opened = text.count("\u2068") > text.count("\u2069")
    return f"{text}\u2069 …" if opened else f"{text} …"
