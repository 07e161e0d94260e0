"""The router: from a request to the handler of its route, and to the reply.

A request is a tap on a button, a command, a typed message, a file, or anything else that somebody
sends. The router finds the route and the person, asks for consent where it is missing, runs the
handler in its transaction, records in the audit log what was done by right of a role, and answers
what no route answers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from bot.app import conversation
from bot.app.access.audit_recording import AuditRecorder, closest_object
from bot.app.access.checks import ensure_holds, holds
from bot.app.conversation import LETTERS, LETTERS_OF_CASE, asks_something
from bot.app.errors import NotFound, StorageTrouble
from bot.app.onboarding.consent import has_accepted
from bot.application import App
from bot.chat.common import common_screens
from bot.chat.common.visitor_lookup import expect_nothing, find_person
from bot.chat.fallback import Fallback
from bot.chat.kit.ask import stop_asking
from bot.chat.kit.audit_names import audit_name
from bot.chat.kit.context import (
    AsyncContext,
    AsyncPublicContext,
    Context,
    PublicContext,
    async_context,
)
from bot.chat.kit.plain_screen import plain_screen
from bot.chat.kit.request import (
    Fetch,
    Redirect,
    RefusalError,
    Reply,
    Response,
    UploadError,
    UploadTooLarge,
    Visitor,
)
from bot.chat.kit.routes import Call, Route, RouteKind, Routes
from bot.chat.kit.screen import Screen
from bot.chat.learner.live_session import typed_vote
from bot.chat.playing.play import running_attempts
from bot.chat.playing.typed_answers import take_typed
from bot.files import LARGEST
from bot.kinds.typed import by_letter, plain
from bot.locale import words
from storage.people.people import Person

MAX_CONSENTS = 100_000
"""Accounts whose consent is remembered; some megabytes."""

Answer: TypeAlias = Callable[[AsyncContext], Awaitable[Screen]]


@dataclass(frozen=True, slots=True)
class Match:
    """A matched request: a route and the values for its handler."""

    route: Route | None
    """None where there is none."""
    values: tuple[Any, ...]
    name: str
    """As the audit log records it; never what somebody wrote."""
    otherwise: Answer
    """Answers where there is no route, or where what it is about is not there."""
    about: tuple[str, str] | None = None
    """The kind and the id of the object that the request names."""


class Router:
    """Replies to requests."""

    def __init__(self, app: App, routes: Routes, recording: AuditRecorder) -> None:
        self.app = app
        self.routes = routes
        self._recording = recording
        self._fallback = Fallback(app)
        self._consents = _Consents(app)

    async def tap(self, visitor: Visitor, call: Call | None) -> Reply:
        """Serve a button; None is one that does not exist."""
        gone = self._fallback.gone
        match = Match(None, (), "unknown tap", gone)
        if call is not None:
            route = call.route
            if route.public:
                return await self._serve_publicly(visitor, route, call.values)
            match = Match(
                route, call.values, audit_name(call), gone, closest_object(call.arguments)
            )
        person = await self._admit(visitor, match.route)
        if person is None:
            return await self.command(visitor, "start")
        return await self._run(visitor, await expect_nothing(self.app, person), match)

    async def command(self, visitor: Visitor, name: str, rest: str = "") -> Reply:
        """Serve a command; `rest` follows its name."""
        route = self.routes.get(RouteKind.COMMAND, name)
        if route is not None and route.public:
            return await self._serve_publicly(visitor, route, (rest,))
        person = await self._admit(visitor, route)
        if person is None:
            return await self.command(visitor, "start")
        match = Match(route, (rest,), f"/{name}", self._fallback.unknown_command)
        reply = await self._run(visitor, await expect_nothing(self.app, person), match)
        return await self._with_left(visitor, reply) if asks_something(person) else reply

    async def message(self, visitor: Visitor, typed: str) -> Reply:
        """Serve a typed message as the answer to the question that its author was asked."""
        person = await self._listening(visitor)
        if person is None:
            return await self.command(visitor, "start")
        name, route, values = self._asked(person, RouteKind.ANSWER)
        if route is None:
            answered = await self._pick(visitor, person, typed)
            if answered is not None:
                return answered
        match = Match(route, (typed, *values), f"typed {name}", self._fallback.unasked)
        return await self._run(visitor, person, match)

    async def _pick(self, visitor: Visitor, person: Person, typed: str) -> Reply | None:
        """The reply to a letter that picks one of the options shown last.

        Returns:
            None where the message picks none of them.
        """
        ctx = async_context(self.app, person, visitor)
        name, _, about = (person.awaits or "").partition(":")
        if name == LETTERS:
            picked = by_letter(plain(typed), dict(enumerate(about.split(" "))))
            return None if picked is None else await self.tap(visitor, self.routes.read(picked))
        running = await running_attempts(self.app, person)
        if name == LETTERS_OF_CASE:
            shown = next((attempt for attempt in running if attempt.id == about), None)
            return await take_typed(ctx, typed, shown)
        last = next(iter(running), None)
        vote = await typed_vote(ctx, typed, last.moved_at if last else None)
        return await (self.tap(visitor, vote) if vote else take_typed(ctx, typed, last))

    async def file(self, visitor: Visitor, fetch: Fetch) -> Reply:
        """Serve a file; an unexpected one is not downloaded."""
        person = await self._listening(visitor)
        route, values = await self._upload(person) if person else (None, ())
        if person is None or route is None:
            return await self.other(visitor, "document")
        try:
            file = await fetch()
        except UploadError as error:
            largest = LARGEST if isinstance(error, UploadTooLarge) else None
            return Reply(common_screens.not_handed_screen(words(person.language), largest))
        match = Match(route, (file, *values), "file", self._fallback.unasked)
        return await self._run(visitor, person, match)

    async def other(self, visitor: Visitor, kind: str = "") -> Reply:
        """Repeat an open question; without one, answer a burst of messages once.

        Args:
            visitor: The sender.
            kind: The type of message, such as a photo.
        """
        if self._fallback.is_answered(visitor, kind):
            return Reply(None)
        person = await self._listening(visitor)
        if person is None:
            return await self.command(visitor, "start")
        _, route, values = self._asked(person, RouteKind.ANSWER)
        unasked = partial(Match, name="unasked", otherwise=self._fallback.unasked)
        if route is not None and route.again:
            asks = Call(route.again, values)
            reply = await self._run(visitor, person, unasked(asks.route, asks.values))
            return Reply(reply.screen)
        if route is not None and route.answers_anything:
            return await self._run(visitor, person, unasked(route, ("", *values)))
        return await self._run(visitor, person, unasked(None, ()))

    async def not_made(self, visitor: Visitor) -> Reply:
        """Report that a delayed answer failed."""
        return Reply(common_screens.not_made_screen(words(await self._language(visitor))))

    async def too_many(self, visitor: Visitor) -> Reply:
        """So much is being made for them already that something is not."""
        return Reply(common_screens.too_many_screen(words(await self._language(visitor))))

    async def _admit(self, visitor: Visitor, route: Route | None) -> Person | None:
        """The person who asks, if registered, and with consent where needed."""
        person = await find_person(self.app, visitor)
        before_consent = route is not None and route.before_consent
        if person is None or not (before_consent or has_accepted(person)):
            return None
        self._consents.note(visitor, person)
        return person

    async def _serve_publicly(
        self, visitor: Visitor, route: Route, values: tuple[Any, ...]
    ) -> Reply:
        if not route.before_consent and not await self._consents.has(visitor):
            return await self.command(visitor, "start")
        ctx = AsyncPublicContext(self.app, visitor, self.app.clock.now())
        try:
            response = await _respond(route, ctx, values)
        except NotFound:
            return Reply(common_screens.gone_screen(words(await self._language(visitor))))
        return await self._reply(visitor, route, response)

    async def _run(self, visitor: Visitor, person: Person, match: Match) -> Reply:
        """Run the handler of a match for a person."""
        ctx = async_context(self.app, person, visitor)
        if match.route is None:
            return Reply(await match.otherwise(ctx))
        try:
            async with self._recording.of(person, match.name, match.about):
                response = await _respond(match.route, ctx, match.values)
        except NotFound:
            return Reply(await match.otherwise(ctx))
        reply = await self._reply(visitor, match.route, response)
        return _in_plain_words(person, reply) if person.plain_screens else reply

    async def _reply(self, visitor: Visitor, route: Route, response: Response) -> Reply:
        if isinstance(response, Screen):
            return Reply(response, place=route.place)
        if isinstance(response, Reply):
            return response
        return await self._follow(visitor, response)

    async def _follow(self, visitor: Visitor, redirect: Redirect) -> Reply:
        if isinstance(redirect.to, str):
            reply = await self.command(visitor, redirect.to, redirect.rest)
        else:
            reply = await self.tap(visitor, redirect.to)
        return reply if redirect.place is None else replace(reply, place=redirect.place)

    async def _with_left(self, visitor: Visitor, reply: Reply) -> Reply:
        """The reply to a command, with a note that it took the place of a question.

        A tap says by itself that something else is wanted.
        """
        if reply.screen is None or reply.screen.shows is not None:
            return reply
        person = await find_person(self.app, visitor)
        if person is None or asks_something(person):  # the command asks something itself
            return reply
        speak = words(person.language)
        return replace(reply, screen=common_screens.with_left(speak, reply.screen))

    async def _listening(self, visitor: Visitor) -> Person | None:
        """The sender of a message, as `_admit` finds them.

        What they were asked before they went on in a case is not asked any more.
        """
        person = await self._admit(visitor, None)
        if person is None or not await self.app.database.read(
            lambda conn: conversation.is_overtaken(conn, person)
        ):
            return person
        return await expect_nothing(self.app, person)

    def _asked(self, person: Person, kind: RouteKind) -> tuple[str, Route | None, tuple[Any, ...]]:
        """The name of a person's question, the route of its answer, and what it is about."""
        name, colon, text = (person.awaits or "").partition(":")
        route = self.routes.get(kind, name)
        values = route.decode(text if colon else None) if route else None
        return (name, None, ()) if values is None else (name, route, values)

    async def _upload(self, person: Person) -> tuple[Route | None, tuple[Any, ...]]:
        """The route of a file: that of the question, or one of files that are taken at any time."""
        _, route, values = self._asked(person, RouteKind.UPLOAD)
        if route is not None:
            return route, values
        for each in self.routes:
            if each.anytime and await self._may_reach(each, person):
                return each, each.bound()
        return None, ()

    async def _may_reach(self, route: Route, person: Person) -> bool:
        right = route.right
        return right is None or await self.app.database.read(
            lambda conn: holds(conn, person, right)
        )

    async def _language(self, visitor: Visitor) -> str:
        try:
            person = await find_person(self.app, visitor)
        except StorageTrouble:  # which may be the very thing that is reported
            person = None
        return person.language if person else visitor.language


def _in_plain_words(person: Person, reply: Reply) -> Reply:
    speak = words(person.language)
    return replace(
        reply,
        screen=reply.screen and plain_screen(speak, reply.screen),
        outcome=reply.outcome and plain_screen(speak, reply.outcome),
    )


async def _respond(
    route: Route, ctx: AsyncContext | AsyncPublicContext, values: tuple[Any, ...]
) -> Response:
    """Run a handler in its transaction."""
    try:
        if isinstance(ctx, AsyncPublicContext):
            return await _respond_publicly(route, ctx, values)
        return await _respond_permitted(route, ctx, values)
    except RefusalError as refusal:
        return refusal.response


async def _respond_publicly(
    route: Route, ctx: AsyncPublicContext, values: tuple[Any, ...]
) -> Response:
    if route.is_async:
        answered: Response = await route.handler(ctx, *values)
        return answered

    def handle(inside: PublicContext) -> Response:
        response: Response = route.handler(inside, *values)
        return response

    return await (ctx.write(handle) if route.writes else ctx.read(handle))


async def _respond_permitted(route: Route, ctx: AsyncContext, values: tuple[Any, ...]) -> Response:
    def permit(inside: Context) -> None:
        if route.right is not None:
            ensure_holds(inside.conn, inside.person, route.right)

    if route.is_async:
        if route.right is not None:
            await ctx.read(permit)
        answered: Response = await route.handler(ctx, *values)
        if route.ends_question:
            await ctx.write(stop_asking)
        return answered

    def handle(inside: Context) -> Response:
        permit(inside)
        if route.ends_question:  # first, since the handler may ask the same question again
            stop_asking(inside)
        response: Response = route.handler(inside, *values)
        return response

    return await (ctx.write(handle) if route.writes else ctx.read(handle))


class _Consents:
    """The accounts that have accepted the current notice, cached so that no tap reads it.

    In memory: consent is not withdrawn, and attempts of people who were erased are not found.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._accounts: set[tuple[int, int]] = set()

    async def has(self, visitor: Visitor) -> bool:
        """Whether an account's owner has accepted it; True for unregistered accounts."""
        if visitor.account in self._accounts:
            return True
        person = await find_person(self._app, visitor)
        self.note(visitor, person)
        return person is None or has_accepted(person)

    def note(self, visitor: Visitor, person: Person | None) -> None:
        """Remember them, if they have accepted it."""
        if not has_accepted(person):
            return
        if len(self._accounts) >= MAX_CONSENTS:
            self._accounts.clear()
        self._accounts.add(visitor.account)
