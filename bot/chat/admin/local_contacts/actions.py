"""What buttons about local facts ask for. Whether someone may is checked on every one.

An agency's id and a fact's do not fit into 64 bytes with the rest, so a fact is named by its place
in the catalogue, counted from 0; new ones come last, so a place stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action
from storage.agencies import local_contacts
from storage.people.roles import EVERYWHERE


@dataclass(frozen=True, slots=True)
class ShowFacts(Action):
    """Show the lines and procedures of an agency, or of all."""

    agency: str


@dataclass(frozen=True, slots=True)
class ShowFact(Action):
    """Show one of them, as learners read it."""

    agency: str
    place: int


@dataclass(frozen=True, slots=True)
class EnterFact(Action):
    """Ask for a new text of it, in each language, and where it is from."""

    agency: str
    place: int


@dataclass(frozen=True, slots=True)
class ConfirmFact(Action):
    """Ask who answers for a version of it."""

    agency: str
    place: int
    version: int
    months: int


@dataclass(frozen=True, slots=True)
class AskWithdrawFact(Action):
    """Ask whether it is really to be shown no more."""

    agency: str
    place: int


@dataclass(frozen=True, slots=True)
class WithdrawFact(Action):
    """Show it no more, at once."""

    agency: str
    place: int


def kept_as(agency: str) -> str:
    """How the agency of an action is called among facts, which have a name of their own for all."""
    return local_contacts.EVERYWHERE if agency == EVERYWHERE else agency


def where_of(agency: str) -> str:
    """How the agency of a fact is called in actions and among roles."""
    return EVERYWHERE if agency == local_contacts.EVERYWHERE else agency
