"""Fresh databases for tests, on SQLite and on a real PostgreSQL.

``database_url`` and ``database`` come once for each; a plain run takes SQLite alone, except in
`tests/promises`. ``sqlite_url`` and ``postgresql_url`` are for promises that only one of them
makes. Each is a copy of a template that was migrated once.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from storage import Database
from storage.db import engines, schema
from tests.bench.measuring.postgresql import package
from tests.helpers import prepared_databases

TEMPLATE = "basira_template"


class PostgreSQL:
    """A server of our own that hands out databases."""

    def __init__(self, parent: Path) -> None:
        folder = parent / "pg"
        self._server = package(parent)(folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\nfull_page_writes = off\n")
        self._server.start()
        self._numbers = count()
        self._left = ""
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)

    @property
    def programs(self) -> Path:
        """The folder of `pg_dump` and the like, of this server's version."""
        return Path(self._server.bin_path)

    @property
    def first_process(self) -> int | None:
        """From which all others of the server are."""
        pid: int | None = self._server.get_pid()
        return pid

    @property
    def system_user(self) -> str | None:
        """The owner of the processes; PostgreSQL refuses to run as root."""
        name: str | None = self._server.system_user
        return name

    def url(self, name: str) -> str:
        return self._server.get_uri(name)

    def create(self, template: str = "template0") -> str:
        name = f"test_{next(self._numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return name

    def make_template(self) -> None:
        self._run("CREATE DATABASE {}", TEMPLATE)
        schema.upgrade(self.url(TEMPLATE))

    def drop(self, name: str) -> None:
        """Drop the one before this: whose last connections are still closing holds us up."""
        before, self._left = self._left, name
        if before:
            self._run("DROP DATABASE {} WITH (FORCE)", before)

    def stop(self) -> None:
        self._admin.close()
        self._server.cleanup()

    def _run(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def fast() -> Iterator[Path]:
    """A folder for each test process, in memory where the system allows: disks are slow to sync."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="basira-", dir=memory if memory.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql(fast: Path) -> Iterator[PostgreSQL]:
    server = PostgreSQL(fast)
    try:
        server.make_template()
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    name = postgresql.create(TEMPLATE)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(fast: Path) -> Path:
    path = fast / prepared_databases.TEMPLATE
    schema.upgrade(f"sqlite:///{path}")
    return path


@contextmanager
def copied(sqlite_template: Path) -> Iterator[str]:
    """A copy of the template, as the address of a database."""
    with tempfile.TemporaryDirectory(dir=sqlite_template.parent) as folder:
        path = Path(folder) / "basira.db"
        shutil.copy(sqlite_template, path)
        yield f"sqlite:///{path}"


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> Iterator[str]:
    with copied(sqlite_template) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of either kind; the half on PostgreSQL is slow."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def blank_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new/blank.db"


@pytest.fixture
def blank_postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    name = postgresql.create()
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest) -> str:
    """A database of either kind without any schema."""
    url: str = request.getfixturevalue(f"blank_{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated, open database of either kind."""
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database.open(sqlite_url)
    yield opened
    await opened.close()


STATEMENTS: dict[Any, Any] = {}
"""What SQLAlchemy compiled, kept from one test to the next."""


def _same_kind(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other)


def _of_its_kind(dialect: Dialect) -> int:
    return hash(type(dialect))


def pytest_configure() -> None:
    """Let all SQLite engines share compiled statements.

    Compiling each statement anew in each test took more time than running it.
    """

    def create(*args: Any, **options: Any) -> Engine:
        engine = create_engine(*args, **options)
        if engine.dialect.name == "sqlite":
            engine.update_execution_options(compiled_cache=STATEMENTS)
        return engine

    patch = pytest.MonkeyPatch()
    patch.setattr(engines, "create_engine", create)
    patch.setattr(SQLiteDialect, "__eq__", _same_kind)
    patch.setattr(SQLiteDialect, "__hash__", _of_its_kind)
