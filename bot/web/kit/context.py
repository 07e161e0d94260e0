"""Contexts of handlers: the request, its form and query, and the program's services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.app.request import Request
from bot.application import App, Transactions
from bot.locale import Words, words
from bot.web.kit.forms import Form
from storage.db.connection import Connection
from storage.people.people import Person

C = TypeVar("C", bound="BaseContext")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BaseContext:
    """A request of somebody who is signed in."""

    app: App
    request: Request
    words: Words
    session_id: str
    """Of the sign-in by which the request came."""
    bot: int
    """The bot that delivers notices."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What follows the path, as it was sent; of several with one name, the last."""
    fields: Form = field(default_factory=Form)
    """The same with all values of each name: of a form that a page takes from its address."""
    form: Form = field(default_factory=Form)
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the form, where a page shows it again."""
    path: str = "/"
    framed: bool = False
    """Whether it is shown as a Mini App."""
    institution: str = ""
    """The OpenID provider of the institution, where there is one."""

    @property
    def person(self) -> Person:
        """The person who asks."""
        return self.request.person

    @property
    def now(self) -> datetime:
        """The moment of the request, as aware UTC."""
        return self.request.now

    @property
    def say(self) -> Callable[..., str]:
        """Translates a message into the language of the person who asks."""
        return self.words.say

    @property
    def count(self) -> Callable[..., str]:
        """Translates a message whose form depends on a number."""
        return self.words.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(BaseContext):
    """A handler's context: everything that it reads and writes is one transaction."""

    conn: Connection


@dataclass(frozen=True, slots=True)
class AsyncContext(BaseContext, Transactions[Context]):
    """The context of an asynchronous handler, which opens its own transactions."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a page is read or drawn: one at a time, so that taps in the chat find another
    connection free, and share the interpreter with one page at most."""

    async def read(self, work: Callable[[Context], T]) -> T:
        """Run a function in a transaction that refuses to write, after other pages."""
        async with self.turn:
            return await Transactions.read(self, work)

    def within(self, conn: Connection) -> Context:
        return Context(
            self.app,
            self.request,
            self.words,
            self.session_id,
            self.bot,
            self.query,
            self.fields,
            self.form,
            self.errors,
            self.path,
            self.framed,
            self.institution,
            conn=conn,
        )


def async_context(app: App, person: Person, session_id: str, bot: int, **rest: Any) -> AsyncContext:
    """The context of a request that arrives now."""
    request = Request(person, app.clock.now())
    return AsyncContext(app, request, words(person.language), session_id, bot, **rest)


def with_sent_query(ctx: C) -> C:
    """The same request, where the form carries the query of the page that showed it."""
    return replace(ctx, query={name: ctx.form.text(name) for name in ctx.form.values})


def with_errors(ctx: AsyncContext, errors: Mapping[str, str]) -> AsyncContext:
    """The same request, to show its form again."""
    return replace(ctx, errors=errors)
