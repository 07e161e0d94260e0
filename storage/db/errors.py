"""The errors of a database, as one tree.

* StorageError
  x DatabaseBusy         (place)          another program has it locked
  x DatabaseFull         (place)          the disk is full
  x DatabaseUnreachable  (place, words)   it cannot be opened, or the connection is lost
    x FolderUnusable     (folder, words)  a SQLite file's folder is not writable
  x DatabaseDamaged      (place, words)   a SQLite file is damaged
  x DatabaseUnknown      (place, words)   any other failure
  x DatabaseNewer        (found, known)   made by a newer Basira
  x DatabaseOutdated     (found, known)   made by an older Basira
  x DatabaseTooOld       (found, oldest)  made by a Basira too old to upgrade from
  x DatabaseInUse        (path)           another Basira runs on this file
  x DatabaseLinked       (path)           a SQLite file has a hard link
  x DatabaseMissing      (file, lock)     a SQLite file that had data is gone
  x DatabaseMoved        (file, rescued)  a SQLite file went while it was in use
  x NotEmpty             (place)          the target is not empty
  x LogLeft              (file, log)      another database's log lies beside the target
  x RestoreUnfinished    (place)          a restore into it has not finished
  x CopyDiffers          (table)          the copy differs from its source
  x BackupUnusable       (file, words)    it cannot be written, or does not match its note
  x ToolMissing          (tool, words)    a required program is missing or failed

``translate`` is the one place where a driver's error becomes one of these. Errors in a statement
and violated constraints are bugs of ours and pass through unchanged.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc


class StorageError(Exception):
    """A database error; its text says what happened and what to do."""


class DatabaseBusy(StorageError):
    """Another program has the database locked."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The database {place} is held by another program and did not become free in time. "
            "Close what else uses it (a backup, a database viewer), then try again."
        )
        self.place = place


class DatabaseFull(StorageError):
    """The disk is full."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"There is no room left to write to the database {place}. "
            "Free some disk space, then try again; what was already saved is safe."
        )
        self.place = place


class DatabaseUnreachable(StorageError):
    """The database cannot be opened, or the connection is lost."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(
            f"The database {place} cannot be reached: {words}. Check BASIRA_DATABASE, that the "
            "server runs or the folder exists, and that Basira may write there."
        )
        self.place = place
        self.words = words


class FolderUnusable(DatabaseUnreachable):
    """The folder of a SQLite file is not writable."""

    def __init__(self, folder: Path, words: str) -> None:
        StorageError.__init__(
            self,
            f"The folder {folder} cannot be used for the database: {words}. Check that the folder "
            "exists and that Basira may write there.",
        )
        self.place = str(folder)
        self.words = words


class DatabaseDamaged(StorageError):
    """A SQLite file is damaged."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(
            f"The database {place} is damaged: {words}. Stop Basira, keep this database as it is, "
            "and restore the last backup into another place."
        )
        self.place = place
        self.words = words


class DatabaseUnknown(StorageError):
    """Any other failure of the database."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(
            f"The database {place} failed in a way Basira does not know: {words}. "
            "If this comes again, stop Basira and restore the last backup."
        )
        self.place = place
        self.words = words


class DatabaseNewer(StorageError):
    """The database was made by a newer Basira."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"This database was made by a newer Basira (its schema is {found}; this Basira knows "
            f"up to {known}). Install the newer Basira, or restore a backup made by this one."
        )
        self.found = found
        self.known = known


class DatabaseOutdated(StorageError):
    """The database was made by an older Basira."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"This database was made by an older Basira (its schema is {found}; this Basira needs "
            f"{known}). Stop every Basira on it, make a backup, then run `basira db upgrade`."
        )
        self.found = found
        self.known = known


class DatabaseTooOld(StorageError):
    """The database's schema is older than the oldest that can be upgraded."""

    def __init__(self, found: str, oldest: str) -> None:
        super().__init__(
            f"This database is too old for this Basira (its schema is {found}; upgrades start from "
            f"{oldest}). Upgrade it with an earlier Basira to schema {oldest} first, then run "
            "`basira db upgrade` with this one."
        )
        self.found = found
        self.oldest = oldest


class DatabaseInUse(StorageError):
    """Another Basira runs on this SQLite file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another Basira is already running on {path}. Stop it first; "
            "only on PostgreSQL may two share a database."
        )
        self.path = path


class DatabaseLinked(StorageError):
    """A SQLite file has a hard link."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} has a second name (a hard link). SQLite keeps a log beside each name, and "
            "whoever uses the other one damages the database. Remove the other name: "
            f"`find / -samefile {path}` finds it."
        )
        self.path = path


class DatabaseMissing(StorageError):
    """A SQLite file that had data is gone."""

    def __init__(self, file: Path, lock: Path) -> None:
        super().__init__(
            f"There is no database in {file}, but {lock.name} beside it says that Basira has kept "
            "data there. Bring the file back, or restore a backup with `basira db restore`. Only "
            f"to begin anew, with nothing of what was there, delete {lock}."
        )
        self.file = file
        self.lock = lock


class DatabaseMoved(StorageError):
    """A SQLite file was deleted, moved or replaced while it was in use."""

    def __init__(self, file: Path, rescued: Path | None = None) -> None:
        told = (
            f"All that was kept until then is in {rescued.name} beside it: to go on with that, "
            f"move it to {file}."
            if rescued
            else "Bring it back, or restore a backup with `basira db restore`."
        )
        super().__init__(
            f"The database file {file} was deleted, moved or replaced while Basira was using it. "
            "Basira takes nothing more in, so that nothing is lost: Telegram keeps what people "
            f"send for a day. {told} Then start Basira again."
        )
        self.file = file
        self.rescued = rescued


class NotEmpty(StorageError):
    """The target is not empty."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"There is something in {place} already, and it stays as it is. Name an empty place: a "
            "file that is not there yet, or a new database."
        )
        self.place = place


class OrphanedLog(StorageError):
    """The log of another SQLite file lies beside the target; SQLite would apply it."""

    def __init__(self, file: Path, log: Path) -> None:
        super().__init__(
            f"Beside {file} there is {log.name}: the last that was written to the database that is "
            "or was there. SQLite would write it into what comes there, or delete it. Bring that "
            "database back to it, or move it away too, or name another place."
        )
        self.file = file
        self.log = log


class RestoreUnfinished(StorageError):
    """A restore into the database has not finished."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The restore into {place} was not finished: whoever was erased is still in it. Unless "
            "it is running, drop this database and restore the backup into a new one."
        )
        self.place = place


class CopyDiffers(StorageError):
    """The copy differs from its source."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The table {table} did not arrive as it was sent, so nothing of the copy was kept. "
            "`basira db check` tells whether the database itself is well."
        )
        self.table = table


class BackupUnusable(StorageError):
    """A backup cannot be written, or does not match its note."""

    def __init__(self, file: Path, words: str) -> None:
        super().__init__(f"The backup {file} cannot be used: {words}")
        self.file = file


class ToolMissing(StorageError):
    """A required program is missing or failed."""

    def __init__(self, tool: str, words: str) -> None:
        super().__init__(f"{tool}: {words}")
        self.tool = tool


_BUSY_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_SHUT_SQLITE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_NOLFS,
}
_ODD_SQLITE = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_FORMAT,
}

_BUSY_POSTGRES = {"40001", "40P01", "53300", "55P03", "55006", "57014"}
_FULL_POSTGRES = {"53100"}
# Any other OperationalError of PostgreSQL belongs to one of its classes: connection (08), wrong
# role (28), no such database (3D), an administrator (57); or the server never answered at all.
_SHUT_POSTGRES = ("08", "28", "3D", "57")


# The connection is gone with these: an administrator or a crash ended it; or, since the server has
# become a standby, it cannot be written to any more and another server must be found.
_GONE_POSTGRES = ("08", "57P", "25006")


def is_gone(error: BaseException) -> bool:
    """Whether the connection to PostgreSQL was lost, so that a retry may succeed."""
    if not isinstance(error, exc.DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, exc.OperationalError)
    return str(state).startswith(_GONE_POSTGRES)


def translate(error: BaseException, place: str) -> BaseException:
    """Translate a driver's error.

    Args:
        error: Any error during database access, wrapped by SQLAlchemy or not.
        place: The database, as shown to a person (no password).

    Returns:
        A new StorageError caused by ``error``, or ``error`` itself if it is a bug of
        ours.
    """
    plain = _plain(error, place)
    if plain is None:
        return error
    plain.__cause__ = error
    return plain


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Translate database errors raised in the block.

    Args:
        place: The database, as shown to a person.
    """
    try:
        yield
    except Exception as error:
        plain = translate(error, place)
        if plain is error:
            raise
        raise plain from error


def _plain(error: BaseException, place: str) -> StorageError | None:
    if isinstance(error, exc.TimeoutError):  # every connection of the pool is taken
        return DatabaseBusy(place)
    if isinstance(error, exc.DBAPIError):
        return _plain_driver(error, error.orig, place)
    return _plain_sqlite(error, place) if isinstance(error, sqlite3.Error) else None


def _plain_driver(
    error: exc.DBAPIError, cause: BaseException | None, place: str
) -> StorageError | None:
    if isinstance(cause, sqlite3.Error):
        return _plain_sqlite(cause, place)
    # Checked by attribute, so that psycopg is not imported for SQLite.
    return _plain_postgres(error, getattr(cause, "sqlstate", None), place)


def _plain_sqlite(error: sqlite3.Error, place: str) -> StorageError | None:
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return None
    code = extended & 0xFF  # the low byte is the family, the rest a refinement
    if code in _BUSY_SQLITE:
        return DatabaseBusy(place)
    if code == sqlite3.SQLITE_FULL:
        return DatabaseFull(place)
    if code in _SHUT_SQLITE:
        return DatabaseUnreachable(place, str(error))
    if code == sqlite3.SQLITE_CORRUPT:
        return DatabaseDamaged(place, str(error))
    if code in _ODD_SQLITE:
        return DatabaseUnknown(place, str(error))
    return None


def _plain_postgres(error: exc.DBAPIError, state: str | None, place: str) -> StorageError | None:
    if state in _BUSY_POSTGRES:
        return DatabaseBusy(place)
    if state in _FULL_POSTGRES:
        return DatabaseFull(place)
    if not isinstance(error, exc.OperationalError):
        return None
    words = _first_line(error.orig)
    if state is None or state.startswith(_SHUT_POSTGRES):
        return DatabaseUnreachable(place, words)
    return DatabaseUnknown(place, words)


def _first_line(error: BaseException | None) -> str:
    # Text after the first line may quote the row, and rows are personal.
    return str(error).strip().partition("\n")[0].rstrip(".")
