"""The contents of a certificate, on paper and as a badge."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.certificates.open_badge import Badge
from bot.locale import Words
from bot.locale import words as words_in
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import person_name
from bot.pictures.certificate import Page, Side
from scenarios.languages import REQUIRED
from scenarios.programmes import programmes
from storage.certificates.certificates import Certificate

CODED = "v_"
"""Begins the token of a link that verifies a certificate; its code follows."""


def page_of(
    certificate: Certificate, names: Mapping[str, str], link: str, bot: str, timezone: str
) -> Page:
    """A certificate as printed.

    Args:
        certificate: The certificate to print.
        names: The holder's names, by script; at least one.
        link: Opens the bot, which verifies it.
        bot: The bot's user name.
        timezone: The time zone of its dates.
    """
    sides = [
        side_of(words_in(language), certificate, names, bot, timezone) for language in REQUIRED
    ]
    return Page(sides, certificate.shown_code, link, link.removeprefix("https://"))


def side_of(
    words: Words, certificate: Certificate, names: Mapping[str, str], bot: str, timezone: str
) -> Side:
    say = words.say
    return Side(
        language=words.language,
        heading=say("Certificate"),
        about=say("This certificate is awarded to"),
        name=person_name(words, names),
        did=say("who practised with cases and passed the programme"),
        programme=programme_title(words, certificate.programme),
        cases=words.count("{n} case", "{n} cases", len(certificate.editions)),
        issued=say("Issued on {day}", day=date_of(words, certificate.issued_at, timezone)),
        until=say("Valid until {day}", day=date_of(words, certificate.expires_at, timezone)),
        limits=certificate_limits(words),
        check=say(
            "To check it, scan the code, or send /verify and the code below it to "
            "{bot} in Telegram.",
            bot=f"@{bot}",
        ),
    )


def badge_of(
    words: Words, certificate: Certificate, names: Mapping[str, str], link: str, bot: str
) -> Badge:
    """A certificate as an Open Badges credential."""
    say, programme = words.say, programmes().get(certificate.programme)
    cases = words.count("{n} case", "{n} cases", len(certificate.editions))
    unsigned = say(
        "This file is not signed. To check whether the certificate is valid, ask {bot} "
        "in Telegram with its code {code}.",
        bot=f"@{bot}",
        code=certificate.shown_code,
    )
    return Badge(
        language=words.language,
        bot=f"https://t.me/{bot}",
        link=link,
        holder=person_name(words, names),
        programme=certificate.programme,
        name=programme_title(words, certificate.programme),
        about=programme.about.in_(words.language) if programme else certificate.programme,
        criteria=say("Every case of the programme was played, and those with a pass mark passed."),
        evidence=" ".join((f"{cases}.", certificate_limits(words), unsigned)),
        issued_at=certificate.issued_at,
        expires_at=certificate.expires_at,
    )


def certificate_limits(words: Words) -> str:
    return words.say(
        "It shows that someone practised with cases and passed. It does not certify "
        "that they can judge real cases."
    )
