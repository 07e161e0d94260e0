"""Files that people hand over: fetched only where one is awaited, and only small ones."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest

from bot.chat.kit.context import Context
from bot.chat.kit.request import UploadedFile, UploadError, UploadTooLarge
from bot.chat.kit.routes import Routes, upload
from bot.chat.kit.screen import Screen, screen
from bot.chat.learner.onboarding import start
from bot.fields import Rest
from bot.lines import text
from storage.people import people
from tests.helpers.front_desk import LEARNER, FrontDesk, front_desk
from tests.helpers.new_accounts import NewAccount

FILE = UploadedFile("people.csv", b"name\nAmal\n")


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as front:
        yield front


async def awaiting(desk: FrontDesk, what: str | None) -> NewAccount:
    caller = NewAccount(desk, LEARNER)
    person = await caller.person()
    assert person is not None
    await caller.write(lambda conn: people.change(conn, person.id, awaits=what))

    desk.parts.router.routes = Routes(sys.modules[__name__], start)
    return caller


@upload("a-file")
def take_file(_ctx: Context, file: UploadedFile, _about: Rest = "") -> Screen:
    return screen(text(f"{file.name}: {len(file.content)}"))


async def test_expected_file_is_accepted(desk: FrontDesk) -> None:
    caller = await awaiting(desk, "a-file:of-what")

    async def fetch() -> UploadedFile:
        return FILE

    reply = await desk.parts.router.file(caller.visitor(), fetch)
    assert reply.screen is not None
    assert reply.screen.lines[0].text == "people.csv: 10"


@pytest.mark.parametrize("awaited", [None, "a-name"])
async def test_unexpected_file_is_not_downloaded(desk: FrontDesk, awaited: str | None) -> None:
    caller = await awaiting(desk, awaited)

    async def fetch() -> UploadedFile:
        raise AssertionError("nobody asked for it")

    reply = await desk.parts.router.file(caller.visitor(), fetch)
    assert reply.screen is not None
    again = await desk.parts.router.file(caller.visitor(), fetch)
    assert again.screen is None, "a flood of files is answered once"


@pytest.mark.parametrize(
    ("trouble", "said"), [(UploadTooLarge(), "at most 1024 kB"), (UploadError(), "once more")]
)
async def test_failed_download_is_explained(
    desk: FrontDesk, trouble: UploadError, said: str
) -> None:
    caller = await awaiting(desk, "a-file")

    async def fetch() -> UploadedFile:
        raise trouble

    reply = await desk.parts.router.file(caller.visitor(), fetch)
    assert reply.screen is not None
    assert said in reply.screen.lines[0].text
