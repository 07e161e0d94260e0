"""Runs the handler of a route: its right, its transaction, its response."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.app.access.checks import ensure_holds
from bot.app.errors import NotFound
from bot.chat.kit.ask import stop_asking
from bot.chat.kit.context import (
    App,
    AsyncContext,
    AsyncPublicContext,
    Context,
    PublicContext,
    async_context,
)
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Handed, Redirect, Reply, Visitor
from bot.chat.kit.routes import Call, Kind, Route, Routes
from bot.chat.kit.screen import Screen
from storage.people.people import Person

Response: TypeAlias = Screen | Reply | Redirect


class Refuse(Exception):
    """Raised by a handler to undo its transaction and respond with the reason."""

    def __init__(self, response: Screen | Reply) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Serves all routes over a program's services."""

    app: App
    routes: Routes

    def counter(self) -> Counter:
        """As the router knows it, beside services that are not made of routes yet."""
        found: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}
        again: dict[str, Any] = {}
        for route in self.routes:
            if route.public:
                continue
            found[route.kind][route.key] = self._serve(route)
            if route.again:
                again[route.key] = self._ask_again(route)
            elif route.answers_anything:
                again[route.key] = self._serve(route)
        return Counter(
            taps={Call: self.tapped},
            commands=found[Kind.COMMAND],
            answers=found[Kind.ANSWER],
            files=found[Kind.UPLOAD],
            again=again,
        )

    async def tapped(self, visitor: Visitor, person: Person, call: Call) -> Reply | Redirect:
        """Serve a button."""
        return await self._run(call.route, visitor, person, call.values)

    async def serve_public(
        self, route: Route, visitor: Visitor, values: tuple[Any, ...]
    ) -> Reply | Redirect:
        """Serve a public route.

        Raises:
            NotFound: What is asked for is not there.
        """
        context = AsyncPublicContext(self.app, visitor, self.app.clock.now())
        try:
            found = await self._respond_publicly(route, context, values)
        except Refuse as refusal:
            found = refusal.response
        return _reply(route, found)

    async def _respond_publicly(
        self, route: Route, context: AsyncPublicContext, values: tuple[Any, ...]
    ) -> Response:
        if route.is_async:
            answered: Response = await route.handler(context, *values)
            return answered

        def handle(ctx: PublicContext) -> Response:
            response: Response = route.handler(ctx, *values)
            return response

        return await (context.write(handle) if route.writes else context.read(handle))

    def _serve(self, route: Route) -> Callable[[Visitor, Person, Any], Any]:
        async def serve(visitor: Visitor, person: Person, given: str | Handed) -> Reply | Redirect:
            if route.kind is Kind.COMMAND:
                return await self._run(route, visitor, person, (given,))
            values = self._asked(route, person)
            return await self._run(route, visitor, person, (given, *values))

        return serve

    def _ask_again(self, route: Route) -> Callable[[Visitor, Person, Any], Any]:
        async def ask_again(visitor: Visitor, person: Person, _given: object) -> Reply:
            asks = Call(route.again).route
            reply = await self._run(asks, visitor, person, self._asked(route, person))
            assert isinstance(reply, Reply), f"{asks.name} asks nothing"
            return Reply(reply.screen)

        return ask_again

    def _asked(self, route: Route, person: Person) -> tuple[Any, ...]:
        """What the person's question is about.

        Raises:
            NotFound: They are asked something else by now.
        """
        name, colon, text = (person.awaits or "").partition(":")
        if name != route.key and not route.anytime:
            raise NotFound
        values = route.decode(text if name == route.key and colon else None)
        if values is None:
            raise NotFound
        return values

    async def _run(
        self, route: Route, visitor: Visitor, person: Person, values: tuple[Any, ...]
    ) -> Reply | Redirect:
        context = async_context(self.app, person, visitor)
        try:
            found = await self._respond(route, context, values)
        except Refuse as refusal:
            found = refusal.response
        return _reply(route, found)

    async def _respond(
        self, route: Route, context: AsyncContext, values: tuple[Any, ...]
    ) -> Response:
        if route.is_async:
            if route.right is not None:
                await context.read(lambda ctx: self._permit(route, ctx))
            found: Response = await route.handler(context, *values)
            if route.is_answer and not route.anytime:
                await context.write(stop_asking)
            return found

        def handle(ctx: Context) -> Response:
            self._permit(route, ctx)
            if (
                route.is_answer and not route.anytime
            ):  # first, since the handler may ask the same question again
                stop_asking(ctx)
            response: Response = route.handler(ctx, *values)
            return response

        return await (context.write(handle) if route.writes else context.read(handle))

    def _permit(self, route: Route, ctx: Context) -> None:
        if route.right is not None:
            ensure_holds(ctx.conn, ctx.person, route.right)


def _reply(route: Route, found: Response) -> Reply | Redirect:
    return Reply(found, place=route.place) if isinstance(found, Screen) else found
