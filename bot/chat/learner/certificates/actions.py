"""What the buttons of programmes and certificates ask for. Each is checked where it is served."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowJourneys(Action):
    """Show how far someone is in each of their programmes."""


@dataclass(frozen=True, slots=True)
class ShowJourney(Action):
    """Show how far someone is in one of their programmes."""

    programme: str


@dataclass(frozen=True, slots=True)
class SendCertificate(Action):
    """Send one's own certificate, as a picture and to print."""

    certificate: str


@dataclass(frozen=True, slots=True)
class SendBadge(Action):
    """Send one's own certificate as a file for programs."""

    certificate: str


@dataclass(frozen=True, slots=True)
class NameOnCheck(Action):
    """Let whoever checks one's certificate see the whole name, or its initials only."""

    certificate: str
    on: bool


@dataclass(frozen=True, slots=True)
class AskRevoke(Action):
    """Ask why a certificate is to be taken back; what is typed next takes it back."""

    certificate: str
