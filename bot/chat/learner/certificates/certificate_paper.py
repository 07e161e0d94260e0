"""What stands on a certificate, on paper and as a badge. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.app.certificates.open_badge import Badge
from bot.chat.date_phrases import date_of
from bot.chat.labels import person_name
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.locale import LANGUAGES, Words, words
from bot.pictures.certificate import Page, Side
from scenarios.programmes import programmes
from storage.certificates.certificates import Certificate
from storage.cohorts import short_codes

CODED = "v_"
"""What a link's token begins with where a code to check a certificate follows."""


def page_of(one: Certificate, names: Mapping[str, str], link: str, bot: str, timezone: str) -> Page:
    """A certificate as it is printed.

    Args:
        one: Which.
        names: Its holder's, by script; one at least.
        link: Where it is checked.
        bot: The name of the bot.
        timezone: In which its days are told.
    """
    sides = [side_of(words(language), one, names, bot, timezone) for language in LANGUAGES]
    return Page(sides, short_codes.formatted(one.code), link, link.removeprefix("https://"))


def side_of(
    speak: Words, one: Certificate, names: Mapping[str, str], bot: str, timezone: str
) -> Side:
    """What stands on a certificate in one language."""
    say = speak.say
    return Side(
        language=speak.language,
        heading=say("Certificate"),
        about=say("This certificate is given to"),
        name=person_name(speak, names),
        did=say("who practised with cases and passed the programme"),
        programme=programme_title(speak, one.programme),
        cases=speak.count("{n} case", "{n} cases", len(one.editions)),
        issued=say("Issued on {day}", day=date_of(speak, one.issued_at, timezone)),
        until=say("Good until {day}", day=date_of(speak, one.expires_at, timezone)),
        limits=limits(speak),
        check=say(
            "To check it: scan the code, or write /verify and the letters below it to {bot} in "
            "Telegram.",
            bot=f"@{bot}",
        ),
    )


def limits(speak: Words) -> str:
    """What a certificate says and what it does not."""
    return speak.say(
        "It says that someone practised with cases and passed. It does not certify that they can "
        "judge real cases."
    )


def badge_of(
    speak: Words, one: Certificate, names: Mapping[str, str], link: str, bot: str
) -> Badge:
    """A certificate as a credential, in one language."""
    say, programme = speak.say, programmes().get(one.programme)
    cases = speak.count("{n} case", "{n} cases", len(one.editions))
    unsigned = say(
        "This file is not signed: whether the certificate holds is asked of {bot} in Telegram, by "
        "its code {code}.",
        bot=f"@{bot}",
        code=short_codes.formatted(one.code),
    )
    return Badge(
        language=speak.language,
        bot=f"https://t.me/{bot}",
        link=link,
        holder=person_name(speak, names),
        programme=one.programme,
        name=programme_title(speak, one.programme),
        about=programme.about.in_(speak.language) if programme else one.programme,
        criteria=say("Every case of the programme was played, and those with a pass mark passed."),
        evidence=_joined([f"{cases}.", limits(speak), unsigned]),
        issued_at=one.issued_at,
        expires_at=one.expires_at,
    )


def _joined(parts: Sequence[str]) -> str:
    return " ".join(parts)
