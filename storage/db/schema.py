"""The state of a database's schema, and bringing it up to date."""

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
    LogLeft,
    NotEmpty,
    RestoreUnfinished,
    translated,
)
from storage.db.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

_ADVISORY_KEY = 0x6261736972610001
"""PostgreSQL's lock for those who change the schema: "basira" in letters, and a number."""

_PATIENCE = "300ms"
"""For how long a change waits for others on PostgreSQL, and so they for it."""

_TRIES = 60
"""How often a change is tried."""

RESTORING = "restoring"
"""A table of PostgreSQL that stands for as long as what was restored may not be used."""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing of ours is in the database."""


@dataclass(frozen=True, slots=True)
class Current:
    """The schema is the one this Basira works with."""

    revision: str


@dataclass(frozen=True, slots=True)
class Outdated:
    """The schema is older than this Basira needs."""

    found: str
    known: str


@dataclass(frozen=True, slots=True)
class Newer:
    """The schema is of a Basira newer than this one."""

    found: str
    known: str


@dataclass(frozen=True, slots=True)
class TooOld:
    """The schema is older than any that this Basira upgrades."""

    found: str
    oldest: str


State: TypeAlias = Empty | Current | Outdated | Newer | TooOld


def state(url: str) -> State:
    """Where a database's schema stands; nothing is created by asking.

    Args:
        url: The database's address.

    Returns:
        One of the five states.

    Raises:
        RestoreUnfinished: A restore into it did not come to its end.
        LogLeft: A SQLite file was moved away without its log.
        DatabaseMissing: There is no SQLite file where data was kept.
        StorageError: The database cannot be reached or read.
    """
    address = engines.parse(url)
    _refuse_orphans(address)
    lock.require_not_lost(address)
    if engines.is_sqlite(address) and not engines.file_of(address).exists():
        return Empty()
    with _connected(address) as connection:
        return _state(connection)


def revisions(conn: Connection) -> tuple[str, str]:
    """The schema that a database has, and the one that this Basira works with.

    Args:
        conn: A unit's connection, which may only read.
    """
    return _found(conn), schema_versions.known()[-1]


def upgrade(url: str) -> None:
    """Bring a database, an empty one too, to the schema this Basira works with.

    On PostgreSQL others may work with it meanwhile: a change waits for them for a moment only,
    since whoever comes after it waits too, and is tried again.

    Args:
        url: The database's address.

    Raises:
        DatabaseNewer: It is beyond that schema.
        DatabaseTooOld: It was made by a Basira too old to upgrade from.
        StorageError: The database cannot be reached or written.
    """
    tries = 1 if engines.is_sqlite(engines.parse(url)) else _TRIES
    for _ in range(tries - 1):
        try:
            return _upgraded(url)
        except DatabaseBusy:
            _pause()
    return _upgraded(url)


def _upgraded(url: str) -> None:
    with _connected(engines.parse(url), anew=False) as connection:
        _upgrade(connection)


def _pause() -> None:
    time.sleep(1)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to an older schema.

    Args:
        url: The database's address.
        revision: The schema's revision; ``base`` for nothing at all.

    Raises:
        DatabaseNewer: Its schema is not known here, so neither is the way back.
        StorageError: The database cannot be reached or written.
    """
    with _connected(engines.parse(url)) as connection:
        from alembic import command

        _refuse_unknown(_state(connection))
        command.downgrade(_config(connection), revision)


def ensure(url: str) -> None:
    """Make sure that a database can be worked with: create an empty one's schema.

    Args:
        url: The database's address.

    Raises:
        DatabaseOutdated: It needs an upgrade, which a person should decide on.
        DatabaseNewer: It was made by a newer Basira, and this one cannot work with it.
        DatabaseTooOld: It was made by a Basira too old to upgrade from.
        LogLeft: A SQLite file was moved away without its log.
        DatabaseMissing: There is no SQLite file where data was kept.
        StorageError: The database cannot be reached or written.
    """
    with _connected(engines.parse(url), anew=False) as connection:
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
    """Make sure that there is a database of the schema this Basira works with.

    Args:
        url: The database's address.

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
            place = engines.place(engines.parse(url))
            raise DatabaseUnreachable(place, "there is no database of Basira's")
        case Outdated(found, known):
            raise DatabaseOutdated(found, known)
        case Newer(found, known):
            raise DatabaseNewer(found, known)
        case TooOld(found, oldest):
            raise DatabaseTooOld(found, oldest)


def require_known(revision: str) -> None:
    """Make sure that this Basira can upgrade a database of this schema.

    Raises:
        DatabaseNewer: The schema was made by a newer Basira.
        DatabaseTooOld: Upgrades start from a later one.
    """
    _refuse_unknown(_state_of(revision))


def require_empty(url: str) -> None:
    """Make sure that there is nothing at all in a place; nothing is created by asking.

    Raises:
        NotEmpty: There is something, ours or not.
        LogLeft: The log of a SQLite file is there.
        StorageError: It cannot be reached.
    """
    address = engines.parse(url)
    _refuse_log(address)
    if engines.is_sqlite(address) and not engines.file_of(address).exists():
        return
    with _connected(address) as connection:
        _refuse_full(connection)


def make(url: str, fill: Callable[[Connection], T]) -> T:
    """Make the schema in an empty database and fill it, wholly or not at all.

    Args:
        url: The database's address.
        fill: Fills it, in the same transaction; on SQLite foreign keys are not looked at.

    Returns:
        What filling it gave.

    Raises:
        NotEmpty: There is something in it already.
        LogLeft: The log of a SQLite file is there.
        StorageError: It cannot be reached or written.
    """
    address = engines.parse(url)
    _refuse_log(address)
    with _connected(address) as connection:
        _refuse_full(connection)
        _upgrade(connection)
        return fill(connection)


def begin_restore(url: str) -> None:
    """Let nobody use an empty database of PostgreSQL until its restore is finished.

    Raises:
        NotEmpty: There is something in it.
        StorageError: It cannot be reached or written.
    """
    with _connected(engines.parse(url)) as connection:
        # One that failed before it had brought anything may be tried again.
        connection.execute(text(f"DROP TABLE IF EXISTS {RESTORING}"))
        _refuse_full(connection)
        connection.execute(text(f"CREATE TABLE {RESTORING} ()"))


def finish_restore(url: str, last: Callable[[Connection], T]) -> T:
    """Bring what was restored to the present schema and do the last of it, wholly or not at all.

    Only then can it be used.

    Args:
        url: The database's address.
        last: What is to be done in the same transaction.

    Returns:
        What that gave.

    Raises:
        StorageError: It cannot be reached or written.
    """
    with _connected(engines.parse(url)) as connection:
        connection.execute(text(f"DROP TABLE {RESTORING}"))
        _upgrade(connection)
        return last(connection)


def _refuse_full(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise NotEmpty(engines.place(connection.engine.url))


def _refuse_log(address: URL) -> None:
    log = _log(address)
    if log is not None:
        raise LogLeft(engines.file_of(address), log)


def _refuse_orphans(address: URL) -> None:
    """Make no new SQLite file beside the log of one that is gone: its last would be lost."""
    log = _log(address)
    # Whoever is just making the file makes it before its log, so they are looked at in this order.
    if log is not None and not engines.file_of(address).exists():
        raise LogLeft(engines.file_of(address), log)


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
    """Make what all migrations come to, without Alembic: it would stay until the bot ends."""
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
        raise RestoreUnfinished(engines.place(connection.engine.url))
    found = _found(connection)
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


def _found(connection: Connection) -> str:
    """The revision that Alembic wrote down; empty for none."""
    if not inspect(connection).has_table(schema_versions.VERSION):
        return ""
    query = text(f"SELECT version_num FROM {schema_versions.VERSION}")  # noqa: S608
    return connection.execute(query).scalar() or ""


@contextmanager
def _connected(address: URL, *, anew: bool = True) -> Iterator[Connection]:
    """One transaction around everything, so that a change of schema happens wholly or not.

    Args:
        address: The database's.
        anew: Whether a SQLite file may be begun where data was kept in one.
    """
    _refuse_orphans(address)
    if not anew:
        lock.require_not_lost(address)
    engines.make_file(address)
    engine = engines.migrating(address)
    try:
        with translated(engines.place(address)), engine.begin() as connection:
            if not engines.is_sqlite(address):  # SQLite's transaction holds the write lock already
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
