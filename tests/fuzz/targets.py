"""The parsers of foreign input, each as a function of bytes.

A target returns, whatever it is given. What its parser may raise by design is caught here; any
other exception is a bug.
"""

from __future__ import annotations

import asyncio
import base64
import io
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

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
from bot.init_data import verify_hash, verify_signature
from bot.scenario_files import po_file
from bot.spreadsheets import UnreadableFile, uploaded_table
from bot.spreadsheets.workbook_reader import ReadOptions, numbered, texts_of
from bot.telegram import reading
from bot.telegram.webhook import SECRET_HEADER, app
from bot.web.kit.body import BodyTooLarge, read_form
from bot.web.kit.cookies import Cookies
from scenarios.case_library import LIBRARY
from scenarios.loader import load
from storage.cohorts import short_codes

NOW: Final = datetime(2026, 12, 1, tzinfo=UTC)
SECRET: Final = "a-Secret_of-16-letters"
FORM: Final = b"application/x-www-form-urlencoded"
PARTS: Final = b"multipart/form-data; boundary=b"

Target = Callable[[bytes], object]


def _text(given: bytes) -> str:
    return given.decode("utf-8", "surrogateescape")


def scenario(given: bytes) -> None:
    load({"scenario.yaml": given})


def translation(given: bytes) -> None:
    load({"scenario.yaml": _case("scenario.yaml"), "ar.yaml": given})


@cache
def _case(name: str) -> bytes:
    return (LIBRARY / "airports-form-a" / name).read_bytes()


def po(given: bytes) -> None:
    with suppress(UnreadableFile):
        po_file.parse(given, "it", "ar")


def xlsx(given: bytes) -> None:
    with suppress(UnreadableFile):
        texts_of(numbered(io.BytesIO(given), "it", ReadOptions()))


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
    status = asyncio.run(_answer(app(_Intake(), SECRET), headers, body))  # type: ignore[arg-type]
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
    verify_hash(text, "1:token", NOW)
    verify_signature(text, 1, NOW)


def form(given: bytes) -> None:
    """The first line is the content type, the rest the body."""
    kind, _, body = given.partition(b"\n")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind)]}
    for largest_file in (0, 1000):
        with suppress(BodyTooLarge):
            asyncio.run(read_form(Request(scope, receive), largest_file))


def cookies(given: bytes) -> None:
    request = Request({"type": "http", "headers": [(b"cookie", given)]})
    found = Cookies("https://console.example.org")
    found.session(request)
    found.notice(request)


def cursor(given: bytes) -> None:
    parse_cursor(_text(given), "name", descending=False)


def backup_stream(given: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(CommandError):
        backup_streams.read(io.BytesIO(given), Path(folder) / "it.backup")


TARGETS: Final[dict[str, Target]] = {
    target.__name__: target
    for target in (
        scenario, translation, po, xlsx, csv, callback_data, deep_link, typed, update, webhook,
        init_data, form, cookies, cursor, backup_stream,
    )
}  # fmt: skip


def _workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("texts")
        sheet.write_row(0, 0, ("name", "number"))
        sheet.write_row(1, 0, ("سارة", 7))
    return made.getvalue()


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
        "scenario": (_case("scenario.yaml"), small),
        "translation": (_case("ar.yaml") if (LIBRARY / "airports-form-a/ar.yaml").exists()
                        else small,),
        "po": ((b'msgid ""\nmsgstr "Language: ar\\n"\n\n#, fuzzy\nmsgctxt "a:b"\nmsgid "x"\n'
               b'msgstr "y"\n'),),
        "xlsx": (_workbook(),),
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
        "backup_stream": (b"",),
    }[name]  # fmt: skip
