"""Every module of the chat with routes, listed once.

Apart from the package itself, so that importing the toolkit does not import every screen.
"""

from bot.chat.admin import (
    accounts,
    agencies,
    agency_pledge,
    agency_totals,
    contact_entry,
    erasure,
    forecasts,
    health,
    local_contacts,
    new_agency,
    roles,
)
from bot.chat.kit.routes import Routes

ROUTES = Routes(
    accounts,
    agencies,
    agency_pledge,
    agency_totals,
    contact_entry,
    erasure,
    forecasts,
    health,
    local_contacts,
    new_agency,
    roles,
)
