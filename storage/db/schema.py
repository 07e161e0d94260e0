"""The schema of a database: its state, and upgrading it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sqlalchemy import URL, Connection, inspect, text

from storage.db import engines, lock, schema_versions
from storage.db.errors import (
    DatabaseBusy,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseTooOld,
    DatabaseUnreachable,
    NotEmpty,
    OrphanedLog,
    RestoreUnfinished,
    translated,
)
from storage.db.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

_ADVISORY_KEY = 0x6261736972610001
"""PostgreSQL's advisory lock for changes of the schema: "basira" in letters, and a number."""

_PATIENCE = "300ms"
"""Lock timeout of a migration on PostgreSQL, and so the longest wait of transactions behind it."""

_TRIES = 60
"""Attempts at a migration that fails to get its locks."""

RESTORING = "restoring"
"""A table that marks a PostgreSQL database as unusable while it is restored."""


@dataclass(frozen=True, slots=True)
class Empty:
    pass


@dataclass(frozen=True, slots=True)
class Current:
    revision: str


@dataclass(frozen=True, slots=True)
class Outdated:
    """An older schema that can be upgraded."""

    found: str
    known: str


@dataclass(frozen=True, slots=True)
class Newer:
    """A schema of a newer Basira."""

    found: str
    known: str


@dataclass(frozen=True, slots=True)
class TooOld:
    """A schema older than any that this Basira upgrades."""

    found: str
    oldest: str


State: TypeAlias = Empty | Current | Outdated | Newer | TooOld


def state(url: str) -> State:
    """The state of a database's schema; asking creates nothing.

    Raises:
        RestoreUnfinished: A restore into it has not finished.
        LogLeft: A SQLite file was moved away without its log.
        DatabaseMissing: The SQLite file that had data is gone.
        StorageError: The database cannot be reached or read.
    """
    address = engines.parse(url)
    _refuse_orphans(address)
    lock.require_not_lost(address)
    if engines.is_sqlite(address) and not engines.file_of(address).exists():
        return Empty()
    with _transaction(address) as connection:
        return _state(connection)


def revisions(conn: Connection) -> tuple[str, str]:
    """The revision of a database, and the one of this Basira."""
    return _revision(conn), schema_versions.known()[-1]


def upgrade(url: str) -> None:
    """Upgrade a database, or create the schema of an empty one.

    On PostgreSQL it may be in use: a migration waits for locks only briefly, since all transactions
    behind it would wait too, and is retried.

    Raises:
        DatabaseNewer: It was made by a newer Basira.
        DatabaseTooOld: It was made by a Basira too old to upgrade from.
        StorageError: The database cannot be reached or written.
    """
    tries = 1 if engines.is_sqlite(engines.parse(url)) else _TRIES
    for _ in range(tries - 1):
        try:
            return _upgrade_once(url)
        except DatabaseBusy:
            _pause()
    return _upgrade_once(url)


def _upgrade_once(url: str) -> None:
    with _transaction(engines.parse(url), anew=False) as connection:
        _upgrade(connection)


def _pause() -> None:
    time.sleep(1)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to an older revision, for tests of migrations.

    Args:
        revision: The revision; ``base`` for an empty database.

    Raises:
        DatabaseNewer: It was made by a newer Basira.
        DatabaseTooOld: It was made by a Basira too old to upgrade from.
        StorageError: The database cannot be reached or written.
    """
    with _transaction(engines.parse(url)) as connection:
        from alembic import command

        _refuse_unknown(_state(connection))
        command.downgrade(_config(connection), revision)


def ensure(url: str) -> None:
    """Check that a database can be used; create the schema of an empty one.

    Raises:
        DatabaseOutdated: It needs an upgrade, which is an operator's decision.
        DatabaseNewer: It was made by a newer Basira, and this one cannot work with it.
        DatabaseTooOld: It was made by a Basira too old to upgrade from.
        LogLeft: A SQLite file was moved away without its log.
        DatabaseMissing: The SQLite file that had data is gone.
        StorageError: The database cannot be reached or written.
    """
    with _transaction(engines.parse(url), anew=False) as connection:
        match _state(connection):
            case Outdated(found, known):
                raise DatabaseOutdated(found, known)
            case Newer(found, known) if (
                schema_versions.oldest(connection) not in schema_versions.known()
            ):
                raise DatabaseNewer(found, known)
            case TooOld(found, oldest):
                raise DatabaseTooOld(found, oldest)
            case Empty():
                _upgrade(connection)


def require_current(url: str) -> str:
    """Check that a database has the schema that this Basira works with.

    Returns:
        Its revision.

    Raises:
        DatabaseOutdated: It needs an upgrade.
        DatabaseNewer: It was made by a newer Basira.
        DatabaseTooOld: It was made by a Basira too old to upgrade from.
        StorageError: There is none, or it cannot be reached.
    """
    match state(url):
        case Current(revision):
            return revision
        case Empty():
            place = engines.display_name(engines.parse(url))
            raise DatabaseUnreachable(place, "there is no database of Basira's")
        case Outdated(found, known):
            raise DatabaseOutdated(found, known)
        case Newer(found, known):
            raise DatabaseNewer(found, known)
        case TooOld(found, oldest):
            raise DatabaseTooOld(found, oldest)


def require_known(revision: str) -> None:
    """Check that this Basira can upgrade a database of this revision.

    Raises:
        DatabaseNewer: The revision is of a newer Basira.
        DatabaseTooOld: Upgrades start from a later one.
    """
    _refuse_unknown(_state_of(revision))


def require_empty(url: str) -> None:
    """Check that an address has no data; asking creates nothing.

    Raises:
        NotEmpty: There are tables, ours or not.
        LogLeft: The log of a SQLite file is there.
        StorageError: It cannot be reached.
    """
    address = engines.parse(url)
    _refuse_log(address)
    if engines.is_sqlite(address) and not engines.file_of(address).exists():
        return
    with _transaction(address) as connection:
        _refuse_full(connection)


def make(url: str, fill: Callable[[Connection], T]) -> T:
    """Create the schema in an empty database and fill it, in one transaction.

    Args:
        fill: Fills it; on SQLite foreign keys are not checked.

    Returns:
        The value of ``fill``.

    Raises:
        NotEmpty: There are tables already.
        LogLeft: The log of a SQLite file is there.
        StorageError: It cannot be reached or written.
    """
    address = engines.parse(url)
    _refuse_log(address)
    with _transaction(address) as connection:
        _refuse_full(connection)
        _upgrade(connection)
        return fill(connection)


def begin_restore(url: str) -> None:
    """Mark an empty PostgreSQL database as unusable until its restore is finished.

    Raises:
        NotEmpty: There are tables in it.
        StorageError: It cannot be reached or written.
    """
    with _transaction(engines.parse(url)) as connection:
        # A restore that failed before it wrote anything may be repeated.
        connection.execute(text(f"DROP TABLE IF EXISTS {RESTORING}"))
        _refuse_full(connection)
        connection.execute(text(f"CREATE TABLE {RESTORING} ()"))


def finish_restore(url: str, last: Callable[[Connection], T]) -> T:
    """Upgrade a restored database, run the last steps, and unmark it, in one transaction.

    Args:
        last: The last steps.

    Returns:
        The value of ``last``.

    Raises:
        StorageError: It cannot be reached or written.
    """
    with _transaction(engines.parse(url)) as connection:
        connection.execute(text(f"DROP TABLE {RESTORING}"))
        _upgrade(connection)
        return last(connection)


def _refuse_full(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise NotEmpty(engines.display_name(connection.engine.url))


def _refuse_log(address: URL) -> None:
    log = _log(address)
    if log is not None:
        raise OrphanedLog(engines.file_of(address), log)


def _refuse_orphans(address: URL) -> None:
    """Create no SQLite file beside the log of a missing one, whose last writes would be lost."""
    log = _log(address)
    # A new file is created before its log, so they are checked in this order.
    if log is not None and not engines.file_of(address).exists():
        raise OrphanedLog(engines.file_of(address), log)


def _log(address: URL) -> Path | None:
    if not engines.is_sqlite(address):
        return None
    return next((log for log in engines.logs_of(engines.file_of(address)) if log.exists()), None)


def _upgrade(connection: Connection) -> None:
    found = _state(connection)
    _refuse_unknown(found)
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
    match found:
        case Empty():
            _create(connection)
        case Outdated():
            _migrate(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(f"COMMENT ON TABLE {schema_versions.VERSION} IS '{schema_versions.OLDEST}'")
        )


def _create(connection: Connection) -> None:
    """Create the current schema without Alembic, which would stay in memory."""
    metadata.create_all(connection, checkfirst=False)
    schema_versions.written.create(connection, checkfirst=True)
    connection.execute(
        schema_versions.written.insert().values(version_num=schema_versions.known()[-1])
    )


def _migrate(connection: Connection) -> None:
    from alembic import command

    command.upgrade(_config(connection), "head")


def _refuse_unknown(state: State) -> None:
    match state:
        case Newer(found, known):
            raise DatabaseNewer(found, known)
        case TooOld(found, oldest):
            raise DatabaseTooOld(found, oldest)


def _state(connection: Connection) -> State:
    if inspect(connection).has_table(RESTORING):
        raise RestoreUnfinished(engines.display_name(connection.engine.url))
    found = _revision(connection)
    return _state_of(found) if found else Empty()


def _state_of(revision: str) -> State:
    known = schema_versions.known()
    if revision == known[-1]:
        return Current(revision)
    if revision in known:
        return Outdated(revision, known[-1])
    if revision < known[0]:  # revisions are numbers of four digits
        return TooOld(revision, known[0])
    return Newer(revision, known[-1])


def _revision(connection: Connection) -> str:
    """The revision that Alembic recorded; empty for none."""
    if not inspect(connection).has_table(schema_versions.VERSION):
        return ""
    query = text(f"SELECT version_num FROM {schema_versions.VERSION}")  # noqa: S608
    return connection.execute(query).scalar() or ""


@contextmanager
def _transaction(address: URL, *, anew: bool = True) -> Iterator[Connection]:
    """One transaction, so that a change of schema is atomic.

    Args:
        address: The database's.
        anew: Whether an empty SQLite file may replace one with data.
    """
    _refuse_orphans(address)
    if not anew:
        lock.require_not_lost(address)
    engines.make_file(address)
    engine = engines.migration_engine(address)
    try:
        with translated(engines.display_name(address)), engine.begin() as connection:
            if not engines.is_sqlite(address):  # SQLite holds the write lock already
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})"))
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(schema_versions.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
