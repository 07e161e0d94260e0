"""Links that open the bot with an invitation."""

from __future__ import annotations


class Links:
    """Knows the bot's name; it is learnt when the bot begins."""

    def __init__(self) -> None:
        self.username = ""

    def to(self, token: str) -> str:
        """The link that opens the bot with a token."""
        return f"https://t.me/{self.username}?start={token}"
