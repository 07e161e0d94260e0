"""Backups through pipes: to standard output and from standard input, encrypted by `age`."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from storage.backups import backups
from tests.commands.calling import PATIENCE, PROGRAM, call
from tests.commands.test_backups import all_of, filled, still, use
from tests.helpers.programs import path_of


@pytest.fixture
def url(sqlite_url: str, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    del somewhere
    use(monkeypatch, sqlite_url)
    asyncio.run(filled(sqlite_url))
    return sqlite_url


def piped(*args: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        (*PROGRAM, *args), input=content, capture_output=True, timeout=PATIENCE, check=False
    )


def test_a_backup_goes_through_a_pipe_and_back(
    url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, temporary = tmp_path / "note.json", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    made = piped("db", "backup", "-", "--note", str(note))
    assert made.returncode == 0, made.stderr
    assert made.stderr.startswith(b"standard output: ")

    before = all_of(url)
    use(monkeypatch, f"sqlite:///{somewhere}/new.db")
    back = piped("db", "restore", "-", "--none-erased", content=made.stdout)
    assert back.returncode == 0, back.stderr
    assert back.stdout.startswith(b"Standard input is restored into ")
    assert still(all_of(f"sqlite:///{somewhere}/new.db")) == still(before)
    assert not [*temporary.iterdir()]

    file = tmp_path / "kept.backup"
    subprocess.run(("tar", "-xC", tmp_path), input=made.stdout, check=True)
    (tmp_path / "basira.backup").rename(file)
    note.rename(backups.note_path(file))
    assert backups.read_note(file).rows["people"] == before["people"].rows


@pytest.mark.needs("age")
def test_age_encrypts_and_decrypts_a_backup(
    url: str, tmp_path: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, sealed = tmp_path / "key", tmp_path / "one.backup.age"
    subprocess.run(("age-keygen", "-o", key), check=True, capture_output=True)
    public = subprocess.check_output(("age-keygen", "-y", key)).strip()
    made = piped("db", "backup", "-")
    age = path_of("age")
    subprocess.run((age, "-r", public, "-o", sealed), input=made.stdout, check=True)
    assert b"SQLite" not in sealed.read_bytes()

    plain = subprocess.run((age, "-d", "-i", key, sealed), check=True, capture_output=True).stdout
    before = all_of(url)
    use(monkeypatch, f"sqlite:///{somewhere}/new.db")
    back = piped("db", "restore", "-", "--none-erased", content=plain)
    assert back.returncode == 0, back.stderr
    assert still(all_of(f"sqlite:///{somewhere}/new.db")) == still(before)


@pytest.mark.parametrize(
    "torn", [0, 5000, *(pytest.param(size, marks=pytest.mark.slow) for size in (100, 512))]
)
def test_a_torn_stream_is_not_restored(
    url: str, torn: int, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = call("db", "backup", "-").stdout_bytes
    use(monkeypatch, f"sqlite:///{somewhere}/new.db")
    refused = call("db", "restore", "-", "--none-erased", typed=content[:torn])
    assert refused.exit_code == 2
    assert refused.stderr.startswith("Standard input is not a whole backup")
    assert not [*somewhere.iterdir()]


def test_a_note_is_never_replaced(url: str, tmp_path: Path) -> None:
    note = tmp_path / "note.json"
    note.write_text("another's")
    refused = call("db", "backup", "-", "--note", str(note))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is not replaced" in refused.stderr
    assert note.read_text() == "another's"


def test_a_note_of_its_own_is_for_streams(url: str, tmp_path: Path) -> None:
    refused = call("db", "backup", str(tmp_path / "one"), "--note", str(tmp_path / "note"))
    assert refused.exit_code == 2
    assert "goes with `-`" in refused.stderr
