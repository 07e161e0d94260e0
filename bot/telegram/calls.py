"""Bot API calls as values; most of them know their method and parameters."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from html import unescape
from typing import Any, ClassVar, Final, TypeAlias

import telegram
from telegram.error import BadRequest

from bot.telegram.request import call as call_lean

Json: TypeAlias = dict[str, Any]
CONFETTI: Final = "5046509860389126442"
"""The id of Telegram's effect of a bursting party popper."""
_TAG: Final = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class InlineButton:
    """An inline button; its data has at most 64 bytes."""

    text: str
    data: str
    primary: bool = False  # highlighted as the default choice, where the client supports it
    danger: bool = False  # coloured as a destructive choice, where the client supports it

    def payload(self) -> Json:
        style = {"style": "danger"} if self.danger else {"style": "primary"} if self.primary else {}
        return {"text": self.text, "callback_data": self.data} | style


@dataclass(frozen=True, slots=True)
class InlineLink:
    """An inline button that opens an address."""

    text: str
    url: str

    def payload(self) -> Json:
        return {"text": self.text, "url": self.url}


Keyboard: TypeAlias = tuple[tuple[InlineButton | InlineLink, ...], ...]


@dataclass(frozen=True, slots=True)
class SendMessage:
    method: ClassVar = "sendMessage"
    chat: int
    html: str
    keyboard: Keyboard | None = None
    plain: bool = False  # whether `html` is plain text
    protected: bool = False  # whether clients refuse to forward, copy or save it

    def payload(self) -> Json:
        kept = {"protect_content": True} if self.protected else {}
        return {"chat_id": self.chat} | _text(self) | kept


@dataclass(frozen=True, slots=True)
class EditMessage:
    """Edit the text and keyboard of a message; without a keyboard the old one is removed."""

    method: ClassVar = "editMessageText"
    chat: int
    message_id: int
    html: str
    keyboard: Keyboard | None = None
    plain: bool = False  # whether `html` is plain text
    protected: bool = False  # whether the message that replaces a deleted one is protected

    def payload(self) -> Json:
        return _message(self.chat, self.message_id) | _text(self)

    def as_new(self) -> SendMessage:
        """The same text as a new message."""
        return SendMessage(self.chat, self.html, self.keyboard, protected=self.protected)


@dataclass(frozen=True, slots=True)
class RemoveKeyboard:
    """Remove the keyboard of a message, so that its buttons can no longer be tapped."""

    method: ClassVar = "editMessageReplyMarkup"
    chat: int
    message_id: int

    def payload(self) -> Json:
        return _message(self.chat, self.message_id)


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Delete a message for both sides; in a private chat also one that the person sent.

    Telegram allows this for 48 hours; later the receipt is `MessageGone`.
    """

    method: ClassVar = "deleteMessage"
    chat: int
    message_id: int

    def payload(self) -> Json:
        return _message(self.chat, self.message_id)


@dataclass(frozen=True, slots=True)
class TakeManyAway:
    """Delete up to `MOST_AT_ONCE` messages for both sides; those that are gone are skipped."""

    method: ClassVar = "deleteMessages"
    chat: int
    message_ids: tuple[int, ...]

    def payload(self) -> Json:
        return {"chat_id": self.chat, "message_ids": list(self.message_ids)}


MOST_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class AnswerCallback:
    """Answer a callback query, with an optional text of at most 200 characters.

    Sent out of order: a tap can be answered for some fifteen seconds only.
    """

    method: ClassVar = "answerCallbackQuery"
    chat: int
    query_id: str
    text: str | None = None
    alert: bool = False

    def payload(self) -> Json:
        optional = {"text": self.text, "show_alert": self.alert} if self.text else {}
        return {"callback_query_id": self.query_id} | optional


@dataclass(frozen=True, slots=True)
class SendTyping:
    """Show the typing indicator."""

    method: ClassVar = "sendChatAction"
    chat: int
    action: str = "typing"

    def payload(self) -> Json:
        return {"chat_id": self.chat, "action": self.action}


@dataclass(frozen=True, slots=True)
class SendFile:
    """A document or a picture, under a name chosen by us."""

    chat: int
    name: str
    content: bytes
    html: str | None = None
    picture: bool = False
    effect: str | None = None  # the id of an animation; left out where a server does not know it

    @property
    def method(self) -> str:
        return "sendPhoto" if self.picture else "sendDocument"

    @property
    def key(self) -> str:
        """Names the content."""
        return blake2b(self.content, digest_size=16).hexdigest()

    def payload(self, file_id: str) -> Json:
        """The parameters of a picture that Telegram has already."""
        effect = {"message_effect_id": self.effect} if self.effect else {}
        return _media(self.chat, "photo", file_id, self.html) | effect


@dataclass(frozen=True, slots=True)
class SendExhibit:
    """A picture or a voice note with its caption.

    Attributes:
        name: The file name.
        key: Identifies the content; files with the same key are uploaded once.
        make: Draws or reads the file; takes up to half a second, so runs in a thread.
        in_words: The text to send if Telegram rejects the file.
    """

    chat: int
    name: str
    key: str
    make: Callable[[], bytes]
    html: str
    in_words: SendMessage
    voice: bool = False

    @property
    def method(self) -> str:
        return "sendVoice" if self.voice else "sendPhoto"

    def payload(self, file_id: str) -> Json:
        """Its parameters, with a file that Telegram has already."""
        return _media(self.chat, "voice" if self.voice else "photo", file_id, self.html)


Call: TypeAlias = (
    SendMessage
    | EditMessage
    | RemoveKeyboard
    | DeleteMessage
    | TakeManyAway
    | AnswerCallback
    | SendTyping
    | SendFile
    | SendExhibit
)


def is_new_message(call: Call) -> bool:
    """Whether it sends a new message: Telegram allows about one a second in a chat."""
    return isinstance(call, SendMessage | SendFile | SendExhibit)


def without_markup(call: Call) -> Call | None:
    """The same call without markup; None if it has none."""
    if not isinstance(call, SendMessage | EditMessage) or call.plain:
        return None
    return replace(call, html=unescape(_TAG.sub("", call.html)), plain=True)


async def perform(bot: telegram.Bot, call: Call) -> int | None:
    """Make the call; return the message id if the result is a message.

    Raises:
        TelegramError: The call failed, or its outcome is unknown.
    """
    if isinstance(call, SendFile | SendExhibit):
        return (await upload(bot, call)).message_id
    result = await call_lean(bot, call.method, call.payload())
    return result.get("message_id") if isinstance(result, dict) else None


async def upload(bot: telegram.Bot, call: SendFile | SendExhibit) -> telegram.Message:
    """Upload a file.

    Raises:
        TelegramError: The call failed, or its outcome is unknown.
    """
    if isinstance(call, SendExhibit):
        content = await asyncio.to_thread(call.make)
        effect = None
    else:
        content, effect = call.content, call.effect
    file = telegram.InputFile(content, call.name)
    below: Json = {"caption": call.html or None, "parse_mode": "HTML"}
    if call.method == "sendVoice":
        return await bot.send_voice(call.chat, file, **below)
    send = bot.send_photo if call.method == "sendPhoto" else bot.send_document
    try:
        return await send(call.chat, file, **below, message_effect_id=effect)
    except BadRequest:
        if not isinstance(call, SendFile) or effect is None:
            raise
        return await upload(bot, replace(call, effect=None))


def _message(chat: int, message_id: int) -> Json:
    return {"chat_id": chat, "message_id": message_id}


def _media(chat: int, field: str, file_id: str, html: str | None) -> Json:
    words = {"caption": html, "parse_mode": "HTML"} if html else {}
    return {"chat_id": chat, field: file_id} | words


def _text(call: SendMessage | EditMessage) -> Json:
    text = {"text": call.html, "link_preview_options": {"is_disabled": True}}
    markup = {} if call.plain else {"parse_mode": "HTML"}
    return text | markup | ({"reply_markup": _markup(call.keyboard)} if call.keyboard else {})


def _markup(keyboard: Keyboard) -> Json:
    rows = [[key.payload() for key in row] for row in keyboard]
    return {"inline_keyboard": rows}
