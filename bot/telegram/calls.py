"""What we ask of Telegram, as values; most of them know their method and its parameters."""

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, ClassVar, Final, TypeAlias

import telegram

from bot.telegram.request import call as call_lean

Json: TypeAlias = dict[str, Any]
_TAG: Final = re.compile(r"</?[a-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Key:
    """A button; its data has at most 64 bytes."""

    text: str
    data: str
    main: bool = False  # coloured as the likely one, where the phone knows how

    def payload(self) -> Json:
        """Its parameters."""
        style = {"style": "primary"} if self.main else {}
        return {"text": self.text, "callback_data": self.data} | style


Keyboard: TypeAlias = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """A new message."""

    method: ClassVar = "sendMessage"
    chat: int
    html: str
    keyboard: Keyboard | None = None
    plain: bool = False  # whether `html` is plain text

    def payload(self) -> Json:
        """Its parameters."""
        return {"chat_id": self.chat} | _text(self)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Another text and keyboard for a message that is there; no keyboard takes the old one away."""

    method: ClassVar = "editMessageText"
    chat: int
    message_id: int
    html: str
    keyboard: Keyboard | None = None
    plain: bool = False  # whether `html` is plain text

    def payload(self) -> Json:
        """Its parameters."""
        return _message(self.chat, self.message_id) | _text(self)


@dataclass(frozen=True, slots=True)
class Retire:
    """Take the keyboard of a message away, so that nobody taps it any more."""

    method: ClassVar = "editMessageReplyMarkup"
    chat: int
    message_id: int

    def payload(self) -> Json:
        """Its parameters."""
        return _message(self.chat, self.message_id)


@dataclass(frozen=True, slots=True)
class TakeAway:
    """Delete a message for both sides; in a private chat also one of the person's own.

    Telegram does so for 48 hours; later the receipt is `Gone`.
    """

    method: ClassVar = "deleteMessage"
    chat: int
    message_id: int

    def payload(self) -> Json:
        """Its parameters."""
        return _message(self.chat, self.message_id)


@dataclass(frozen=True, slots=True)
class AnswerTap:
    """Stop the clock on a button, perhaps with a word of at most 200 characters.

    It is tied to no order: the tap can be answered for some fifteen seconds only.
    """

    method: ClassVar = "answerCallbackQuery"
    chat: int
    query_id: str
    text: str | None = None
    alert: bool = False

    def payload(self) -> Json:
        """Its parameters."""
        said = {"text": self.text, "show_alert": self.alert} if self.text else {}
        return {"callback_query_id": self.query_id} | said


@dataclass(frozen=True, slots=True)
class Typing:
    """Show that an answer is being prepared."""

    method: ClassVar = "sendChatAction"
    chat: int
    action: str = "typing"

    def payload(self) -> Json:
        """Its parameters."""
        return {"chat_id": self.chat, "action": self.action}


@dataclass(frozen=True, slots=True)
class SendFile:
    """A document or a picture, under a name of ours."""

    chat: int
    name: str
    content: bytes
    html: str | None = None
    picture: bool = False

    @property
    def method(self) -> str:
        """Its method."""
        return "sendPhoto" if self.picture else "sendDocument"


Call: TypeAlias = Say | Rewrite | Retire | TakeAway | AnswerTap | Typing | SendFile


def counts(call: Call) -> bool:
    """Whether it is a new message, which Telegram allows about one a second of in a chat."""
    return isinstance(call, Say | SendFile)


def in_plain_text(call: Call) -> Call | None:
    """The same message without markup; None where there is none to leave out."""
    if not isinstance(call, Say | Rewrite) or call.plain:
        return None
    return replace(call, html=unescape(_TAG.sub("", call.html)), plain=True)


async def perform(bot: telegram.Bot, call: Call) -> int | None:
    """Make the call; gives the message's id where the result is a message.

    Raises:
        TelegramError: It was not done, or nobody knows.
    """
    if isinstance(call, SendFile):
        return (await upload(bot, call)).message_id
    result = await call_lean(bot, call.method, call.payload())
    return result.get("message_id") if isinstance(result, dict) else None


async def upload(bot: telegram.Bot, call: SendFile) -> telegram.Message:
    """Send a file with all that is in it.

    Raises:
        TelegramError: It was not done, or nobody knows.
    """
    file = telegram.InputFile(call.content, call.name)
    send = bot.send_photo if call.picture else bot.send_document
    return await send(call.chat, file, caption=call.html or None, parse_mode="HTML")


def _message(chat: int, message_id: int) -> Json:
    return {"chat_id": chat, "message_id": message_id}


def _text(call: Say | Rewrite) -> Json:
    text = {"text": call.html, "link_preview_options": {"is_disabled": True}}
    markup = {} if call.plain else {"parse_mode": "HTML"}
    return text | markup | ({"reply_markup": _markup(call.keyboard)} if call.keyboard else {})


def _markup(keyboard: Keyboard) -> Json:
    rows = [[key.payload() for key in row] for row in keyboard]
    return {"inline_keyboard": rows}
