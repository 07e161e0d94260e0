"""What the buttons of programmes and certificates ask for. Each is checked where it is served."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class AskRevoke(Action):
    """Ask why a certificate is to be taken back; what is typed next takes it back."""

    certificate: str
