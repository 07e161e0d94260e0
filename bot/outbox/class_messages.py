"""Unasked messages of live sessions: questions to phones, and votes to leaders.

Whoever came into a class has asked for its questions, so they are no notices and meet no cap. They
go out at Telegram's bulk rate, and a closed vote loses its buttons on them. A leader's message is
edited at most once in three seconds, however many vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from bot.app.errors import NotFound
from bot.app.live_session.session_state import state_of, turn_of
from bot.application import App
from bot.chat.kit.screen import Screen, veiled
from bot.chat.learner.live_session import question
from bot.chat.trainer.live_session.session_control import control_screen
from bot.locale import words
from bot.outbox.delivery import Board, SendOutcome
from bot.outbox.open_keyboards import Keyboards
from bot.phrases.class_view import class_view
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import UnaskedPhone
from storage.live_session.live_sessions import Session
from storage.people import people

BATCH = 25
"""Phones a second; Telegram takes some thirty."""
COUNT_EVERY = 3
"""Seconds between two edits of a leader's message; Telegram takes one a second."""


class ClassMessages:
    """Three jobs of the loop: ask phones, show leaders the votes, and end idle sessions."""

    def __init__(self, bot: int, app: App, messenger: Board) -> None:
        self._bot = bot
        self._app = app
        self._database = app.database
        self._messenger = messenger
        self._on_the_way: set[UnaskedPhone] = set()
        self._arrived: set[UnaskedPhone] = set()
        self._shown: dict[str, tuple[int, Screen]] = {}
        """The last screen of each leader's message, by session."""
        self._keyboards = Keyboards(app.database, messenger)

    async def ask(self) -> int:
        """Ask some of the phones that were not asked yet; returns how many.

        Where there are fewer, buttons of closed votes are taken away on some others.
        """
        await self.flush()
        phones, questions = await self._database.read(self._unasked)
        for phone in phones:
            screen = questions.get((phone.session, phone.language))
            if screen is not None and phone.discreet:
                screen = veiled(words(phone.language).say("A question for you."), screen)
            if screen is not None:
                self._on_the_way.add(phone)
                before = self._keyboards.before(phone)
                settled = partial(self._settled, phone)
                self._messenger.show(phone.telegram_id, screen, settled, retire=before)
        await self._keyboards.take_away(BATCH - len(phones))
        return len(phones)

    async def flush(self) -> None:
        """Record which phones were asked; after a failure they are recorded the next time."""
        arrived, self._arrived = self._arrived, set()
        if not arrived:
            return
        by_turn: dict[tuple[str, int], list[str]] = defaultdict(list)
        for phone in arrived:
            by_turn[phone.session, phone.turn].append(phone.person)

        def mark(conn: Connection) -> None:
            for (session, turn), persons in by_turn.items():
                attendance.mark_asked(conn, session, turn, persons)

        try:
            await self._database.write(mark)
        except BaseException:
            self._arrived |= arrived
            raise
        self._on_the_way -= arrived

    async def count(self) -> int:
        """Edit the message of each leader in which something has changed; returns how many."""
        led = await self._database.read(self._led)
        self._shown = {id_: self._shown[id_] for id_ in self._shown if id_ in led}
        return sum([await self._edit(*each) for each in led.values()])

    async def end_idle(self) -> int:
        """End the sessions that were left open and have been idle; returns how many."""
        now = self._app.clock.now()

        def end(conn: Connection) -> int:
            running = live_sessions.running(conn)
            return sum(votes.end_idle(conn, session.id, now) for session in running)

        return await self._database.write(end)

    def _unasked(
        self, conn: Connection
    ) -> tuple[list[UnaskedPhone], Mapping[tuple[str, str], Screen]]:
        """Phones to ask now, and what, by session and language."""
        found = attendance.unasked_phones(conn, self._bot, BATCH + len(self._on_the_way))
        phones = [phone for phone in found if phone not in self._on_the_way][:BATCH]
        asked = {(phone.session, phone.language) for phone in phones}
        questions = {key: self._question(conn, *key) for key in asked}
        return phones, {key: screen for key, screen in questions.items() if screen is not None}

    def _question(self, conn: Connection, session_id: str, language: str) -> Screen | None:
        app, session = self._app, live_sessions.get(conn, session_id)
        assert session is not None  # read in the same transaction
        try:
            turn = turn_of(conn, app.library, session, language)
        except NotFound:  # its case cannot be played any more; that is logged
            return None
        return question(app, words(language), session, turn)

    def _settled(self, phone: UnaskedPhone, outcome: SendOutcome) -> None:
        if outcome.message is not None:
            self._keyboards.note(phone, outcome.message)
        if outcome.final:  # it arrived, or never can
            self._arrived.add(phone)
        else:
            self._on_the_way.discard(phone)

    def _led(self, conn: Connection) -> Mapping[str, tuple[Session, int, str]]:
        """The running sessions that a message shows now, each with its chat and language."""
        found = {}
        for session in live_sessions.running(conn):
            shown = session.led_by if session.control else None
            leader = people.get(conn, shown) if shown else None
            chat = people.chat(conn, self._bot, leader.id) if leader else None
            if leader is not None and chat is not None:
                found[session.id] = (session, chat, leader.language)
        return found

    async def _edit(self, session: Session, chat: int, language: str) -> bool:
        try:
            screen = await self._draw(session, language)
        except NotFound:  # its case cannot be played any more; that is logged
            return False
        message = session.control
        if message is None or self._shown.get(session.id) == (message, screen):
            return False
        now = await self._database.read(partial(live_sessions.get, session_id=session.id))
        if now is None or now.control != message:  # its leader turned to another screen meanwhile
            return False
        self._shown[session.id] = (message, screen)
        self._messenger.change(chat, message, screen)
        return True

    async def _draw(self, session: Session, language: str) -> Screen:
        app, now = self._app, self._app.clock.now()
        state = await self._database.read(
            lambda conn: state_of(conn, app.library, session, language, now)
        )
        return control_screen(words(language), class_view(words(language), app.links, state))
