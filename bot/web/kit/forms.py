"""Submitted form data: untrusted until it has been parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LARGEST_FORM: Final = 2**20
"""Bytes of a request with a form."""
LONGEST: Final = 2_000
"""Characters that are taken of a field of one line."""
MOST_FIELDS: Final = 2_000
KEPT: Final = "kept"
"""In place of a field's name: the form is shown again for an ended session, not for an error."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form, from anyone."""

    name: str
    """As the browser calls it."""
    content: bytes
    """Empty where the file is too large."""
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, SentFile] = field(default_factory=dict)
    """The file that was chosen in each field for one."""

    def text(self, name: str) -> str:
        """A field of one line, without blanks around it; empty where it is missing."""
        return next(iter(self.values.get(name, ())), "").strip()[:LONGEST]

    def area(self, name: str) -> str:
        """A field of several lines."""
        return next(iter(self.values.get(name, ())), "")

    def ticked(self, name: str) -> Sequence[str]:
        """The values of the ticked boxes of a name."""
        return self.values.get(name, ())


class FormError(Exception):
    """Raised by an act to undo its transaction and show the form again.

    What was typed stays; each sentence stands beside its field, and all of them at the top.
    """

    def __init__(self, **errors: str) -> None:
        super().__init__()
        self.errors = errors
        """A sentence by the name of a field; `form` for what belongs to no field."""
