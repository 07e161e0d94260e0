"""What a trainer sees of who is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.live_session.actions import (
    SetAttending,
    ShowAnswers,
    ShowAttendance,
    ShowRoom,
    TakeOut,
    TellMembers,
)
from bot.locale import Words
from storage.live_session.attendance import How
from storage.live_session.live_sessions import Session

PAGE = 20
_THERE, _NOT = "✓", "–"


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who is there, or may be."""

    who: str
    name: str
    how: How | None  # None: not there
    guest: bool = False  # is not in the cohort


def attendance_screen(
    speak: Words, session: Session, everybody: Sequence[Someone], page: int, *, on_paper: bool
) -> Screen:
    """Who is there and who is not; a tap on a name changes it.

    Args:
        speak: The trainer's language.
        session: Which.
        everybody: Who is there, or may be.
        page: Which of them, counted in pages from 0.
        on_paper: Whether answers from paper can be entered.
    """
    say = speak.say
    shown, more = paged(everybody, page, PAGE)
    there = sum(one.how is not None for one in everybody)
    phones = sum(one.how == "phone" for one in everybody)
    over = session.state == "ended"
    numbers = (
        speak.count("{n} person was there", "{n} people were there", there) + " ·"
        if over
        else speak.count("{n} person is there.", "{n} people are there.", there)
    )
    by_phone = speak.count("{n} by phone", "{n} by phone", phones)
    return Screen(
        (
            Line(Role.TITLE, say("Who was there") if over else say("Who is there")),
            Line(Role.TEXT, f"{numbers} {by_phone}"),
            Line(Role.NOTE, say("Tap a name where somebody came without a phone.")),
        ),
        (
            *(_one(speak, session, one, page) for one in shown),
            *((Button(say("More"), ShowAttendance(session.id, page + 1)),) if more else ()),
            *(_answers(speak, session) if on_paper else ()),
            *_rest(speak, session),
        ),
    )


def take_out_screen(speak: Words, asked: SetAttending, name: str) -> Screen:
    """Whether somebody whose phone came in is really to be taken out."""
    say, session = speak.say, asked.session
    return Screen(
        (
            Line(Role.TITLE, say("Who is there")),
            Line(Role.PROMPT, say("Is {name} not there?", name=name)),
            Line(
                Role.TEXT,
                say(
                    "They came in by phone. Taken out, their vote in this question is gone and "
                    "nothing more is put to their phone, until they come in by the code again."
                ),
            ),
        ),
        (
            Button(say("Leave them in"), ShowAttendance(session, asked.page), main=True),
            Button(say("Take them out"), TakeOut(session, asked.who, asked.page)),
        ),
    )


def told_screen(speak: Words, session: Session, told: int, later: int) -> Screen:
    """How many are told now, and how many cannot be."""
    lines = [
        Line(Role.TEXT, speak.count("{n} member is told now.", "{n} members are told now.", told))
    ]
    if later:
        text = speak.count(
            "{n} other cannot be written to now: it is not in their hours, or they were written "
            "to within a day. The class stands in their /today.",
            "{n} others cannot be written to now: it is not in their hours, or they were written "
            "to within a day. The class stands in their /today.",
            later,
        )
        lines.append(Line(Role.TEXT, text))
    return Screen(tuple(lines), tuple(_back(speak, session)))


def _one(speak: Words, session: Session, one: Someone, page: int) -> Button:
    sign = _NOT if one.how is None else _THERE
    name = speak.say("{name} (guest)", name=one.name) if one.guest else one.name
    action = SetAttending(session.id, one.who, there=one.how is None, page=page)
    return Button(f"{sign} {name}", action)


def _answers(speak: Words, session: Session) -> Iterator[Button]:
    yield Button(speak.say("Answers of those without Telegram"), ShowAnswers(session.id))


def _rest(speak: Words, session: Session) -> Iterator[Button]:
    if session.state == "running":
        yield Button(speak.say("Tell the members who are not there"), TellMembers(session.id))
    yield from _back(speak, session)


def _back(speak: Words, session: Session) -> Iterator[Button]:
    yield Button(speak.say("Back to the session"), ShowRoom(session.id), main=True)
