"""What goes on by itself while classes play: phones are asked, and leaders see votes come in.

Somebody who came into a class has asked for its questions, so they are no notices and meet no cap.
They go out as fast as Telegram lets many be written to, and a closed vote loses its buttons on
them. A leader's message is changed at most once in three seconds, however many vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.app.errors import NotFound, StorageTrouble
from bot.app.ports import Clock
from bot.chat.kit.screen import Screen
from bot.chat.trainer.live_session.session_services import Rooms
from bot.locale import words
from bot.outbox.messenger import Board, Came
from bot.outbox.open_keyboards import Keyboards
from storage.db.database import Database
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import UnaskedPhone
from storage.live_session.live_sessions import Session
from storage.people import people

log = structlog.get_logger()

BATCH = 25  # phones a second: Telegram takes some thirty
COUNT_EVERY = 3  # seconds between two changes of a leader's message: Telegram bears one a second


class Asking:
    """Three jobs of the loop: ask, count, and end what was left open."""

    def __init__(
        self,
        bot: int,
        database: Database,
        rooms: Rooms,
        messenger: Board,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._database = database
        self._joining = rooms.joining
        self._leading = rooms.leading
        self._messenger = messenger
        self._clock = clock
        self._on_the_way: set[UnaskedPhone] = set()
        self._arrived: set[UnaskedPhone] = set()
        self._shown: dict[str, tuple[int, Screen]] = {}
        self._keyboards = Keyboards(database, messenger)

    async def ask(self) -> int:
        """Ask some of the phones that were not asked yet; returns how many.

        Where fewer are to be asked, the buttons of closed votes go on some others.
        """
        await self.flush()
        most = BATCH + len(self._on_the_way)
        found = await self._database.read(
            lambda conn: attendance.unasked_phones(conn, self._bot, most)
        )
        fresh = [one for one in found if one not in self._on_the_way][:BATCH]
        asked = await self._questions(fresh)
        for one in fresh:
            screen = asked.get((one.session, one.turn, one.language))
            if screen is not None:
                self._on_the_way.add(one)
                before = self._keyboards.before(one)
                hears = partial(self._settled, one)
                self._messenger.show(one.telegram_id, screen, hears, retire=before)
        await self._keyboards.take_away(BATCH - len(fresh))
        return len(fresh)

    async def flush(self) -> None:
        """Write down which phones were asked; on trouble it is written down the next time."""
        arrived, self._arrived = self._arrived, set()
        if not arrived:
            return
        by_turn: dict[tuple[str, int], list[str]] = defaultdict(list)
        for one in arrived:
            by_turn[one.session, one.turn].append(one.person)

        def unit(conn: Connection) -> None:
            for (session, turn), persons in by_turn.items():
                attendance.mark_asked(conn, session, turn, persons)

        try:
            await self._database.write(unit)
        except BaseException:
            self._arrived |= arrived
            raise
        self._on_the_way -= arrived

    async def count(self) -> int:
        """Change the message of each leader where something in it has changed; returns how many."""
        found = await self._database.read(self._led)
        self._shown = {one: self._shown[one] for one in self._shown if one in found}
        changed = 0
        for session, chat, language in found.values():
            changed += await self._redrawn(session, chat, language)
        return changed

    async def end_idle(self) -> int:
        """End the sessions that were left open and have been idle; returns how many."""
        now = self._clock.now()

        def unit(conn: Connection) -> int:
            return sum(votes.end_idle(conn, one.id, now) for one in live_sessions.running(conn))

        return await self._database.write(unit)

    def _led(self, conn: Connection) -> Mapping[str, tuple[Session, int, str]]:
        """The running sessions that a message shows now, each with its chat and language."""
        found = {}
        for one in live_sessions.running(conn):
            leader = people.get(conn, one.led_by) if one.led_by and one.control else None
            chat = people.chat(conn, self._bot, leader.id) if leader else None
            if leader is not None and chat is not None:
                found[one.id] = (one, chat, leader.language)
        return found

    async def _redrawn(self, session: Session, chat: int, language: str) -> bool:
        try:
            screen = await self._leading.screen(session, language)
        except NotFound:  # its case cannot be played any more; the log has heard of it
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

    async def _questions(self, phones: list[UnaskedPhone]) -> Mapping[tuple[str, int, str], Screen]:
        """The question of each session that is asked, once for each language."""
        found: dict[tuple[str, int, str], Screen] = {}
        for one in phones:
            key = (one.session, one.turn, one.language)
            if key in found:
                continue
            session = await self._database.read(partial(live_sessions.get, session_id=one.session))
            if session is None or session.turn != one.turn:
                continue
            try:
                found[key] = await self._joining.question(session, words(one.language))
            except StorageTrouble:
                raise
            except NotFound:
                continue
        return found

    def _settled(self, one: UnaskedPhone, came: Came) -> None:
        if came.message is not None:
            self._keyboards.note(one, came.message)
        if came.ended:  # it arrived, or never can
            self._arrived.add(one)
        else:
            self._on_the_way.discard(one)
