"""A sandbox that is served for a test, and a phone to play a person with."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import httpx
import telegram

from bot.sandbox import TOKEN, Sandbox, serve

Json: TypeAlias = dict[str, Any]

# Generous: a test that waits this long has failed, and says so.
PATIENCE = 20.0


class Phone:
    """One person's phone, speaking the client API."""

    def __init__(self, http: httpx.AsyncClient, user: int) -> None:
        self._http = http
        self.user = user
        self.chat: Json = {}

    async def look(self) -> Json:
        """The chat as it is now; kept in `chat`."""
        self.chat = await self._get("chat")
        return self.chat

    async def says(self, text: str) -> Json:
        """Write a message; gives it as Telegram shows it."""
        message: Json = (await self._post("messages", text=text))["message"]
        return message

    async def taps(self, button: str, *, message_id: int | None = None) -> str:
        """Tap a button by its label or its data; gives the callback query's id.

        Without `message_id` the newest message that has the button is meant. With it, the data
        need not stand on that message any more.
        """
        await self.look()
        found = self._button(button, message_id)
        if found is None and message_id is None:
            raise AssertionError(f"no button {button!r} in {self.labels()}")
        message_id, data = found or (message_id, button)
        answer = await self._post("taps", message_id=message_id, data=data)
        return str(answer["callback_query_id"])

    async def sends(
        self, kind: str, name: str, data: bytes, content_type: str, caption: str = ""
    ) -> Json:
        answer = await self._http.post(
            f"/client/{self.user}/files",
            data={"kind": kind, "caption": caption},
            files={"file": (name, data, content_type)},
        )
        message: Json = _json(answer)["message"]
        return message

    async def shares(self, kind: str, **about: object) -> Json:
        """Share a contact or a location; gives the message."""
        message: Json = (await self._post("shares", kind=kind, **about))["message"]
        return message

    async def edits(self, message_id: int, text: str) -> Json:
        """Change an own message; gives it as it is then."""
        message: Json = (await self._post("edits", message_id=message_id, text=text))["message"]
        return message

    async def adds_to_group(self, title: str, *, admin: bool = False) -> "Group":
        """Make a group and add the bot."""
        made = await self._post("groups", title=title, admin=admin)
        return Group(self._http, self.user, made["group"])

    async def blocks(self, blocked: bool = True) -> None:
        """Block the bot, or take it back."""
        await self._post("block", blocked=blocked)

    async def waits_for(self, predicate: Callable[[Json], object]) -> Json:
        """The chat as soon as the predicate holds of it."""
        chat = await self.look()
        while not predicate(chat):
            before = chat["version"]
            chat = await self._get("chat", after=before, timeout=PATIENCE)
            self.chat = chat
            if chat["version"] == before:
                raise AssertionError(
                    f"nothing more happened; the chat ends with {self.texts()[-3:]}"
                )
        return chat

    async def waits_for_text(self, part: str) -> Json:
        """The newest message of the bot, as soon as it has that part."""
        await self.waits_for(lambda chat: part in _shown(_last(chat) or {}))
        return _last(self.chat) or {}

    def texts(self) -> list[str]:
        """The texts of the chat at the last look."""
        return [_shown(message) for message in self.chat["messages"] if "deleted" not in message]

    def labels(self, message_id: int | None = None) -> list[str]:
        """The labels of the newest keyboard, or of that message's."""
        for message in reversed(self.chat["messages"]):
            if message_id in {None, message["message_id"]} and (buttons := _buttons(message)):
                return [button["text"] for button in buttons]
        return []

    def _button(self, wanted: str, message_id: int | None) -> tuple[int, str] | None:
        for message in reversed(self.chat["messages"]):
            if message_id not in {None, message["message_id"]}:
                continue
            for button in _buttons(message):
                if wanted in {button["text"], button.get("callback_data")}:
                    return message["message_id"], button["callback_data"]
        return None

    async def _get(self, what: str, **query: float) -> Json:
        answer = await self._http.get(f"/client/{self.user}/{what}", params=query)
        return _json(answer)

    async def _post(self, what: str, **body: object) -> Json:
        answer = await self._http.post(f"/client/{self.user}/{what}", json=body)
        return _json(answer)


@dataclass(frozen=True)
class Group:
    """A group with the bot in it, on somebody's phone."""

    http: httpx.AsyncClient
    user: int
    id: int

    async def texts(self) -> list[str]:
        chat = _json(await self.http.get(self._path))
        return [_shown(entry) for entry in chat["messages"] if entry["from"]["is_bot"]]

    async def says(self, text: str, **more: object) -> Json:
        answer = await self.http.post(f"{self._path}/messages", json={"text": text, **more})
        message: Json = _json(answer)["message"]
        return message

    async def removes_bot(self) -> None:
        _json(await self.http.delete(self._path))

    @property
    def _path(self) -> str:
        return f"/client/{self.user}/groups/{self.id}"


@dataclass
class Clock:
    """A clock that advances on demand only."""

    at: datetime = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def goes(self, **by: float) -> None:
        """Advance the time: `clock.goes(seconds=16)`."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Served:
    """A sandbox on its port."""

    sandbox: Sandbox
    port: int
    http: httpx.AsyncClient

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def phone(self, user: int) -> Phone:
        return Phone(self.http, user)

    def bot(self, token: str = TOKEN) -> telegram.Bot:
        return telegram.Bot(token, base_url=f"{self.url}/bot", base_file_url=f"{self.url}/file/bot")

    async def fails(self, **fault: object) -> None:
        (await self.http.post("/faults", json=fault)).raise_for_status()


@asynccontextmanager
async def served(sandbox: Sandbox | None = None) -> AsyncIterator[Served]:
    """Serve a sandbox on a free port, in the loop of the test."""
    sandbox = sandbox or Sandbox()
    async with serve(sandbox) as port, _http(port) as http:
        yield Served(sandbox, port, http)


def _http(port: int) -> httpx.AsyncClient:
    url = f"http://127.0.0.1:{port}"
    # Without `verify`, each client would read all certificates of the system.
    return httpx.AsyncClient(base_url=url, timeout=PATIENCE + 5, trust_env=False, verify=False)


def _json(answer: httpx.Response) -> Json:
    body: Json = answer.json()
    if answer.is_error:
        raise AssertionError(f"{answer.status_code}: {body['error']}")
    return body


def _last(chat: Json) -> Json | None:
    sent = [m for m in chat["messages"] if m["from"]["is_bot"] and "deleted" not in m]
    return sent[-1] if sent else None


def _shown(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _buttons(message: Json) -> list[Json]:
    return [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]
