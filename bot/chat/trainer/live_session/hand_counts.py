"""Hands and paper: what a class says without phones, by taps or typed."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import Phase
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.trainer.live_session import hand_count_screens
from bot.chat.trainer.live_session.actions import SetHands, ShowHands
from bot.chat.trainer.live_session.class_choices import hands_in
from bot.chat.trainer.live_session.session_control import Leading, nothing
from bot.chat.trainer.live_session.session_view import Seeing
from bot.locale import words
from scenarios.model import Scenario
from scenarios.position import Position
from storage.db.database import Database
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.people.people import Person

HANDS = "room-hands"  # what a trainer is awaited to say, with the session and its turn
MOST = 999


class Hands:
    """Enters hands and paper, while a vote is open and while its bars are shown."""

    def __init__(self, database: Database, seeing: Seeing, leading: Leading) -> None:
        self._database = database
        self._seeing = seeing
        self._leading = leading

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowHands: self.show, SetHands: self.set}, answers={HANDS: self.typed})

    async def show(self, visitor: Visitor, person: Person, action: ShowHands) -> Reply:
        """How many hands there are for what."""
        session = await self._leading.within(visitor, person, action.session, nothing, stays=False)
        return await self._shown(visitor, person, session, action.turn, Place.SAME)

    async def set(self, visitor: Visitor, person: Person, action: SetHands) -> Reply:
        """Hands for a choice are so many: set and not counted up, or a tap could count twice."""

        def do(conn: Connection, session: Session, scenario: Scenario, at: Position) -> None:
            parts = session_flow.offered(scenario, at)
            if action.choice < len(parts) and action.hands <= MOST:
                _put(conn, session, action.turn, {parts[action.choice]: action.hands})

        session = await self._leading.within(visitor, person, action.session, do, stays=False)
        return await self._shown(visitor, person, session, action.turn, Place.SAME)

    async def typed(self, visitor: Visitor, person: Person, text: str) -> Reply:
        """Hands as somebody types them: all that are named at once."""
        _, session_id, turn = (person.awaits or "").split(":")

        session = await self._leading.within(visitor, person, session_id, nothing, stays=False)
        speak = words(person.language)
        room = await self._seeing.room(session, speak)
        found = hands_in(text, room.offers)
        if found is None:
            return Reply(hand_count_screens.unread_screen(speak, room))

        def do(conn: Connection, held: Session, _scenario: Scenario, _at: Position) -> None:
            _put(conn, held, int(turn), found)

        session = await self._leading.within(visitor, person, session_id, do, stays=False)
        return await self._shown(visitor, person, session, int(turn), Place.NEW)

    async def _shown(
        self, visitor: Visitor, person: Person, session: Session, turn: int, place: Place
    ) -> Reply:
        if not _is_open(session, turn):
            return await self._leading.do(visitor, person, session.id, nothing)
        awaits = f"{HANDS}:{session.id}:{turn}"
        await self._database.write(lambda conn: people.change(conn, person.id, awaits=awaits))
        speak = words(person.language)
        room = await self._seeing.room(session, speak)
        hands = await self._database.read(lambda conn: _hands(conn, session))
        return Reply(hand_count_screens.hands_screen(speak, room, hands), place=place)


def _is_open(session: Session, turn: int) -> bool:
    open_ = session.phase in (Phase.VOTING, Phase.CLOSED)
    return session.state == "running" and session.turn == turn and open_


def _put(conn: Connection, session: Session, turn: int, hands: dict[str, int]) -> None:
    if _is_open(session, turn):
        after = _hands(conn, session) | hands
        live_sessions.change_round(conn, session.id, turn, hands=after)


def _hands(conn: Connection, session: Session) -> dict[str, int]:
    put = live_sessions.round_at(conn, session.id, session.turn)
    return dict(put.hands) if put else {}
