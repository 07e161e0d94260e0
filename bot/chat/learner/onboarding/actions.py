"""What buttons ask for on arriving, and when someone says anew who they are.

Nothing here says whether someone is arriving: who has arrived comes back to what they had said.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


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


@dataclass(frozen=True, slots=True)
class NotNow(Action):
    """Do not agree to a newer version of the notice, or not yet."""


@dataclass(frozen=True, slots=True)
class ShowAgreed(Action):
    """Show in this language the version of the notice that was accepted, with its date."""

    language: str


@dataclass(frozen=True, slots=True)
class MoveHere(Action):
    """Let the place that a renewed personal code leads to move to this account."""

    token: str


@dataclass(frozen=True, slots=True)
class TakePlace(Action):
    """Be whom the place of a personal code is kept for, and take it."""

    token: str


@dataclass(frozen=True, slots=True)
class AskName(Action):
    """Ask for the name; the first script is that of the person's language, the second the other."""

    second: bool


@dataclass(frozen=True, slots=True)
class TakeName(Action):
    """Take over the name that the client shows."""

    second: bool
    kept: bool = False  # whether a name was kept when this was offered


@dataclass(frozen=True, slots=True)
class LeaveName(Action):
    """Leave the name in this script as it is, and go on."""

    second: bool
    kept: bool = False  # as above


@dataclass(frozen=True, slots=True)
class AskAgency(Action):
    """Ask for the agency."""


@dataclass(frozen=True, slots=True)
class PickAgency(Action):
    """Work at this agency."""

    agency: str


@dataclass(frozen=True, slots=True)
class AskJob(Action):
    """Ask for the field of work: those of the agency first, or every one."""

    every: bool


@dataclass(frozen=True, slots=True)
class PickJob(Action):
    """Work in this field."""

    job: str


@dataclass(frozen=True, slots=True)
class ShowWho(Action):
    """Show all that was said about who someone is, to be changed or found right."""


@dataclass(frozen=True, slots=True)
class FoundRight(Action):
    """What was said is right."""


@dataclass(frozen=True, slots=True)
class LeaveRest(Action):
    """Leave whatever was not said yet for later."""


@dataclass(frozen=True, slots=True)
class TryMinute(Action):
    """Try the case of a minute."""
