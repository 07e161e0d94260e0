"""The python-telegram-bot application: handlers registered, nothing else."""

from __future__ import annotations

from typing import Any, TypeAlias

from telegram import Bot, Update
from telegram.ext import (
    Application,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.telegram.handlers import Context, Handlers

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class Dispatcher:
    """Pass updates to the application, and re-raise handler failures to the caller.

    The application itself logs a failure and continues, and the update would be lost.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._failures: dict[int, Exception] = {}
        app.add_error_handler(self._note)

    async def process(self, update: Update) -> None:
        """Handle one update; returns when its effects are committed.

        Raises:
            Exception: Whatever its handler raised.
        """
        await self._app.process_update(update)
        failure = self._failures.pop(update.update_id, None)
        if failure is not None:
            raise failure

    async def _note(self, update: object, context: Context) -> None:
        if isinstance(update, Update) and isinstance(context.error, Exception):
            self._failures[update.update_id] = context.error


def build(bot: Bot, handlers: Handlers) -> App:
    """The application with all handlers except taps, which `intake` dispatches directly."""
    app: App = Application.builder().bot(bot).updater(None).job_queue(None).build()
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    app.add_handler(ChatMemberHandler(handlers.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(private & filters.COMMAND, handlers.command))
    app.add_handler(MessageHandler(private & filters.TEXT, handlers.text))
    app.add_handler(MessageHandler(private & filters.Document.ALL, handlers.file))
    app.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, handlers.other))
    # Edited messages are neither answers nor commands.
    changed = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE
    app.add_handler(MessageHandler(changed, handlers.other))
    return app
