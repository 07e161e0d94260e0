"""What a button asks for. A face writes these into its buttons and reads them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Take:
    """Do this, at this turn of this attempt."""

    attempt: str
    turn: int
    act: str  # as the decision's kind writes it, such as a choice's id


@dataclass(frozen=True, slots=True)
class Mark:
    """Set a tick on or off; put a step after the others, or take the last one back."""

    attempt: str
    turn: int
    part: str
    on: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """Done with what was ticked or put in order."""

    attempt: str
    turn: int


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


Deed: TypeAlias = Take | Finish | Continue | Mark  # what is done in an attempt
Action: TypeAlias = Deed | Resume | ShowCard | Begin | ShowList | Speak
