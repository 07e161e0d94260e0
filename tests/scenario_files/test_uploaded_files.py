"""Files from anyone, opened: what is taken, and what is refused before it is looked at."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenario_files.uploaded_files import (
    MOST_ENTRIES,
    FileRejected,
    RejectionReason,
    ScenarioFiles,
    Workbook,
    open_upload,
)
from scenarios import limits
from tests.helpers.publishing import zipped
from tests.helpers.small_case import ARABIC, BASE


def taken(content: bytes, name: str = "case.zip") -> ScenarioFiles:
    found = open_upload(name, content)
    assert isinstance(found, ScenarioFiles)
    return found


def refused(content: bytes, name: str = "case.zip") -> RejectionReason:
    with pytest.raises(FileRejected) as told:
        open_upload(name, content)
    return told.value.reason


@pytest.mark.parametrize(
    ("name", "content", "role"),
    [
        ("scenario.yaml", BASE, "scenario.yaml"),
        ("my case.YML", BASE, "scenario.yaml"),
        ("", BASE, "scenario.yaml"),
        ("night.ar.yaml", BASE, "scenario.yaml"),  # whatever it is called, it says what it is
        ("broken.yaml", ": : :", "scenario.yaml"),
        ("ar.yaml", ARABIC, "ar.yaml"),
        ("night-desk.ar.yaml", ARABIC, "ar.yaml"),
        ("scenario_ar.yml", ARABIC, "ar.yaml"),
        ("calendar.yaml", ARABIC, "scenario.yaml"),
    ],
)
def test_single_file_is_recognised_by_content_and_name(name: str, content: str, role: str) -> None:
    found = taken(content.encode(), name)
    assert (list(found.files), found.whole) == ([role], False)


@pytest.mark.parametrize("folder", ["", "night-desk/", "a/b c/حالة/"])
def test_a_zip_is_taken_from_whichever_folder_it_was_packed(folder: str) -> None:
    packed = {f"{folder}scenario.yaml": BASE, f"{folder}scenario.ar.yaml": ARABIC}
    packed |= {"__MACOSX/._scenario.yaml": "x", f"{folder}.DS_Store": "x"}
    packed |= {f"{folder}notes.txt": "hello", "elsewhere/ar.yaml": "language: ar"}
    found = taken(zipped(packed))
    assert found.files == {"scenario.yaml": BASE.encode(), "ar.yaml": ARABIC.encode()}
    assert set(found.unread) == {f"{folder}notes.txt", "elsewhere/ar.yaml"}
    assert found.whole


def test_non_case_is_refused_unread() -> None:
    assert refused(b"%PDF-1.7", "case.pdf") is RejectionReason.KIND
    assert refused(b"MZ", "case.exe") is RejectionReason.KIND
    assert refused(zipped({"word/document.xml": "<x/>"}), "case.docx") is RejectionReason.KIND
    assert refused(zipped({"content.xml": "<x/>"}), "texts.ods") is RejectionReason.SHEET
    assert refused(b"key,en\n", "texts.csv") is RejectionReason.SHEET
    assert refused(zipped({"readme.txt": "x"})) is RejectionReason.NONE
    assert (
        refused(zipped({"a/scenario.yaml": BASE, "b/scenario.yaml": BASE}))
        is RejectionReason.SEVERAL
    )
    assert (
        refused(zipped({"scenario.yaml": BASE, "ar.yaml": "a: b", "x.ar.yaml": "a: b"}))
        is RejectionReason.TWICE
    )


@pytest.mark.parametrize(
    "name",
    ["../scenario.yaml", "a/../../b.yaml", "/etc/passwd", "C:/x.yaml", "..\\x.yaml", "a\nb.yaml"],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert refused(zipped({"scenario.yaml": BASE, name: "x"})) is RejectionReason.PATHS


def test_too_many_too_large_and_nested_are_refused() -> None:
    many = {f"{n}.txt": "x" for n in range(MOST_ENTRIES + 1)}
    assert refused(zipped(many)) is RejectionReason.MANY
    large = "x" * (limits.FILE_BYTES + 1)
    assert refused(zipped({"scenario.yaml": large})) is RejectionReason.LARGE
    inner = zipped({"scenario.yaml": BASE})
    assert refused(zipped({"inner.zip": inner})) is RejectionReason.NESTED
    bomb = zipped({"scenario.yaml": BASE, "zeros.bin": b"\0" * (9 << 20)})
    assert len(bomb) < 20_000
    assert refused(bomb) is RejectionReason.LARGE


def lying(content: bytes, size: int) -> bytes:
    """A zip that claims its first file to be of another size."""
    made = bytearray(content)
    place = made.index(b"PK\x01\x02")
    made[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(made)


def test_a_zip_that_lies_about_its_size_is_read_no_further_than_it_may() -> None:
    bomb = lying(zipped({"scenario.yaml": b"format: 1\n" + b"\0" * (9 << 20)}), 100)
    assert refused(bomb) in (RejectionReason.BROKEN, RejectionReason.LARGE)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_bomb_is_refused_unread(compression: int) -> None:
    """Python unpacks these two in one go, whatever it is asked for and whatever the zip claims."""
    bomb = zipped({"scenario.yaml": b"format: 1\n" + b"\0" * (9 << 20)}, compression=compression)
    assert refused(lying(bomb, 100)) is RejectionReason.PACKED
    assert (
        refused(zipped({"scenario.yaml": BASE}, compression=compression)) is RejectionReason.PACKED
    )


def test_duplicate_file_name_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("scenario.yaml", BASE)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("scenario.yaml", "other: thing")
    assert refused(made.getvalue()) is RejectionReason.TWICE


def test_encrypted_archive_is_reported() -> None:
    made = bytearray(zipped({"scenario.yaml": BASE}))
    made[made.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(made)) is RejectionReason.LOCKED


def test_workbook_is_distinguished_from_an_archive() -> None:
    assert isinstance(open_upload("x.zip", zipped({"xl/workbook.xml": "<x/>"})), Workbook)


@given(st.binary(max_size=300), st.sampled_from(["case.zip", "case.yaml", "case", "x.pdf"]))
def test_upload_is_accepted_or_refused(content: bytes, name: str) -> None:
    for entry in (content, b"PK\x03\x04" + content):
        with contextlib.suppress(FileRejected):
            open_upload(name, entry)


@given(st.integers(min_value=0, max_value=2000), st.integers(min_value=0, max_value=255))
def test_a_zip_with_any_byte_changed_is_taken_or_refused(place: int, value: int) -> None:
    made = bytearray(zipped({"scenario.yaml": BASE, "scenario.ar.yaml": ARABIC}))
    made[place % len(made)] = value
    with contextlib.suppress(FileRejected):
        open_upload("case.zip", bytes(made))
