"""What a button asks for. A face writes these into its buttons and reads them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Take:
    """Take this choice, at this turn of this attempt."""

    attempt: str
    turn: int
    choice: str


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on after a stop, at this turn of this attempt."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class Resume:
    """Show where this attempt stands."""

    attempt: str


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Show the card of a scenario."""

    scenario: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Begin a scenario, or resume it where it is under way."""

    scenario: str


@dataclass(frozen=True, slots=True)
class ShowList:
    """Show what can be practised."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak this language from now on."""

    language: str


Action: TypeAlias = Take | Continue | Resume | ShowCard | Begin | ShowList | Speak
