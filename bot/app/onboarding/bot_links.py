"""Links that open the bot with an invitation, and links to wall pages."""

from __future__ import annotations


class BotLinks:
    """Builds links to the bot and to wall pages. The bot's name is known once it has started."""

    def __init__(self, room: str = "") -> None:
        self.username = ""
        self._room = room

    def deep_link(self, token: str) -> str:
        """The link that opens the bot with a token."""
        return f"https://t.me/{self.username}?start={token}"

    def wall_page(self, token: str) -> str:
        """The address of a wall page; empty if none is served."""
        return f"{self._room}/{token}" if self._room else ""
