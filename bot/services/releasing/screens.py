"""What is said of files. Pure."""

from __future__ import annotations

from bot.services.actions import ShowList
from bot.services.preferences.dates import date_of
from bot.services.releasing.telling import sets_named
from bot.services.screen import Button, Line, Role, Screen
from bot.words import Words
from storage.releases import Release


def deleted_screen(speak: Words, release: Release, timezone: str) -> Screen:
    """It is noted that a file is deleted."""
    text = speak.say(
        "Noted: the file of {day} is deleted ({sets}). Thank you.",
        day=date_of(speak, release.made_at, timezone),
        sets=sets_named(speak, release.sets),
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))
