"""A local stand-in for the Telegram Bot API, as strict as Telegram, with phones to play with."""

from bot.sandbox.limits import Limits
from bot.sandbox.sandbox import TOKEN, Sandbox
from bot.sandbox.server import serve

__all__ = ["TOKEN", "Limits", "Sandbox", "serve"]
