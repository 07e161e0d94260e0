"""A local sandbox of the Telegram Bot API, as strict as Telegram, with phones to play with."""

from bot.sandbox.limits import Limits
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import serve
from bot.sandbox_token import TOKEN

__all__ = ["TOKEN", "Limits", "Sandbox", "serve"]
