"""Return values of handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.app.web_sessions import confirmations
from bot.app.web_sessions.confirmations import Intent
from bot.web.kit.context import Context
from bot.web.kit.routes import address

CONFIRMATION = "confirmation"
"""The field of a form with the id of a confirmation."""

CSV = "text/csv; charset=utf-8"
"""A media type of downloads."""

Values: TypeAlias = Mapping[str, object]
"""The values of a page's template."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect after an act."""

    path: str
    notice: str = ""
    """A confirmation, shown once at the top of that page."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Status:
    """A response without content, for a page's script."""

    code: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The current state of a page, for its script."""

    content: Mapping[str, object]
    """Sent as JSON, unless it equals the content sent last."""
    is_over: bool = False
    """Whether it is final, so that the stream ends."""


class ConfirmationNeeded(Exception):
    """Raised by an act, to undo its transaction and ask for a confirmation in the chat."""

    def __init__(self, intent: Intent) -> None:
        super().__init__()
        self.intent = intent


def ensure_confirmed(ctx: Context, intent: Intent) -> None:
    """Go on only if the person has just confirmed in the chat what they are about to do.

    Call it after the use case that checks the right, in the act's own transaction.

    Raises:
        ConfirmationNeeded: They have not; they are asked, and the form is sent again afterwards.
    """
    confirmation = ctx.form.text(CONFIRMATION)
    if not confirmations.use(ctx.conn, ctx.request, ctx.session_id, confirmation, intent):
        raise ConfirmationNeeded(intent)


def redirect(handler: Callable[..., Any] | str, *values: Any, notice: str = "") -> Redirect:
    """Go on to a page, given by its handler, and say there what was done."""
    return Redirect(address(handler, *values), notice)
