"""A PostgreSQL of a test's own that may crash, with a standby that may take its place."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from bot.http_server import free_port
from tests.helpers.databases import PostgreSQL

_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
full_page_writes = off
max_wal_senders = 4
wal_level = replica
hot_standby = on
"""
_SYNCHRONOUS = "synchronous_standby_names = '*'\n"
_USER = "postgres"


class Cluster:
    """One server, at a port of its own."""

    def __init__(self, postgresql: PostgreSQL, parent: Path) -> None:
        self.port = free_port()
        self._programs = postgresql.programs
        self._user = postgresql.system_user
        self._folder = Path(tempfile.mkdtemp(dir=parent))
        if self._user:
            shutil.chown(self._folder, self._user)
            parent.chmod(0o755)

    @property
    def address(self) -> str:
        """The host and port, as part of a URL."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"postgresql://{_USER}@{self.address}/postgres"

    def make(self) -> None:
        self._run("initdb", "--auth=trust", "--encoding=utf8", f"--username={_USER}", "--no-sync")
        self._set(_SETTINGS + f"port = {self.port}\n")
        self._control("start")

    def copy(self, of: Cluster) -> None:
        """Make it a standby that follows another, and start it."""
        self._run("pg_basebackup", *("-d", of.url), "--write-recovery-conf", "--checkpoint=fast")
        self._set(f"port = {self.port}\n")
        self._control("start")
        of.waits_for_its_standby()

    def waits_for_its_standby(self) -> None:
        """From now on a commit is done when the standby has it too."""
        self._set(_SYNCHRONOUS)
        self._control("reload")
        with psycopg.connect(self.url, autocommit=True) as connection:
            query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
            while connection.execute(query).fetchone() != (1,):
                connection.execute("SELECT pg_sleep(0.05)")

    async def crashes(self) -> None:
        """Crash as on a power failure, and restart."""
        await asyncio.to_thread(self._control, "restart", "--mode=immediate")

    async def is_gone(self) -> None:
        await asyncio.to_thread(self._control, "stop", "--mode=immediate")

    async def takes_over(self) -> None:
        """Promote a standby to replace its primary."""
        await asyncio.to_thread(self._control, "promote")

    def end(self) -> None:
        if (self._folder / "postmaster.pid").exists():
            self._control("stop", "--mode=immediate")

    def _set(self, more: str) -> None:
        with (self._folder / "postgresql.auto.conf").open("a") as settings:
            settings.write(more)

    def _control(self, what: str, *options: str) -> None:
        log = f"--log={self._folder}/log"
        self._run("pg_ctl", what, "--wait", *(() if what in _QUIET else (log,)), *options)

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), *options, f"--pgdata={self._folder}"]
        with Path(os.devnull).open("r+") as nothing:
            subprocess.run(
                command,
                check=True,
                user=self._user,
                cwd=self._folder,
                stdin=nothing,
                stdout=nothing,
            )


_QUIET = ("stop", "reload", "promote")
