"""Records the acts that people perform by a right of a role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.app.access.rights import LOOKING
from bot.app.ports import Clock
from storage.db import audit_context
from storage.db.audit_context import AuditContext, RightUse
from storage.db.database import Database
from storage.people.people import Person

Look: TypeAlias = tuple[str | None, str, RightUse, tuple[str | None, str | None]]

_NAMED = (
    "person",
    "attempt",
    "certificate",
    "agency",
    "role",
    "assignment",
    "session",
    "test",
    "approval",
    "place",
    "cohort",
    "scenario",
)
"""Kinds of objects that are recorded, most specific first. Other arguments of a button or a path
may be secrets, such as tokens."""

ONCE_IN = timedelta(hours=1)  # repeated views of an object by a person are one row
_MOST = 10_000  # views kept in memory; the oldest are dropped first


def closest_object(arguments: Mapping[str, object]) -> tuple[str, str] | None:
    """The kind and the id of the most specific object among a route's arguments."""
    named = ((kind, arguments.get(f"{kind}_id")) for kind in _NAMED)
    return next(((kind, id_) for kind, id_ in named if isinstance(id_, str) and id_), None)


class AuditRecorder:
    """Records acts performed under a role's right.

    Writes are recorded in the transaction that makes them; this class supplies the person. Views
    of people, or of the work of others, are recorded after they were read and before they are
    shown; repeated views once an hour. Ticking entries of a list counts as one view of the list's
    owner; acts on the ticked entries are recorded when performed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looks: dict[Look, datetime] = {}  # in memory: after a restart one row is too many

    @asynccontextmanager
    async def of(
        self, person: Person, name: str, about: tuple[str, str] | None
    ) -> AsyncIterator[None]:
        """The context of an act: what is written or shown within it is recorded as this person's.

        Args:
            person: The requester.
            name: The act's fixed name; never free text from the person.
            about: The kind and the id of the object that they name.
        """
        deed = AuditContext(name, self._clock.now(), person.id, about)
        with audit_context.active(deed):
            yield
            if _is_look(deed) and not deed.recorded:
                if deed.changed & audit_context.PREPARATION:
                    deed.about = None
                if self._is_new(deed):
                    await self._database.write(audit_context.record_unchanged)
                    self._remember(deed)

    def _is_new(self, deed: AuditContext) -> bool:
        before = self._looks.get(_look(deed))
        # What was seen in a time that is yet to come was seen by a clock that was set back since.
        return before is None or not before <= deed.at < before + ONCE_IN

    def _remember(self, deed: AuditContext) -> None:
        if len(self._looks) >= _MOST:
            since = deed.at - ONCE_IN
            self._looks = {pair: at for pair, at in self._looks.items() if at > since}
        if len(self._looks) < _MOST:
            self._looks[_look(deed)] = deed.at


def _look(deed: AuditContext) -> Look:
    assert deed.use is not None  # or it would be none
    return (deed.person, deed.name, replace(deed.use, kind=None, object=None), _object(deed))


def _object(deed: AuditContext) -> tuple[str | None, str | None]:
    assert deed.use is not None
    return deed.about or (deed.use.kind, deed.use.object)


def _is_look(deed: AuditContext) -> bool:
    return deed.use is not None and (deed.read or deed.use.act in LOOKING)
