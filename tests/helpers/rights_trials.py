"""Routes tried by everyone, on a database that stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select

from bot.app import conversation
from bot.chat.common import common_screens
from bot.chat.kit.routes import Call, Route, RouteKind
from bot.locale import words
from storage.db import audit_context, engines
from storage.db.readers import FileReader
from storage.db.tables import audit, editions, metadata
from storage.db.writers import GroupWriter, T, Unit
from tests.helpers.auditing import ASIDE
from tests.helpers.rights_world import NOTHING, OWNERS, PEOPLE, World
from tests.helpers.staff import buttons, text

Contents = Mapping[str, list[Any]]
Values = tuple[Any, ...]
Allowed = Callable[[Route, str, "str | None"], bool]
R = TypeVar("R")
TYPED, FILE = "12", b"Name\nSara Ahmed\n"


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The simulated result of a call."""

    refused: bool
    """Whether the answer is that to something that is not there."""
    shown: str
    """The texts and buttons of the screen."""
    changed: frozenset[str]
    """The tables whose rows would be different, without those that prepare an act."""
    recorded: frozenset[tuple[str, str]]
    """Who would be recorded in the audit log, and with what."""


@dataclass(frozen=True, slots=True)
class ServedCall:
    """A call that is served."""

    person: str
    owner: str | None
    """Whose it is about; None where it is about nobody's."""
    candidate: int


class RouteTrials:
    """The responses to everybody, each tried once."""

    def __init__(self, world: World, undoing: RollbackDatabase) -> None:
        self.world = world
        self._staff = world.staff
        self._undoing = undoing
        self._tried: dict[tuple[str, RouteKind, str, Values], TrialResult] = {}
        self._unasked: dict[str, Any] = {}

    def calls(
        self, route: Route, candidate: int, owners: Iterable[str]
    ) -> Iterator[tuple[str | None, Values]]:
        """The calls with each owner's objects; only one for calls without objects."""
        every = {owner: self.world.candidates(route, owner)[candidate] for owner in OWNERS}
        if len(set(every.values())) == 1:
            yield None, next(iter(every.values()))
        else:
            yield from ((owner, every[owner]) for owner in owners)

    async def served(self, route: Route, is_allowed: Allowed) -> ServedCall | None:
        """The first candidate that is served to somebody who may, if there is one."""
        for owner in OWNERS:
            people = sorted(PEOPLE, key=lambda person: person != owner)
            for candidate in range(len(self.world.candidates(route, owner))):
                for of, values in self.calls(route, candidate, [owner]):
                    for person in (each for each in people if is_allowed(route, each, of)):
                        if not (await self.tried(person, route, values)).refused:
                            return ServedCall(person, of, candidate)
        return None

    def replaced(self, route: Route, served: ServedCall) -> Iterator[tuple[str | None, Values]]:
        """The call that is served with one id replaced: by none, and by that of another agency."""
        if served.owner is None:
            return
        every = {owner: self.world.candidates(route, owner)[served.candidate] for owner in OWNERS}
        far = next(owner for owner in OWNERS if OWNERS[owner] != OWNERS[served.owner])
        values = every[served.owner]
        for place, field in enumerate(route.fields.values()):
            if values[place] != every[far][place]:
                for owner, value in ((None, NOTHING), (far, every[far][place])):
                    if field.pattern.fullmatch(value):
                        yield owner, (*values[:place], value, *values[place + 1 :])

    async def tried(self, person: str, route: Route, values: Values) -> TrialResult:
        key = (person, route.kind, route.name, values)
        if key not in self._tried:
            self._tried[key] = await self._try(person, route, values)
        return self._tried[key]

    async def tapped(self, person: str, action: Call) -> TrialResult:
        return await self.tried(person, action.route, action.values)

    async def _try(self, person: str, route: Route, values: Values) -> TrialResult:
        staff, refusal = self._staff, common_screens.gone_screen(words("en"))
        if route.kind is RouteKind.TAP:
            reply = await self._undoing.run(staff.taps(person, Call(route.name, values)))
        elif route.kind is RouteKind.COMMAND:
            refusal = common_screens.unknown_command_screen(words("en"), None)
            reply = await self._undoing.run(staff.says(person, f"/{route.key}"))
        else:
            refusal = await self._answer_to_nothing(person)
            typed = route.kind is RouteKind.ANSWER
            act = staff.says(person, TYPED) if typed else staff.hands(person, FILE)
            asked = f"{route.key}:{route.encode(values)}" if values else route.key
            reply = await self._undoing.run(act, asked=(person, asked))
        shown = "\n".join((text(reply.screen), *(each.text for each in buttons(reply.screen))))
        refused = reply.screen == refusal and reply.then is None and reply.later is None
        return TrialResult(refused, shown, self._undoing.changed, self._undoing.recorded)

    async def _answer_to_nothing(self, person: str) -> Any:
        """The response to unexpected text."""
        if person not in self._unasked:
            reply = await self._undoing.run(self._staff.says(person, TYPED))
            self._unasked[person] = reply.screen
        return self._unasked[person]

    def describe(self, route: Route) -> str:
        owner = next(iter(OWNERS))
        return f"tried with {self.world.candidates(route, owner)}"


class RollbackDatabase:
    """Lets people act on a SQLite database, and rolls back whatever they change.

    All of it is one transaction of the test's own thread, which is never committed: that takes half
    the time of the program's own connections.
    """

    def __init__(self, url: str) -> None:
        self._engine = engines.writing_engine(engines.parse(url))
        audit_context.watch(self._engine)
        self._conn = self._engine.connect()
        self._before = _contents(self._conn)
        self.changed: frozenset[str] = frozenset()
        """The tables that the last act changed, without those that only prepare an act."""
        self.recorded: frozenset[tuple[str, str]] = frozenset()
        """Whom the last act recorded in the audit log, and with what."""

    async def run(self, act: Awaitable[R], asked: tuple[str, str] | None = None) -> R:
        """Let someone act.

        Args:
            act: What they do.
            asked: Who was asked something before, and what.
        """
        with self._conn.begin_nested() as everything, pytest.MonkeyPatch.context() as patch:
            if asked is not None:
                conversation.expect(self._conn, *asked)
            rows_changed = self._rows_changed
            patch.setattr(FileReader, "run", self._read)
            patch.setattr(GroupWriter, "run", self._write)
            reply = await act
            after = self._before if self._rows_changed == rows_changed else _contents(self._conn)
            everything.rollback()
        names = after.keys() - ASIDE
        self.changed = frozenset(name for name in names if after[name] != self._before[name])
        new = after[audit.name][len(self._before[audit.name]) :]
        self.recorded = frozenset((row["person"], row["deed"]) for row in new)
        return reply

    def close(self) -> None:
        self._conn.close()
        self._engine.dispose()

    async def _read(self, unit: Unit[T]) -> T:
        rows_changed = self._rows_changed
        value = unit(self._conn)
        assert self._rows_changed == rows_changed, "a unit that reads has written"
        return value

    async def _write(self, unit: Unit[T]) -> T:
        with self._conn.begin_nested():
            return unit(self._conn)

    @property
    def _rows_changed(self) -> int:
        return _driver(self._conn).total_changes


def _driver(conn: Connection) -> sqlite3.Connection:
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _contents(conn: Connection) -> Contents:
    """All rows, without open questions and the contents of editions."""
    cursor = _driver(conn).cursor()  # for so many tables, a tenth of SQLAlchemy's time
    cursor.row_factory = sqlite3.Row
    return {name: cursor.execute(query).fetchall() for name, query in _queries().items()}


@cache
def _queries() -> Mapping[str, str]:
    """By table; as texts, since compiling them takes longer than running them."""
    found = {}
    for name, table in metadata.tables.items():
        columns = [each for each in table.c if not each.name.startswith("awaits")]
        if name == editions.name:
            columns = [editions.c.hash, editions.c.state]
        found[name] = str(select(*columns).order_by(*table.primary_key))
    return found
