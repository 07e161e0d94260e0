"""Enrolling: what an invitation brings, and who someone is."""

from __future__ import annotations

from bot.services.arriving.notice import notice_screen
from bot.services.screen import Screen
from bot.services.today.service import Today
from bot.services.visitor import Place, Reply, Visitor
from bot.words import words
from storage.people import Person


class Enrol:
    """Takes people from the notice to their first case."""

    def __init__(self, today: Today) -> None:
        self._today = today

    async def notice(self, language: str, token: str) -> Screen:
        """The notice, with what the agency of an invitation has promised."""
        return notice_screen(words(language), token, promised=False)

    async def arrived(self, _visitor: Visitor, person: Person, _token: str) -> Reply:
        """What comes after the notice."""
        return Reply(await self._today.screen(person), place=Place.SAME)

    async def redeem(self, _visitor: Visitor, person: Person, _token: str) -> Reply:
        """What an invitation brings to someone who is here already."""
        return Reply(await self._today.screen(person))
