"""Leading a class through a case: one message that shows where it is, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_rights import led_by
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.trainer.live_session import session_control_screens
from bot.chat.trainer.live_session.actions import (
    AskInRoom,
    BeginInRoom,
    CloseEmptyVote,
    CloseVote,
    EndRoom,
    EndRoomNow,
    FinishInRoom,
    GoOnInRoom,
    MarkInRoom,
    ShowRoom,
    TakeInRoom,
)
from bot.chat.trainer.live_session.session_view import Seeing
from bot.locale import words
from scenarios import position
from scenarios.kinds.base import joined
from scenarios.model import Scenario
from scenarios.position import Position
from storage.db.database import Database
from storage.live_session import live_sessions, votes
from storage.live_session.live_sessions import Session
from storage.people.people import Person

# What is done to a running session that is held, where the case stands so; whoever comes too late
# or taps twice changes nothing.
Do: TypeAlias = Callable[[Connection, Session, Scenario, Position], None]


class Leading:
    """What a trainer does while a class plays. Each tap names the turn that it was meant for."""

    def __init__(self, database: Database, seeing: Seeing, clock: Clock) -> None:
        self._database = database
        self._seeing = seeing
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def show(visitor: Visitor, person: Person, action: ShowRoom) -> Reply:
            return await self.do(visitor, person, action.session, nothing)

        return Counter(
            taps={
                ShowRoom: show,
                BeginInRoom: self.begin,
                CloseVote: self.close,
                CloseEmptyVote: self.ask_close,
                TakeInRoom: self.take,
                MarkInRoom: self.mark,
                FinishInRoom: self.finish,
                GoOnInRoom: self.go_on,
                AskInRoom: self.ask,
                EndRoom: self.ask_end,
                EndRoomNow: self.end,
            }
        )

    async def begin(self, visitor: Visitor, person: Person, action: BeginInRoom) -> Reply:
        """Put the first scene to the class."""

        def do(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
            if session.phase == Phase.LOBBY:
                _come_to(conn, session, scenario, at)

        return await self.do(visitor, person, action.session, do)

    async def close(self, visitor: Visitor, person: Person, action: CloseVote) -> Reply:
        """Close the vote: from now on it is numbers."""

        def do(conn: Connection, session: Session, _scenario: Scenario, _at: Position) -> None:
            if session.phase == Phase.VOTING and session.turn == action.turn:
                votes.close(conn, session.id, session.turn)
                live_sessions.change(conn, session.id, phase=Phase.CLOSED)

        return await self.do(visitor, person, action.session, do)

    async def ask_close(self, visitor: Visitor, person: Person, action: CloseEmptyVote) -> Reply:
        """Whether a vote is to be closed that nobody took part in; if anybody has by now, it is."""
        speak, close = words(person.language), CloseVote(action.session, action.turn)
        session = await self.within(visitor, person, action.session, nothing, stays=False)
        room = await self._seeing.room(session, speak)
        if room.voted or session.phase != Phase.VOTING or session.turn != action.turn:
            return await self.close(visitor, person, close)
        return Reply(session_control_screens.ask_close_screen(speak, room), place=Place.SAME)

    async def take(self, visitor: Visitor, person: Person, action: TakeInRoom) -> Reply:
        """Go on as if the class had taken this; which it is, is the trainer's to say."""

        def do(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
            closed = session.phase == Phase.CLOSED and session.turn == action.turn
            if closed and action.act in session_flow.offered(scenario, at):
                _answer(conn, session, scenario, at, (action.act,))

        return await self.do(visitor, person, action.session, do)

    async def mark(self, visitor: Visitor, person: Person, action: MarkInRoom) -> Reply:
        """Tick what the class agrees on, or put its steps in order."""

        def do(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
            parts = session_flow.told(scenario, session.language, session.seed, at).options
            put = live_sessions.round_at(conn, session.id, session.turn)
            if not _is_talking(session, action.turn) or put is None or action.part >= len(parts):
                return
            part = parts[action.part].id
            marks = session_flow.marked(scenario, at, put.marks, part, on=action.on)
            live_sessions.change_round(conn, session.id, session.turn, marks=marks)

        return await self.do(visitor, person, action.session, do)

    async def finish(self, visitor: Visitor, person: Person, action: FinishInRoom) -> Reply:
        """What the class has ticked or put in order is its answer."""

        def do(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
            put = live_sessions.round_at(conn, session.id, session.turn)
            if _is_talking(session, action.turn) and put is not None:
                _answer(conn, session, scenario, at, put.marks)

        return await self.do(visitor, person, action.session, do)

    async def go_on(self, visitor: Visitor, person: Person, action: GoOnInRoom) -> Reply:
        """Go on after a stop."""

        def do(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
            after = session_flow.gone_on(scenario, at)
            if session.phase == Phase.STOP and session.turn == action.turn and after is not None:
                _come_to(conn, session, scenario, after)

        return await self.do(visitor, person, action.session, do)

    async def ask(self, visitor: Visitor, person: Person, action: AskInRoom) -> Reply:
        """Put this one of the questions for the room on the page."""

        def do(conn: Connection, session: Session, _scenario: Scenario, _at: Position) -> None:
            if session.turn == action.turn:
                live_sessions.change(conn, session.id, question=action.question)

        return await self.do(visitor, person, action.session, do)

    async def ask_end(self, visitor: Visitor, person: Person, action: EndRoom) -> Reply:
        """Whether it is really to end."""
        speak = words(person.language)
        session = await self.within(visitor, person, action.session, nothing, stays=False)
        if session.state != "running":
            return await self.shown(person, session.id)
        room = await self._seeing.room(session, speak)
        return Reply(session_control_screens.ask_end_screen(speak, room), place=Place.SAME)

    async def end(self, visitor: Visitor, person: Person, action: EndRoomNow) -> Reply:
        """End it; the page and the way in end with it."""
        now = self._clock.now()

        def do(conn: Connection, session: Session, _scenario: Scenario, _at: Position) -> None:
            votes.end_session(conn, session, now)

        return await self.do(visitor, person, action.session, do)

    async def do(self, visitor: Visitor, person: Person, session_id: str, do: Do) -> Reply:
        """Do something in a session, if someone may; then show where it is."""
        session = await self.within(visitor, person, session_id, do, stays=True)
        return await self.shown(person, session.id)

    async def shown(self, person: Person, session_id: str) -> Reply:
        """Where a session is."""

        def unit(conn: Connection) -> Session:
            return led_by(conn, person, session_id)[0]

        session = await self._database.read(unit)
        return Reply(await self.screen(session, person.language), place=Place.SAME)

    async def screen(self, session: Session, language: str) -> Screen:
        """The message that shows where a session is."""
        speak = words(language)
        room = await self._seeing.room(session, speak)
        return session_control_screens.control_screen(speak, room)

    async def within(
        self, visitor: Visitor, person: Person, session_id: str, do: Do, *, stays: bool
    ) -> Session:
        """Do something in a session that is held; gives the session after it.

        Args:
            visitor: Whoever tapped.
            person: The same.
            session_id: Which session.
            do: What; nothing is done in one that is not running.
            stays: Whether the tapped message goes on to show where the session is.
        """
        before = await self._database.read(lambda conn: led_by(conn, person, session_id)[0])
        scenario, _ = await self._seeing.at(before)
        now = self._clock.now()

        def unit(conn: Connection) -> Session:
            session, _ = led_by(conn, person, session_id, hold=True)
            idle = votes.end_idle(conn, session.id, now)
            if session.state == "running" and not idle:
                if session.led_by == person.id:
                    control = visitor.message if stays else None
                    live_sessions.change(conn, session.id, control=control)
                do(conn, session, scenario, position.read(session.position))
            found = live_sessions.get(conn, session.id)
            if found is None:
                raise NotFound
            return found

        return await self._database.write(unit)


def nothing(_conn: Connection, _session: Session, _scenario: Scenario, _at: Position) -> None:
    """Only look."""


def _is_talking(session: Session, turn: int) -> bool:
    return session.phase == Phase.TALKING and session.turn == turn


def _answer(
    conn: Connection, session: Session, scenario: Scenario, at: Position, parts: tuple[str, ...]
) -> None:
    after = session_flow.taken(scenario, at, parts)
    if after is None:
        return
    live_sessions.change_round(conn, session.id, session.turn, act=joined(parts))
    _come_to(conn, session, scenario, after)


def _come_to(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
    """A new position: its question is put to the room, if it has one."""
    phase = session_flow.phase_at(scenario, at)
    live_sessions.change(
        conn,
        session.id,
        turn=at.turn,
        position=position.write(at),
        phase=phase,
        question=0,
    )
    if phase in (Phase.VOTING, Phase.TALKING):
        live_sessions.open_round(conn, session.id, at.turn, at.scene)
