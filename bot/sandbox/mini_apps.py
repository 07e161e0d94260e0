"""Opens Mini Apps as Telegram does: who opens one stands, signed, in the address's fragment."""

import base64
import hmac
import re
import secrets
from collections.abc import Iterator
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.sandbox import links
from bot.sandbox.people import ClientError
from bot.sandbox.world import Person, World

Json: TypeAlias = dict[str, Any]

VERSION = "9.1"  # of Telegram's client, as far as Mini Apps can tell
PLATFORM = "weba"  # the browser client, which also opens them in a frame
SOURCES = ("menu", "message", "keyboard")

_THEME_KEY = re.compile(r"[a-z_]{1,40}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class MiniApps:
    """Opens Mini Apps of the bot for people.

    Attributes:
        public_key: 32 bytes; they stand for the key with which Telegram signs for third parties.
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._key = Ed25519PrivateKey.generate()
        self.public_key = self._key.public_key().public_bytes_raw()

    def open(self, person: Person, source: Json, theme: Json) -> Json:
        """Open the Mini App behind a button on somebody's phone.

        Args:
            source: The button's location in `from`: the `menu`; a `message`, with its
                `message_id` and the button's `url`; or the reply `keyboard`, with the `url`.
            theme: The phone's colours, as `#rrggbb`.

        Returns:
            Its address with the fragment, and its origin.

        Raises:
            ClientError: There is no such button.
        """
        if person.blocked:
            raise ClientError(409, f"{person.first_name} has blocked the bot.")
        where = source.get("from")
        if not isinstance(where, str) or where not in SOURCES:
            raise ClientError(400, f"`from` is one of {', '.join(SOURCES)}.")
        address = self._address(person, where, source)
        # From the reply keyboard an app opens without a word of who opens it.
        data = "" if where == "keyboard" else self.init_data(person)
        return {"url": _with_fragment(address, data, theme), "origin": links.app_origin(address)}

    def init_data(self, person: Person, **more: str) -> str:
        """Sign `initData` for a person; `more` are further fields, such as `start_param`."""
        user = person.user() | {"last_name": "", "allows_write_to_pm": True}
        del user["is_bot"]
        fields = {
            "query_id": secrets.token_urlsafe(15),
            "user": orjson.dumps(user).decode(),
            "auth_date": str(self._world.seconds()),
        } | more
        signed = f"{self._world.profile.id}:WebAppData\n{_lines(fields)}"
        signature = base64.urlsafe_b64encode(self._key.sign(signed.encode()))
        fields["signature"] = signature.decode().rstrip("=")
        key = hmac.digest(b"WebAppData", self._token.encode(), "sha256")
        fields["hash"] = hmac.digest(key, _lines(fields).encode(), "sha256").hex()
        return urlencode(fields, quote_via=quote)

    def origins(self) -> list[str]:
        """Where the apps are that somebody can open now, in order."""
        return sorted({links.app_origin(address) for address in self._addresses()})

    def _address(self, person: Person, where: str, source: Json) -> str:
        if where == "menu":
            found = list(_menu(self._world.profile.menu_button_shown(person.id)))
        elif where == "message":
            named = source.get("message_id")
            message = person.messages.get(named) if isinstance(named, int) else None
            shown = message.shown if message and not message.deleted else {}
            found = [it for it in _inline(shown) if it == source.get("url")]
        else:
            found = [it for it in _keyboard(person) if it == source.get("url")]
        if not found:
            raise ClientError(404, "There is no such button that opens a Mini App.")
        return found[0]

    def _addresses(self) -> Iterator[str]:
        for button in self._world.profile.menu_buttons.values():
            yield from _menu(button)
        for person in self._world.people.values():
            yield from _keyboard(person)
            for message in person.messages.values():
                yield from _inline(message.shown)


def _lines(fields: Json) -> str:
    return "\n".join(f"{key}={fields[key]}" for key in sorted(fields))


def _menu(button: Json) -> Iterator[str]:
    if button["type"] == "web_app":
        yield button["web_app"]["url"]


def _inline(message: Json) -> Iterator[str]:
    yield from _apps(message.get("reply_markup", {}).get("inline_keyboard", []))


def _keyboard(person: Person) -> Iterator[str]:
    yield from _apps((person.keyboard or {}).get("keyboard", []))


def _apps(rows: list[list[Json]]) -> Iterator[str]:
    for row in rows:
        for button in row:
            if "web_app" in button:
                yield button["web_app"]["url"]


def _with_fragment(address: str, data: str, theme: Json) -> str:
    for key, colour in theme.items():
        if not _THEME_KEY.fullmatch(key) or not _COLOUR.fullmatch(str(colour)):
            raise ClientError(400, "A theme has colours such as `#0f5358`.")
    told = {"tgWebAppData": data} if data else {}
    told |= {
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": PLATFORM,
        "tgWebAppThemeParams": orjson.dumps(theme).decode(),
    }
    return f"{address}{'&' if '#' in address else '#'}{urlencode(told, quote_via=quote)}"
