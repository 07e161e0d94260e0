"""The attendance list of a session as a table to take away."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.library import Library
from bot.app.live_session.attendance_list import AttendanceList
from bot.locale import Words
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import title_in


def attendance_rows(
    words: Words, library: Library, found: AttendanceList, names: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """The heading and a row for each entry.

    Args:
        words: The language.
        library: With the titles of cases.
        names: By the id of the entry.
    """
    say, session = words.say, found.session
    title = title_in(library, words, session.scenario)
    day = day_of(words, session.began_at or session.made_at, found.cohort.timezone)
    how = {"phone": say("by phone"), "hand": say("by hand"), None: say("absent")}
    rows = (
        (
            say("{name} (guest)", name=names[entry.id]) if entry.guest else names[entry.id],
            how[entry.how],
            title,
            day,
            session.place,
        )
        for entry in found.entries
    )
    return [(say("Name"), say("Attendance"), say("Case"), say("Day"), say("Place")), *rows]
