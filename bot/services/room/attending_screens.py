"""What a trainer sees of who is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.services.room.actions import (
    SetAttending,
    ShowAttendance,
    ShowRoom,
    TellMembers,
)
from bot.services.screen import Button, Line, Role, Screen
from bot.services.training.telling import paged
from bot.words import Words
from storage.attendance import How
from storage.sessions import Session

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
    speak: Words, session: Session, everybody: Sequence[Someone], page: int
) -> Screen:
    """Who is there and who is not; a tap on a name changes it."""
    say = speak.say
    shown, more = paged(everybody, page, PAGE)
    there = sum(one.how is not None for one in everybody)
    phones = sum(one.how == "phone" for one in everybody)
    numbers = speak.count("{n} person is there.", "{n} people are there.", there)
    by_phone = speak.count("{n} by phone", "{n} by phone", phones)
    return Screen(
        (
            Line(Role.TITLE, say("Who is there")),
            Line(Role.TEXT, f"{numbers} {by_phone}"),
            Line(Role.NOTE, say("Tap a name where somebody came without a phone.")),
        ),
        (
            *(_one(speak, session, one, page) for one in shown),
            *((Button(say("More"), ShowAttendance(session.id, page + 1)),) if more else ()),
            *_rest(speak, session),
        ),
    )


def told_screen(speak: Words, session: Session, told: int) -> Screen:
    """How many will be told."""
    text = speak.count(
        "{n} member will be told, within their hours and at most once a day.",
        "{n} members will be told, within their hours and at most once a day.",
        told,
    )
    return Screen((Line(Role.TEXT, text),), tuple(_back(speak, session)))


def _one(speak: Words, session: Session, one: Someone, page: int) -> Button:
    sign = _NOT if one.how is None else _THERE
    name = speak.say("{name} (guest)", name=one.name) if one.guest else one.name
    action = SetAttending(session.id, one.who, there=one.how is None, page=page)
    return Button(f"{sign} {name}", action)


def _rest(speak: Words, session: Session) -> Iterator[Button]:
    if session.state == "running":
        yield Button(speak.say("Tell the members who are not there"), TellMembers(session.id))
    yield from _back(speak, session)


def _back(speak: Words, session: Session) -> Iterator[Button]:
    yield Button(speak.say("Back to the session"), ShowRoom(session.id), main=True)
