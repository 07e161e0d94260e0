"""The pace of bulk messages: the sender keeps to it, and estimates are made from it."""

from typing import Final

BULK: Final = 29.0
"""Messages a second in all chats; one below Telegram's thirty, since its clock is not ours."""
