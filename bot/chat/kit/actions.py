"""What a button asks for. A face writes these into its buttons and reads them back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """What a button asks for: a frozen dataclass of texts, numbers and truths.

    Each has its form in `bot.telegram.callback_data` and its service in the desk's tables.
    """


@dataclass(frozen=True, slots=True)
class ShowCard(Action):
    """Show the card of a scenario."""

    scenario: str


@dataclass(frozen=True, slots=True)
class Begin(Action):
    """Begin a scenario, or resume it where it is under way."""

    scenario: str
