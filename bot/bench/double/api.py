"""A double of the Bot API, for load: what a bot under test may call, and what learners send it.

It is quick, and strict enough that a bot cannot gain by doing its work badly: it knows its token,
methods, chats and messages, and an answered tap is answered once. The sandbox is the thorough one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import orjson

from bot.bench.double import markup

Json: TypeAlias = dict[str, Any]
Keyboard: TypeAlias = list[list[Json]]

BOT = 123456789
TOKEN = f"{BOT}:AAHfake-token-for-the-benchmark-000"  # it opens nothing
ME: Json = {
    "id": BOT,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
PHOTO: Json = {"file_id": "p", "file_unique_id": "p", "width": 90, "height": 67}
KEPT = 8  # messages of a chat that can still be edited
LARGEST_POLL = 100


class Refused(Exception):
    """The call is refused, in Telegram's words."""

    def __init__(self, code: int, description: str, wait: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.wait = wait  # seconds, where it was too much


class Audience(Protocol):
    """Those who look at the phones."""

    def shown(self, chat: int, message: int, keyboard: Keyboard) -> None:
        """A message with buttons is there, or a message has got other buttons."""

    def retired(self, chat: int, message: int) -> None:
        """The buttons that a message had are not there any more."""

    def answered(self, chat: int, query: str) -> None:
        """The clock on a button has stopped."""


@dataclass(slots=True)
class Chat:
    """A private chat."""

    user: Json
    last: int = 0
    messages: dict[int, Json] = field(default_factory=dict)

    def keep(self, message: Json) -> None:
        """Keep a message; the oldest is forgotten."""
        self.messages[message["message_id"]] = message
        if len(self.messages) > KEPT:
            del self.messages[next(iter(self.messages))]


class Double:
    """Chats, taps that wait for an answer, and updates that wait to be fetched."""

    def __init__(self, audience: Audience, wake: Callable[[], None] = lambda: None) -> None:
        self.refusals: dict[str, int] = {}
        self._audience = audience
        self._wake = wake
        self._chats: dict[int, Chat] = {}
        self._queries: dict[str, int] = {}
        self._updates: deque[tuple[int, bytes]] = deque()
        self._last_update = 1000
        self._now = int(time.time())
        self._methods: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "getme": lambda _: ME,
            "sendmessage": self._send,
            "sendphoto": self._photo,
            "editmessagetext": self._rewrite,
            "editmessagereplymarkup": self._remark,
            "answercallbackquery": self._answer,
        }
        for ignored in ("setmycommands", "setmydescription", "setmyshortdescription"):
            self._methods[ignored] = lambda _: True
        for ignored in ("deletewebhook", "sendchataction", "logout", "close"):
            self._methods[ignored] = lambda _: True

    # What learners do.

    def says(self, user: int, text: str) -> None:
        """A learner writes; a chat begins with that."""
        chat = self.knows(user)
        message = self._message(chat, text, [], None)
        message["from"] = chat.user
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        self._queue("message", message)

    def knows(self, user: int) -> Chat:
        """The chat of a learner, who wrote now or long ago."""
        chat = self._chats.get(user)
        if chat is None:
            who = {"id": user, "is_bot": False, "first_name": f"L{user}", "language_code": "en"}
            chat = self._chats[user] = Chat(who)
        return chat

    def pictures(self, user: int) -> None:
        """A learner sends a picture."""
        message = self._message(self._chats[user], "", [], None)
        del message["text"]
        self._queue("message", message | {"from": self._chats[user].user, "photo": [PHOTO]})

    def taps(self, user: int, message: int, data: str) -> str:
        """A learner taps; gives the query's id."""
        query = f"{user}{self._last_update}"
        self._queries[query] = user
        chat = self._chats[user]
        tap = {
            "id": query,
            "from": chat.user,
            "message": chat.messages.get(message) or _out_of_reach(chat, message),
            "chat_instance": str(-user),
            "data": data,
        }
        self._queue("callback_query", tap)
        return query

    # What the bot does.

    def call(self, token: str, method: str, given: Mapping[str, Any]) -> object:
        """Do what a bot asks; gives the result.

        Raises:
            Refused: Telegram would refuse it too.
        """
        try:
            return self._do(token, method)(given)
        except Refused as refused:
            self.refusals[refused.description] = self.refusals.get(refused.description, 0) + 1
            raise

    def fetch(self, offset: int, limit: int) -> list[bytes]:
        """Updates from an offset on; what stands before it is confirmed and forgotten."""
        updates = self._updates
        while updates and updates[0][0] < offset:
            updates.popleft()
        return [updates[n][1] for n in range(min(limit, len(updates), LARGEST_POLL))]

    def _do(self, token: str, method: str) -> Callable[[Mapping[str, Any]], object]:
        if token != TOKEN:
            raise Refused(401, "Unauthorized")
        do = self._methods.get(method.lower())
        if do is None:
            raise Refused(404, "Not Found")
        return do

    def _queue(self, kind: str, content: Json) -> None:
        self._last_update += 1
        update = {"update_id": self._last_update, kind: content}
        self._updates.append((self._last_update, orjson.dumps(update)))
        self._wake()

    def _send(self, given: Mapping[str, Any]) -> Json:
        chat = self._chat(given)
        text, entities = _text(given)
        keyboard = _keyboard(given)
        message = self._message(chat, text, entities, keyboard)
        if keyboard:
            self._audience.shown(chat.user["id"], message["message_id"], keyboard)
        return message

    def _photo(self, given: Mapping[str, Any]) -> Json:
        """A picture, uploaded or by the id of one that was: it is taken and not looked at."""
        again = given.get("photo", PHOTO["file_id"])  # what is uploaded stands in no words
        if again != PHOTO["file_id"] and not str(again).startswith("attach://"):
            raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
        message = self._message(self._chat(given), "", [], None)
        del message["text"]
        return message | {"photo": [PHOTO]}

    def _rewrite(self, given: Mapping[str, Any]) -> Json:
        chat = self._chat(given)
        message = self._editable(chat, given)
        text, entities = _text(given)
        changed = message | {"text": text, "entities": entities}
        return self._remarked(chat, message, changed, _keyboard(given))

    def _remark(self, given: Mapping[str, Any]) -> Json:
        chat = self._chat(given)
        message = self._editable(chat, given)
        return self._remarked(chat, message, dict(message), _keyboard(given))

    def _remarked(self, chat: Chat, old: Json, new: Json, keyboard: Keyboard | None) -> Json:
        new.pop("reply_markup", None)
        if keyboard:
            new["reply_markup"] = {"inline_keyboard": keyboard}
        if new == old:
            raise Refused(400, "Bad Request: message is not modified")
        new["edit_date"] = self._now
        number = new["message_id"]
        chat.messages[number] = new
        if "reply_markup" in old:
            self._audience.retired(chat.user["id"], number)
        if keyboard:
            self._audience.shown(chat.user["id"], number, keyboard)
        return new

    def _answer(self, given: Mapping[str, Any]) -> bool:
        query = str(given.get("callback_query_id"))
        user = self._queries.pop(query, None)
        if user is None:
            raise Refused(400, "Bad Request: query is too old or query ID is invalid")
        self._audience.answered(user, query)
        return True

    def _chat(self, given: Mapping[str, Any]) -> Chat:
        chat = self._chats.get(_number(given, "chat_id"))
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def _editable(self, chat: Chat, given: Mapping[str, Any]) -> Json:
        message = chat.messages.get(_number(given, "message_id"))
        if message is None:
            raise Refused(400, "Bad Request: message to edit not found")
        if message["from"] is not ME:
            raise Refused(400, "Bad Request: message can't be edited")
        return message

    def _message(
        self, chat: Chat, text: str, entities: list[Json], keyboard: Keyboard | None
    ) -> Json:
        chat.last += 1
        message: Json = {
            "message_id": chat.last,
            "from": ME,
            "chat": {"id": chat.user["id"], "type": "private", "first_name": "L"},
            "date": self._now,
            "text": text,
        }
        if entities:
            message["entities"] = entities
        if keyboard:
            message["reply_markup"] = {"inline_keyboard": keyboard}
        chat.keep(message)
        return message


def _out_of_reach(chat: Chat, message: int) -> Json:
    """An old message, as Telegram shows it with a tap."""
    return {"message_id": message, "date": 0, "chat": {"id": chat.user["id"], "type": "private"}}


def _number(given: Mapping[str, Any], name: str) -> int:
    try:
        return int(given[name])
    except (KeyError, TypeError, ValueError):
        raise Refused(400, f"Bad Request: {name} is empty") from None


def _text(given: Mapping[str, Any]) -> tuple[str, list[Json]]:
    text, mode = given.get("text"), given.get("parse_mode")
    if not isinstance(text, str) or not text:
        raise Refused(400, "Bad Request: message text is empty")
    entities: list[Json] = []
    if mode == "HTML":
        try:
            text, entities = markup.read(text)
        except markup.Broken as broken:
            raise Refused(400, f"Bad Request: can't parse entities: {broken}") from None
    elif mode is not None:
        raise Refused(400, "Bad Request: unsupported parse_mode")
    if len(text) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    return text, entities


def _keyboard(given: Mapping[str, Any]) -> Keyboard | None:
    shown = given.get("reply_markup")
    if isinstance(shown, str):
        shown = orjson.loads(shown)
    if not shown:
        return None
    rows: Keyboard = shown.get("inline_keyboard", [])
    for row in rows:
        for button in row:
            size = len(str(button.get("callback_data", "")).encode())
            if not button.get("text"):
                raise Refused(400, "Bad Request: inline keyboard button text is empty")
            if not 1 <= size <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows or None
