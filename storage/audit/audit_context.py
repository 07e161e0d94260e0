"""Who is acting now and by which right, so that every change made by right of a role is recorded.

A handler opens a context with ``active``, and a check of a right reports to it with ``note_right``.
A unit that used a right and changed something is then recorded in the same transaction (see
``audit_log``), whatever the unit is, so that no use case can forget to.
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
"""Tables that hold what somebody is about to do; it counts once it is done."""

UNAUDITED = {"aside": True}
"""Execution options of a statement that changes nothing for anybody."""


@dataclass(frozen=True, slots=True)
class UsedRight:
    """A right that was used."""

    role: str
    agency: str
    """Of the role."""
    act: str
    kind: str | None = None
    object: str | None = None
    """On what: its kind and its id."""


@dataclass(slots=True)
class AuditContext:
    """What somebody is doing."""

    name: str
    at: datetime
    person: str | None = None
    """Who; None on the command line."""
    about: tuple[str, str] | None = None
    """What it names itself, as kind and id; it comes before what was checked."""
    use: UsedRight | None = None
    """The right that was used last."""
    changed: set[str] = field(default_factory=set)
    """The tables that the present unit has changed."""
    looked: bool = False
    """Whether people, or the work of others, are shown by it."""
    recorded: bool = False


_NOW: ContextVar[AuditContext | None] = ContextVar("deed", default=None)


def current() -> AuditContext | None:
    """What is being done now, if it is somebody's deed."""
    return _NOW.get()


@contextmanager
def active(deed: AuditContext) -> Iterator[AuditContext]:
    """Let something be what is done now."""
    before = _NOW.set(deed)
    try:
        yield deed
    finally:
        _NOW.reset(before)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Let nothing be recorded of what is done in many units, and is recorded as one at the end."""
    before = _NOW.set(None)
    try:
        yield
    finally:
        _NOW.reset(before)


def note_right(person: str | None, use: UsedRight) -> None:
    """Note that somebody used a right, where it is they who are doing something."""
    deed = _NOW.get()
    if deed is not None and deed.person == person:
        deed.use = use


def note_object(kind: str, object: str) -> None:  # noqa: A002
    """Note more closely on what a right was used."""
    deed = _NOW.get()
    if deed is not None and deed.use is not None:
        deed.use = replace(deed.use, kind=kind, object=object)


def note_read() -> None:
    """Note that people, or the work of others, are shown, whichever right was used for it."""
    deed = _NOW.get()
    if deed is not None:
        deed.looked = True


def note_change(table: str) -> None:
    """Note that a table is changed, by a statement that an engine does not tell of."""
    deed = _NOW.get()
    if deed is not None:
        deed.changed.add(table)


def record_anyway(_conn: Connection) -> None:
    """A unit that has the present deed recorded although it changes nothing."""
    deed = _NOW.get()
    if deed is not None:
        deed.changed.add("")


def watch(engine: Engine) -> None:
    """Note what is changed over an engine."""
    event.listen(engine, "after_execute", _note)


def _note(_conn: Connection, clause: Any, _many: Any, _one: Any, options: Any, result: Any) -> None:
    deed = _NOW.get()
    if deed is None or not isinstance(clause, UpdateBase) or options.get("aside"):
        return
    # Where rows are given back, their number is known only once they are read.
    if result.returns_rows or result.rowcount != 0:
        deed.changed.add(getattr(clause.table, "name", ""))
