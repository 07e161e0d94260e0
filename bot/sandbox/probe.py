"""Probes: expected answers of Telegram, tested against the sandbox and Telegram.

`python -m bot.sandbox.probe` asks the real service and tells where the sandbox has drifted from it.
It needs `BASIRA_PROBE_TOKEN` and `BASIRA_PROBE_CHAT` (the id of somebody who has started that bot)
in the environment, and sends a handful of messages to that chat.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import aiohttp
import click

from bot.sandbox import refusals

Json: TypeAlias = dict[str, Any]

TELEGRAM = "https://api.telegram.org"
OK = "ok"
# Stand for what is only known when the probes run.
CHAT: Final = "the chat"
SENT: Final = "the message sent last"


@dataclass(frozen=True, slots=True)
class Probe:
    """A call, and what Telegram is known to answer: `ok`, or the description of a refusal."""

    name: str
    method: str
    args: Mapping[str, Any] = field(default_factory=dict)
    answer: str = OK


def _bad(reason: str) -> str:
    return refusals.bad(reason).description


def _text(name: str, text: str, answer: str = OK, **more: Any) -> Probe:
    return Probe(name, "sendMessage", {"chat_id": CHAT, "text": text, **more}, answer)


def _html(name: str, text: str, reason: str) -> Probe:
    return _text(name, text, _bad(f"can't parse entities: {reason}"), parse_mode="HTML")


def _button(name: str, button: Json, answer: str = OK) -> Probe:
    return _text(name, name, answer, reply_markup={"inline_keyboard": [[button]]})


_HERE = {"chat_id": CHAT, "message_id": SENT}
_NOWHERE = {"chat_id": CHAT, "message_id": 999_999_999}

PROBES = (
    Probe("a bot knows itself", "getMe"),
    Probe("no such method", "sendNothing", answer=refusals.no_method().description),
    Probe("no text", "sendMessage", {"chat_id": CHAT}, _bad(refusals.TEXT_EMPTY)),
    Probe("no chat", "sendMessage", {"text": "test"}, _bad(refusals.NO_CHAT_ID)),
    Probe("nobody", "sendMessage", {"chat_id": 0, "text": "x"}, _bad(refusals.CHAT_NOT_FOUND)),
    Probe("a name", "sendMessage", {"chat_id": "no", "text": "x"}, _bad(refusals.CHAT_NOT_FOUND)),
    _text("empty text", "", _bad(refusals.TEXT_EMPTY)),
    _text("only spaces", "   ", _bad(refusals.TEXT_BLANK)),
    _text("4096 characters", "x" * 4096),
    _text("4097 characters", "x" * 4097, _bad(refusals.TEXT_TOO_LONG)),
    _text("no such parse mode", "test", _bad(refusals.PARSE_MODE), parse_mode="INVALID"),
    _text("small letters will do", "<b>test</b>", parse_mode="html"),
    _html("an unknown tag", "<br>", 'Unsupported start tag "br" at byte offset 0'),
    _html("a bare sign", "5 < 6", 'Unsupported start tag "" at byte offset 2'),
    _html("no end", "<b>test", 'Can\'t find end tag corresponding to start tag "b"'),
    _html("no start", "test</b>", "Unexpected end tag at byte offset 4"),
    _html(
        "tags crossed",
        "<b><i>test</b></i>",
        'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    ),
    _button("64 bytes", {"text": "b", "callback_data": "x" * 64}),
    _button("65 bytes", {"text": "b", "callback_data": "x" * 65}, _bad(refusals.BUTTON_DATA)),
    _button(
        "a button without action",
        {"text": "b"},
        _bad(f"can't parse inline keyboard button: {refusals.BUTTON_TEXT_ONLY}"),
    ),
    _button(
        "a button without text",
        {"callback_data": "x"},
        _bad("can't parse inline keyboard button: Can't find field \"text\""),
    ),
    _button(
        "a link without a host",
        {"text": "b", "url": "not-a-url"},
        _bad("inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"),
    ),
    _button("an app", {"text": "b", "web_app": {"url": "https://example.org/app"}}),
    _button(
        "an app over HTTP",
        {"text": "b", "web_app": {"url": "http://example.org"}},
        _bad(
            "inline keyboard button Web App URL 'http://example.org' is invalid: "
            "Only HTTPS links are allowed"
        ),
    ),
    Probe(
        "a menu button without text",
        "setChatMenuButton",
        {
            "chat_id": CHAT,
            "menu_button": {"type": "web_app", "text": "", "web_app": {"url": "https://a.org"}},
        },
        _bad(refusals.MENU_BUTTON_TEXT),
    ),
    Probe(
        "a menu button for nobody",
        "setChatMenuButton",
        {"chat_id": -1, "menu_button": {"type": "commands"}},
        _bad(refusals.MENU_BUTTON_CHAT),
    ),
    _text(
        "a keyboard that is none",
        "test",
        _bad('field "inline_keyboard" must be of type Array'),
        reply_markup={"inline_keyboard": "bad"},
    ),
    _text(
        "an answer to nothing",
        "test",
        _bad(refusals.REPLY_NOT_FOUND),
        reply_parameters={"message_id": 999_999_999},
    ),
    _text("something to edit", "before"),
    Probe("an edit", "editMessageText", {**_HERE, "text": "after"}),
    Probe("the same", "editMessageText", {**_HERE, "text": "after"}, _bad(refusals.NOT_MODIFIED)),
    Probe("no buttons", "editMessageReplyMarkup", _HERE, _bad(refusals.NOT_MODIFIED)),
    Probe(
        "nothing to edit",
        "editMessageText",
        {**_NOWHERE, "text": "x"},
        _bad(refusals.EDIT_NOT_FOUND),
    ),
    Probe(
        "which one", "editMessageText", {"chat_id": CHAT, "text": "x"}, _bad(refusals.NO_MESSAGE_ID)
    ),
    Probe("a word away", "deleteMessage", _HERE),
    Probe("those gone already", "deleteMessages", {"chat_id": CHAT, "message_ids": [1, 2]}),
    Probe("away already", "deleteMessage", _HERE, _bad(refusals.DELETE_NOT_FOUND)),
    Probe(
        "nobody tapped",
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        _bad(refusals.QUERY_TOO_OLD),
    ),
    Probe("at work", "sendChatAction", {"chat_id": CHAT, "action": "typing"}),
    Probe(
        "no such work",
        "sendChatAction",
        {"chat_id": CHAT, "action": "x"},
        _bad(refusals.WRONG_ACTION),
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    probe: Probe
    answer: str

    @property
    def agrees(self) -> bool:
        """Whether it is the answer we expect of Telegram."""
        return self.answer == self.probe.answer


async def run(api: str, token: str, chat: int) -> AsyncIterator[Outcome]:
    """Ask one after another."""
    known: dict[str, int] = {CHAT: chat, SENT: 0}
    async with aiohttp.ClientSession() as session:
        for probe in PROBES:
            args = {
                name: known.get(value, value) if isinstance(value, str) else value
                for name, value in probe.args.items()
            }
            async with session.post(f"{api}/bot{token}/{probe.method}", json=args) as reply:
                answer = await reply.json()
            if answer["ok"] and probe.method == "sendMessage":
                known[SENT] = answer["result"]["message_id"]
            yield Outcome(probe, OK if answer["ok"] else answer["description"])


async def _tell(api: str, token: str, chat: int) -> bool:
    agreed = True
    async for outcome in run(api, token, chat):
        agreed = agreed and outcome.agrees
        click.echo(f"{'same ' if outcome.agrees else 'DRIFT'}  {outcome.probe.name}")
        if not outcome.agrees:
            click.echo(f"       thought: {outcome.probe.answer}\n       is:      {outcome.answer}")
    return agreed


def main() -> int:
    """Ask Telegram, and tell where it answers otherwise.

    Returns:
        0 when it answers as the sandbox does, 1 when not, 2 when nobody said whom to ask.
    """
    token, chat = os.environ.get("BASIRA_PROBE_TOKEN"), os.environ.get("BASIRA_PROBE_CHAT", "")
    if not token or not chat.isdecimal():
        click.echo(
            "Set BASIRA_PROBE_TOKEN and BASIRA_PROBE_CHAT (a number) to ask Telegram.", err=True
        )
        return 2
    api = os.environ.get("BASIRA_PROBE_API", TELEGRAM)
    return 0 if asyncio.run(_tell(api, token, int(chat))) else 1


if __name__ == "__main__":
    sys.exit(main())
