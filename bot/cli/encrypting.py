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
    tool = _tool()
    if out.exists():
        raise Told(f"{out} is there already, and stays as it is.")
    beside = out.with_name(f".{out.name}.plain")
    try:
        given = made(beside)
        _run(tool, "--encrypt", "--recipient", recipient, "--output", str(out), str(beside))
        out.chmod(0o600)
        beside.with_name(f"{beside.name}.json").replace(out.with_name(f"{out.name}.json"))
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    finally:
        beside.unlink(missing_ok=True)
        beside.with_name(f"{beside.name}.json").unlink(missing_ok=True)
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
    beside = file.with_name(f".{file.name}.plain")
    note = beside.with_name(f"{beside.name}.json")
    try:
        beside.touch(0o600, exist_ok=False)
        _run(_tool(), "--decrypt", "--identity", str(identity), "--output", str(beside), str(file))
        note.write_bytes(file.with_name(f"{file.name}.json").read_bytes())
        yield beside
    except OSError as error:
        raise Told(f"{error.filename}: {error.strerror}.") from None
    finally:
        beside.unlink(missing_ok=True)
        note.unlink(missing_ok=True)


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
