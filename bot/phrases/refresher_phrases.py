"""When the next refresher comes."""

from __future__ import annotations

from datetime import datetime

from bot.locale import Words
from bot.phrases.date_phrases import moment_of
from storage.people.people import Person


def next_prompt_text(words: Words, next_at: datetime | None, person: Person, now: datetime) -> str:
    if next_at is None:
        return words.say("No further question is planned.")
    moment = moment_of(words, next_at, now, person.timezone)
    return words.say("The next question comes {moment}.", moment=moment)
