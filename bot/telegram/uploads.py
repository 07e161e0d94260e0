"""A cache of uploaded pictures and voices, which are sent again by their Telegram file id.

Thousands of learners get a few hundred different ones, and an upload costs more bandwidth and
processor time than all other calls of a tap. After a restart each file is uploaded once more.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from typing import Final

import telegram
from telegram.error import BadRequest

from bot.telegram.calls import SendExhibit, SendFile, upload
from bot.telegram.request import call as call_lean

MOST: Final = 1024  # some 200 bytes each


class Uploads:
    """File ids of recently sent files, by method and content."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self._ids: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def send(self, call: SendFile | SendExhibit) -> int:
        """Send a file, uploading it only if its id is unknown; return the message id.

        Raises:
            TelegramError: The call failed, or its outcome is unknown.
        """
        key = call.method, call.key
        known = self._ids.pop(key, None)
        if known is not None:
            # The id may have expired; for any other error the upload fails too.
            with suppress(BadRequest):
                sent = await call_lean(self._bot, call.method, call.payload(known))
                self._keep(key, known)
                return int(sent["message_id"])
        message = await upload(self._bot, call)
        file = message.photo[-1] if message.photo else message.voice
        if file is not None:
            self._keep(key, file.file_id)
        return message.message_id

    def _keep(self, key: tuple[str, str], known: str) -> None:
        self._ids[key] = known
        if len(self._ids) > MOST:
            self._ids.popitem(last=False)
