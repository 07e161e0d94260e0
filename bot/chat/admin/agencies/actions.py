"""What buttons about agencies ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowAgencies(Action):
    """Show the agencies that someone looks after, a page at a time."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowAgency(Action):
    """Show an agency."""

    agency: str


@dataclass(frozen=True, slots=True)
class AddAgency(Action):
    """Ask for the id of a new agency, and then for the rest."""


@dataclass(frozen=True, slots=True)
class PickCountry(Action):
    """Say in which country the agency is that is being added."""

    agency: str
    country: str


@dataclass(frozen=True, slots=True)
class AskAgencyName(Action):
    """Ask what an agency is to be called in a language."""

    agency: str
    language: str


@dataclass(frozen=True, slots=True)
class ShowAgencyWork(Action):
    """Show which fields of work the people of an agency are asked about first."""

    agency: str


@dataclass(frozen=True, slots=True)
class TickWork(Action):
    """Ask the people of an agency about a field of work first, or not."""

    agency: str
    place: int  # of the field among all, counted from 0: it stays, since new ones come last
    on: bool


@dataclass(frozen=True, slots=True)
class AskPledge(Action):
    """Ask what an agency answers about its pledge."""

    agency: str


@dataclass(frozen=True, slots=True)
class AnswerPledge(Action):
    """Ask which officer of an agency answers so about its pledge."""

    agency: str
    promised: bool


@dataclass(frozen=True, slots=True)
class ReopenPledge(Action):
    """Take back what an agency answered about its pledge: it is not answered any more."""

    agency: str


@dataclass(frozen=True, slots=True)
class AskClose(Action):
    """Ask whether an agency is really to be offered to nobody new."""

    agency: str


@dataclass(frozen=True, slots=True)
class CloseAgency(Action):
    """Offer an agency to nobody new."""

    agency: str


@dataclass(frozen=True, slots=True)
class OpenAgency(Action):
    """Offer an agency again."""

    agency: str
