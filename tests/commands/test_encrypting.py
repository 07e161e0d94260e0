"""Encrypted backups: in the format of age, read with their key alone, by us and by others."""

from __future__ import annotations

import asyncio
import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from bot.cli.encrypting import decrypted
from bot.cli.program import Told
from storage.db import backups
from tests.commands.calling import call
from tests.commands.test_backups import all_of, filled, still, use

# What `age-keygen` and `age` 1.2.1 of age-encryption.org wrote; a backup of nobody.
KEY_OF_AGE = """# created: 2026-11-26T11:35:55Z
# public key: age1p56654aexqg82f5h6v0d2zn290nkvck5qt5sv434fn6zhwase4es5rchce
AGE-SECRET-KEY-1GXYJWWEVAFYFYM4F67U9638XVFZLCQC6LFW0AT35PES8WJ674NTQND84VJ
"""
ARMOURED = b"""-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAwL0xmODR4RHNDOHF3UEMr
SXVuL3dOcmk4d09OdE9VSTUwemE0MEhYSFZRCkhXMkFTQnFjN3J5VXE5dksvVkcz
bVIwZEJHb040ekNSK1l6NWFCcVkwTm8KLS0tIFlNSllJR3NrTHBKMENzN3FmekxG
VW5ESkQyTVJQSUxhOW42T2MzcHpZKzAKuFkXs70KG8caaqjgA9bTL+x4tPPICSgP
q3D39en+ZL84olL3BaXlpi7uM9l5Ew==
-----END AGE ENCRYPTED FILE-----
"""
PLAIN = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBiOTdzK1drQk5TQWhuckpZbS8raHk4am9aK25BNVB5aVFKMGJ5"
    "QzhWVEE4CmtMK01vck1IcnQ0RExjRElLN01DN3VYV2dkUnR3MUJTZ1lmVytSRjdDdE0KLS0tIGExREhoMjN2MEZaRzRP"
    "M1hwa2lIc1lRVHBHV1VpK1VWSkk1OFBONlZNdk0KQKLulhN8U7T6MZVlK+HAeJ1dnHm7FU3WX1vfPWvkHpaYkc4Dfu0H"
    "KuDbqoWq0Q=="
)


def _by_library(file: Path, key: Path) -> bytes:
    line = key.read_text().splitlines()[-1]
    return pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(line)])


def _by_age(file: Path, key: Path) -> bytes:
    asked = ("age", "--decrypt", "--identity", str(key), str(file))
    return subprocess.run(asked, check=True, capture_output=True).stdout


READERS = [_by_library, pytest.param(_by_age, marks=pytest.mark.needs("age"))]


@pytest.fixture
def url(sqlite_url: str, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    del somewhere
    use(monkeypatch, sqlite_url)
    asyncio.run(filled(sqlite_url))
    return sqlite_url


def a_key(file: Path) -> str:
    made = call("db", "key", str(file))
    assert made.exit_code == 0, made.stderr
    return made.stdout.strip()


def test_encrypted_it_is_read_with_its_key_alone(
    url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, key, other = tmp_path / "one.age", tmp_path / "key", tmp_path / "other"
    public = a_key(key)
    a_key(other)
    others = {tmp_path / ".one.age.plain", tmp_path / ".one.age.plain.json"}
    for one in (*others, backups.note_of(out)):
        one.write_text("another's")
    assert "stays as it is" in call("db", "backup", str(out), "--encrypt", public).stderr
    backups.note_of(out).unlink()
    assert call("db", "backup", str(out), "--encrypt", public).exit_code == 0
    assert b"SQLite" not in out.read_bytes()
    assert {one.stat().st_mode & 0o777 for one in (out, key, other)} == {0o600}
    assert set(tmp_path.iterdir()) - others == {key, other, somewhere, out, backups.note_of(out)}

    use(monkeypatch, f"sqlite:///{somewhere}/new.db")
    ask = ("db", "restore", str(out), "--none-erased")
    assert "Say with `--identity`" in call(*ask).stderr
    assert "No matching keys" in call(*ask, "--identity", str(other)).stderr
    assert call(*ask, "--identity", str(key)).exit_code == 0
    assert still(all_of(f"sqlite:///{somewhere}/new.db")) == still(all_of(url))
    assert {*tmp_path.glob(".*")} == others
    assert {one.read_text() for one in others} == {"another's"}


@pytest.mark.parametrize("reader", READERS)
def test_others_read_it_and_find_what_its_note_says(
    url: str, tmp_path: Path, reader: Callable[[Path, Path], bytes]
) -> None:
    """Without any Basira: a backup outlives the program that made it."""
    out, key, again = tmp_path / "one.age", tmp_path / "key", tmp_path / "again"
    assert call("db", "backup", str(out), "--encrypt", a_key(key)).exit_code == 0

    again.write_bytes(reader(out, key))

    backups.note_of(again).write_bytes(backups.note_of(out).read_bytes())
    assert backups.read_note(again).rows["people"] == all_of(url)["people"].rows


@pytest.mark.parametrize("sealed", [ARMOURED, PLAIN], ids=["armoured", "plain"])
def test_what_age_wrote_is_read(tmp_path: Path, sealed: bytes) -> None:
    out, key = tmp_path / "one.age", tmp_path / "key"
    out.write_bytes(sealed)
    backups.note_of(out).write_text("{}")
    key.write_text(KEY_OF_AGE)

    with decrypted(out, key) as plain:
        assert plain.read_bytes() == b"by age itself\n"
        assert backups.note_of(plain).read_text() == "{}"
    assert not plain.exists()


def test_a_torn_one_is_not_restored(
    url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, key = tmp_path / "one.age", tmp_path / "key"
    assert call("db", "backup", str(out), "--encrypt", a_key(key)).exit_code == 0
    out.write_bytes(out.read_bytes()[:-100])
    use(monkeypatch, f"sqlite:///{somewhere}/new.db")

    torn = call("db", "restore", str(out), "--none-erased", "--identity", str(key))

    assert torn.exit_code == 2
    assert f"{out} cannot be read with {key}" in torn.stderr
    assert not [*somewhere.iterdir()]


@pytest.mark.parametrize("public", ["age1bad", "ssh-ed25519 AAAA", "x", ""])
def test_what_is_no_public_key_is_told_before_anything_is_read(
    url: str, tmp_path: Path, public: str
) -> None:
    out = tmp_path / "one.age"
    refused = call("db", "backup", str(out), "--encrypt", public)

    assert refused.exit_code == 2
    assert "is no public key" in refused.stderr
    assert not out.exists()


@pytest.mark.parametrize("content", ["", "# only words", "good", "AGE-SECRET-KEY-1X", "\udcff"])
def test_what_is_no_key_is_told(tmp_path: Path, content: str) -> None:
    out, key = tmp_path / "one.age", tmp_path / "key"
    out.write_bytes(PLAIN)
    key.write_bytes(content.encode(errors="surrogateescape"))

    with pytest.raises(Told, match="holds no key"), decrypted(out, key):
        pass


def test_a_key_never_takes_the_place_of_another(tmp_path: Path) -> None:
    key = tmp_path / "key"
    a_key(key)
    before = key.read_bytes()

    again, nowhere = call("db", "key", str(key)), call("db", "key", str(tmp_path / "no" / "key"))

    assert (again.exit_code, nowhere.exit_code) == (2, 2)
    assert "stays as it is" in again.stderr
    assert "No such file or directory" in nowhere.stderr
    assert key.read_bytes() == before
