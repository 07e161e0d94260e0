"""Every module of the chat with routes, listed once.

Apart from the package itself, so that importing the toolkit does not import every screen.
"""

from bot.chat.admin import agencies, agency_pledge, new_agency
from bot.chat.kit.routes import Routes

ROUTES = Routes(
    agencies,
    agency_pledge,
    new_agency,
)
