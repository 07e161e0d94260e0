"""The chat: what people see and tap. Every module with routes is listed here, once."""

from bot.chat.admin import agencies, agency_pledge, new_agency
from bot.chat.kit.routes import Routes

ROUTES = Routes(
    agencies,
    agency_pledge,
    new_agency,
)
