"""What was sent, opened: YAML files, a zip of them, or a spreadsheet. Pure, and nothing is trusted.

Of a zip only YAML is unpacked, and never more of it than a scenario may have. No name in it is ever
a place in our file system.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.chat.kit.request import Handed
from bot.spreadsheets.archive_check import COMPRESSIONS
from scenarios import limits
from scenarios.loader import LANGUAGES, SCENARIO

FILE = "case-file"  # what is awaited; with the id of a scenario, a new edition of that one
ENTRIES = 50  # in a zip; a scenario has three files
UNPACKED = 8 << 20  # bytes that a zip may claim to hold, pictures and notes along with it
_ZIP = b"PK"
_WORKBOOK = "xl/workbook.xml"
_PACKED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".zst")
_YAML = (".yaml", ".yml")
_PLAIN = (*_YAML, ".txt", "")
_SHEETS = (".csv", ".tsv", ".xls", ".xlsb", ".ods", ".numbers")
_DOCUMENTS = (".docx", ".pptx", ".odt", ".epub", ".jar", ".apk")  # which are zips inside
_FORMAT = re.compile(rb"^\xef?\xbb?\xbf?format[ \t]*:", re.MULTILINE)  # only a scenario begins so
_ID = re.compile(rb"^id:[ \t]*[\"']?([a-z][a-z0-9-]{0,39})", re.MULTILINE)
_LANGUAGE = re.compile(rf"(?:^|[._ -])({'|'.join(LANGUAGES)})$")
_LETTER_OF_A_DRIVE = re.compile(r"^[A-Za-z]:")
_ENCRYPTED = 0x1
_LEFT_BY_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class Why(Enum):
    """Why something is not even looked at."""

    KIND = auto()  # neither YAML nor a zip nor a spreadsheet
    SHEET = auto()  # a spreadsheet, saved in another format than XLSX
    BROKEN = auto()  # a zip that cannot be read
    LOCKED = auto()  # with a password
    PACKED = auto()  # in another way than zips usually are
    PATHS = auto()  # its names lead elsewhere
    MANY = auto()  # entries
    LARGE = auto()  # unpacked
    NESTED = auto()  # an archive in it
    NONE = auto()  # no scenario in it
    SEVERAL = auto()  # more than one
    TWICE = auto()  # one file in it twice


class Refused(Exception):
    """It is not even looked at."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.name)
        self.why = why


@dataclass(frozen=True, slots=True)
class Sheet:
    """A spreadsheet, still unread."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of a scenario, by the names they have in its folder."""

    files: Mapping[str, bytes]
    whole: bool  # whether it is all there is, or a file of one that is known
    unread: tuple[str, ...] = ()  # what lay beside them
    names: Mapping[str, str] = field(default_factory=dict)  # as each was sent, by its name here


def opened(sent: Handed) -> Parcel | Sheet:
    """Look what was sent.

    Raises:
        Refused: It is nothing of the kind, or something that nobody sends by chance.
    """
    suffix = _suffix(sent.name)
    if suffix in _SHEETS:
        raise Refused(Why.SHEET)
    if sent.content.startswith(_ZIP) and suffix not in _DOCUMENTS:
        return _unpacked(sent.content)
    if suffix not in _PLAIN:
        raise Refused(Why.KIND)
    role = _role(sent.name, sent.content) or SCENARIO
    return Parcel({role: sent.content}, whole=False, names={role: sent.name} if sent.name else {})


def id_in(content: bytes) -> str:
    """The id that a scenario gives itself, as far as can be seen before it is read; or nothing."""
    found = _ID.search(content)
    return found[1].decode() if found else ""


def _unpacked(content: bytes) -> Parcel | Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(one.filename == _WORKBOOK for one in entries):
                return Sheet(content)
            return _parcel(archive, _checked(entries))
    except Refused:
        raise
    except RuntimeError:  # what Python says of a password that it lacks
        raise Refused(Why.LOCKED) from None
    except Exception as error:  # zipfile and zlib fail in any way on what is broken
        raise Refused(Why.BROKEN) from error


def _checked(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The files of a zip that nothing is wrong with, without what systems leave in it."""
    if len(entries) > ENTRIES:
        raise Refused(Why.MANY)
    if any(_leads_elsewhere(one.orig_filename) for one in entries):
        raise Refused(Why.PATHS)
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise Refused(Why.LOCKED)
    if any(one.compress_type not in COMPRESSIONS for one in entries):
        raise Refused(Why.PACKED)
    if sum(one.file_size for one in entries) > UNPACKED:
        raise Refused(Why.LARGE)
    files = [one for one in entries if not one.is_dir() and not _is_left(one.filename)]
    if any(_suffix(one.filename) in _PACKED for one in files):
        raise Refused(Why.NESTED)
    names = [one.filename for one in files]
    if len(set(names)) < len(names):
        raise Refused(Why.TWICE)
    return files


def _leads_elsewhere(name: str) -> bool:
    """Whether a name would lead out of the folder that it is unpacked in."""
    parts = name.split("/")
    strange = "\\" in name or any(ord(letter) < ord(" ") for letter in name)
    return strange or name.startswith("/") or ".." in parts or bool(_LETTER_OF_A_DRIVE.match(name))


def _is_left(name: str) -> bool:
    parts = name.split("/")
    return parts[0] in _LEFT_BY_SYSTEMS or parts[-1] in _LEFT_BY_SYSTEMS or parts[-1][:2] == "._"


def _parcel(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Parcel:
    read = {one.filename: _read(archive, one) for one in entries if _suffix(one.filename) in _YAML}
    roles = {name: _role(name, content) for name, content in read.items()}
    mains = [name for name, role in roles.items() if role == SCENARIO]
    if not mains:
        raise Refused(Why.NONE)
    if len(mains) > 1:
        raise Refused(Why.SEVERAL)
    folder = mains[0].rpartition("/")[0]
    files: dict[str, bytes] = {}
    for name, role in roles.items():
        if role and name.rpartition("/")[0] == folder:
            if role in files:
                raise Refused(Why.TWICE)
            files[role] = read[name]
    taken = {
        name: role for name, role in roles.items() if role and name.rpartition("/")[0] == folder
    }
    names = {role: name.rpartition("/")[2] for name, role in taken.items()}
    return Parcel(files, whole=True, unread=tuple(_others(entries, set(taken))), names=names)


def _others(entries: list[zipfile.ZipInfo], taken: set[str]) -> Iterator[str]:
    yield from (one.filename for one in entries if one.filename not in taken)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A file, and never more than one byte past what is allowed, whatever it claims to hold."""
    with archive.open(entry) as packed:
        content = packed.read(limits.FILE_BYTES + 1)
    if len(content) > limits.FILE_BYTES:
        raise Refused(Why.LARGE)
    return content


def _suffix(name: str) -> str:
    last = name.rpartition("/")[2]
    return f".{last.rpartition('.')[2].lower()}" if "." in last else ""


def _role(name: str, content: bytes) -> str | None:
    """What a YAML file is in the folder of a scenario; None for one that is no part of it."""
    stem = name.rpartition("/")[2].lower().rpartition(".")[0] or name.lower()
    if f"{stem}.yaml" == SCENARIO or _FORMAT.search(content):
        return SCENARIO
    language = _LANGUAGE.search(stem)
    return f"{language[1]}.yaml" if language else None
