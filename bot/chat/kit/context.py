"""Contexts of handlers: the request, its transaction, and the program's services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.app.onboarding import registration
from bot.app.request import Request
from bot.application import App, Transactions
from bot.chat.kit.request import Visitor
from bot.locale import Words, words
from storage.db.connection import Connection
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class BaseContext:
    """The request, its language and its update."""

    app: App
    request: Request
    visitor: Visitor
    words: Words

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


@dataclass(frozen=True, slots=True)
class Context(BaseContext):
    """A handler's context: everything that it reads and writes is one transaction."""

    conn: Connection


@dataclass(frozen=True, slots=True)
class AsyncContext(BaseContext, Transactions[Context]):
    """The context of an asynchronous handler, which opens its own transactions.

    For handlers that compute for long between reading and answering.
    """

    def within(self, conn: Connection) -> Context:
        return Context(self.app, self.request, self.visitor, self.words, conn)


def async_context(app: App, person: Person, visitor: Visitor) -> AsyncContext:
    """The context of a request that arrives now."""
    return AsyncContext(app, Request(person, app.clock.now()), visitor, words(person.language))


@dataclass(frozen=True)
class PublicContext:
    """The context of a public handler, which also serves unregistered accounts.

    Everything that it reads and writes is one transaction.
    """

    app: App
    visitor: Visitor
    now: datetime
    """The moment of the request, as aware UTC."""
    conn: Connection

    @cached_property
    def person(self) -> Person | None:
        """The person who asks, as found by the transaction; None for unregistered accounts."""
        return registration.find_person(self.conn, self.visitor.bot, self.visitor.telegram_id)

    @cached_property
    def words(self) -> Words:
        """The language of the person or, where there is none, of their Telegram client."""
        return words(self.person.language if self.person else self.visitor.language)

    @property
    def say(self) -> Callable[..., str]:
        """Translates a message into that language."""
        return self.words.say

    def acting_as(self, person: Person) -> Context:
        """The same request as that of a registered person, in the same transaction."""
        request = Request(person, self.now)
        return Context(self.app, request, self.visitor, words(person.language), self.conn)


@dataclass(frozen=True, slots=True)
class AsyncPublicContext(Transactions[PublicContext]):
    """The context of an asynchronous public handler, which opens its own transactions.

    Nothing is read before the handler asks for it, not even the person.
    """

    app: App
    visitor: Visitor
    now: datetime

    def within(self, conn: Connection) -> PublicContext:
        return PublicContext(self.app, self.visitor, self.now, conn)
