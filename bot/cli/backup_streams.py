"""Backups through pipes: a tar archive of the backup and its note, such as `age` encrypts."""

from __future__ import annotations

import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, BinaryIO

from bot.cli.program import CommandError
from storage.backups import backups

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "basira.backup"


@contextmanager
def temporary() -> Iterator[Path]:
    """A place for a backup in a temporary folder (`TMPDIR`) that only its owner can open."""
    with TemporaryDirectory(prefix="basira-") as folder:
        yield Path(folder) / _NAME


def write(file: Path, out: BinaryIO) -> None:
    """Write a backup and its note to a stream."""
    with tarfile.open(fileobj=out, mode="w|") as archive:
        for part in (file, backups.note_path(file)):
            archive.add(part, part.name)
    out.flush()


def read(stream: BinaryIO, file: Path) -> None:
    """Read a backup and its note from a stream that `write` made.

    Raises:
        CommandError: It is not a whole backup.
    """
    wanted = {part.name: part for part in (file, backups.note_path(file))}
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is not None and (place := wanted.pop(member.name, None)) is not None:
                    _copy(content, place)
    except OSError:  # of the disk
        raise
    except Exception:  # noqa: BLE001  tarfile fails in many ways on a broken archive
        wanted = {"": file}
    if wanted:
        raise CommandError(
            "Standard input is not a whole backup, as `basira db backup -` writes it. See what the "
            "program before the pipe says."
        )


def _copy(content: IO[bytes], place: Path) -> None:
    import shutil

    with place.open("wb") as out:
        shutil.copyfileobj(content, out)
