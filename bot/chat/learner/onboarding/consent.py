"""Arriving: the notice is read and accepted, and that makes a person.

Nothing is kept before that tap: until then language and token travel in the buttons.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.app.onboarding.consent import NOTICE, has_accepted
from bot.app.personal_data import inactivity_notices
from bot.app.ports import Clock, Dice
from bot.chat import common_screens
from bot.chat.kit.actions import Speak
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Screen
from bot.chat.learner.certificates.certificate_paper import CODED
from bot.chat.learner.certificates.verification import Verifying
from bot.chat.learner.onboarding import invitation_screens
from bot.chat.learner.onboarding.actions import (
    Accept,
    MoveHere,
    NotNow,
    ShowAgreed,
    ShowNotice,
    TakePlace,
)
from bot.chat.learner.onboarding.consent_screens import (
    agreed_screen,
    clean,
    not_now_screen,
    notice_screen,
)
from bot.chat.learner.onboarding.enrolment import NAME, Enrol
from bot.chat.learner.onboarding.invitation import Invited
from bot.chat.learner.today.today_page import Today
from bot.chat.play import DOUBLE_TAP, Play
from bot.locale import LANGUAGES, words
from storage.agencies import agencies
from storage.agencies.agencies import PROMISED
from storage.cohorts import short_codes
from storage.cohorts.invitations import OpeningResult
from storage.db.database import Database
from storage.people import people
from storage.people.people import Account, Person
from storage.playing import attempts

CODE = "join"  # what whoever has arrived is awaited to type after the bare command


class Arrive:
    """Who someone is, and in which language we speak."""

    def __init__(
        self,
        database: Database,
        enrol: Enrol,
        invited: Invited,
        verifying: Verifying,
        today: Today,
        play: Play,
        clock: Clock,
        dice: Dice,
        timezone: str,
    ) -> None:
        self._database = database
        self._enrol = enrol
        self._invited = invited
        self._verifying = verifying
        self._today = today
        self._play = play
        self._clock = clock
        self._dice = dice
        self._timezone = timezone

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            open_taps={
                ShowNotice: self.notice,
                Accept: self.accept,
                NotNow: self.not_now,
                ShowAgreed: self.agreed,
                MoveHere: self.move,
                Speak: self.speak,
            },
            taps={TakePlace: self.take_place},
            answers={CODE: self.code_typed, NAME: self.name_typed},
            open_commands={
                "start": self.start,
                "join": self.join,
                "language": self.languages,
                "privacy": self.privacy,
            },
        )

    async def person(self, visitor: Visitor) -> Person | None:
        """The person behind an account, if they have arrived.

        Who was told that what is kept about them goes, and is here again, is told so no more.
        """
        found = await self._database.read(
            lambda conn: people.by_account(conn, visitor.bot, visitor.telegram_id)
        )
        if found is None or found.leaving_at is None:
            return found
        own, now = found.id, self._clock.now()
        await self._database.write(lambda conn: inactivity_notices.came_back(conn, own, now))
        return replace(found, leaving_at=None, stays_at=now)

    async def heard_otherwise(self, person: Person) -> Person:
        """Someone did something else than to type what was awaited: it is no longer awaited."""
        if person.awaits is None:
            return person
        await self._database.write(lambda conn: people.change(conn, person.id, awaits=None))
        return replace(person, awaits=None)

    async def start(self, visitor: Visitor, token: str) -> Reply:
        """What `/start` shows: the notice, or what there is to do now."""
        # Whoever checks a certificate need not become a learner. A few invitations begin like that.
        if token.startswith(CODED) and not clean(token):
            return await self._verifying.verify(visitor, token.removeprefix(CODED))
        person = await self.person(visitor)
        if not has_accepted(person):
            language = person.language if person else visitor.language
            return Reply(await self._notice(visitor, person, language, token))
        await self._reopened(visitor)
        person = await self.heard_otherwise(person)
        if token:
            return await self._shown(visitor, person, token)
        if person.enrolled_at is None:
            return await self._enrol.begin(visitor, person, place=Place.NEW)
        return Reply(await self._today.screen(person))

    async def join(self, visitor: Visitor, typed: str) -> Reply:
        """What `/join` with a short code shows: the same as the link that the code stands for."""
        code = short_codes.parse(typed)
        if code:
            return await self.start(visitor, code)
        person = await self.person(visitor)
        awaited = has_accepted(person)
        if has_accepted(person):
            own = person.id
            await self._database.write(lambda conn: people.change(conn, own, awaits=CODE))
        speak = words(person.language if person else visitor.language)
        written = bool(typed.strip())
        return Reply(invitation_screens.no_code_screen(speak, written=written, awaited=awaited))

    async def code_typed(self, visitor: Visitor, _person: Person, typed: str) -> Reply:
        """The same for a code that was typed once it was asked for."""
        return await self.join(visitor, typed)

    async def name_typed(self, visitor: Visitor, person: Person, typed: str) -> Reply:
        """A name; or a code, from whoever had one ready: no name has digits."""
        if any(one.isdecimal() for one in typed) and short_codes.parse(typed):
            return await self.join(visitor, typed)
        return await self._enrol.typed(visitor, person, typed)

    async def notice(self, visitor: Visitor, action: ShowNotice) -> Reply:
        """The notice in another language; whoever has accepted it reads it again."""
        language = action.language if action.language in LANGUAGES else "en"
        person = await self.person(visitor)
        if has_accepted(person):
            promised = await self._promised(person)
            shown = notice_screen(words(language), "", promised=promised, accepted=True)
            return Reply(shown, place=Place.SAME)
        return Reply(await self._notice(visitor, person, language, action.token), place=Place.SAME)

    async def privacy(self, visitor: Visitor, _rest: str) -> Reply:
        """The notice, as a command."""
        person = await self.person(visitor)
        language = person.language if person else visitor.language
        return replace(await self.notice(visitor, ShowNotice(language, "")), place=Place.NEW)

    async def agreed(self, visitor: Visitor, action: ShowAgreed) -> Reply:
        """The version that somebody accepted, word for word."""
        person = await self.person(visitor)
        if person is None or person.notice is None or action.language not in LANGUAGES:
            return await self.start(visitor, "")
        shown = agreed_screen(
            words(action.language),
            person.notice,
            promised=await self._promised(person),
            accepted=has_accepted(person),
        )
        return Reply(shown, place=Place.SAME)

    async def not_now(self, visitor: Visitor, _action: NotNow) -> Reply:
        """Nothing more is kept of who does not agree to a newer version."""
        person = await self.person(visitor)
        if person is None or has_accepted(person):
            return await self.start(visitor, "")
        return Reply(not_now_screen(words(person.language)), place=Place.SAME)

    async def accept(self, visitor: Visitor, action: Accept) -> Reply:
        """The notice was accepted: from here on something is kept."""
        known, now = await self.person(visitor), self._clock.now()
        if has_accepted(known) and known.enrolled_at is not None:
            if action.token and now - known.enrolled_at < DOUBLE_TAP:
                return await self._enrol.welcome(known, place=Place.SAME)
            return await self.start(visitor, action.token)  # an old button
        if action.language not in LANGUAGES or action.notice != NOTICE:
            return await self.start(visitor, action.token)
        if action.token and known is None:
            brought = await self._invited.look(visitor, action.token)
            if brought.what is OpeningResult.TAKEN and brought.proven:
                speak = words(action.language)
                shown = invitation_screens.back_screen(speak, action.token, known=False)
                return Reply(shown, place=Place.SAME)
        person = await self._accepted(visitor, action.language)
        if known is not None and known.enrolled_at is not None:  # it was a newer version
            return await self.start(visitor, action.token)
        if action.token:
            return await self._opened(visitor, person, action.token, place=Place.SAME)
        return await self._enrol.begin(visitor, person, place=Place.SAME)

    async def take_place(self, visitor: Visitor, person: Person, action: TakePlace) -> Reply:
        """Someone who is here takes the place that was kept for them."""
        return await self._opened(visitor, person, action.token, place=Place.SAME)

    async def move(self, visitor: Visitor, action: MoveHere) -> Reply:
        """Whomever a code leads to is to have this account."""
        brought = await self._invited.move(visitor, action.token)
        person = await self.person(visitor)
        speak = words(person.language if person else visitor.language)
        if brought.what is OpeningResult.MOVING and person is not None:
            shown = invitation_screens.waiting_screen(
                speak, brought, self._clock.now(), person.timezone
            )
            return Reply(shown, place=Place.SAME)
        if brought.what is OpeningResult.TAKEN and person is not None:
            return Reply(invitation_screens.not_movable_screen(speak), place=Place.SAME)
        if brought.what not in (OpeningResult.GOOD, OpeningResult.ALREADY) or person is None:
            return await self.start(visitor, action.token)
        return Reply(invitation_screens.moved_screen(speak), place=Place.SAME)

    async def languages(self, visitor: Visitor, _rest: str) -> Reply:
        """The choice of a language."""
        person = await self.person(visitor)
        if not has_accepted(person):
            return await self.start(visitor, "")
        return Reply(common_screens.language_screen(person.language))

    async def speak(self, visitor: Visitor, action: Speak) -> Reply:
        """Speak a language from now on; who is new sees the notice in it."""
        language = action.language
        if language not in LANGUAGES:
            return await self.languages(visitor, "")

        def unit(conn: Connection) -> Person | None:
            person = people.by_account(conn, visitor.bot, visitor.telegram_id)
            if person is None:
                return None
            people.set_language(conn, person.id, language)
            attempts.set_language(conn, person.id, language)
            return people.get(conn, person.id)

        person = await self._database.write(unit)
        if not has_accepted(person):
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

    async def _notice(
        self, visitor: Visitor, person: Person | None, language: str, token: str
    ) -> Screen:
        """The notice, with what there is to say of the invitation that someone came with.

        Who agreed to an older version reads first what is new.
        """
        speak, before = words(language), person.notice if person else None
        promised = person is not None and await self._promised(person)
        if not token:
            return notice_screen(speak, "", promised=promised, before=before)
        brought = await self._invited.look(visitor, token)
        if brought.what is OpeningResult.TAKEN and brought.proven:
            return invitation_screens.back_screen(speak, clean(token), known=False)
        above = invitation_screens.leads_to(speak, brought)
        promised = promised or brought.promised
        return notice_screen(speak, clean(token), above, promised=promised, before=before)

    async def _promised(self, person: Person) -> bool:
        """Whether their agency has promised that nothing here is used for appraisal."""
        agency = await self._database.read(lambda conn: agencies.get(conn, person.agency))
        return agency is not None and agency.pledge == PROMISED

    async def _accepted(self, visitor: Visitor, language: str) -> Person:
        now, new_id = self._clock.now(), self._dice.id()
        new = Person(new_id, language, self._timezone, now)

        def unit(conn: Connection) -> Person:
            account = Account(visitor.bot, visitor.telegram_id, new_id)
            person = people.arrive(conn, new, account)
            if not has_accepted(person):
                people.change(conn, person.id, notice=NOTICE, notice_at=now)
            return people.get(conn, person.id) or person

        return await self._database.write(unit)

    async def _shown(self, visitor: Visitor, person: Person, token: str) -> Reply:
        """An invitation is opened at once; a place under somebody's name is asked about before."""
        brought = await self._invited.look(visitor, token)
        if brought.what is OpeningResult.GOOD and brought.is_place:
            speak = words(person.language)
            return Reply(invitation_screens.place_screen(speak, token, brought))
        return await self._opened(visitor, person, token)

    async def _opened(
        self, visitor: Visitor, before: Person, token: str, *, place: Place = Place.NEW
    ) -> Reply:
        """What an invitation brings to someone who has accepted the notice."""
        brought = await self._invited.open(visitor, before, token)
        speak = words(before.language)
        if brought.what is OpeningResult.TAKEN:
            rooted = await self._database.read(lambda conn: people.has_place(conn, before.id))
            if rooted:
                return Reply(invitation_screens.not_movable_screen(speak), place=place)
            asks = (
                invitation_screens.back_screen(speak, token, known=True)
                if brought.proven
                else invitation_screens.move_screen(speak, token)
            )
            return Reply(asks, place=place)
        if brought.what is OpeningResult.MOVING:
            shown = invitation_screens.waiting_screen(
                speak, brought, self._clock.now(), before.timezone
            )
            return Reply(shown, place=place)
        person = await self.person(visitor) or before
        if before.enrolled_at is not None:
            return Reply(invitation_screens.came_of_screen(speak, brought), place=place)
        if person.enrolled_at is not None:  # a personal code knew all there is to ask
            return await self._enrol.welcome(person, place=place)
        above = invitation_screens.came_of(speak, brought)
        return await self._enrol.begin(visitor, person, above, place=place)

    async def _reopened(self, visitor: Visitor) -> None:
        """Whoever writes can be written to: take back what we noted of a shut chat."""
        account = await self._database.read(
            lambda conn: people.account(conn, visitor.bot, visitor.telegram_id)
        )
        if account is not None and account.blocked_at is not None:
            await self.membership(visitor, blocked=False)
