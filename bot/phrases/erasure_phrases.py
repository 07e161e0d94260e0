"""Phrases about erasure."""

from __future__ import annotations

from bot.app.personal_data.pending_erasure import ErasureDay
from bot.locale import Words
from bot.phrases.date_phrases import date_of, zone_name


def day_words(words: Words, day: ErasureDay) -> str:
    """The day of an erasure, the same for every reader: in that person's time zone."""
    return words.say(
        "{day} ({zone})",
        day=date_of(words, day.at, day.timezone),
        zone=zone_name(words, day.timezone),
    )
