"""What a button asks for. A face writes these into its buttons and reads them back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """What a button asks for: a frozen dataclass of texts, numbers and truths.

    Each has its form in `bot.telegram.callback_data` and its service in the desk's tables.
    """
