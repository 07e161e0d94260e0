"""What buttons ask for on arriving, and when someone says anew who they are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.actions import Action


@dataclass(frozen=True, slots=True)
class ShowNotice(Action):
    """Show in this language what is kept; the token is that of an invitation, or empty."""

    language: str
    token: str


@dataclass(frozen=True, slots=True)
class Accept(Action):
    """Accept this version of the notice, read in this language."""

    language: str
    notice: int
    token: str
