"""Database engines: the only module that knows drivers and pragmas."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, SingletonThreadPool

from storage.db.errors import DatabaseUnreachable, FolderUnusable

WRITERS = 8
"""Writing connections to PostgreSQL: enough to keep its log busy, few for a server."""

READERS = 4
"""Reading connections; reports are rare compared with taps."""

OWNER_ALONE = 0o600

PAUSE = 0.05
"""Seconds between two retries to open a new SQLite file that another program is opening."""

PATIENCE = 100
"""Number of retries."""


def parse(url: str) -> URL:
    """Parse a database address.

    Args:
        url: ``sqlite:///file.db`` or ``postgresql://…``.

    Returns:
        The address with its driver.

    Raises:
        DatabaseUnreachable: An unknown kind of address.
    """
    try:
        found = make_url(_one_host(url))
    except (ArgumentError, ValueError):
        # The address may contain a password, so it is not quoted.
        raise DatabaseUnreachable("(unreadable address)", _KINDS) from None
    if found.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return found.set(drivername="postgresql+psycopg")
    if found.drivername != "sqlite" or found.database in {None, "", ":memory:"}:
        raise DatabaseUnreachable(display_name(found), _KINDS)
    return found


def _one_host(url: str) -> str:
    """Convert an address with several hosts from libpq's form to SQLAlchemy's."""
    found = _SEVERAL.fullmatch(url)
    if found is None:
        return url
    before, hosts, path, query = found.groups()
    pairs = [host.rpartition(":") if ":" in host else (host, "", "") for host in hosts.split(",")]
    host, port = (
        ",".join(host for host, _, _ in pairs),
        ",".join(port or "5432" for _, _, port in pairs),
    )
    return f"{before}{path or '/'}?host={host}&port={port}{(query or '').replace('?', '&', 1)}"


_SEVERAL = re.compile(
    r"(postgres(?:ql)?://(?:[^@/]*@)?)([^/?@,\[]+(?:,[^/?@,\[]+)+)(/[^?]*)?(\?.*)?"
)

_KINDS = "an address starts with sqlite:///path/to/file.db or postgresql://"


def display_name(url: URL) -> str:
    """The database for display: a file's path, or an address without its password."""
    if is_sqlite(url):
        return url.database or ""
    # Only the host parameter is shown, since others may be passwords.
    shown = {name: value for name, value in url.query.items() if name == "host"}
    plain = url.set(drivername=url.get_backend_name(), query=shown)
    return unquote(plain.render_as_string())


def is_sqlite(url: URL) -> bool:
    """Whether the address is that of a SQLite file."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """The path of a SQLite address."""
    return Path(url.database or "")


def logs_of(file: Path) -> list[Path]:
    """The files that SQLite keeps beside an open database and reads on opening it."""
    return [file.with_name(f"{file.name}{suffix}") for suffix in ("-wal", "-shm", "-journal")]


def make_file(url: URL) -> None:
    """Create an empty SQLite file for its owner only, and its folder; keep an existing file.

    Raises:
        FolderUnusable: It cannot be created.
    """
    if not is_sqlite(url):
        return
    file = file_of(url)
    with in_folder(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(OWNER_ALONE)


@contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Translate an operating system error in the folder of a SQLite file.

    Raises:
        FolderUnusable: An operating system error.
    """
    try:
        yield
    except OSError as error:
        raise FolderUnusable(folder, error.strerror or str(error)) from error


def writing_engine(url: URL) -> Engine:
    """An engine for writing transactions; on SQLite they take the write lock at BEGIN."""
    if not is_sqlite(url):
        return _disable_pooler_statements(
            create_engine(with_timeouts(url), pool_size=WRITERS, max_overflow=0, **_COMMON)
        )
    engine = create_engine(url, pool_size=1, max_overflow=0, **_COMMON)
    # secure_delete overwrites deleted rows: free pages keep nothing of an erased person.
    # By default SQLite takes the write lock at the first write and, on losing a race for it,
    # fails immediately whatever its timeout. With BEGIN IMMEDIATE the loser waits instead.
    _settle_sqlite(
        engine,
        "BEGIN IMMEDIATE",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    )
    return engine


def migration_engine(url: URL) -> Engine:
    """An engine for migrations.

    SQLite changes a table by rebuilding it; with foreign keys on, dropping the old one would
    delete the rows that refer to it. So here they are off.
    """
    engine = create_engine(with_timeouts(url), pool_size=1, max_overflow=0, **_COMMON)
    if not is_sqlite(url):
        return _disable_pooler_statements(engine)
    _settle_sqlite(
        engine, "BEGIN IMMEDIATE", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"
    )
    return engine


def file_reading_engine(url: URL) -> Engine:
    there = _existing(url)
    engine = create_engine(there, poolclass=SingletonThreadPool, pool_size=READERS, **_COMMON)
    _settle_sqlite(engine, "BEGIN", "query_only=ON")
    return engine


def _existing(url: URL) -> URL:
    """An address with which connecting creates no SQLite file."""
    uri = file_of(url).absolute().as_uri()
    return url.set(database=uri, query={"uri": "true", "mode": "rw"})


def reading_engine(url: URL) -> Engine:
    """An engine for snapshot reads of PostgreSQL."""
    engine = create_engine(
        with_timeouts(url),
        pool_size=READERS,
        max_overflow=0,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **_COMMON,
    )
    return _disable_pooler_statements(engine)


def survey_engine(url: URL) -> Engine:
    """An engine for snapshot reads without a connection pool."""
    if is_sqlite(url):
        engine = create_engine(_existing(url), poolclass=NullPool, **_COMMON)
        _settle_sqlite(engine, "BEGIN", "query_only=ON")
        return engine
    return _disable_pooler_statements(
        create_engine(
            with_timeouts(url),
            poolclass=NullPool,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
            **_COMMON,
        )
    )


def heartbeat_engine(url: URL) -> Engine:
    """An engine with one PostgreSQL connection in autocommit mode, for heartbeats.

    Its timeouts are shorter than those of others, since a silent process counts as dead.
    """
    return _disable_pooler_statements(
        create_engine(
            with_timeouts(url, _HURRIED),
            pool_size=1,
            max_overflow=0,
            isolation_level="AUTOCOMMIT",
            **_COMMON,
        )
    )


def with_timeouts(url: URL, timeouts: Mapping[str, str] | None = None) -> URL:
    """An address with default timeouts for PostgreSQL.

    A vanished server sends nothing; without timeouts its connections would hang for
    minutes.

    Args:
        url: The address.
        timeouts: The timeouts by libpq's names; by default those of most connections.
    """
    if is_sqlite(url):
        return url
    return url.update_query_dict(
        {k: v for k, v in (timeouts or _PATIENT).items() if k not in url.query}
    )


_PATIENT = {
    "connect_timeout": "5",  # seconds, for each host
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # milliseconds
}
# Anything unanswered for a second is retried, even connecting: the lead is lost by then, and in
# another second the process would count as dead. Once connected, libpq waits at least two seconds
# for a silent server.
_HURRIED = _PATIENT | {"connect_timeout": "2", "tcp_user_timeout": "1000"}


def _disable_pooler_statements(engine: Engine) -> Engine:
    event.listen(engine, "connect", _met)
    return engine


def _met(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Disable prepared statements behind a transaction pooler.

    There the server's backend pid differs from the one reported to us.
    """
    driver: Any = record.driver_connection
    cursor = connection.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    (pid,) = cursor.fetchone() or (None,)
    cursor.close()
    connection.rollback()
    if pid != driver.info.backend_pid:
        driver.prepare_threshold = None


def is_pooled(connection: Connection) -> bool:
    """Whether a connection goes through a transaction pooler."""
    driver: Any = connection.connection.driver_connection
    return not is_sqlite(connection.engine.url) and driver.prepare_threshold is None


def _json_text(value: Any) -> str:
    return orjson.dumps(value).decode()


def json_value(written: str) -> Any:
    """Parse a stored JSON value; a damaged one is None, so that it hides no other row."""
    try:
        return orjson.loads(written)
    except ValueError:
        return None


# Errors are logged and values may be personal, so no error includes them.
_COMMON: dict[str, Any] = {
    "hide_parameters": True,
    "json_serializer": _json_text,
    "json_deserializer": json_value,
}


def _settle_sqlite(engine: Engine, begin: str, *pragmas: str) -> None:
    event.listen(engine, "connect", _pragmas(pragmas))
    event.listen(engine, "begin", _beginner(begin))


def _pragmas(pragmas: tuple[str, ...]) -> Callable[[DBAPIConnection, object], None]:
    def connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        cursor = connection.cursor()
        for pragma in pragmas:
            _execute_with_retry(cursor, f"PRAGMA {pragma}")
        cursor.close()

    return connected


def _execute_with_retry(cursor: DBAPICursor, statement: str) -> None:
    """Execute a statement, retrying while another program locks the file.

    SQLite's busy timeout does not cover the switch to WAL: of two programs that open a new file
    concurrently, one fails immediately.
    """
    for _ in range(PATIENCE):
        try:
            cursor.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(PAUSE)
        else:
            return
    cursor.execute(statement)


def _beginner(begin: str) -> Callable[[Connection], None]:
    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return began
