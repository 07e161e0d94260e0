"""Arriving: the choice of a language makes a person. Nothing is kept before that tap."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.services import screens
from bot.services.play import Play
from bot.services.ports import Clock, Dice
from bot.services.screen import Screen
from bot.services.visitor import Place, Reply, Visitor
from bot.words import LANGUAGES, words
from storage import attempts, people
from storage.database import Database
from storage.people import Account, Person


class Arrive:
    """Who someone is, and in which language we speak."""

    def __init__(
        self, database: Database, play: Play, clock: Clock, dice: Dice, timezone: str
    ) -> None:
        self._database = database
        self._play = play
        self._clock = clock
        self._dice = dice
        self._timezone = timezone

    async def person(self, visitor: Visitor) -> Person | None:
        """The person behind an account, if they have arrived."""
        return await self._database.read(
            lambda conn: people.by_account(conn, visitor.bot, visitor.telegram_id)
        )

    async def start(self, visitor: Visitor) -> Reply:
        """What `/start` shows: the choice of a language, or what can be done now."""
        person = await self.person(visitor)
        if person is None:
            return Reply(screens.language_screen(visitor.language, welcome=True))
        await self._reopened(visitor)
        return Reply(await self.home(person))

    async def home(self, person: Person, *, welcome: bool = False) -> Screen:
        """What can be practised."""
        listed = await self._play.listed(person)
        return screens.list_screen(words(person.language), listed, welcome=welcome)

    def languages(self, visitor: Visitor, person: Person | None) -> Reply:
        """The choice of a language."""
        current = person.language if person else visitor.language
        return Reply(screens.language_screen(current, welcome=person is None))

    async def speak(self, visitor: Visitor, language: str) -> Reply:
        """Speak a language from now on; who is new arrives with this."""
        if language not in LANGUAGES:
            return Reply(screens.language_screen(visitor.language, welcome=False))
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> tuple[Person, bool]:
            person = people.by_account(conn, visitor.bot, visitor.telegram_id)
            if person is None:
                person = Person(new_id, language, self._timezone, now)
                people.add(conn, person, Account(visitor.bot, visitor.telegram_id, new_id))
                return person, True
            people.speak(conn, person.id, language)
            attempts.speak(conn, person.id, language)
            return Person(person.id, language, person.timezone, person.created_at), False

        person, new = await self._database.write(unit)
        where = None if new else await self._play.where(person)
        if where is not None:
            return Reply(where.screen, freeze=True)
        return Reply(await self.home(person, welcome=new), place=Place.SAME)

    async def membership(self, visitor: Visitor, *, blocked: bool) -> None:
        """Note that someone blocked the bot, or came back."""
        since = self._clock.now() if blocked else None
        await self._database.write(
            lambda conn: people.block(conn, visitor.bot, visitor.telegram_id, since)
        )

    async def shut(self, bot: int, telegram_id: int) -> None:
        """Note that nothing reaches a chat any more."""
        now = self._clock.now()
        await self._database.write(lambda conn: people.block(conn, bot, telegram_id, now))

    async def muted(self, bot: int, telegram_id: int, after: timedelta) -> None:
        """Note that Telegram takes no messages for a chat for so long."""
        until = self._clock.now() + after
        await self._database.write(lambda conn: people.mute(conn, bot, telegram_id, until))

    async def mutes(self, bot: int) -> list[tuple[int, timedelta]]:
        """The chats for which Telegram takes no messages, and for how long from now."""
        now = self._clock.now()
        found = await self._database.read(lambda conn: people.muted(conn, bot, now))
        return [(telegram_id, until - now) for telegram_id, until in found]

    async def _reopened(self, visitor: Visitor) -> None:
        """Whoever writes can be written to: take back what we noted of a shut chat."""
        account = await self._database.read(
            lambda conn: people.account(conn, visitor.bot, visitor.telegram_id)
        )
        if account is not None and account.blocked_at is not None:
            await self.membership(visitor, blocked=False)
