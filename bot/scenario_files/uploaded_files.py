"""Opens uploaded files: YAML, a zip of them, or a spreadsheet. Content is untrusted.

Only YAML and the media of exhibits are unpacked from a zip, up to the limits of a scenario. Names
in it are never used as file system paths.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.spreadsheets.archive_check import COMPRESSIONS
from scenarios import limits, media
from scenarios.languages import LANGUAGES
from scenarios.loader import SCENARIO

MOST_ENTRIES = 50  # in a zip; a scenario has three files, and media
MOST_UNPACKED = 8 << 20  # claimed bytes in a zip, with pictures and notes
_ZIP = b"PK"
_WORKBOOK = "xl/workbook.xml"
_PACKED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".zst")
_YAML = (".yaml", ".yml")
_PLAIN = (*_YAML, ".txt", "")
_SHEETS = (".csv", ".tsv", ".xls", ".xlsb", ".ods", ".numbers")
_DOCUMENTS = (".docx", ".pptx", ".odt", ".epub", ".jar", ".apk")  # which are zips
_FORMAT = re.compile(rb"^\xef?\xbb?\xbf?format[ \t]*:", re.MULTILINE)  # the first key of a scenario
_ID = re.compile(rb"^id:[ \t]*[\"']?([a-z][a-z0-9-]{0,39})", re.MULTILINE)
_LANGUAGE = re.compile(rf"(?:^|[._ -])({'|'.join(LANGUAGES)})$")
_DRIVE = re.compile(r"^[A-Za-z]:")
_ENCRYPTED = 0x1
_SYSTEM_FILES = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class RejectionReason(Enum):
    KIND = auto()  # neither YAML nor a zip nor a spreadsheet
    SHEET = auto()  # a spreadsheet in another format than XLSX
    BROKEN = auto()  # an unreadable zip
    LOCKED = auto()  # with a password
    PACKED = auto()  # an unusual compression method
    PATHS = auto()  # path traversal
    MANY = auto()  # too many entries
    LARGE = auto()  # too large unpacked
    NESTED = auto()  # a nested archive
    NONE = auto()  # no scenario in it
    SEVERAL = auto()  # more than one scenario
    TWICE = auto()  # a duplicate file


class FileRejected(Exception):
    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(reason.name)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Workbook:
    """A spreadsheet, not parsed yet."""

    content: bytes


@dataclass(frozen=True, slots=True)
class ScenarioFiles:
    """The files of a scenario, by their names in its folder."""

    files: Mapping[str, bytes]
    whole: bool  # whether it is complete, or a file of a known scenario
    unread: tuple[str, ...] = ()  # other files in the upload
    names: Mapping[str, str] = field(default_factory=dict)  # the original file names, by name


def is_zip(name: str, content: bytes) -> bool:
    """Whether an upload is opened as a zip, which a workbook is too."""
    return content.startswith(_ZIP) and _suffix(name) not in (*_SHEETS, *_DOCUMENTS)


def open_upload(name: str, content: bytes) -> ScenarioFiles | Workbook:
    """Open a file by its name and content.

    Raises:
        Refused: The file is not supported.
    """
    suffix = _suffix(name)
    if suffix in _SHEETS:
        raise FileRejected(RejectionReason.SHEET)
    if is_zip(name, content):
        return _unpack(content)
    if suffix not in _PLAIN:
        raise FileRejected(RejectionReason.KIND)
    role = _role(name, content) or SCENARIO
    return ScenarioFiles({role: content}, whole=False, names={role: name} if name else {})


def id_in(content: bytes) -> str:
    """The id that a scenario claims, read without parsing it; empty if there is none."""
    found = _ID.search(content)
    return found[1].decode() if found else ""


def _unpack(content: bytes) -> ScenarioFiles | Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.filename == _WORKBOOK for entry in entries):
                return Workbook(content)
            return _scenario_files(archive, _valid_entries(entries))
    except FileRejected:
        raise
    except RuntimeError:  # Python's message for a missing password
        raise FileRejected(RejectionReason.LOCKED) from None
    except Exception as error:  # zipfile and zlib raise various errors for broken files
        raise FileRejected(RejectionReason.BROKEN) from error


def _valid_entries(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The valid files of a zip, without operating system files."""
    if len(entries) > MOST_ENTRIES:
        raise FileRejected(RejectionReason.MANY)
    if any(_escapes(entry.orig_filename) for entry in entries):
        raise FileRejected(RejectionReason.PATHS)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRejected(RejectionReason.LOCKED)
    if any(entry.compress_type not in COMPRESSIONS for entry in entries):
        raise FileRejected(RejectionReason.PACKED)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise FileRejected(RejectionReason.LARGE)
    files = [
        entry for entry in entries if not entry.is_dir() and not _is_system_file(entry.filename)
    ]
    if any(_suffix(entry.filename) in _PACKED for entry in files):
        raise FileRejected(RejectionReason.NESTED)
    names = [entry.filename for entry in files]
    if len(set(names)) < len(names):
        raise FileRejected(RejectionReason.TWICE)
    return files


def _escapes(name: str) -> bool:
    """Whether a name would escape the target folder."""
    parts = name.split("/")
    strange = "\\" in name or any(ord(letter) < ord(" ") for letter in name)
    return strange or name.startswith("/") or ".." in parts or bool(_DRIVE.match(name))


def _is_system_file(name: str) -> bool:
    parts = name.split("/")
    return parts[0] in _SYSTEM_FILES or parts[-1] in _SYSTEM_FILES or parts[-1][:2] == "._"


def _scenario_files(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> ScenarioFiles:
    contents = {
        entry.filename: _read(archive, entry)
        for entry in entries
        if _suffix(entry.filename) in _YAML
    }
    roles = {name: _role(name, content) for name, content in contents.items()}
    mains = [name for name, role in roles.items() if role == SCENARIO]
    if not mains:
        raise FileRejected(RejectionReason.NONE)
    if len(mains) > 1:
        raise FileRejected(RejectionReason.SEVERAL)
    folder = mains[0].rpartition("/")[0]
    taken = {
        name: role for name, role in roles.items() if role and name.rpartition("/")[0] == folder
    }
    if len(set(taken.values())) < len(taken):
        raise FileRejected(RejectionReason.TWICE)
    shown = _media_files(archive, entries, folder)
    read = {*taken, *shown}
    return ScenarioFiles(
        {role: contents[name] for name, role in taken.items()}
        | {media.FOLDER + name.rpartition("/")[2]: raw for name, raw in shown.items()},
        whole=True,
        unread=tuple(entry.filename for entry in entries if entry.filename not in read),
        names={role: name.rpartition("/")[2] for name, role in taken.items()},
    )


def _media_files(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: str
) -> dict[str, bytes]:
    """The media files beside a scenario, by their names in the zip."""
    beside = f"{folder}/{media.FOLDER}" if folder else media.FOLDER
    named = (
        entry
        for entry in entries
        if entry.filename.startswith(beside) and media.is_name(entry.filename.removeprefix(beside))
    )
    return {entry.filename: _read(archive, entry) for entry in named}


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a file, at most one byte beyond the limit, whatever size it claims."""
    with archive.open(entry) as packed:
        content = packed.read(limits.FILE_BYTES + 1)
    if len(content) > limits.FILE_BYTES:
        raise FileRejected(RejectionReason.LARGE)
    return content


def _suffix(name: str) -> str:
    last = name.rpartition("/")[2]
    return f".{last.rpartition('.')[2].lower()}" if "." in last else ""


def _role(name: str, content: bytes) -> str | None:
    """The standard name of a YAML file; None if it is not part of a scenario."""
    stem = name.rpartition("/")[2].lower().rpartition(".")[0] or name.lower()
    if f"{stem}.yaml" == SCENARIO or _FORMAT.search(content):
        return SCENARIO
    language = _LANGUAGE.search(stem)
    return f"{language[1]}.yaml" if language else None
