"""Arriving: the notice is read and accepted, and that makes a person.

Nothing is kept before that tap: until then language and token travel in the buttons.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from bot.services import screens
from bot.services.actions import Speak
from bot.services.arriving.actions import Accept, ShowNotice
from bot.services.arriving.enrol import Enrol
from bot.services.arriving.notice import NOTICE, clean
from bot.services.play import Play
from bot.services.ports import Clock, Dice
from bot.services.today.service import Today
from bot.services.visitor import Place, Reply, Visitor
from bot.services.wishes import Counter
from bot.words import LANGUAGES
from storage import attempts, people
from storage.database import Database
from storage.people import Account, Person


class Arrive:
    """Who someone is, and in which language we speak."""

    def __init__(
        self,
        database: Database,
        enrol: Enrol,
        today: Today,
        play: Play,
        clock: Clock,
        dice: Dice,
        timezone: str,
    ) -> None:
        self._database = database
        self._enrol = enrol
        self._today = today
        self._play = play
        self._clock = clock
        self._dice = dice
        self._timezone = timezone

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            open_taps={ShowNotice: self.notice, Accept: self.accept, Speak: self.speak},
            open_commands={"start": self.start, "language": self.languages},
        )

    async def person(self, visitor: Visitor) -> Person | None:
        """The person behind an account, if they have arrived."""
        return await self._database.read(
            lambda conn: people.by_account(conn, visitor.bot, visitor.telegram_id)
        )

    async def start(self, visitor: Visitor, token: str) -> Reply:
        """What `/start` shows: the notice, or what there is to do now."""
        person = await self.person(visitor)
        if person is None or person.notice is None:
            language = person.language if person else visitor.language
            return Reply(await self._enrol.notice(language, clean(token)))
        await self._reopened(visitor)
        if token:
            return await self._enrol.redeem(visitor, person, clean(token))
        return Reply(await self._today.screen(person))

    async def notice(self, _visitor: Visitor, action: ShowNotice) -> Reply:
        """The notice in another language."""
        language = action.language if action.language in LANGUAGES else "en"
        return Reply(await self._enrol.notice(language, action.token), place=Place.SAME)

    async def accept(self, visitor: Visitor, action: Accept) -> Reply:
        """The notice was accepted: from here on something is kept."""
        if action.language not in LANGUAGES or action.notice != NOTICE:
            return await self.start(visitor, action.token)
        now, new_id = self._clock.now(), self._dice.id()

        def unit(conn: Connection) -> Person:
            person = people.by_account(conn, visitor.bot, visitor.telegram_id)
            if person is None:
                person = Person(new_id, action.language, self._timezone, now)
                people.add(conn, person, Account(visitor.bot, visitor.telegram_id, new_id))
            if person.notice is None:
                people.change(conn, person.id, notice=NOTICE, notice_at=now)
            return people.get(conn, person.id) or person

        person = await self._database.write(unit)
        return await self._enrol.arrived(visitor, person, action.token)

    async def languages(self, visitor: Visitor, _rest: str) -> Reply:
        """The choice of a language."""
        person = await self.person(visitor)
        if person is None or person.notice is None:
            return await self.start(visitor, "")
        return Reply(screens.language_screen(person.language))

    async def speak(self, visitor: Visitor, action: Speak) -> Reply:
        """Speak a language from now on; who is new sees the notice in it."""
        language = action.language
        if language not in LANGUAGES:
            return await self.languages(visitor, "")

        def unit(conn: Connection) -> Person | None:
            person = people.by_account(conn, visitor.bot, visitor.telegram_id)
            if person is None:
                return None
            people.speak(conn, person.id, language)
            attempts.speak(conn, person.id, language)
            return people.get(conn, person.id)

        person = await self._database.write(unit)
        if person is None or person.notice is None:
            return await self.notice(visitor, ShowNotice(language, ""))
        where = await self._play.where(person)
        if where is not None:
            return Reply(where.screen, freeze=True)
        return Reply(await self._today.screen(person), place=Place.SAME)

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
