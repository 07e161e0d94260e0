"""Taps by people with roles, compared with their audit records."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection, select

from bot.chat.kit.audit_names import audit_name
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, Route, RouteKind
from bot.chat.kit.screen import Screen
from storage.db import audit_log
from storage.db.audit_context import PREPARATION
from storage.db.audit_log import AuditEntry
from storage.db.tables import memberships, metadata, names, roster
from tests.helpers.staff import Staff, buttons, text

ASIDE = PREPARATION | {"audit", "audit_head"}


def deed_of(route: Route) -> str:
    """The audit log's name for the use of a route."""
    match route.kind:
        case RouteKind.TAP:
            return audit_name(Call(route.name))
        case RouteKind.COMMAND:
            return f"/{route.key}"
        case RouteKind.ANSWER:
            return f"typed {route.key}"
        case RouteKind.UPLOAD:
            return "file"


def rows(conn: Connection) -> list[AuditEntry]:
    return list(audit_log.entries(conn))


async def recorded_taps(staff: Staff, person: str, action: Call) -> Reply:
    """Tap with a role and check that a change is recorded with its person and name.

    So is what only shows somebody of a cohort by their name.
    """
    before, known = await staff.read(_kept), len(await staff.read(rows))
    reply = await staff.taps(person, action)
    changed = await staff.read(_kept) != before
    new = (await staff.read(rows))[known:]
    assert bool(new) or not changed, f"{action} changed something and is not recorded"
    shows = await staff.read(partial(_named, screen=reply.screen, to=person))
    assert bool(new) or not shows, f"{action} shows {shows} and is not recorded"
    assert {(entry.person, entry.deed) for entry in new} <= {(person, audit_name(action))}
    return reply


def _kept(conn: Connection) -> dict[str, list[str]]:
    """The rows that count as changes: no open questions and drafts."""
    found = {}
    for name, table in metadata.tables.items():
        if name not in ASIDE:
            columns = [column for column in table.c if not column.name.startswith("awaits")]
            found[name] = sorted(map(str, conn.execute(select(*columns))))
    return found


def _named(conn: Connection, screen: Screen | None, to: str) -> list[str]:
    """Present, former and expected members named on a screen."""
    inside = select(memberships.c.person).union(select(roster.c.person))
    known = select(names.c.name).where(names.c.person.in_(inside), names.c.person != to)
    listed = [entry for texts in conn.scalars(select(roster.c.names)) for entry in texts.values()]
    shown = "\n".join((text(screen), *(button.text for button in buttons(screen))))
    return [scalar for scalar in (*conn.scalars(known), *listed) if scalar in shown]
