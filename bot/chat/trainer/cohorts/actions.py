"""What the buttons of trainers and admins ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowInviting(Action):
    """Show how people come into a cohort."""

    cohort: str


@dataclass(frozen=True, slots=True)
class MakeLink(Action):
    """Make an invitation link to a cohort."""

    cohort: str


@dataclass(frozen=True, slots=True)
class RevokeLinks(Action):
    """Take back all invitation links to a cohort; personal codes stay."""

    cohort: str


@dataclass(frozen=True, slots=True)
class AskNames(Action):
    """Ask for the names of those who are to get a personal code."""

    cohort: str


@dataclass(frozen=True, slots=True)
class ShowPlace(Action):
    """Show a place on a cohort's list."""

    place: str


@dataclass(frozen=True, slots=True)
class RenewCode(Action):
    """Make a new personal code for a place; the old one is good no more."""

    place: str


@dataclass(frozen=True, slots=True)
class RenewTaken(Action):
    """Make a code by which a place that is taken can move to another account."""

    place: str


@dataclass(frozen=True, slots=True)
class RenewCodes(Action):
    """Make new personal codes for all who have not come yet."""

    cohort: str
