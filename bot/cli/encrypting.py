"""Backups encrypted in the format of age (age-encryption.org), which its own program reads too."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.cli.program import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyrage

T = TypeVar("T")
_MAGIC = b"age-encryption.org/v1"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_OWNER_ALONE = 0o600


def new_key(file: Path) -> str:
    """Make a key into a file that only its owner can read.

    Args:
        file: Where to; nothing may be there.

    Returns:
        Its public part, the recipient that backups are encrypted for.

    Raises:
        Told: It cannot be written.
    """
    import pyrage

    key = pyrage.x25519.Identity.generate()
    public = str(key.to_public())
    try:
        file.touch(_OWNER_ALONE, exist_ok=False)
        file.write_text(f"# public key: {public}\n{key}\n")
    except FileExistsError:
        raise Told(f"{file} is there already, and stays as it is.") from None
    except OSError as error:
        raise Told(f"{file}: {error.strerror}.") from None
    return public


def encrypted(out: Path, recipient: str, made: Callable[[Path], T]) -> tuple[T, Path]:
    """Have a file made, encrypt it, and let only that stay.

    Args:
        out: What it is to be called; its note is not encrypted, since it holds only counts.
        recipient: A public key of age.
        made: Makes the file.

    Returns:
        What making it gave, and the file.

    Raises:
        Told: That is no public key, or it cannot be written.
    """
    import pyrage

    key, note = _recipient(recipient), out.with_name(f"{out.name}.json")
    for one in (out, note):
        if one.exists():
            raise Told(f"{one} is there already, and stays as it is.")
    with _beside(out) as plain:
        given, sealed = made(plain), plain.with_name("sealed")
        sealed.touch(_OWNER_ALONE)
        pyrage.encrypt_file(str(plain), str(sealed), [key])
        sealed.replace(out)
        plain.with_name(note.name).replace(note)
    return given, out


@contextmanager
def decrypted(file: Path, identity: Path | None) -> Iterator[Path]:
    """A backup in plain, for as long as it is needed; one that is not encrypted is itself.

    Raises:
        Told: No key was named, or it does not read this file.
    """
    import pyrage

    with file.open("rb") as content:
        if not content.read(len(_ARMOUR)).startswith((_MAGIC, _ARMOUR)):
            yield file
            return
    if identity is None:
        raise Told(f"{file} is encrypted. Say with `--identity` which key reads it.")
    keys = _identities(identity)
    with _beside(file) as plain:
        plain.touch(_OWNER_ALONE)
        try:
            pyrage.decrypt_file(str(file), str(plain), keys)
        except (pyrage.DecryptError, OSError) as error:  # a torn one is the second
            raise Told(f"{file} cannot be read with {identity}: {error}.") from None
        note = f"{file.name}.json"
        plain.with_name(note).write_bytes(file.with_name(note).read_bytes())
        yield plain


def _recipient(written: str) -> pyrage.x25519.Recipient:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(written)
    except pyrage.RecipientError:
        raise Told(
            f"{written} is no public key. `basira db key` makes one; it begins with age1."
        ) from None


def _identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The keys of a file, as `basira db key` and `age-keygen` write them."""
    import pyrage

    try:
        lines = [one.strip() for one in file.read_text("utf-8").splitlines()]
        keys = [one for one in lines if one and not one.startswith("#")]
        found = [pyrage.x25519.Identity.from_str(one) for one in keys]
    except OSError as error:
        raise Told(f"{file}: {error.strerror}.") from None
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise Told(f"{file} holds no key that can be used; one that has a passphrase cannot.")
    return found


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A place of the same name, in a folder beside that is the owner's alone and goes after it."""
    from tempfile import TemporaryDirectory

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
            yield Path(folder) / file.name
    except OSError as error:
        raise Told(f"{error.filename or file}: {error.strerror or error}.") from None
