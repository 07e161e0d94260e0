"""A cache of uploaded pictures, which are sent again by their Telegram file id.

Thousands of learners get a few hundred different pictures, and an upload costs more bandwidth
and processor time than all other calls of a tap.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from hashlib import blake2b
from typing import Any, Final

import telegram
from telegram.error import BadRequest

from bot.telegram.calls import SendFile, upload
from bot.telegram.request import call as call_lean

MOST: Final = 1024  # some 200 bytes each


class PictureCache:
    """File ids of recently sent pictures, by content."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._ids: OrderedDict[bytes, str] = OrderedDict()

    async def send(self, call: SendFile) -> int:
        """Send a picture, uploading it only if its id is unknown; return the message id.

        Raises:
            TelegramError: The call failed, or its outcome is unknown.
        """
        key = blake2b(call.content, digest_size=16).digest()
        known = self._ids.pop(key, None)
        if known is not None:
            # The id may have expired; for any other error the upload fails too.
            with suppress(BadRequest):
                sent = await self._send_cached(call, known)
                self._keep(key, known)
                return sent
        message = await upload(self._bot, call)
        if message.photo:
            self._keep(key, message.photo[-1].file_id)
        return message.message_id

    async def _send_cached(self, call: SendFile, known: str) -> int:
        words = {"caption": call.html, "parse_mode": "HTML"} if call.html else {}
        effect = {"message_effect_id": call.effect} if call.effect else {}
        asked: dict[str, Any] = {"chat_id": call.chat, "photo": known} | words | effect
        sent = await call_lean(self._bot, "sendPhoto", asked)
        return int(sent["message_id"])

    def _keep(self, key: bytes, known: str) -> None:
        self._ids[key] = known
        if len(self._ids) > MOST:
            self._ids.popitem(last=False)
