"""The chats that show a vote's buttons, so that these can be removed when the vote closes.

Kept in memory. Messages sent by an earlier process keep their buttons; a tap on them is answered
with the news that the vote is closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.live_session.session_flow import Phase
from bot.outbox.delivery import Board
from storage.db.database import Database
from storage.live_session import attendance, live_sessions
from storage.live_session.attendance import UnaskedPhone


@dataclass(frozen=True, slots=True)
class _Shown:
    """A message with buttons, and which turn it asks about."""

    chat: int
    message: int
    turn: int


_Held: TypeAlias = Mapping[str, Mapping[str, _Shown]]  # by session and person


class Keyboards:
    """Knows the last question on each phone, and takes its buttons away in time."""

    def __init__(self, database: Database, messenger: Board) -> None:
        self._database = database
        self._messenger = messenger
        self._shown: dict[str, dict[str, _Shown]] = defaultdict(dict)  # by session and person

    def note(self, phone: UnaskedPhone, message: int) -> None:
        """A phone was asked, in this message."""
        self._shown[phone.session][phone.person] = _Shown(phone.telegram_id, message, phone.turn)

    def before(self, phone: UnaskedPhone) -> int | None:
        """The message with an older question, whose buttons go when the next one comes."""
        found = self._shown[phone.session].pop(phone.person, None)
        return found.message if found else None

    async def take_away(self, most: int) -> int:
        """Take the buttons of closed votes away, on so many phones at most; returns how many."""
        held = {name: phones.copy() for name, phones in self._shown.items() if phones}
        if most <= 0 or not held:
            return 0
        found = await self._database.read(lambda conn: _over(conn, held))
        over = found[:most]
        for session, person, shown in over:
            if self._shown[session].get(person) == shown:
                del self._shown[session][person]
                self._messenger.retire(shown.chat, shown.message)
        for session in held.keys() - {name for name, phones in self._shown.items() if phones}:
            del self._shown[session]
        return len(over)


def _over(conn: Connection, held: _Held) -> list[tuple[str, str, _Shown]]:
    """The messages about votes that are closed."""
    found = []
    for name, phones in held.items():
        session = live_sessions.get(conn, name)
        voting = session is not None and session.state == "running"
        open_ = session.turn if session and voting and session.phase == Phase.VOTING else None
        late = [(person, shown) for person, shown in phones.items() if shown.turn != open_]
        if late:
            # Whoever tapped an old question has the next one in the same message.
            asked = {each.person: each.asked for each in attendance.of_session(conn, name)}
            found += [
                (name, who, shown)
                for who, shown in late
                if open_ is None or asked.get(who) != open_
            ]
    return found
