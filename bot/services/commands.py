"""The commands a person can give, with what each is for, in their language."""

from __future__ import annotations

from bot.words import Words


def commands(speak: Words) -> tuple[tuple[str, str], ...]:
    """Name and purpose of each command of the menu, in its order."""
    say = speak.say
    return (
        ("today", say("What there is to do")),
        ("practice", say("All cases, by field of work")),
        ("resume", say("Back to the case under way")),
        ("pause", say("Pause; your place is kept")),
        ("progress", say("How far you are")),
        ("settings", say("Language, hours, your data")),
        ("support", say("Support for you")),
        ("me", say("This is about me")),
        ("help", say("How this works")),
    )


def further_commands(speak: Words) -> tuple[tuple[str, str], ...]:
    """Those that only help tells of: a menu that is longer is not read."""
    say = speak.say
    return (
        ("wrong", say("Something is wrong here")),
        ("language", say("English or Arabic")),
        ("mydata", say("What is kept about you")),
        ("erase", say("Erase all that is kept about you")),
    )
