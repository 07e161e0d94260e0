"""The commands a person can give, with what each is for, in their language."""

from __future__ import annotations

from bot.words import Words


def commands(speak: Words) -> tuple[tuple[str, str], ...]:
    """Name and purpose of each command, in the order of the menu."""
    say = speak.say
    return (
        ("practice", say("Choose a case")),
        ("resume", say("Back to the case under way")),
        ("pause", say("Pause; your place is kept")),
        ("support", say("Support for you")),
        ("me", say("This is about me")),
        ("wrong", say("Something is wrong here")),
        ("mydata", say("What is kept about you")),
        ("erase", say("Erase all that is kept about you")),
        ("language", say("English or Arabic")),
        ("help", say("How this works")),
    )
