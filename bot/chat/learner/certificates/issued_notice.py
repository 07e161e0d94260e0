"""How it is said that there is a certificate. Pure."""

from __future__ import annotations

from bot.chat.kit.screen import Button
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.learner.certificates.actions import SendCertificate
from bot.locale import Words


def issued_text(speak: Words, programme: str) -> str:
    """That the last step of a programme is passed, by the programme's id."""
    title = programme_title(speak, programme)
    return speak.say("All steps of “{title}” are passed: your certificate is here.", title=title)


def issued_button(speak: Words, certificate: str) -> Button:
    """The way to it, by its id."""
    return Button(speak.say("The certificate"), SendCertificate(certificate))
