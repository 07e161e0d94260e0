"""Backups that are encrypted with age (age-encryption.org), where its program is there."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.cli.program import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
_MAGIC = b"age-encryption.org/v1"


def encrypted(out: Path, recipient: str, made: Callable[[Path], T]) -> tuple[T, Path]:
    """Have a file made, encrypt it, and let only that stay.

    Args:
        out: What it is to be called; its note is not encrypted, since it holds only counts.
        recipient: A public key of age.
        made: Makes the file.

    Returns:
        What making it gave, and the file.

    Raises:
        Told: The program is not there, or failed.
    """
    tool, note = _tool(), out.with_name(f"{out.name}.json")
    for one in (out, note):
        if one.exists():
            raise Told(f"{one} is there already, and stays as it is.")
    with _beside(out) as plain:
        given = made(plain)
        try:
            _run(tool, "--encrypt", "--recipient", recipient, "--output", str(out), str(plain))
            out.chmod(0o600)
            plain.with_name(note.name).replace(note)
        except BaseException:
            out.unlink(missing_ok=True)
            raise
    return given, out


@contextmanager
def decrypted(file: Path, identity: Path | None) -> Iterator[Path]:
    """A backup in plain, for as long as it is needed; one that is not encrypted is itself.

    Raises:
        Told: The program or the key is not there, or it failed.
    """
    with file.open("rb") as content:
        if content.read(len(_MAGIC)) != _MAGIC:
            yield file
            return
    if identity is None:
        raise Told(f"{file} is encrypted. Say with `--identity` which key reads it.")
    with _beside(file) as plain:
        _run(_tool(), "--decrypt", "--identity", str(identity), "--output", str(plain), str(file))
        note = f"{file.name}.json"
        plain.with_name(note).write_bytes(file.with_name(note).read_bytes())
        yield plain


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A place of the same name, in a folder beside that is the owner's alone and goes after it."""
    from tempfile import TemporaryDirectory

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
            yield Path(folder) / file.name
    except OSError as error:
        raise Told(f"{error.filename}: {error.strerror}.") from None


def _tool() -> str:
    import shutil

    found = shutil.which("age")
    if found is None:
        raise Told("The program `age` is needed for this and is not there: age-encryption.org.")
    return found


def _run(tool: str, *options: str) -> None:
    import subprocess

    done = subprocess.run((tool, *options), capture_output=True, check=False)  # noqa: S603  ours
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Told(f"age: {said[0] if said else 'it failed, and did not say why.'}")
