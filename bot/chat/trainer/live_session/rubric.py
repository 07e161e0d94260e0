"""The rubric of a session in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.live_session.observation import NOT_SEEN, criteria
from bot.chat.kit.screen import Line, text
from bot.locale import Words


def mark_name(words: Words, mark: int) -> str:
    names = {
        NOT_SEEN: words.say("not seen"),
        1: words.say("not yet"),
        2: words.say("with help"),
        3: words.say("sound"),
        4: words.say("strong"),
    }
    return names.get(mark, "")


def marks_line(words: Words, marks: Mapping[str, int]) -> Line:
    """Each criterion with what was seen of it."""
    listed = (
        f"{each.title.in_(words.language)}: {mark_name(words, marks.get(each.id, NOT_SEEN))}"
        for each in criteria()
    )
    return text("\n".join(words.bullet(each) for each in listed))
