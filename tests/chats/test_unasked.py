"""What nobody asked for: never kept, answered kindly, and a flood of it answered once."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from telegram import BotCommandScopeAllPrivateChats

from bot.chat.command_list import commands
from bot.chat.kit.request import Visitor
from bot.locale import words
from scenarios.languages import REQUIRED
from tests.helpers.database_contents import rows_of
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Phone, Served

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SECRET = "a neighbour keeps her passport"
NUMBER = "97317990017"  # long enough not to stand in the file by chance
KEPT_NOT = {"en": "is not kept", "ar": "لم يُحفظ"}

Sending = Callable[[Phone], Awaitable[object]]

SENDINGS: dict[str, Sending] = {
    "text": lambda phone: phone.says(SECRET),
    "photo": lambda phone: phone.sends("photo", "a.png", PIXEL, "image/png", SECRET),
    "voice": lambda phone: phone.sends("voice", "a.ogg", PIXEL, "audio/ogg", SECRET),
    "document": lambda phone: phone.sends(
        "document", f"{SECRET}.txt", SECRET.encode(), "text/plain", SECRET
    ),
    "video": lambda phone: phone.sends("video", "a.mp4", PIXEL, "video/mp4", SECRET),
    "sticker": lambda phone: phone.sends("sticker", "a.webp", PIXEL, "image/webp"),
    "contact": lambda phone: phone.shares("contact", phone_number=NUMBER, first_name=SECRET),
    "location": lambda phone: phone.shares("location", latitude=26.2285, longitude=50.586),
}


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as front:
        yield front


def file_of(url: str) -> bytes:
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def settled(url: str) -> dict[str, list[str]]:
    """Every row but those that record, a moment later, what arrived."""
    later = ("attempts", "due", "sent_messages")
    return {name: rows for name, rows in rows_of(url).items() if name not in later}


@pytest.mark.parametrize("kind", SENDINGS)
@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_unexpected_text_is_answered_kindly_and_not_stored(
    sandbox: Served, sqlite_url: str, kind: str, language: str
) -> None:
    """With where a real case belongs, and the way back to the case under way."""
    learner = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens("dream-job")
        before, here = settled(sqlite_url), learner.text()
        await SENDINGS[kind](learner.phone)
        await learner.phone.waits_for_text(KEPT_NOT[language])
        assert {"en": "your agency's line", "ar": "خط جهة عملك"}[language] in learner.text()
        assert {"en": "Delete", "ar": "حذف"}[language] in learner.text()
        assert settled(sqlite_url) == before
        await learner.tap(":r:")
        assert learner.text() == here

    for secret in (SECRET, NUMBER, "26.2285"):
        assert secret.encode() not in file_of(sqlite_url)


async def test_words_that_are_changed_are_no_answer_and_no_command(
    sandbox: Served, sqlite_url: str
) -> None:
    """Whatever they are changed into."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        said = await learner.phone.says("/practice")
        await learner.phone.waits_for(lambda chat: learner.button(":hk:"))
        await learner.phone.edits(said["message_id"], "/erase")
        await learner.phone.waits_for_text(KEPT_NOT["en"])


async def test_ten_thousand_characters_are_answered_and_not_kept(
    sandbox: Served, sqlite_url: str
) -> None:
    """A phone sends them as three messages."""
    text = f"{SECRET} " * 325
    assert len(text) > 10_000
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        for start in range(0, len(text), 4096):
            await learner.phone.says(text[start : start + 4096])
        await learner.phone.waits_for_text(KEPT_NOT["en"])

    assert SECRET.encode() not in file_of(sqlite_url)


async def test_a_newcomer_gets_the_notice_and_leaves_no_trace(
    sandbox: Served, sqlite_url: str
) -> None:
    """Whatever they send first: the notice asks not to write about real people."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await helped(learner)
        before = rows_of(sqlite_url)
        await SENDINGS["photo"](learner.phone)
        await learner.phone.waits_for_text("Write nothing about real people")
        assert rows_of(sqlite_url) == before


async def test_a_flood_of_media_is_answered_once_in_a_minute(desk: FrontDesk) -> None:
    """In each chat; what is typed is answered all the same."""
    answer = desk.parts.router.other
    assert (await answer(desk.visitor())).screen is not None
    for _ in range(20):
        desk.clock.passes(2.9)
        assert (await answer(desk.visitor())).screen is None
    typed = await desk.parts.router.message(desk.visitor(), SECRET)
    assert typed.screen is not None

    desk.clock.passes(2)
    assert (await answer(desk.visitor())).screen is not None


async def test_a_file_and_a_voice_message_right_after_a_photo_are_answered(
    sandbox: Served, sqlite_url: str
) -> None:
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        for kind in ("photo", "document", "voice"):
            before = learner.newest()["message_id"]
            await SENDINGS[kind](learner.phone)
            await learner.next_after(before)
            assert KEPT_NOT["en"] in learner.text()


async def test_answered_senders_are_forgotten_after_a_minute(desk: FrontDesk) -> None:
    """Nobody's number stays in memory."""
    for number in range(50):
        await desk.parts.router.other(Visitor(BOT, LEARNER + number, 1, "en"))
    desk.clock.passes(61)
    await desk.parts.router.other(Visitor(BOT, LEARNER, 1, "en"))
    assert len(desk.parts.router._fallback._answered) == 1


async def test_no_commands_are_offered_in_groups(sandbox: Served, sqlite_url: str) -> None:
    """They are those of private chats, in each language."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url), sandbox.bot() as bot:
        await helped(learner)
        assert await bot.get_my_commands() == ()
        private = BotCommandScopeAllPrivateChats()
        for language in (None, *REQUIRED):
            offered = await bot.get_my_commands(private, language_code=language)
            assert [bot_command.command for bot_command in offered] == [
                name for name, _ in commands(words("en"))
            ]


async def helped(learner: Learner) -> None:
    """Ask for help: what came from this person before is done when it is there."""
    await learner.phone.look()
    before = learner.newest().get("message_id")
    await learner.phone.says("/help")
    await learner.phone.waits_for(lambda chat: learner.newest().get("message_id") != before)


async def test_a_group_is_told_once_and_nothing_of_it_is_kept(
    sandbox: Served, sqlite_url: str
) -> None:
    """In every language; what is said there is not answered, not even a command."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await helped(learner)
        before = rows_of(sqlite_url)
        group = await learner.phone.adds_to_group("Zephyr guards", admin=True)
        while not await group.texts():
            await helped(learner)
        for text in ("/start", "hello", SECRET, "/me@basira_sandbox_bot", "/erase"):
            await group.says(text)
        await helped(learner)
        await group.removes_bot()
        await helped(learner)

        (said,) = await group.texts()
        assert "in a private chat only" in said
        assert "المحادثات الخاصة فقط" in said
        assert rows_of(sqlite_url) == before
    for secret in (SECRET, "Zephyr guards"):
        assert secret.encode() not in file_of(sqlite_url)
