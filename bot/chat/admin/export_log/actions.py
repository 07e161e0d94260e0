"""What buttons about files that leave ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ConfirmDeleted(Action):
    """Say that a file that one has is deleted."""

    release: str


@dataclass(frozen=True, slots=True)
class ShowSets(Action):
    """Show which sets there are of an agency, or of all."""

    agency: str


@dataclass(frozen=True, slots=True)
class ShowPlaces(Action):
    """Show of which agencies one may have files."""


@dataclass(frozen=True, slots=True)
class ShowSpans(Action):
    """Show of which time a set can be had, and as what."""

    agency: str
    dataset: str
    kind: str


@dataclass(frozen=True, slots=True)
class MakeFile(Action):
    """Make a file of a set, and send it here."""

    agency: str
    dataset: str
    kind: str
    span: str
