"""Taps of those who have a role, held to what is recorded of them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.services.actions import Action
from bot.services.auditing.recording import name_of
from bot.services.visitor import Reply
from storage import audit
from storage.audit import Entry
from storage.deeds import PREPARING
from storage.tables import metadata
from tests.helpers.staff import Staff

ASIDE = PREPARING | {"audit", "audit_head"}


def rows(conn: Connection) -> list[Entry]:
    """All that was recorded."""
    return list(audit.entries(conn))


async def recorded_taps(staff: Staff, person: str, action: Action) -> Reply:
    """Tap with a role: what changed something is recorded, as theirs and by its name."""
    before, known = await staff.read(_kept), len(await staff.read(rows))
    reply = await staff.taps(person, action)
    changed = await staff.read(_kept) != before
    new = (await staff.read(rows))[known:]
    assert bool(new) or not changed, f"{action} changed something and is not recorded"
    assert {(one.person, one.deed) for one in new} <= {(person, name_of(action))}
    return reply


def _kept(conn: Connection) -> dict[str, list[str]]:
    """What counts once it is changed: not what somebody is being asked or about to do."""
    found = {}
    for name, table in metadata.tables.items():
        if name not in ASIDE:
            columns = [one for one in table.c if one.name != "awaits"]
            found[name] = sorted(map(str, conn.execute(select(*columns))))
    return found
