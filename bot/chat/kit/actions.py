"""What a button asks for. A face writes these into its buttons and reads them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Action:
    """What a button asks for: a frozen dataclass of texts, numbers and truths.

    Each has its form in `bot.telegram.callback_data` and its service in the desk's tables.
    """


@dataclass(frozen=True, slots=True)
class Take(Action):
    """Do this, at this turn of this attempt."""

    attempt: str
    turn: int
    act: str  # as the decision's kind writes it, such as a choice's id


@dataclass(frozen=True, slots=True)
class Mark(Action):
    """Set a tick on or off; put a step after the others, or take the last one back."""

    attempt: str
    turn: int
    part: str
    on: bool


@dataclass(frozen=True, slots=True)
class Finish(Action):
    """Done with what was ticked or put in order."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class Confirm(Action):
    """Let what was chosen count, in an assessment."""

    attempt: str
    turn: int
    act: str  # or, of several marks, what they sum up to


@dataclass(frozen=True, slots=True)
class Change(Action):
    """Choose again, before it counts."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class Continue(Action):
    """Go on after a stop, at this turn of this attempt."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class Resume(Action):
    """Show where this attempt stands."""

    attempt: str


@dataclass(frozen=True, slots=True)
class ShowCard(Action):
    """Show the card of a scenario."""

    scenario: str


@dataclass(frozen=True, slots=True)
class Begin(Action):
    """Begin a scenario, or resume it where it is under way."""

    scenario: str


@dataclass(frozen=True, slots=True)
class ShowList(Action):
    """Show what can be practised."""


@dataclass(frozen=True, slots=True)
class Speak(Action):
    """Speak this language from now on."""

    language: str


# What is done in an attempt.
Deed: TypeAlias = Take | Mark | Finish | Confirm | Change | Continue
