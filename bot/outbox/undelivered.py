"""Screens that were committed and never shown: after a crash, or while Telegram was out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from bot.app.errors import StorageTrouble
from bot.app.playing.shown_turn import ShownTurn
from bot.application import App
from bot.chat.kit.screen import Screen, veiled
from bot.chat.playing.attempt_drawing import screen_of, unplayable_screen
from bot.locale import words
from bot.outbox.delivery import Messenger, OnOutcome, SendOutcome
from storage.db.leader import ProcessGroup
from storage.outbox.undelivered import UndeliveredQuery

LATE = timedelta(seconds=90)
"""A screen of this age without a receipt is lost: the sender gives up earlier."""
BATCH = 25
"""Screens a second: Telegram takes some thirty that nobody asked for."""


class UndeliveredScreens:
    """Sends undelivered screens again, each once at a time.

    The attempt records which process has its screen on the way: what a dead process had is sent at
    once, and what a living one has is not sent twice.
    """

    def __init__(self, bot: int, app: App, messenger: Messenger, group: ProcessGroup) -> None:
        self._bot = bot
        self._app = app
        self._messenger = messenger
        self._group = group

    async def send(self) -> int:
        """Send what is undelivered now; returns how many screens."""
        await self.flush()
        sent = 0
        for chat, screen in await undelivered_screens(self._app, self._query):
            if screen.shows is not None:
                self._messenger.show(chat, screen, settle(self._app, screen.shows))
                sent += 1
        return sent

    async def flush(self) -> None:
        """Record what did not arrive, so that the leading process sends it again."""
        await self._app.undelivered.flush()

    def _query(self, conn: Connection) -> UndeliveredQuery:
        now = self._app.clock.now()
        return UndeliveredQuery(self._bot, now - LATE, self._group.living(conn), now, BATCH)


async def undelivered_screens(
    app: App, query: Callable[[Connection], UndeliveredQuery]
) -> list[tuple[int, Screen]]:
    """Claim undelivered screens: the chat and the screen of each."""
    screens: list[tuple[int, Screen]] = []
    for found in await app.undelivered.claim(query):
        attempt = found.attempt
        try:
            screen = await screen_of(app, attempt)
            screens.append(
                (found.telegram_id, next_step(attempt.language, screen, discreet=found.discreet))
            )
        except StorageTrouble:  # which is not the attempt's fault
            raise
        except Exception as error:  # noqa: BLE001 - it must not hold up the others
            unplayable_screen(attempt.id, attempt.language, error)
    return screens


def next_step(language: str, screen: Screen, *, discreet: bool) -> Screen:
    """The screen of a turn that comes by itself; to discreet people, without a word of it."""
    first = words(language).say("Your next step is here.")
    return veiled(first, screen) if discreet else screen


def settle(app: App, shows: ShownTurn) -> OnOutcome:
    """Hears whether an attempt's screen arrived; where it did not, it is undelivered."""

    def settled(outcome: SendOutcome) -> None:
        if outcome.final:
            app.receipts.note(shows, outcome.message, seen=outcome.delivered)
        else:
            app.undelivered.note(shows.attempt, shows.turn)

    return settled
