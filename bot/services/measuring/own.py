"""The ways of a learner to how their tests went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.locale import Words
from bot.services.library import Library
from bot.services.measuring.actions import ShowOwnTest
from bot.services.measuring.forms import track_of
from bot.services.measuring.phrases import track_name
from bot.services.measuring.sealed import is_told
from bot.services.screen import Button
from storage.assessments import assessments

MOST = 3  # the newest


def own_tests(
    conn: Connection, library: Library, speak: Words, person: str, now: datetime
) -> list[Button]:
    """A button for each test that is over and of which someone took a part, the newest first."""
    found: list[Button] = []
    for test in assessments.of_person(conn, person):
        if len(found) == MOST or not is_told(conn, library.scenarios, test, person, now):
            continue
        if assessments.own_parts(conn, test, person):
            name = track_name(speak, track_of(library, test.forms))
            label = speak.say("Before and after: {field}", field=name)
            found.append(Button(label, ShowOwnTest(test.id)))
    return found
