"""Backups: a copy made while the bot runs, with a note beside it for verification.

A backup of SQLite is a database file, of PostgreSQL the output of ``pg_dump``. The note describes
it; a file that does not match its note is not restored.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import URL, Connection, func, inspect, select, table, text

from storage.db import audit_log, database_copy, engines, integrity, lock, postgresql_tools, schema
from storage.db.engines import OWNER_ALONE
from storage.db.errors import BackupUnusable, ToolMissing, translated
from storage.db.records import RecordColumns
from storage.db.schema import Current, Empty, Outdated
from storage.db.tables import audit_head, erasures
from storage.db.writers import T, Unit
from storage.personal_data import account_transfers, erasure
from storage.web_sessions import entries

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True, slots=True)
class BackupNote:
    sha256: str
    """The file's checksum."""
    kind: str
    """The kind of database."""
    schema: str
    made_at: str
    rows: Mapping[str, int]
    """The number of rows of each table."""
    audit_end: str | None = None
    """The end of the audit log just before; None for old schemas and notes."""


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """A person who was erased, as in `erasures`."""

    person: str
    at: datetime


_ERASED = RecordColumns(ErasedPerson, erasures)


def note_path(file: Path) -> Path:
    """The path of a backup's note."""
    return file.with_name(f"{file.name}.json")


def create_backup(url: str, file: Path, now: datetime) -> BackupNote:
    """Create and verify a backup.

    Args:
        url: The database's address; it may be in use, and of an older schema.
        file: The new file, which must not exist.

    Returns:
        The note, which then stands beside it.

    Raises:
        BackupUnusable: It cannot be written, or the copy is damaged.
        ToolMissing: On PostgreSQL: ``pg_dump`` is missing, or failed.
        StorageError: The database cannot be reached or read.
    """
    address = engines.parse(url)
    revision, end = _revision(url), _audit_end(address)
    for path in (file, note_path(file)):
        if path.exists():
            raise BackupUnusable(path, "there is a file already, and it stays as it is.")
    with _atomic_file(file) as beside:
        if engines.is_sqlite(address):
            kind, rows = SQLITE, _of_sqlite(address, file, beside)
        else:
            kind, rows = POSTGRESQL, _of_postgresql(address, file, beside)
        _settle(beside)
        note = BackupNote(_sha256(beside), kind, revision, now.isoformat(), rows, end)
    with _atomic_file(note_path(file)) as beside:
        beside.write_text(json.dumps(asdict(note), indent=2))
    return note


def read_note(file: Path) -> BackupNote:
    """Read the note of a backup and verify the file.

    Raises:
        BackupUnusable: There is no file or no note, or they do not match.
    """
    try:
        note = BackupNote(**json.loads(note_path(file).read_text()))
        found = _sha256(file)
    except OSError as error:
        raise BackupUnusable(file, f"{error.filename}: {error.strerror}.") from None
    except (ValueError, TypeError):
        raise BackupUnusable(file, f"{note_path(file)} is no note of a backup.") from None
    if found != note.sha256:
        raise BackupUnusable(file, f"it is not what its note says ({note_path(file)}).")
    return note


def restore(file: Path, url: str, erased: Iterable[ErasedPerson], new_id: Callable[[], str]) -> int:
    """Restore a backup, upgrade it, and repeat later erasures.

    Pending account transfers are cancelled: they may have been vetoed since.

    Args:
        file: The backup, with its note beside it.
        url: The address of an empty database. A backup of SQLite can be restored into either kind.
        erased: The people erased since.

    Returns:
        The number of repeated erasures.

    Raises:
        BackupUnusable: It does not match its note, or does not fit this kind of database.
        NotEmpty: The database is not empty.
        LogLeft: The write-ahead log of a removed SQLite file is there.
        DatabaseInUse: Another Basira uses it.
        DatabaseNewer: The backup was made by a newer Basira.
        ToolMissing: On PostgreSQL: ``pg_restore`` is missing, or failed.
        StorageError: The database cannot be reached or written.
    """
    note, address = read_note(file), engines.parse(url)
    schema.require_known(note.schema)
    with lock.hold(url):
        if note.kind == SQLITE:
            schema.require_empty(url)
            return _from_sqlite(file, note, url, erased, new_id)
        if engines.is_sqlite(address):
            words = "it is of PostgreSQL. Restore it there, then use `basira db copy`."
            raise BackupUnusable(file, words)
        _read(address, _refuse_pooler)
        schema.begin_restore(url)
        postgresql_tools.restore(address, file)
        _compare(file, note, _row_counts(address))
        return schema.finish_restore(url, lambda conn: _finish_restore(conn, erased, new_id))


def erased_in(url: str) -> list[ErasedPerson]:
    """The erasures recorded in a database."""
    schema.require_current(url)

    def load_erasures(conn: Connection) -> list[ErasedPerson]:
        return _ERASED.all(conn, _ERASED.select().order_by(erasures.c.at, erasures.c.person))

    return _read(engines.parse(url), load_erasures)


def _revision(url: str) -> str:
    """The revision of a database that can be backed up."""
    match schema.state(url):
        case Current(revision):
            return revision
        case Outdated(found, _):
            return found
        case Empty():
            schema.require_current(url)
        case unknown:
            return unknown.found
    raise AssertionError


def _audit_end(address: URL) -> str | None:
    """The end of the audit log, in any schema."""

    def load_end(conn: Connection) -> str | None:
        end = audit_log.end(conn) if inspect(conn).has_table(audit_head.name) else None
        return None if end is None else str(end)

    return _read(address, load_end)


def _of_sqlite(address: URL, file: Path, beside: Path) -> dict[str, int]:
    """Copy a snapshot of a SQLite file; writers are not blocked."""
    place = engines.file_of(address).absolute().as_uri()
    with (
        translated(engines.display_name(address)),
        closing(sqlite3.connect(f"{place}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(beside)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file without a log
        found = integrity.of_file(target)
    if found:
        raise BackupUnusable(file, "the database is damaged. `basira db check` tells how.")
    return _row_counts(_at(beside))


def _of_postgresql(address: URL, file: Path, beside: Path) -> dict[str, int]:
    """Dump a snapshot of a PostgreSQL database, and count its rows."""
    engine = engines.survey_engine(address)
    try:
        with translated(engines.display_name(address)), engine.begin() as conn:
            _refuse_pooler(conn)
            snapshot = conn.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            postgresql_tools.dump(address, beside, snapshot)
            rows = _counts(conn)
    finally:
        engine.dispose()
    found = postgresql_tools.rows_in(beside)
    if found != rows:
        raise BackupUnusable(file, "it has not all rows of the database.")
    return rows


def _from_sqlite(
    file: Path,
    note: BackupNote,
    url: str,
    erased: Iterable[ErasedPerson],
    new_id: Callable[[], str],
) -> int:
    """Restore into a temporary file first, so that the result is complete and erasures repeated."""
    address = engines.parse(url)
    final = engines.file_of(address) if engines.is_sqlite(address) else file
    with _atomic_file(
        final, name=f".{final.name}.restoring", keep=engines.is_sqlite(address)
    ) as beside:
        shutil.copyfile(file, beside)
        own = _at(beside).render_as_string()
        _compare(file, note, _row_counts(_at(beside)))
        schema.upgrade(own)
        count = _in_write_transaction(
            _at(beside), lambda conn: _finish_restore(conn, erased, new_id)
        )
        _settle(beside)
        if not engines.is_sqlite(address):
            database_copy.copy(own, url)
    return count


def _finish_restore(
    conn: Connection, erased: Iterable[ErasedPerson], new_id: Callable[[], str]
) -> int:
    """Cancel transfers, end the console's sessions, and repeat erasures; return how many."""
    account_transfers.cancel_all(conn)
    entries.revoke_all(conn)
    return sum(erasure.erase(conn, person.person, person.at, new_id) for person in erased)


def _in_write_transaction(address: URL, unit: Callable[[Connection], int]) -> int:
    engine = engines.writing_engine(address)
    try:
        with translated(engines.display_name(address)), engine.begin() as conn:
            return unit(conn)
    finally:
        engine.dispose()


def _settle(file: Path) -> None:
    """Write all of a SQLite database to one file, and to disk."""
    with file.open("rb") as written:
        if written.read(16) == b"SQLite format 3\x00":
            with closing(sqlite3.connect(file)) as conn:
                conn.execute("PRAGMA journal_mode=DELETE")
        os.fsync(written.fileno())


def _row_counts(address: URL) -> dict[str, int]:
    return _read(address, _counts)


def _read(address: URL, unit: Unit[T]) -> T:
    engine = engines.survey_engine(address)
    try:
        with translated(engines.display_name(address)), engine.begin() as conn:
            return unit(conn)
    finally:
        engine.dispose()


def _refuse_pooler(conn: Connection) -> None:
    """Refuse poolers for PostgreSQL's programs, whose session settings would leak to others."""
    if engines.is_pooled(conn):
        raise ToolMissing(
            "BASIRA_DATABASE",
            "it leads to a pooler. Name the server itself, for this command alone.",
        )


def _counts(conn: Connection) -> dict[str, int]:
    """The number of rows of each existing table."""
    return {
        name: conn.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(inspect(conn).get_table_names())
        if name != schema.RESTORING
    }


def _compare(file: Path, note: BackupNote, rows: Mapping[str, int]) -> None:
    if dict(note.rows) != rows:
        raise BackupUnusable(file, "what came out of it is not what its note says.")


def _at(file: Path) -> URL:
    return engines.parse(f"sqlite:///{file.absolute()}")


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


@contextmanager
def _atomic_file(file: Path, name: str = "", *, keep: bool = True) -> Iterator[Path]:
    """A temporary file that becomes the final one when complete, or is deleted.

    Args:
        file: The final path.
        name: The temporary name.
        keep: Whether to keep the result.
    """
    beside = file.with_name(name or f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _clear(beside)  # also leftovers of a killed process
        beside.touch(OWNER_ALONE)
        yield beside
        if keep:
            beside.replace(file)
    except OSError as error:
        raise BackupUnusable(file, f"{error.strerror or error}.") from None
    finally:
        _clear(beside)


def _clear(beside: Path) -> None:
    for path in (beside, *engines.logs_of(beside)):
        path.unlink(missing_ok=True)
