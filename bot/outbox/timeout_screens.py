"""Screens after a time limit: the story continues, and old buttons are removed."""

from __future__ import annotations

from bot.app.playing.time_limits import TimedOutAttempt
from bot.application import App
from bot.chat.playing.attempt_drawing import draw_attempt
from bot.outbox.delivery import Messenger
from bot.outbox.undelivered import next_step, settle
from storage.people import people


class TimeoutScreens:
    """Applies time limits that are over and sends what follows.

    What does not arrive is undelivered, as after any step.
    """

    def __init__(self, bot: int, app: App, messenger: Messenger) -> None:
        self._bot = bot
        self._app = app
        self._messenger = messenger

    async def send(self) -> int:
        """Apply the limits that are over and send the screens; returns for how many attempts."""
        over = await self._app.limits.run_out(self._app.undelivered.note)
        for each in over:
            await self._send(each)
        return len(over)

    async def _send(self, over: TimedOutAttempt) -> None:
        attempt = over.attempt
        person, chat = await self._app.database.read(
            lambda conn: (
                people.get(conn, attempt.person),
                people.chat(conn, self._bot, attempt.person),
            )
        )
        screen = await draw_attempt(self._app, attempt)
        if person is not None and chat is not None and screen.shows is not None:
            settled = settle(self._app, screen.shows)
            screen = next_step(attempt.language, screen, discreet=person.discreet)
            self._messenger.show(chat, screen, settled, retire=over.message)
