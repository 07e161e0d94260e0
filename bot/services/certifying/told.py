"""How it is said that there is a certificate. Pure."""

from __future__ import annotations

from bot.locale import Words
from bot.services.cards.given import programme_title
from bot.services.certifying.actions import SendCertificate
from bot.services.screen import Button


def issued_text(speak: Words, programme: str) -> str:
    """That the last step of a programme is passed, by the programme's id."""
    title = programme_title(speak, programme)
    return speak.say("All steps of “{title}” are passed: your certificate is here.", title=title)


def issued_button(speak: Words, certificate: str) -> Button:
    """The way to it, by its id."""
    return Button(speak.say("The certificate"), SendCertificate(certificate))
