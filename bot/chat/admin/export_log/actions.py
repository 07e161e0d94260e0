"""Actions of buttons about exports. Rights are checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ConfirmDeleted(Action):
    """Confirm that one's copy of a file is deleted."""

    release: str


@dataclass(frozen=True, slots=True)
class ShowSets(Action):
    """Show the data sets of an agency, or of all."""

    agency: str


@dataclass(frozen=True, slots=True)
class ShowPlaces(Action):
    """Show the agencies whose data one may export."""


@dataclass(frozen=True, slots=True)
class ShowSpans(Action):
    """Show the periods and formats of a data set."""

    agency: str
    dataset: str
    kind: str


@dataclass(frozen=True, slots=True)
class MakeFile(Action):
    """Export a data set, and send the file in the chat."""

    agency: str
    dataset: str
    kind: str
    span: str
