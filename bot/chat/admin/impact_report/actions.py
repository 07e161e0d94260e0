"""What buttons about reports ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowReports(Action):
    """Show of which agencies someone can have a report; of one alone, of which months."""


@dataclass(frozen=True, slots=True)
class ShowReport(Action):
    """Show of which months there can be a report of an agency, or of all."""

    agency: str


@dataclass(frozen=True, slots=True)
class SendReport(Action):
    """Send a report of the last months that are over."""

    agency: str
    months: int
