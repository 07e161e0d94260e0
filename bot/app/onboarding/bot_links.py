"""Links that open the bot with an invitation, and the page of a room."""

from __future__ import annotations


class BotLinks:
    """Knows the bot's name, learnt when the bot begins, and where pages of rooms are served."""

    def __init__(self, room: str = "") -> None:
        self.username = ""
        self._room = room

    def deep_link(self, token: str) -> str:
        """The link that opens the bot with a token."""
        return f"https://t.me/{self.username}?start={token}"

    def wall_page(self, token: str) -> str:
        """The address of a room's page; empty where none is served."""
        return f"{self._room}/{token}" if self._room else ""
