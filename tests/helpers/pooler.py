"""A real PgBouncer that pools transactions, in front of a test's database."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bot.http_server import free_port
from tests.helpers.programs import path_of

PATIENCE = 20.0

SETTINGS = """
[databases]
* = host={host} port={port} user={user}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 6
max_client_conn = 200
max_prepared_statements = {prepared}
server_idle_timeout = 600
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextmanager
def pooled(url: str, prepared: int = 0) -> Iterator[str]:
    """An address that leads to a database through a pooler of transactions.

    Args:
        url: The server's own address.
        prepared: How many prepared statements the pooler knows; older ones know none.
    """
    known = psycopg.conninfo.conninfo_to_dict(url)
    listen = free_port()
    folder = Path(tempfile.mkdtemp(prefix="pooler-"))
    file = folder / "settings.ini"
    file.write_text(
        SETTINGS.format(
            host=known["host"],
            port=known.get("port", 5432),
            user=known["user"],
            listen=listen,
            folder=folder,
            prepared=prepared,
        )
    )
    command = [path_of("pgbouncer"), "-q", str(file)]
    if os.geteuid() == 0:  # it refuses to run as root, and so does the server
        owner = pwd.getpwuid(Path(str(known["host"])).stat().st_uid)
        for path in (folder, file):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        command[1:1] = ["-u", owner.pw_name]
    with subprocess.Popen(command) as running:
        try:
            found = f"postgresql://{known['user']}@127.0.0.1:{listen}/{known['dbname']}"
            _wait(found, running)
            yield found
        finally:
            running.kill()  # asked to end, it waits for whoever a failed test left connected
            running.wait()
            shutil.rmtree(folder)


def _wait(url: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert running.poll() is None, "the pooler has ended"
            assert time.monotonic() < until, "the pooler does not answer"
            time.sleep(0.02)
        else:
            return
