"""Questions that are answered by typing, or by sending a file.

Beside these, the options of a screen can be picked by typing their letters, see `take_letters`.
They are no question that somebody must leave: buttons do the same, and whatever is done next
takes their place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.app import conversation
from bot.app.conversation import LETTERS
from bot.chat.kit.context import Context
from bot.chat.kit.routes import Call, Handler, RouteKind, question


def ask(ctx: Context, handler: Handler, *values: Any, kind: RouteKind = RouteKind.ANSWER) -> None:
    """Route the person's next message to a handler.

    Args:
        ctx: A context with a write transaction.
        handler: Registered by `answer`, or by `upload` for files.
        values: Values of the handler's own fields, in order.
        kind: The kind of the handler's route.
    """
    route = question(handler, kind)
    text = route.encode(route.bound(*values))
    name = f"{route.key}:{text}" if values else route.key
    conversation.expect(ctx.conn, ctx.person.id, name)


def letters(calls: Iterable[Call]) -> str:
    """In place of a question: the next message picks one of some buttons.

    Args:
        calls: The calls of the buttons, in the order of their letters.
    """
    return ":".join((LETTERS, " ".join(call.data for call in calls)))


def take_letters(ctx: Context, calls: Iterable[Call]) -> None:
    """Let a letter, or a number, of the person's next message pick one of some buttons.

    Args:
        ctx: In a transaction that may write.
        calls: See `letters`.
    """
    conversation.expect(ctx.conn, ctx.person.id, letters(calls))


def stop_asking(ctx: Context, handler: Handler | None = None) -> None:
    """Stop expecting an answer to the question that was open when the request arrived.

    Args:
        ctx: In a transaction that may write.
        handler: The handler whose question is cancelled; by default any.
    """
    awaits = ctx.person.awaits
    if awaits is None:
        return
    if handler is None or awaits.partition(":")[0] == question(handler, RouteKind.ANSWER).key:
        conversation.stop_expecting(ctx.conn, ctx.person.id, awaits)
