"""What is kept of a session, for its trainers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.date_phrases import day_of, short_day_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.chat.trainer.live_session.actions import (
    ShowAnswers,
    ShowAttendance,
    ShowSession,
    ShowSessions,
)
from bot.chat.trainer.live_session.observation_rubric import marks_lines
from bot.locale import Words
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session

SESSIONS = 15  # on a page
DECISIONS = 8  # on a page: a message has 4,096 letters


@dataclass(frozen=True, slots=True)
class Put:
    """One decision that was put to a class."""

    prompt: str
    counted: Sequence[tuple[str, int]]  # what, and how many were for it
    done: Sequence[str]  # what the class did
    answered: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a session."""

    session: Session
    cohort: Cohort
    title: str
    there: int
    leader: str
    observer: str
    put: Sequence[Put] = ()
    on_paper: bool = False  # whether answers from paper can be entered


def session_name(speak: Words, session: Session, title: str, timezone: str) -> str:
    """A session by its case, its day and its place."""
    day = short_day_of(speak, session.began_at or session.made_at, timezone)
    return speak.beside(title, day, session.place)


def sessions_screen(
    speak: Words, cohort: Cohort, found: Sequence[tuple[Session, str]], page: int
) -> Screen:
    """What was run with a cohort, the newest first, a page at a time."""
    say = speak.say
    shown, more = paged(found, page, SESSIONS)
    text = say("The newest first.") if found else say("Nothing was run with this class yet.")
    return Screen(
        (Line(Role.TITLE, cohort.name), Line(Role.TEXT, text)),
        (
            *(
                Button(session_name(speak, one, title, cohort.timezone), ShowSession(one.id))
                for one, title in shown
            ),
            *((Button(say("More"), ShowSessions(cohort.id, page + 1)),) if more else ()),
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )


def record_screen(speak: Words, record: Record, page: int) -> Screen:
    """What became of a session; how it was judged stands first, then its decisions by pages."""
    say, session = speak.say, record.session
    shown, more = paged(record.put, page, DECISIONS)
    about = () if page else _about(speak, record)
    return Screen(
        (*_head(speak, record), *about, *(Line(Role.TEXT, _told(speak, one)) for one in shown)),
        (
            *((Button(say("More"), ShowSession(session.id, page + 1)),) if more else ()),
            Button(say("Who was there"), ShowAttendance(session.id, 0)),
            *(_answers(speak, session) if record.on_paper else ()),
            Button(say("Back"), ShowSessions(record.cohort.id)),
        ),
    )


def _answers(speak: Words, session: Session) -> Iterator[Button]:
    yield Button(speak.say("Answers of those without Telegram"), ShowAnswers(session.id))


def _head(speak: Words, record: Record) -> Iterator[Line]:
    session = record.session
    yield Line(Role.TITLE, record.title)
    day = day_of(speak, session.began_at or session.made_at, record.cohort.timezone)
    yield Line(Role.NOTE, speak.beside(day, session.place))


def _about(speak: Words, record: Record) -> Iterator[Line]:
    session = record.session
    about = [speak.count("{n} person was there", "{n} people were there", record.there)]
    if record.leader:
        about.append(speak.say("Led by: {name}", name=record.leader))
    yield Line(Role.TEXT, "\n".join(about))
    if session.signed_at is not None:
        yield Line(Role.HEADING, _signed(speak, record))
        yield from marks_lines(speak, session.rubric or {})


def _told(speak: Words, put: Put) -> str:
    counted = " · ".join(f"{what}: {n}" for what, n in put.counted)
    did = speak.listed(put.done) if put.done else speak.say("nothing of it")
    done = speak.say("The class: {did}", did=did) if put.answered else ""
    return "\n".join(filter(None, (put.prompt, counted, done)))


def _signed(speak: Words, record: Record) -> str:
    well = record.session.signed_off
    said = speak.say("Signed off") if well else speak.say("Signed: not yet")
    return speak.beside(said, record.observer) if record.observer else said
