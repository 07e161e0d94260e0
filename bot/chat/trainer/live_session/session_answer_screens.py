"""What a trainer sees of whose answers from paper can be entered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.cohorts.actions import ShowPlace
from bot.chat.trainer.invitations.actions import BeginPaper
from bot.chat.trainer.live_session.actions import ShowAnswers, ShowAttendance, ShowSession
from bot.chat.trainer.live_session.session_record_screens import session_name
from bot.locale import Words
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session

PAGE = 20
_ENTERED = "✓"


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Somebody who was there and has no account."""

    place: str
    name: str
    entered: bool


def answers_screen(
    speak: Words,
    session: Session,
    cohort: Cohort,
    title: str,
    found: Sequence[OnPaper],
    page: int,
) -> Screen:
    """Who they are, and whose answers are entered already."""
    say = speak.say
    shown, more = paged(found, page, PAGE)
    text = say(
        "Tap a name and enter what stands on their own sheet. Hands and paper that were counted "
        "in the class stay as they are, and nothing is counted twice."
    )
    known = say("Only for those who know that their answers are kept, and who sees them.")
    nobody = say("Nobody without Telegram is noted as being there.")
    running = session.state == "running"
    back = ShowAttendance(session.id, 0) if running else ShowSession(session.id)
    return Screen(
        (
            Line(Role.TITLE, say("Answers of those without Telegram")),
            Line(Role.NOTE, session_name(speak, session, title, cohort.timezone)),
            Line(Role.TEXT, text if found else nobody),
            *((Line(Role.NOTE, known),) if found else ()),
        ),
        (
            *(_one(session, one) for one in shown),
            *((Button(say("More"), ShowAnswers(session.id, page + 1)),) if more else ()),
            Button(say("Back"), back),
        ),
    )


def _one(session: Session, one: OnPaper) -> Button:
    if one.entered:
        return Button(f"{_ENTERED} {one.name}", ShowPlace(one.place))
    return Button(one.name, BeginPaper(one.place, session.id))
