"""The ways of a learner to how their tests went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.app.assessments.parallel_forms import track_of
from bot.app.assessments.sealed_results import is_told
from bot.app.library import Library
from bot.chat.kit.screen import Button
from bot.chat.trainer.assessments.actions import ShowOwnTest
from bot.chat.trainer.assessments.assessment_phrases import track_name
from bot.locale import Words
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
            name = track_name(speak, track_of(library.scenarios, test.forms))
            label = speak.say("Before and after: {field}", field=name)
            found.append(Button(label, ShowOwnTest(test.id)))
    return found
