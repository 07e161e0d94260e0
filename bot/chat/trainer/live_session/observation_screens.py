"""What a master trainer sees of a session that somebody else leads. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.date_phrases import day_of
from bot.chat.kit.notices import News
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.live_session.actions import (
    AskSignature,
    LookOn,
    Observe,
    RateCriterion,
    ShowCriterion,
    ShowObserving,
    ShowSession,
    SignSession,
)
from bot.chat.trainer.live_session.observation_rubric import (
    LEAST,
    MARKS,
    NOT_SEEN,
    criteria,
    mark_name,
    marks_lines,
)
from bot.chat.trainer.live_session.session_record_screens import session_name
from bot.locale import Words
from scenarios.programmes import Criterion
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session

SESSIONS = 15  # on a page
_SIGNED = "✓"


@dataclass(frozen=True, slots=True)
class Seen:
    """A session as its observer sees it: nobody's name but its leader's."""

    session: Session
    cohort: Cohort
    leader: str
    there: int


def listed_screen(speak: Words, found: Sequence[tuple[Seen, str]], page: int) -> Screen:
    """The sessions that someone may look on at, a page at a time."""
    say = speak.say
    shown, more = paged(found, page, SESSIONS)
    text = (
        say("Look on at a session, note what you see, and sign it when it is over.")
        if found
        else say("No session is under way now that you could look on at.")
    )
    lines = [Line(Role.TITLE, say("Sessions to look on at")), Line(Role.TEXT, text)]
    if any(one.session.signed_at for one, _ in shown):
        lines.append(Line(Role.NOTE, say("{sign}: signed", sign=_SIGNED)))
    return Screen(
        tuple(lines),
        (
            *(Button(_named(speak, one, title), Observe(one.session.id)) for one, title in shown),
            *((Button(say("More"), ShowObserving(page + 1)),) if more else ()),
            Button(say("Today"), ShowToday()),
        ),
    )


def rubric_screen(speak: Words, seen: Seen, title: str) -> Screen:
    """A session with what was seen of each criterion."""
    say, session = speak.say, seen.session
    marks = session.rubric or {}
    day = day_of(speak, session.began_at or session.made_at, seen.cohort.timezone)
    lines = [
        Line(Role.TITLE, title),
        Line(Role.NOTE, speak.beside(day, session.place)),
        Line(Role.TEXT, say("Led by: {name}", name=seen.leader) + "\n" + _there(speak, seen)),
        *marks_lines(speak, marks),
    ]
    back = Button(say("Back"), ShowObserving())
    if session.signed_at is not None:
        signed = say("Signed off") if session.signed_off else say("Signed: not yet")
        return Screen((*lines, Line(Role.HEADING, signed)), (back,))
    lines.append(Line(Role.NOTE, _how(speak, session)))
    return Screen(tuple(lines), (*_observing(speak, session), *_signing(speak, session), back))


def can_be_signed(session: Session) -> bool:
    """Whether it is over, its observer has seen enough of it, and has not signed it."""
    seen = session.observer is not None and len(session.rubric or {}) >= LEAST
    return session.state == "ended" and session.signed_at is None and seen


def ask_screen(speak: Words, session: Session, title: str, *, well: bool) -> Screen:
    """Whether a session is really to be signed so."""
    say = speak.say
    named = _signature(speak, well=well)
    return Screen(
        (
            Line(Role.TITLE, title),
            Line(Role.PROMPT, named),
            Line(Role.TEXT, say("What is signed stays so: marks and signature cannot be changed.")),
        ),
        (
            Button(say("Sign"), SignSession(session.id, well), main=True),
            Button(say("Back"), Observe(session.id)),
        ),
    )


def _signature(speak: Words, *, well: bool) -> str:
    return speak.say("Sign off: led well") if well else speak.say("Sign: not yet")


def criterion_screen(speak: Words, session: Session, one: Criterion) -> Screen:
    """What is looked for under a criterion."""
    return Screen(
        (
            Line(Role.TITLE, one.title.in_(speak.language)),
            Line(Role.TEXT, one.evidence.in_(speak.language)),
        ),
        (
            *(
                Button(
                    f"{mark} · {mark_name(speak, mark)}", RateCriterion(session.id, one.id, mark)
                )
                for mark in reversed(MARKS)
            ),
            Button(mark_name(speak, NOT_SEEN), RateCriterion(session.id, one.id, NOT_SEEN)),
            Button(speak.say("Back"), Observe(session.id)),
        ),
    )


def _named(speak: Words, one: Seen, title: str) -> str:
    name = session_name(speak, one.session, title, one.cohort.timezone)
    named = speak.beside(one.leader, name)
    return f"{_SIGNED} {named}" if one.session.signed_at else named


def _there(speak: Words, seen: Seen) -> str:
    if seen.session.state == "ended":
        return speak.count("{n} person was there", "{n} people were there", seen.there)
    return speak.count("{n} person is there.", "{n} people are there.", seen.there)


def _how(speak: Words, session: Session) -> str:
    say = speak.say
    if session.observer is None and session.state == "ended":
        return say(
            "Nobody was noted as looking on while this session was under way, so it cannot be "
            "signed."
        )
    if session.observer is None:
        return say(
            "Only who looked on in the room can sign a session. While it is under way, tap "
            "“{tap}”.",
            tap=say("I am in the room"),
        )
    if session.state != "ended":
        return say("It can be signed once it is over. What was not seen stays open.")
    if can_be_signed(session):
        return say("It can be signed now. What was not seen stays open.")
    return speak.count(
        "It can be signed once {n} criterion was seen. What was not seen stays open.",
        "It can be signed once {n} criteria were seen. What was not seen stays open.",
        LEAST,
    )


def _observing(speak: Words, session: Session) -> Iterator[Button]:
    """What an observer can do: say that they are there, and note what they see."""
    running = session.state == "running"
    if session.observer is None:
        if running:
            yield Button(speak.say("I am in the room"), LookOn(session.id, on=True), main=True)
        return
    for one in criteria():
        yield Button(one.title.in_(speak.language), ShowCriterion(session.id, one.id))
    if running:
        yield Button(speak.say("I am not in the room"), LookOn(session.id, on=False))


def _signing(speak: Words, session: Session) -> Iterator[Button]:
    if can_be_signed(session):
        for well in (True, False):
            named = _signature(speak, well=well)
            yield Button(named, AskSignature(session.id, well), main=well)


def signed_news(speak: Words, session: Session, cohort: Cohort, title: str) -> News:
    """That a class which somebody led was signed, and how.

    Args:
        speak: The language.
        session: Which.
        cohort: With whom.
        title: What its case is called.
    """
    text = (
        speak.say("{cohort}: the session “{title}” is signed off.", cohort=cohort.name, title=title)
        if session.signed_off
        else speak.say(
            "{cohort}: the session “{title}” is signed, not yet as led well. What was seen is "
            "there to read.",
            cohort=cohort.name,
            title=title,
        )
    )
    return News(text, Button(speak.say("The session"), ShowSession(session.id)))
