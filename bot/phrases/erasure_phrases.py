"""Phrases about erasure."""

from __future__ import annotations

from bot.app.personal_data.pending_erasure import ErasureDay
from bot.locale import Words
from bot.phrases.date_phrases import date_of, zone_name


def day_words(words: Words, day: ErasureDay) -> str:
    """The day on which somebody is erased, the same for every reader: by that person's clock."""
    return words.say(
        "{day} ({zone})",
        day=date_of(words, day.at, day.timezone),
        zone=zone_name(words, day.timezone),
    )
