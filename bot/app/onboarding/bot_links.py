"""Links that open the bot with an invitation, and links to wall pages and the console."""

from __future__ import annotations


class BotLinks:
    """Builds links to the bot, to wall pages and to the console.

    The bot's name is known once it has started.
    """

    def __init__(self, room: str = "", console: str = "") -> None:
        self.username = ""
        self.console = console
        """The address of the console; empty if none is served."""
        self._room = room

    def deep_link(self, token: str) -> str:
        """The link that opens the bot with a token."""
        return f"https://t.me/{self.username}?start={token}"

    def wall_page(self, token: str) -> str:
        """The address of a wall page; empty if none is served."""
        return f"{self._room}/{token}" if self._room else ""

    @property
    def mini_app(self) -> str:
        """The address that opens the console inside Telegram; empty if none is served."""
        return f"{self.console}/app" if self.console else ""

    def console_sign_in(self, token: str) -> str:
        """The address at which a token signs in to the console."""
        return f"{self.console}/sign-in/{token}"
