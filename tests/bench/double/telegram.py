"""The sandbox as used under load: it reports the effect of each call."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol, TypeAlias

from bot.sandbox import TOKEN, refusals, schema
from bot.sandbox.calls import RawCall, Upload
from bot.sandbox.limits import Limits
from bot.sandbox.sandbox import Sandbox

Json: TypeAlias = dict[str, Any]
Keyboard: TypeAlias = list[list[Json]]

BOT = int(TOKEN.partition(":")[0])
FILE = Upload("notes.txt", "text/plain", b"notes")


class Audience(Protocol):
    """Observers of the phones."""

    def shown(self, chat: int, message: int, keyboard: Keyboard) -> None:
        """A message with buttons arrives, or a message gets other buttons."""

    def retired(self, chat: int, message: int) -> None:
        """A message loses the buttons it had."""

    def answered(self, chat: int, query: str) -> None: ...


class Telegram:
    """One bot's Telegram.

    Attributes:
        refused: How often each refusal was given, by its description.
    """

    def __init__(self, audience: Audience, limits: Limits | None = None) -> None:
        self.sandbox = Sandbox(limits=limits)
        self.refused: Counter[str] = Counter()
        self._audience = audience

    def says(self, user: int, text: str) -> None:
        """A learner writes; the chat begins with the first message."""
        self.sandbox.people.says(self.sandbox.world.person(user), text)

    def taps(self, user: int, message: int, data: str) -> str:
        """A learner taps a button; returns the id of the callback query."""
        return self.sandbox.people.taps(self.sandbox.world.person(user), message, data)

    def sends_file(self, user: int) -> None:
        self.sandbox.people.sends(self.sandbox.world.person(user), "document", FILE, "")

    async def call(self, asked: RawCall) -> object:
        """Run a method of the Bot API and notify the audience.

        Raises:
            Refusal: Telegram would refuse it too.
        """
        method, chat = schema.method_named(asked.method), asked.args.get("chat_id")
        edited = method is not None and method.startswith("edit")
        had_buttons = edited and self._has_buttons(asked)
        try:
            result = await self.sandbox.perform(asked)
        except refusals.Refusal as refusal:
            self.refused[refusal.description] += 1
            raise
        if method == "answerCallbackQuery":
            query = str(asked.args["callback_query_id"])
            self._audience.answered(int(query) >> 32, query)
        elif isinstance(result, dict) and chat is not None and "message_id" in result:
            if had_buttons:
                self._audience.retired(int(str(chat)), result["message_id"])
            if markup := result.get("reply_markup"):
                keyboard = markup["inline_keyboard"]
                self._audience.shown(int(str(chat)), result["message_id"], keyboard)
        return result

    def _has_buttons(self, asked: RawCall) -> bool:
        person = self.sandbox.world.people.get(int(str(asked.args.get("chat_id", 0))))
        if person is None:
            return False
        message = person.messages.get(int(str(asked.args.get("message_id", 0))))
        return message is not None and "reply_markup" in message.shown
