"""Prepared statements for the hot path, without SQLAlchemy's cost per execution.

Executing a Core statement costs tens of microseconds, its SQL on the driver's cursor a
few. So a hot statement is written once, in Core, for both databases, and compiled once for each of
them. Then only values are converted, the cursor runs, and columns are read by the same
column types as in Core.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Float, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from storage.db import audit_context

Convert: TypeAlias = Callable[[Any], Any]
Row: TypeAlias = tuple[Any, ...]

_DOUBLE = 701  # PostgreSQL's type code of a double


class PreparedStatement:
    """A Core statement that is compiled once for each kind of database."""

    def __init__(self, statement: UpdateBase | Select[Any]) -> None:
        self._statement = statement
        self._changes: str | None = None
        if isinstance(statement, UpdateBase):
            self._changes = getattr(statement.table, "name", None)
        self._ready: dict[type[Dialect], _Compiled] = {}

    def run(self, connection: Connection, **values: object) -> int:
        """Execute it with these parameters; return the number of affected rows."""
        return self._row_count(self._run(connection, values)[0])

    def run_each(self, connection: Connection, each: Iterable[dict[str, object]]) -> int:
        """Execute it once for each set of parameters, in order; return the number of affected rows.

        PostgreSQL gets them in one batch, so that rows are not locked for as many round trips.
        """
        ready = self._compiled(connection)
        cursor: Any = connection.connection.cursor()
        _call(cursor.executemany, ready.sql, [*map(ready.parameters, each)], connection.dialect)
        return self._row_count(cursor)

    def first(self, connection: Connection, **values: object) -> Row | None:
        """Execute it with these parameters; return the first row, if any."""
        cursor, ready = self._run(connection, values)
        row = cursor.fetchone()
        return None if row is None else ready.read(row)

    def rows(self, connection: Connection, **values: object) -> list[Row]:
        """Execute it with these parameters; return all rows."""
        cursor, ready = self._run(connection, values)
        return [ready.read(row) for row in cursor.fetchall()]

    def _run(self, connection: Connection, values: dict[str, object]) -> "tuple[Any, _Compiled]":
        ready = self._compiled(connection)
        cursor = connection.connection.cursor()
        _call(cursor.execute, ready.sql, ready.parameters(values), connection.dialect)
        return cursor, ready

    def _row_count(self, cursor: Any) -> int:
        count: int = cursor.rowcount
        if count and self._changes is not None:
            audit_context.note_change(self._changes)
        return count

    def _compiled(self, connection: Connection) -> "_Compiled":
        return self._ready.get(type(connection.dialect)) or self._prepare(connection.dialect)

    def _prepare(self, dialect: Dialect) -> "_Compiled":
        ready = _Compiled.of(self._statement, dialect)
        self._ready[type(dialect)] = ready
        return ready


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement compiled for one driver."""

    sql: str
    positional: bool
    inputs: tuple[tuple[str, Convert | None], ...]
    constants: dict[str, object]
    outputs: tuple[Convert | None, ...]

    @classmethod
    def of(cls, statement: UpdateBase | Select[Any], dialect: Dialect) -> "_Compiled":
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        names = compiled.positiontup or list(compiled.bind_names.values())
        binds = {name: compiled.binds[name] for name in names}
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        return cls(
            sql=str(compiled),
            positional=bool(compiled.positiontup),
            inputs=tuple((name, _writer(binds[name].type, dialect)) for name in names),
            constants={name: bind.value for name, bind in binds.items() if not bind.required},
            outputs=tuple(_reader(column.type, dialect) for column in columns),
        )

    def parameters(self, values: dict[str, object]) -> list[object] | dict[str, object]:
        """The values as the driver expects them; a missing parameter raises KeyError."""
        if self.constants:
            values = self.constants | values
        if self.positional:
            return [
                values[name] if write is None else write(values[name])
                for name, write in self.inputs
            ]
        return {
            name: values[name] if write is None else write(values[name])
            for name, write in self.inputs
        }

    def read(self, row: Row) -> Row:
        """The row with its values converted by the column types."""
        return tuple(
            [
                value if read is None else read(value)
                for value, read in zip(row, self.outputs, strict=True)
            ]
        )


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    # The second argument is the driver's type code. Of our types only floats use it, on PostgreSQL,
    # where their columns are doubles.
    code = _DOUBLE if isinstance(kind, Float) else None
    return kind.dialect_impl(dialect).result_processor(dialect, code)


def _call(run: Callable[[str, Any], object], sql: str, parameters: Any, dialect: Dialect) -> None:
    try:
        run(sql, parameters)
    except Exception as error:
        # As Core does, so that callers see one family of errors.
        raise _wrap_error(error, sql, dialect) from error


def _wrap_error(error: Exception, sql: str, dialect: Dialect) -> Exception:
    base: type[Exception] = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)
