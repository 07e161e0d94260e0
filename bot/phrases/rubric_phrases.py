"""The rubric of a session in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.live_session.observation import LEAST, NOT_SEEN, can_be_signed, criteria
from bot.lines import Line, text
from bot.locale import Words
from storage.live_session.live_sessions import Session


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


def next_step(words: Words, session: Session) -> str:
    """The step that is missing before an observed session can be signed."""
    say = words.say
    if session.observer is None and session.state == "ended":
        return say(
            "Nobody was recorded as observing while this session was under way, so it "
            "can't be signed."
        )
    if session.observer is None:
        return say(
            "Only an observer in the room can sign a session. While it is under way, tap “{tap}”.",
            tap=say("I am in the room"),
        )
    if session.state != "ended":
        return say("It can be signed once it is over. Criteria you did not observe stay open.")
    if can_be_signed(session):
        return say("It can be signed now. Criteria you did not observe stay open.")
    return words.count(
        "It can be signed once {n} criterion is marked. Criteria you did not observe stay open.",
        "It can be signed once {n} criteria are marked. Criteria you did not observe stay open.",
        LEAST,
    )
