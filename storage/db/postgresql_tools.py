"""`pg_dump` and `pg_restore`, which must be at least as new as the server."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from storage.db.errors import ToolMissing

_SECRETS = {"sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}
"""Secret parameters of an address without an environment variable."""
_COPY, _END = b"COPY ", b"\\."


def dump(address: URL, file: Path, snapshot: str) -> None:
    """Dump a snapshot of a database.

    Args:
        address: The database's address.
        file: The target, in the format of `pg_restore`.
        snapshot: The name of an exported snapshot.

    Raises:
        ToolMissing: `pg_dump` is missing, or failed.
    """
    made = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    _run("pg_dump", address, *made, f"--file={file}")


def restore(address: URL, file: Path) -> None:
    """Restore a dump into an empty database, in one transaction.

    Raises:
        ToolMissing: `pg_restore` is missing, or failed.
    """
    _run("pg_restore", address, "--no-owner", "--single-transaction", "--exit-on-error", str(file))


def rows_in(file: Path) -> dict[str, int]:
    """The number of rows of each table in a dump.

    Raises:
        ToolMissing: `pg_restore` is missing, or cannot read it.
    """
    tool = _tool_path("pg_restore")
    command = (tool, "--data-only", "--file=-", str(file))
    found: dict[str, int] = {}
    name = ""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as running:  # noqa: S603  our words
        assert running.stdout is not None
        assert running.stderr is not None
        for line in running.stdout:
            if name:
                if line.rstrip(b"\n") == _END:
                    name = ""
                else:
                    found[name] += 1
            elif line.startswith(_COPY):
                name = line.split()[1].decode().rpartition(".")[2].strip('"')
                found[name] = 0
        stderr = running.stderr.read()
    if running.returncode:
        raise ToolMissing("pg_restore", _first_error(stderr))
    return dict(sorted(found.items()))


def _run(tool: str, address: URL, *options: str) -> None:
    command = (_tool_path(tool), f"--dbname={_without_password(address)}", *options)
    done = subprocess.run(  # noqa: S603  our words, and the address of the settings
        command, capture_output=True, check=False, env=_environment(address)
    )
    if done.returncode:
        raise ToolMissing(tool, _first_error(done.stderr))


def _tool_path(tool: str) -> str:
    found = shutil.which(tool)
    if found is None:
        raise ToolMissing(
            tool,
            "this program is needed for backups of PostgreSQL and is not there. Install the "
            "client programs of PostgreSQL, of the server's version or a newer one.",
        )
    return found


def _without_password(address: URL) -> str:
    """The address without its password, since arguments are visible in process lists.

    Raises:
        ToolMissing: The address has a secret that can only be passed as an argument.
    """
    if secrets := sorted(_SECRETS & address.query.keys()):
        raise ToolMissing(
            "BASIRA_DATABASE",
            f"it has what could be seen by others ({', '.join(secrets)}) if it were handed to the "
            "programs of PostgreSQL. Put it into a service file of PostgreSQL (pg_service.conf) "
            "and name that in the address: ?service=NAME.",
        )
    plain = address.set(drivername="postgresql", password=None)
    return plain.difference_update_query(["password"]).render_as_string()


def _environment(address: URL) -> dict[str, str]:
    password = address.query.get("password", address.password)
    return os.environ | ({"PGPASSWORD": str(password)} if password else {})


def _first_error(said: bytes) -> str:
    """The first error message of a program."""
    lines = said.decode(errors="replace").strip().splitlines()
    wrong = (line for line in lines if "error:" in line)
    message = next(wrong, lines[-1] if lines else "it failed, and did not say why.")
    return message.partition("error: ")[2] or message
