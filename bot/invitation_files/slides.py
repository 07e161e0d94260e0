"""The slide of a link: for a wall, and to print."""

from __future__ import annotations

from bot.app.cohorts.link_admin import SecretLink
from bot.locale import Words
from bot.phrases.link_phrases import last_day
from bot.pictures.slide import Slide


def slide_of(words: Words, made: SecretLink, link: str, bot: str) -> Slide:
    """The texts on the slide of a link, in one language."""
    say = words.say
    return Slide(
        language=words.language,
        name=made.cohort.name,
        about=say("Short cases to practise on the phone"),
        scan=say("Scan with your phone’s camera"),
        link=link,
        shown=link.removeprefix("https://"),
        typing=say("Or send this to {bot} in Telegram:", bot=f"@{bot}"),
        code=made.typed,
        until=say("Valid until {day}", day=last_day(words, made)),
    )
