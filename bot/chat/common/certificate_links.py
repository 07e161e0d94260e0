"""Texts about a certificate, on its page, in notices and at the end of a case."""

from __future__ import annotations

from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button
from bot.locale import Words
from bot.phrases.assigned_work_phrases import programme_title


def issued_text(words: Words, programme_id: str) -> str:
    title = programme_title(words, programme_id)
    return words.say(
        "You have passed every step of “{title}”. Here is your certificate.", title=title
    )


def certificate_button(words: Words, certificate_id: str) -> Button:
    return button(words.say("The certificate"), "send_certificate", certificate_id)
