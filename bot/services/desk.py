"""The front desk: one method per wish, for every face. Who is new is first asked to arrive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.services import screens
from bot.services.actions import (
    Action,
    Begin,
    Continue,
    Finish,
    Mark,
    Resume,
    ShowCard,
    ShowList,
    Speak,
    Take,
)
from bot.services.arrive import Arrive
from bot.services.commands import commands
from bot.services.play import Play
from bot.services.screen import Shows
from bot.services.shown import Shown
from bot.services.visitor import Place, Reply, Visitor
from bot.words import words
from storage.people import Person


class Desk:
    """Takes a wish to the service that grants it."""

    def __init__(self, arrive: Arrive, play: Play, shown: Shown) -> None:
        self._arrive = arrive
        self._play = play
        self._shown = shown

    async def start(self, visitor: Visitor) -> Reply:
        """Arrive, or see what can be practised."""
        return await self._arrive.start(visitor)

    async def practice(self, visitor: Visitor) -> Reply:
        """What can be practised."""
        return await self._known(visitor, self._home)

    async def resume(self, visitor: Visitor) -> Reply:
        """Where the attempt under way stands."""
        return await self._known(visitor, self._where)

    async def pause(self, visitor: Visitor) -> Reply:
        """Let the attempt under way rest."""
        await self._shown.flush()  # a time limit that is about to begin must be there to be stopped
        return await self._known(visitor, self._play.pause)

    async def language(self, visitor: Visitor) -> Reply:
        """The choice of a language."""
        return self._arrive.languages(visitor, await self._arrive.person(visitor))

    async def help(self, visitor: Visitor) -> Reply:
        """What this is, and the commands."""
        person = await self._arrive.person(visitor)
        speak = words(person.language if person else visitor.language)
        running = await self._running(person) if person else None
        return Reply(screens.help_screen(speak, commands(speak), running))

    async def unknown(self, visitor: Visitor) -> Reply:
        """A command that there is not."""
        return await self._known(visitor, self._unknown)

    async def unasked(self, visitor: Visitor) -> Reply:
        """A kind answer to what nobody asked for."""
        return await self._known(visitor, self._unasked)

    async def tapped(self, visitor: Visitor, action: Action | None) -> Reply:
        """Grant what a button asks for; None is a button that is not of our making."""
        match action:
            case (
                Take() | Mark() | Finish() | Continue()
            ):  # first: it is nearly all there is, and needs no person
                return await self._play.take(visitor, action)
            case Resume():
                return await self._play.resume(visitor, action.attempt)
            case Speak():
                return await self._arrive.speak(visitor, action.language)
        return await self._known(visitor, lambda person: self._wish(person, action))

    async def blocked(self, visitor: Visitor, *, blocked: bool) -> None:
        """Note that someone blocked the bot, or came back."""
        await self._arrive.membership(visitor, blocked=blocked)

    def shown(self, shows: Shows, message: int | None) -> None:
        """Note that a screen reached its chat, as which message; None where it never can."""
        self._shown.note(shows, message, seen=message is not None)

    async def _known(self, visitor: Visitor, wish: Callable[[Person], Awaitable[Reply]]) -> Reply:
        person = await self._arrive.person(visitor)
        return await self._arrive.start(visitor) if person is None else await wish(person)

    async def _wish(self, person: Person, action: Action | None) -> Reply:
        match action:
            case Begin():
                return await self._play.begin(person, action.scenario)
            case ShowCard():
                return Reply(self._play.card(person, action.scenario), place=Place.SAME)
            case ShowList():
                return Reply(await self._arrive.home(person), place=Place.SAME)
        return Reply(screens.gone_screen(words(person.language)))

    async def _home(self, person: Person) -> Reply:
        return Reply(await self._arrive.home(person))

    async def _where(self, person: Person) -> Reply:
        where = await self._play.where(person)
        return where or Reply(screens.nothing_to_resume_screen(words(person.language)))

    async def _unasked(self, person: Person) -> Reply:
        running = await self._running(person)
        return Reply(screens.unasked_screen(words(person.language), running))

    async def _unknown(self, person: Person) -> Reply:
        running = await self._running(person)
        return Reply(screens.unknown_command_screen(words(person.language), running))

    async def _running(self, person: Person) -> str | None:
        running = await self._play.running(person)
        return running[0].id if running else None
