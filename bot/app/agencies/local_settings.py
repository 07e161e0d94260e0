"""An agency's confirmed values of the local facts that scenarios depend on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from scenarios.model import Scenario
from storage.agencies import local_contacts


def in_place_of(
    conn: Connection, scenario: Scenario, agency: str | None, now: datetime
) -> Scenario:
    """A scenario as it begins now at an agency.

    What its own, or the general, fact says holds; what nobody has confirmed, or what has expired,
    is unconfirmed.
    """
    found = (local_contacts.valid_fact(conn, agency, name, now) for name in scenario.place)
    return scenario.in_place({fact.name: fact.setting for fact in found if fact and fact.setting})
