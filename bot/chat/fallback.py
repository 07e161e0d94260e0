"""What nobody asked for: never looked at, never kept, answered kindly."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.app.ports import Clock
from bot.chat.kit.request import Reply, Visitor
from bot.chat.learner.helplines.helpline_screens import unasked_screen
from bot.chat.learner.helplines.helplines import Lines
from bot.chat.play import Play
from bot.locale import words
from storage.people.people import Person

QUIET = timedelta(minutes=1)  # between two answers to pictures and the like


class Unasked:
    """Answers what nobody asked for, with where a real case belongs."""

    def __init__(self, lines: Lines, play: Play, clock: Clock) -> None:
        self._lines = lines
        self._play = play
        self._clock = clock
        # In memory alone: when a chat was last answered. What is older than a minute is forgotten.
        self._answered: dict[tuple[int, int], datetime] = {}

    def answered(self, visitor: Visitor) -> bool:
        """Whether this chat has an answer within a minute already; from now on it has."""
        now, chat = self._clock.now(), (visitor.bot, visitor.telegram_id)
        for other, at in list(self._answered.items()):
            if now - at < QUIET:
                break  # they stand in the order in which they were answered
            del self._answered[other]
        if chat in self._answered:
            return True
        self._answered[chat] = now
        return False

    async def answer(self, _visitor: Visitor, person: Person, _wish: object) -> Reply:
        """A kind answer, and the way back."""
        line, running = await self._lines.real_case(person), await self._play.running(person)
        attempt = running[0].id if running else None
        return Reply(unasked_screen(words(person.language), line, attempt))
