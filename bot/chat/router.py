"""The front desk: takes each wish to the service that grants it, for every face.

Who is new is first asked to arrive, except for what is open to anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bot.app import conversation
from bot.app.access.audit_recording import Recording
from bot.app.access.rights import Right, where
from bot.app.errors import NotFound, StorageTrouble
from bot.app.onboarding import registration
from bot.app.onboarding.consent import has_accepted
from bot.app.playing.shown_turn import Shows
from bot.chat import common_screens
from bot.chat.author.case_files import CASE_FILE
from bot.chat.command_list import commands, commands_of, further_commands
from bot.chat.fallback import Unasked
from bot.chat.kit.actions import Action
from bot.chat.kit.audit_names import about, name_of
from bot.chat.kit.context import App
from bot.chat.kit.dispatch import Dispatcher
from bot.chat.kit.legacy_routes import Counter, Greet, Serve
from bot.chat.kit.request import LARGEST, Fetch, NotHanded, Redirect, Reply, TooLarge, Visitor
from bot.chat.kit.routes import Call, Kind, Route
from bot.chat.kit.screen import Screen
from bot.chat.play import running_attempts
from bot.chat.visitor_lookup import expect_nothing, find_person
from bot.locale import LANGUAGES, words
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import Role

K = TypeVar("K")
V = TypeVar("V")
MOST_AGREED = 100_000  # some megabytes


class Desk:
    """One method per kind of wish."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        unasked: Unasked,
        recording: Recording,
        counters: Iterable[Counter],
    ) -> None:
        """Make a desk.

        Args:
            dispatcher: Serves the routes.
            unasked: Answers what nobody asked for.
            recording: Records what is done with a role.
            counters: What services serve that are not made of routes yet.
        """
        self._app = dispatcher.app
        self._unasked = unasked
        self._recording = recording
        self._dispatcher = dispatcher
        every = (dispatcher.counter(), *counters, Counter(open_commands={"help": self._help}))
        self._taps: Mapping[type[Action], Serve] = _joined(every, lambda one: one.taps)
        self._open_taps: Mapping[type[Action], Greet] = _joined(every, lambda one: one.open_taps)
        self._commands: Mapping[str, Serve] = _joined(every, lambda one: one.commands)
        self._open_commands: Mapping[str, Greet] = _joined(every, lambda one: one.open_commands)
        self._answers: Mapping[str, Serve] = _joined(every, lambda one: one.answers)
        self._files: Mapping[str, Serve] = _joined(every, lambda one: one.files)
        self._again: Mapping[str, Serve] = _joined(every, lambda one: one.again)
        self._agreed = _Consented(self._app)

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command there is."""
        public = [
            route.key
            for route in self._dispatcher.routes
            if route.kind is Kind.COMMAND and route.public
        ]
        return (*public, *self._open_commands, *self._commands)

    @property
    def actions(self) -> frozenset[type[Action]]:
        """Every action that is served."""
        return frozenset((*self._open_taps, *self._taps))

    async def tapped(self, visitor: Visitor, action: Action | None) -> Reply:
        """Grant what a button asks for; None is a button that is not of our making."""
        if action is None:
            return await self._known(visitor, self._gone, None, self._gone, "unknown tap")
        if isinstance(action, Call) and action.route.public:
            return await self._public(visitor, action.route, action.values)
        if greet := self._open_taps.get(type(action)):
            return await greet(visitor, action)
        serve = self._taps.get(type(action), self._gone)
        return await self._known(
            visitor,
            serve,
            action,
            self._gone,
            name_of(action),
            consent=not (isinstance(action, Call) and action.route.before_consent),
        )

    async def commanded(self, visitor: Visitor, name: str, rest: str = "") -> Reply:
        """Grant what a command asks for; the rest is what follows its name."""
        route = self._dispatcher.routes.get(Kind.COMMAND, name)
        if route is not None and route.public:
            return await self._public(visitor, route, (rest,))
        if greet := self._open_commands.get(name):
            return await greet(visitor, rest)
        serve = self._commands.get(name, self._unknown)
        return await self._known(
            visitor,
            serve,
            rest,
            self._unknown,
            f"/{name}",
            consent=not (route is not None and route.before_consent),
        )

    async def said(self, visitor: Visitor, text: str) -> Reply:
        """Take what someone typed as the answer that is awaited, or answer kindly."""
        awaited, answer = await self._awaited(visitor), self._unasked.answer
        serve = self._answers.get(awaited, answer)
        return await self._known(visitor, serve, text, answer, f"typed {awaited}", typed=True)

    async def unasked(self, visitor: Visitor) -> Reply:
        """A kind answer to what nobody asked for, and no second one to what comes with it.

        Where someone is being asked something, it is the question that is shown again.
        """
        if self._unasked.answered(visitor):
            return Reply(None)
        answer = self._unasked.answer
        serve = self._again.get(await self._awaited(visitor), answer)
        return await self._known(visitor, serve, "", answer, "unasked", typed=True)

    async def handed(self, visitor: Visitor, fetch: Fetch) -> Reply:
        """Take a file where one is awaited; whatever else is sent is not even fetched.

        Those who may write scenarios may send one at any time.
        """
        serve = self._files.get(await self._awaited(visitor))
        if serve is None and await self._writes(visitor):
            serve = self._files.get(CASE_FILE)
        if serve is None:
            return await self.unasked(visitor)
        try:
            file = await fetch()
        except NotHanded as trouble:
            speak = words(await self._language(visitor))
            large = LARGEST if isinstance(trouble, TooLarge) else None
            return Reply(common_screens.not_handed_screen(speak, large))
        return await self._known(visitor, serve, file, self._unasked.answer, "file", typed=True)

    async def not_made(self, visitor: Visitor) -> Reply:
        """Tell them that what was to come by itself could not be made."""
        return Reply(common_screens.not_made_screen(words(await self._language(visitor))))

    async def too_many(self, visitor: Visitor) -> Reply:
        """Tell them that something is not made, since so much is being made for them."""
        return Reply(common_screens.too_many_screen(words(await self._language(visitor))))

    def in_group(self) -> Screen:
        """What is said in a group; in every language, since nobody is known there."""
        return common_screens.group_screen([words(language) for language in LANGUAGES])

    async def blocked(self, visitor: Visitor, *, blocked: bool) -> None:
        """Note that someone blocked the bot, or came back."""
        since = self._app.clock.now() if blocked else None
        await self._app.database.write(
            lambda conn: registration.set_blocked(conn, *visitor.account, since)
        )

    def shown(self, shows: Shows, message: int | None) -> None:
        """Note that a screen reached its chat, as which message; None where it never can."""
        self._app.receipts.note(shows, message, seen=message is not None)

    async def stands(self, shows: Shows) -> bool:
        """Whether a screen still shows where its attempt stands."""
        return await self._app.undelivered.is_current(shows.attempt, shows.turn)

    async def _public(self, visitor: Visitor, route: Route, values: tuple[Any, ...]) -> Reply:
        if not route.before_consent and not await self._agreed.has(visitor):
            return await self.commanded(visitor, "start")
        try:
            found = await self._dispatcher.serve_public(route, visitor, values)
        except NotFound:
            return Reply(common_screens.gone_screen(words(await self._language(visitor))))
        return await self._follow(visitor, found)

    async def _known(
        self,
        visitor: Visitor,
        serve: Serve,
        wish: object,
        otherwise: Serve,
        deed: str,
        *,
        typed: bool = False,
        consent: bool = True,
    ) -> Reply:
        person = await find_person(self._app, visitor)
        if person is None or (consent and not has_accepted(person)):
            return await self.commanded(visitor, "start")
        self._agreed.note(visitor, person)
        left = "" if typed else (person.awaits or "").partition(":")[0]
        if not typed:
            person = await expect_nothing(self._app, person)
        try:
            async with self._recording.of(person, deed, about(wish)):
                found = await serve(visitor, person, wish)
        except NotFound:
            found = await otherwise(visitor, person, wish)
        reply = await self._follow(visitor, found)
        return await self._told_left(visitor, reply, left) if deed.startswith("/") else reply

    async def _follow(self, visitor: Visitor, found: Reply | Redirect) -> Reply:
        if isinstance(found, Reply):
            return found
        if isinstance(found.to, str):
            reply = await self.commanded(visitor, found.to, found.rest)
        else:
            reply = await self.tapped(visitor, found.to)
        return reply if found.place is None else replace(reply, place=found.place)

    async def _told_left(self, visitor: Visitor, reply: Reply, left: str) -> Reply:
        """What a command is answered, with a word on what it took the place of, if it did.

        A tap says by itself that something else is wanted; what is only tapped stays in its place.
        """
        if left not in self._answers and left not in self._files:
            return reply
        if reply.screen is None or reply.screen.shows is not None or await self._awaited(visitor):
            return reply
        speak = words(await self._language(visitor))
        return replace(reply, screen=common_screens.with_left(speak, reply.screen))

    async def _awaited(self, visitor: Visitor) -> str:
        """What someone is awaited to say; empty where it is nothing."""
        person = await find_person(self._app, visitor)
        if person is None:
            return ""
        known = person
        if await self._app.database.read(lambda conn: conversation.is_overtaken(conn, known)):
            known = await expect_nothing(self._app, known)
        return (known.awaits or "").partition(":")[0]

    async def _help(self, visitor: Visitor, _rest: object) -> Reply:
        person = await find_person(self._app, visitor)
        left = (person.awaits or "").partition(":")[0] if person else ""
        if person is not None:
            person = await expect_nothing(self._app, person)
        speak = words(person.language if person else visitor.language)
        running = await self._running(person) if person else None
        held = await self._held(person) if person else []
        listed = (*commands_of(speak, held), *commands(speak), *further_commands(speak))
        reply = Reply(common_screens.help_screen(speak, listed, running))
        return await self._told_left(visitor, reply, left)

    async def _writes(self, visitor: Visitor) -> bool:
        person = await find_person(self._app, visitor)
        return bool(person and where(await self._held(person), Right.WRITE_SCENARIO))

    async def _held(self, person: Person) -> list[Role]:
        return await self._app.database.read(lambda conn: roles.of(conn, person.id))

    async def _language(self, visitor: Visitor) -> str:
        try:
            person = await find_person(self._app, visitor)
        except StorageTrouble:  # the very thing, perhaps, that is told in it
            person = None
        return person.language if person else visitor.language

    async def _gone(self, _visitor: Visitor, person: Person, _wish: object) -> Reply:
        return Reply(common_screens.gone_screen(words(person.language)))

    async def _unknown(self, _visitor: Visitor, person: Person, _rest: object) -> Reply:
        running = await self._running(person)
        return Reply(common_screens.unknown_command_screen(words(person.language), running))

    async def _running(self, person: Person) -> str | None:
        running = await running_attempts(self._app, person)
        return running[0].id if running else None


class _Consented:
    """Who has accepted the current notice, so that this is read once and not at every tap.

    In memory: consent is not withdrawn, and attempts of people who were erased are not found.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._accounts: set[tuple[int, int]] = set()

    async def has(self, visitor: Visitor) -> bool:
        """Whether something may be kept of them; where there is nobody, nothing will be."""
        if visitor.account in self._accounts:
            return True
        person = await find_person(self._app, visitor)
        self.note(visitor, person)
        return person is None or has_accepted(person)

    def note(self, visitor: Visitor, person: Person | None) -> None:
        """Remember them, if they have accepted it."""
        if not has_accepted(person):
            return
        if len(self._accounts) >= MOST_AGREED:
            self._accounts.clear()
        self._accounts.add(visitor.account)


def _joined(
    counters: Iterable[Counter], table: Callable[[Counter], Mapping[K, V]]
) -> Mapping[K, V]:
    found: dict[K, V] = {}
    for one in counters:
        twice = found.keys() & table(one).keys()
        assert not twice, f"served at two counters: {twice}"
        found |= table(one)
    return found
