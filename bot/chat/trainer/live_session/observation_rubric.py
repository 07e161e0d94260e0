"""What a master trainer looks for in a session: the rubric of the programme for trainers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.chat.kit.screen import Line, Role
from bot.locale import Words
from scenarios.programmes import Criterion, programmes

MARKS = (1, 2, 3, 4)
NOT_SEEN = 0
LEAST = 4  # criteria that must have been seen before a session is signed


def criteria() -> tuple[Criterion, ...]:
    """What is looked for, in order."""
    found = (one.rubric for one in programmes().values() if one.level == "trainer")
    return next(filter(None, found), ())


def mark_name(speak: Words, mark: int) -> str:
    """What was seen of a criterion."""
    names = {
        NOT_SEEN: speak.say("not seen"),
        1: speak.say("not yet"),
        2: speak.say("with help"),
        3: speak.say("sound"),
        4: speak.say("strong"),
    }
    return names.get(mark, "")


def marks_lines(speak: Words, marks: Mapping[str, int]) -> Iterator[Line]:
    """Each criterion with what was seen of it."""
    listed = [
        f"{one.title.in_(speak.language)}: {mark_name(speak, marks.get(one.id, NOT_SEEN))}"
        for one in criteria()
    ]
    yield Line(Role.TEXT, "\n".join(speak.bullet(one) for one in listed))
