"""Today: one message with what there is to do."""

from __future__ import annotations

from bot.services import screens
from bot.services.actions import ShowList
from bot.services.play import Play
from bot.services.screen import Screen
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter
from bot.words import words
from storage.people import Person


class Today:
    """What someone can do now."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def counter(self) -> Counter:
        """What is served here."""

        async def shown(_visitor: Visitor, person: Person, _rest: str) -> Reply:
            return Reply(await self.screen(person))

        async def again(_visitor: Visitor, person: Person, _action: ShowList) -> Reply:
            return Reply(await self.screen(person), place=Place.SAME)

        return Counter(taps={ShowList: again}, commands={"practice": shown})

    async def screen(self, person: Person) -> Screen:
        """What can be practised."""
        return screens.list_screen(words(person.language), await self._play.listed(person))
