"""Phrases of links into a cohort."""

from __future__ import annotations

from bot.app.cohorts.link_admin import OpenLink, SecretLink
from bot.locale import Words
from bot.phrases.date_phrases import day_of, short_day_of


def last_day(words: Words, made: SecretLink) -> str:
    """The last day of a link, and of its QR code and short code."""
    assert made.invitation.expires_at is not None
    return day_of(words, made.invitation.expires_at, made.cohort.timezone)


def link_name(words: Words, link: OpenLink) -> str:
    made = short_day_of(words, link.invitation.created_at, link.cohort.timezone)
    return words.say("Link {mark}, created {day}", mark=link.mark[:4].upper(), day=made)


def link_state(words: Words, link: OpenLink) -> str:
    """The number of people who joined, the limit, and the expiry."""
    say, left, expires_at = words.say, link.invitation.uses, link.invitation.expires_at
    if left is None:
        places = say("no limit")
    elif left <= 0:
        places = say("full")
    else:
        places = words.count("{n} place left", "{n} places left", left)
    parts = [
        words.count("{n} person joined with it", "{n} people joined with it", link.joined)
        if link.joined
        else say("nobody has used it yet"),
        places,
    ]
    if expires_at is not None:
        day = day_of(words, expires_at, link.cohort.timezone)
        parts.append(say("valid until {day}", day=day))
    return " · ".join(parts)
