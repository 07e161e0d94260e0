"""The parsers of foreign input, each as a function of bytes.

A target returns, whatever it is given. What its parser may raise by design is caught here; any
other exception is a bug.
"""

from __future__ import annotations

import asyncio
import base64
import io
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import xlsxwriter
from starlette.requests import Request

from bot.app.certificates import verification
from bot.app.cohorts import roster_sheet
from bot.app.enrolment import invitation_opening
from bot.app.onboarding import pasted_names
from bot.app.paging import parse_cursor
from bot.chat.routes import ROUTES
from bot.chat.trainer.assignments.typed_days import read_day
from bot.cli import backup_streams
from bot.cli.program import CommandError
from bot.init_data import verify
from bot.scenario_files import po_file
from bot.spreadsheets import UnreadableFile, uploaded_table
from bot.spreadsheets.workbook_reader import ReadOptions, numbered, texts_of
from bot.telegram import reading
from bot.telegram.webhook import SECRET_HEADER, app
from bot.web.kit.body import BodyTooLarge, read_form
from bot.web.kit.cookies import Cookies
from scenarios.loader import load
from scenarios.skeleton import skeleton
from storage.backups.backups import note_path
from storage.cohorts import short_codes

NOW: Final = datetime(2026, 12, 1, tzinfo=UTC)
SECRET: Final = "a-Secret_of-16-letters"
FORM: Final = b"application/x-www-form-urlencoded"
PARTS: Final = b"multipart/form-data; boundary=b"

SHEET: Final = "xl/worksheets/sheet1.xml"

Target = Callable[[bytes], object]
T = TypeVar("T")


def _text(given: bytes) -> str:
    return given.decode("utf-8", "surrogateescape")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def _run(work: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, which makes a loop for each input."""
    return _loop().run_until_complete(work)


def scenario(given: bytes) -> None:
    load({"scenario.yaml": given})


def translation(given: bytes) -> None:
    files = {"scenario.yaml": _case()["scenario.yaml"], "ar.yaml": given}
    if load(files, advice=False).scenario is not None:
        load(files)  # advice reads whole translations only, and takes ten times as long


@cache
def _case() -> dict[str, bytes]:
    """The smallest case, without comments."""
    texts = skeleton("it", "en", ("rate",))
    comment = re.compile(r"^ *#.*\n| *# .*$", re.MULTILINE)
    return {name: comment.sub("", text).encode() for name, text in texts.items()}


def po(given: bytes) -> None:
    with suppress(UnreadableFile):
        po_file.parse(given, "it", "ar")


def xlsx(given: bytes) -> None:
    with suppress(UnreadableFile):
        texts_of(numbered(io.BytesIO(given), "it", ReadOptions()))


def sheet(given: bytes) -> None:
    """The XML of a workbook's sheet; the archive around it is whole."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as whole, zipfile.ZipFile(made, "w") as other:
        for part in whole.namelist():
            other.writestr(part, given if part == SHEET else whole.read(part))
    xlsx(made.getvalue())


def csv(given: bytes) -> None:
    if given.startswith(b"PK\x03\x04"):
        return  # a workbook: it has a target of its own
    kind, rows = uploaded_table.text_answer(300, io.BytesIO(given))
    if kind == "rows":
        with suppress(roster_sheet.NoNameColumnError):
            roster_sheet.parse(roster_sheet.recognised_table(rows), ())  # type: ignore[arg-type]


def callback_data(given: bytes) -> None:
    ROUTES.read(_text(given))


def deep_link(given: bytes) -> None:
    text = _text(given)
    short_codes.parse(text)
    invitation_opening.parse_code(text)
    verification.parse_code(text)


def typed(given: bytes) -> None:
    text = given.decode("utf-8", "replace")
    read_day(text, date(2026, 12, 1))
    pasted_names.parse_names(text, ())


def update(given: bytes) -> None:
    reading.first_id(given)
    with suppress(reading.Unreadable):
        read = reading.loads(given)
        reading.update_id(read)
        reading.update(read)


class _Intake:
    """Takes what the webhook lets through."""

    is_healthy = True

    async def take(self, update: Any, *, wait_for_storage: bool) -> None:
        assert isinstance(update["update_id"], int)

    def skip_malformed(self, update_id: int | None) -> None:
        """Counts nothing."""


def webhook(given: bytes) -> None:
    """The first line is the content type, the second the secret, the rest the body."""
    kind, _, rest = given.partition(b"\n")
    secret, _, body = rest.partition(b"\n")
    headers = [(b"content-type", kind), (SECRET_HEADER.lower().encode(), secret)]
    status = _run(_answer(app(_Intake(), SECRET), headers, body))  # type: ignore[arg-type]
    assert status in {200, 401, 415}


async def _answer(served: Any, headers: list[tuple[bytes, bytes]], body: bytes) -> int:
    scope = {
        "type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b"",
        "headers": headers, "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await served(scope, receive, send)
    return statuses[0]


def init_data(given: bytes) -> None:
    text = _text(given)
    verify(text, "1:token", NOW)


def form(given: bytes) -> None:
    """The first line is the content type, the rest the body."""
    kind, _, body = given.partition(b"\n")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind)]}
    for largest_file in (0, 1000):
        with suppress(BodyTooLarge):
            _run(read_form(Request(scope, receive), largest_file))


def cookies(given: bytes) -> None:
    request = Request({"type": "http", "headers": [(b"cookie", given)]})
    found = Cookies("https://console.example.org")
    found.session(request)
    found.owner(request)
    found.notice(request)


def cursor(given: bytes) -> None:
    parse_cursor(_text(given), "name", descending=False)


def backup_stream(given: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(CommandError):
        backup_streams.read(io.BytesIO(_summed(given)), Path(folder) / "it.backup")


def _summed(archive: bytes) -> bytes:
    """A tar archive with the right checksum in all that looks like a header."""
    blocks = [archive[at : at + 512] for at in range(0, len(archive), 512)]
    for number, block in enumerate(blocks):
        if block[257:262] == b"ustar" and len(block) == 512:
            total = sum(block[:148]) + sum(block[156:]) + 8 * ord(" ")
            blocks[number] = block[:148] + b"%06o\0 " % total + block[156:]
    return b"".join(blocks)


TARGETS: Final[dict[str, Target]] = {
    target.__name__: target
    for target in (
        scenario, translation, po, xlsx, sheet, csv, callback_data, deep_link, typed, update,
        webhook, init_data, form, cookies, cursor, backup_stream,
    )
}  # fmt: skip


@cache
def _workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("texts")
        sheet.write_row(0, 0, ("name", "number"))
        sheet.write_row(1, 0, ("سارة", 7))
    return made.getvalue()


@cache
def _sheet() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        return archive.read(SHEET)


@cache
def _backup() -> bytes:
    made = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "it.backup"
        file.write_bytes(b"SQLite")
        note_path(file).write_bytes(b"{}")
        backup_streams.write(file, made)
    return made.getvalue().rstrip(b"\0") + bytes(1024)


def _archive(kind: bytes) -> bytes:
    """A tar archive with a member of a kind, before the backup."""
    member = tarfile.TarInfo("it.backup")
    member.type, member.linkname, member.pax_headers = kind, "it.backup.json", {"size": "3"}
    return member.tobuf(tarfile.PAX_FORMAT) + _backup()


_UPDATE: Final = (
    b'{"update_id":7,"callback_query":{"id":"1","from":{"id":5,"first_name":"a"},'
    b'"data":"1:m","message":{"message_id":3,"chat":{"id":5}}}}'
)
_HTTP: Final = b"application/json\n" + SECRET.encode() + b"\n"


PACKED: Final = Path(__file__).parent / "packed"
"""Inputs of guided runs that reach different branches: a file for each target, in Base64 lines."""


def packed(name: str) -> list[bytes]:
    """The inputs of a target that guided runs found."""
    file = PACKED / f"{name}.txt"
    return [base64.b64decode(line) for line in file.read_bytes().split()] if file.exists() else []


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """Valid inputs of a target, from which others are made."""
    small = b"scenario: a\nscenes: {a: {text: {en: x, ar: y}, decision: &a {kind: pick}}}\n"
    return {
        "scenario": (_case()["scenario.yaml"], small),
        "translation": (_case()["ar.yaml"], small),
        "po": ((b'msgid ""\nmsgstr "Language: ar\\n"\n\n#, fuzzy\nmsgctxt "a:b"\nmsgid "x"\n'
               b'msgstr "y"\n'),),
        "xlsx": (_workbook(),),
        "sheet": (_sheet(),),
        "csv": ("name,name (ar),job,number\nSara,سارة,officer,7\n".encode(), b"sep=;\nname;no\n"),
        "callback_data": tuple(f"1:{route.key}:1:a:2".encode() for route in ROUTES)[:40],
        "deep_link": (b"K7QM-4PXD", b"https://t.me/basira_bot?start=abc", b"abcdefghijklmnop"),
        "typed": (b"1 December", "٣ ديسمبر".encode(), b"Sara Ali\nOmar; officer; 7"),
        "update": (_UPDATE, b'{"ok":true,"result":[' + _UPDATE + b"]}"),
        "webhook": (_HTTP + _UPDATE,),
        "init_data": (b"user=%7B%22id%22%3A5%7D&auth_date=1796083200&hash=" + b"0" * 64
                      + b"&signature=" + b"A" * 86,),
        "form": (FORM + b"\na=1&b=%D8%A7&a=2",
                 PARTS + b'\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
                 b'1\r\n--b--\r\n'),
        "cookies": (b"__Host-basira-session=abc; __Host-basira-notice=ZG9uZQ==",),
        "cursor": (b"WyJuYW1lIixmYWxzZSwiYSIsImIiXQ",),
        "backup_stream": (_backup(), *(_archive(kind) for kind in (
            tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_LONGNAME,
            tarfile.GNUTYPE_SPARSE)), b""),
    }[name]  # fmt: skip
