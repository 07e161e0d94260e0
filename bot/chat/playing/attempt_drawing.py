"""The screen of an attempt, drawn from its row and what else must be known."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.app.certificates import certificate_issuing
from bot.app.errors import UNPLAYABLE
from bot.app.playing.attempt_view import UNKNOWN, AttemptContext, AttemptView, view_attempt
from bot.chat.common import common_screens
from bot.chat.kit.context import App
from bot.chat.kit.plain_screen import plain_screen
from bot.chat.kit.screen import Screen
from bot.chat.playing.attempt_screen import attempt_screen
from bot.chat.playing.closed_attempt_screens import closed_attempt_screen
from bot.locale import words
from storage.playing.attempts import Attempt

log = structlog.get_logger()


async def draw_attempt(app: App, attempt: Attempt, known: AttemptContext = UNKNOWN) -> Screen:
    """The screen of an attempt; where it cannot be drawn, a sentence that says so."""
    app.receipts.wake(attempt.id)
    try:
        return await screen_of(app, attempt, known)
    except UNPLAYABLE as error:
        return unplayable_screen(attempt.id, attempt.language, error)


async def screen_of(app: App, attempt: Attempt, known: AttemptContext = UNKNOWN) -> Screen:
    """Where an attempt stands, in its language.

    Raises:
        EditionUnavailable: Its edition is nowhere, or cannot be read.
        UnreadablePosition: Its position cannot be read.
    """
    now = app.clock.now()
    view = await view_attempt(app.database, app.library, attempt, now, known)
    if not isinstance(view, AttemptView):
        return closed_attempt_screen(words(attempt.language), view, attempt.assignment)
    if attempt.assignment is not None and attempt.result is not None:
        certificate = await app.database.read(
            lambda conn: certificate_issuing.of_attempt(conn, attempt, now)
        )
        if certificate is not None:
            view = replace(view, certificate=(certificate.id, certificate.programme))
    shown = attempt_screen(view)
    return plain_screen(words(attempt.language), shown) if attempt.plain_screens else shown


def unplayable_screen(attempt_id: str, language: str, error: Exception) -> Screen:
    """An attempt cannot go on: the log tells why, the screen that it is gone."""
    log.error("an attempt cannot be played", attempt=attempt_id, error=type(error).__name__)
    return common_screens.gone_screen(words(language))
