"""Actions of buttons about impact reports. Rights are checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowReports(Action):
    """Offer the agencies of which one may have a report; with one alone, its periods."""


@dataclass(frozen=True, slots=True)
class ShowReport(Action):
    """Offer the periods of a report of an agency, or of all."""

    agency: str


@dataclass(frozen=True, slots=True)
class SendReport(Action):
    """Send a report of the last months that are over."""

    agency: str
    months: int
