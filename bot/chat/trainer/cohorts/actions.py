"""What the buttons of trainers and admins ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowProgrammes(Action):
    """Show every programme."""


@dataclass(frozen=True, slots=True)
class ShowProgramme(Action):
    """Show what a programme consists of."""

    programme: str


@dataclass(frozen=True, slots=True)
class SendGuide(Action):
    """Send the guide of a programme as a page."""

    programme: str


@dataclass(frozen=True, slots=True)
class ShowCohorts(Action):
    """Show the cohorts that someone trains, a page at a time."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class NewCohort(Action):
    """Ask for the name of a new cohort at an agency."""

    agency: str


@dataclass(frozen=True, slots=True)
class ShowCohort(Action):
    """Show a cohort, what it was given a page at a time."""

    cohort: str
    page: int = 0


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
class ShowMembers(Action):
    """Show who is in a cohort and who is expected, a page at a time."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class ChooseMember(Action):
    """Show the same to whoever comes from what the people were given, and goes back there."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowMember(Action):
    """Show someone who is in a cohort."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class RemoveMember(Action):
    """Ask whether someone is really to be let out of a cohort."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class RemoveNow(Action):
    """Let someone out of a cohort."""

    cohort: str
    person: str
    keep_place: bool  # on its list, for somebody else


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


@dataclass(frozen=True, slots=True)
class ShowReadiness(Action):
    """Show what a cohort is likely to recall, some days ahead."""

    cohort: str
    days: int


@dataclass(frozen=True, slots=True)
class ShowRetention(Action):
    """Show how much a cohort wishes to recall, and what each wish costs."""

    cohort: str


@dataclass(frozen=True, slots=True)
class SetRetention(Action):
    """Wish that a cohort recalls so many in a hundred when something comes back."""

    cohort: str
    percent: int


@dataclass(frozen=True, slots=True)
class ShowDays(Action):
    """Show the days of a cohort that are not like others."""

    cohort: str


@dataclass(frozen=True, slots=True)
class AskDays(Action):
    """Ask for days to be typed: holidays, a Ramadan, or a pattern of shifts."""

    cohort: str
    what: str


@dataclass(frozen=True, slots=True)
class ClearDays(Action):
    """Let go of the holidays in a row, the Ramadan or the shifts that begin on a day."""

    cohort: str
    what: str
    first: date
