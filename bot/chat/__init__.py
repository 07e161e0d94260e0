"""The chat: what people see and tap. Every module with routes is listed here, once."""

from bot.chat.kit.routes import Routes

ROUTES = Routes()
