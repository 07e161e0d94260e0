"""The audit context: who is acting now and by which right, for recording changes.

A handler opens a context with ``active``, and right checks report to it with ``note_right``.
A unit that used a right and changed something is recorded in the same transaction (see
``audit_log``), so that no use case can forget it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql.dml import UpdateBase

PREPARATION = frozenset({"plans", "lists", "drafts", "spared"})
"""Tables of drafts: changes to them are not recorded."""

UNAUDITED = {"aside": True}
"""Execution options of an unrecorded statement."""


@dataclass(frozen=True, slots=True)
class RightUse:
    role: str
    agency: str
    """Of the role."""
    act: str
    kind: str | None = None
    object: str | None = None
    """The object: its kind and id."""


@dataclass(slots=True)
class AuditContext:
    """The actor and their actions so far."""

    name: str
    at: datetime
    person: str | None = None
    """None on the command line."""
    about: tuple[str, str] | None = None
    """Kind and id of the object named by the act; it takes precedence over that of the right."""
    use: RightUse | None = None
    """The last right used before the first change, or the last of all if nothing changed."""
    changed: set[str] = field(default_factory=set)
    """The tables that the current unit has changed."""
    read: bool = False
    """Whether it shows people, or the work of others."""
    recorded: bool = False


_NOW: ContextVar[AuditContext | None] = ContextVar("audit_context", default=None)


def current() -> AuditContext | None:
    """The context of the current act, if any."""
    return _NOW.get()


@contextmanager
def active(context: AuditContext) -> Iterator[AuditContext]:
    """Make a context the current one until the block ends."""
    before = _NOW.set(context)
    try:
        yield context
    finally:
        _NOW.reset(before)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Record nothing until the block ends, for an act of many units that is recorded once."""
    before = _NOW.set(None)
    try:
        yield
    finally:
        _NOW.reset(before)


def note_right(person: str | None, use: RightUse) -> None:
    """Record that a person used a right, if the current context is theirs.

    A right used after the first change, to show the next page, does not replace the one
    that allowed the change.
    """
    context = _NOW.get()
    if context is None or context.person != person:
        return
    if context.use is None or not context.changed - PREPARATION:
        context.use = use


def note_object(kind: str, object: str) -> None:  # noqa: A002
    """Specify the object on which the right was used."""
    context = _NOW.get()
    if context is not None and context.use is not None:
        context.use = replace(context.use, kind=kind, object=object)


def note_read() -> None:
    """Record that people, or the work of others, are shown."""
    context = _NOW.get()
    if context is not None:
        context.read = True


def note_change(table: str) -> None:
    """Record that a table changed, for statements that bypass the engine's events."""
    context = _NOW.get()
    if context is not None:
        context.changed.add(table)


def record_unchanged(_conn: Connection) -> None:
    """A unit that records the current act although it changes nothing."""
    context = _NOW.get()
    if context is not None:
        context.changed.add("")


def watch(engine: Engine) -> None:
    """Record which tables change through an engine."""
    event.listen(engine, "after_execute", _note)


def _note(_conn: Connection, clause: Any, _many: Any, _one: Any, options: Any, result: Any) -> None:
    context = _NOW.get()
    if context is None or not isinstance(clause, UpdateBase) or options.get("aside"):
        return
    # With RETURNING, the row count is known only after reading.
    if result.returns_rows or result.rowcount != 0:
        context.changed.add(getattr(clause.table, "name", ""))
