"""The message by which a trainer leads a class: where it is, and what to do next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeAlias

from bot.app.live_session.session_flow import Phase
from bot.chat.date_phrases import day_of
from bot.chat.kinds import PRESENTERS
from bot.chat.kinds.base import numbered
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.chat.trainer.live_session.actions import (
    AskInRoom,
    BeginInRoom,
    ChooseRoomCase,
    CloseEmptyVote,
    CloseVote,
    EndRoom,
    EndRoomNow,
    FinishInRoom,
    GoOnInRoom,
    MarkInRoom,
    ShowAttendance,
    ShowHands,
    ShowRoom,
    ShowSession,
    SpeakOnPage,
    TakeInRoom,
)
from bot.chat.trainer.live_session.class_choices import Offer
from bot.chat.trainer.live_session.session_opening_screens import no_page, where_words
from bot.chat.trainer.live_session.session_view import Room
from bot.locale import LANGUAGES, Words
from scenarios.kinds import KINDS
from scenarios.rendering import Consequence
from storage.live_session.live_sessions import IDLE, Session

_ON, _OFF = "☑", "☐"


def control_screen(speak: Words, room: Room) -> Screen:
    """Where a session is."""
    if room.session.state == "ended":
        return _over_screen(speak, room)
    head = (
        Line(Role.TITLE, room.title),
        Line(Role.NOTE, where_words(speak, room.session, room.cohort)),
    )
    body, buttons = _PARTS[room.phase](speak, room)
    foot = Line(Role.NOTE, _page(speak, room))
    return Screen((*head, *body, foot), (*buttons, *_always(speak, room)))


def ask_end_screen(speak: Words, room: Room) -> Screen:
    """Whether it is really to end."""
    say, session = speak.say, room.session.id
    return Screen(
        (
            Line(Role.TITLE, room.title),
            Line(Role.PROMPT, say("End the session?")),
            Line(
                Role.TEXT,
                say(
                    "The page and the way in end with it. What was counted and who was there stay."
                ),
            ),
        ),
        (
            Button(say("End it"), EndRoomNow(session), main=True),
            Button(say("Back to the session"), ShowRoom(session)),
        ),
    )


def ask_close_screen(speak: Words, room: Room) -> Screen:
    """Whether a vote is to be closed that nobody took part in."""
    say, session = speak.say, room.session
    return Screen(
        (
            Line(Role.TITLE, room.title),
            Line(Role.PROMPT, say("Close the vote? Nobody has voted yet.")),
            Line(Role.TEXT, say("A vote that is closed is not opened again.")),
        ),
        (
            Button(say("Back to the session"), ShowRoom(session.id), main=True),
            Button(say("Close the vote"), CloseVote(session.id, session.turn)),
        ),
    )


def _over_screen(speak: Words, room: Room) -> Screen:
    say, session = speak.say, room.session
    there = speak.count("{n} person was there", "{n} people were there", room.counts.there)
    day = day_of(speak, session.ended_at, room.cohort.timezone) if session.ended_at else ""
    return Screen(
        (
            Line(Role.TITLE, room.title),
            Line(Role.NOTE, where_words(speak, room.session, room.cohort)),
            Line(Role.TEXT, say("The session is over.")),
            Line(Role.TEXT, f"{day} · {there}"),
            *_closed_by_itself(speak, session),
        ),
        (
            Button(say("The record"), ShowSession(session.id), main=True),
            Button(say("Who was there"), ShowAttendance(session.id, 0)),
            Button(say("Run a case with the class"), ChooseRoomCase(session.cohort, 0)),
            Button(say("Back to the cohort"), ShowCohort(session.cohort)),
        ),
    )


def _closed_by_itself(speak: Words, session: Session) -> Iterator[Line]:
    if session.began_at and session.ended_at and session.ended_at - session.began_at >= IDLE:
        text = speak.count(
            "A session that is left open closes by itself after {n} hour. What was counted and "
            "who was there stay.",
            "A session that is left open closes by itself after {n} hours. What was counted and "
            "who was there stay.",
            IDLE // timedelta(hours=1),
        )
        yield Line(Role.NOTE, text)


def _page(speak: Words, room: Room) -> str:
    if room.page:
        return speak.say("The page for all: {address}", address=room.page)
    return no_page(speak)


def _always(speak: Words, room: Room) -> Iterator[Button]:
    say, session = speak.say, room.session
    yield Button(say("Who is there"), ShowAttendance(session.id, 0))
    if room.page:
        for one in LANGUAGES:
            if one != session.language:
                name = say("Page in {language}", language=speak.tongue(one))
                yield Button(name, SpeakOnPage(session.id, one))
    yield Button(say("End the session"), EndRoom(session.id))


Part: TypeAlias = "tuple[list[Line], list[Button]]"


def _lobby(speak: Words, room: Room) -> Part:
    say, there = speak.say, room.counts.there
    text = speak.count("{n} person is there.", "{n} people are there.", there)
    lines = [
        Line(Role.TEXT, text),
        Line(Role.TEXT, say("The way in, also as a QR code on the page:")),
        Line(Role.TEXT, room.door),
    ]
    return lines, [Button(say("Begin"), BeginInRoom(room.session.id), main=True)]


def _voting(speak: Words, room: Room) -> Part:
    say, session = speak.say, room.session
    lines = [*_story(speak, room), *_options(room), Line(Role.TEXT, _votes(speak, room))]
    closing = CloseVote if room.voted else CloseEmptyVote
    close = Button(say("Close the vote"), closing(session.id, session.turn), main=True)
    return lines, [close, _hands_button(speak, room)]


def _closed(speak: Words, room: Room) -> Part:
    say, session = speak.say, room.session
    counted = "\n".join(f"{one.label}: {one.n}" for one in room.offers)
    lines = [
        Line(Role.HEADING, say("The vote is closed.")),
        Line(Role.TEXT, counted),
        *_question(speak, room),
        Line(
            Role.NOTE, say("The class goes on with what you tap; it need not be what most chose.")
        ),
    ]
    ordered = sorted(room.offers, key=lambda one: one.id != room.most)
    take = [
        Button(
            say("Go on with {choice}", choice=one.label),
            TakeInRoom(session.id, session.turn, one.id),
            main=one.id == room.most,
        )
        for one in ordered
    ]
    return lines, [*take, *_another(speak, room), _hands_button(speak, room)]


def _talking(speak: Words, room: Room) -> Part:
    say, session = speak.say, room.session
    task = PRESENTERS[room.turn.kind].lead_task(speak)
    lines = [*_story(speak, room), *_options(room), Line(Role.NOTE, task)]
    done = Button(say("Done"), FinishInRoom(session.id, session.turn), main=True)
    if not KINDS[room.turn.kind].decision.sequenced:
        return lines, [*(_tick(room, place, one) for place, one in enumerate(room.offers)), done]
    if room.marks:
        shorts = {one.id: one.short for one in room.offers}
        lines.append(Line(Role.TEXT, numbered(shorts[one] for one in room.marks)))
    return lines, [*_steps(speak, room), *([done] if len(room.marks) == len(room.offers) else [])]


def _stop(speak: Words, room: Room) -> Part:
    say, session = speak.say, room.session
    recap = [Line(Role.RECAP, room.turn.recap)] if room.turn.recap else []
    lines = [*_story(speak, room), *recap, *_question(speak, room)]
    return lines, [Button(say("Go on"), GoOnInRoom(session.id, session.turn), main=True)]


def _ending(speak: Words, room: Room) -> Part:
    lines = [*_story(speak, room, whole=True), *_question(speak, room)]
    return lines, _another(speak, room)


def _story(speak: Words, room: Room, *, whole: bool = False) -> Iterator[Line]:
    """What came of the last answer; and the scene, where no page shows it."""
    if room.turn.after is not None:
        yield from consequence(speak, room.turn.after)
    if whole or not room.page:
        yield from (Line(Role.TEXT, passage) for passage in room.turn.passages)
    if room.turn.prompt:
        yield Line(Role.PROMPT, room.turn.prompt)


def consequence(speak: Words, after: Consequence) -> Iterator[Line]:
    """What the class did, and what came of it."""
    presenter = PRESENTERS[after.kind]
    yield from presenter.done(speak, after)
    if after.feedback:
        yield Line(Role.TEXT, after.feedback)
    if after.why:
        yield Line(Role.REASON, after.why)
    yield from presenter.explained(speak, after)
    for sentence in after.critical:
        yield Line(Role.CRITICAL, sentence)


def _options(room: Room) -> Iterator[Line]:
    for one in room.offers:
        if one.text:
            yield Line(Role.OPTION, f"{one.letter} · {one.text}")


def _votes(speak: Words, room: Room) -> str:
    counts = room.counts
    phones = speak.count(
        "Votes: {voted} of {n} phone", "Votes: {voted} of {n} phones", counts.phones,
        voted=counts.voted,
    )  # fmt: skip
    return f"{phones} · " + speak.say("hands and paper: {n}", n=counts.hands)


def _question(speak: Words, room: Room) -> Iterator[Line]:
    if room.question:
        yield Line(Role.TEXT, speak.say("For the room: {question}", question=room.question))


def _another(speak: Words, room: Room) -> list[Button]:
    if len(room.questions) < 2:
        return []
    session = room.session
    following = (session.question + 1) % len(room.questions)
    action = AskInRoom(session.id, session.turn, following)
    return [Button(speak.say("Another question for the room"), action)]


def _hands_button(speak: Words, room: Room) -> Button:
    action = ShowHands(room.session.id, room.session.turn)
    return Button(speak.say("Enter hands and paper"), action)


def _tick(room: Room, place: int, one: Offer) -> Button:
    on = one.id in room.marks
    action = MarkInRoom(room.session.id, room.session.turn, place, on=not on)
    return Button(f"{_ON if on else _OFF} {one.label}", action)


def _steps(speak: Words, room: Room) -> Iterator[Button]:
    session, turn = room.session.id, room.session.turn
    for place, one in enumerate(room.offers):
        if one.id not in room.marks:
            yield Button(one.label, MarkInRoom(session, turn, place, on=True))
    if room.marks:
        last = next(place for place, one in enumerate(room.offers) if one.id == room.marks[-1])
        back = MarkInRoom(session, turn, last, on=False)
        yield Button(speak.say("Take back the last step"), back)


_PARTS = {
    Phase.LOBBY: _lobby,
    Phase.VOTING: _voting,
    Phase.CLOSED: _closed,
    Phase.TALKING: _talking,
    Phase.STOP: _stop,
    Phase.ENDING: _ending,
}
