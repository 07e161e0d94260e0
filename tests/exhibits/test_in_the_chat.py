"""Exhibits on a phone: before their scene, uploaded once, and in words where they cannot come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import telegram

from bot.chat.kit.screen import Attachment, Exhibit, Screen
from bot.lines import Line, LineRole
from bot.outbox.delivery import SendOutcome
from bot.sandbox import Sandbox
from bot.telegram import render
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from scenarios.case_library import CaseLibrary
from scenarios.loader import load
from tests.helpers.exhibits import FILES, png
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Phone, Served, served
from tests.helpers.telegram_wire import bot_at

EACH = pytest.mark.parametrize("language", ["en", "ar"])
CAPTIONS = {
    "en": ["The chat on her phone", "The roster beside the door"],
    "ar": ["المحادثة على هاتفها", "جدول المناوبات بجانب الباب"],
}


@asynccontextmanager
async def playing(
    sandbox: Served, url: str, language: str, user: int = 1001
) -> AsyncIterator[Learner]:
    scenario = load(FILES).scenario
    assert scenario is not None
    learner = Learner(sandbox.phone(user), language)
    async with running_bot(sandbox, url, CaseLibrary({scenario.id: scenario})):
        await learner.arrives()
        yield learner


def sent(phone: Phone, last: int) -> list[dict[str, Any]]:
    return [entry for entry in phone.chat["messages"] if entry["from"]["is_bot"]][-last:]


def captions(messages: list[dict[str, Any]]) -> list[str]:
    return [entry.get("caption", entry.get("text", "")).partition("\n")[0] for entry in messages]


@EACH
async def test_they_come_before_their_scene(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    async with playing(sandbox, sqlite_url, language) as learner:
        await learner.opens("clinic-room")
        talk, roster, scene = sent(learner.phone, 3)
        assert captions([talk, roster]) == CAPTIONS[language]
        assert talk["photo"]
        assert "reply_markup" not in talk
        assert "21:04" in talk["caption"]
        assert any(key["type"] == "expandable_blockquote" for key in talk["caption_entities"])
        assert scene["reply_markup"]


async def test_a_voice_note_comes_as_one_after_the_stop(sandbox: Served, sqlite_url: str) -> None:
    async with playing(sandbox, sqlite_url, "en") as learner:
        await learner.opens("clinic-room")
        await learner.tap(":alone")
        await learner.tap(":g:")
        plan, call, scene = sent(learner.phone, 3)
        assert plan["photo"]
        assert call["voice"]["mime_type"] == "audio/ogg"
        assert "that you are my wife" in call["caption"]
        assert "text" in scene


async def test_a_change_of_the_same_message_sends_them_no_second_time(
    sandbox: Served, sqlite_url: str
) -> None:
    async with playing(sandbox, sqlite_url, "en") as learner:
        await learner.opens("clinic-room")
        await learner.tap(":alone")
        await learner.tap(":g:")
        before = len(learner.phone.chat["messages"])
        data = learner.button(":m:")
        assert data is not None
        await learner.mark(data.split(":")[4])
        assert len(learner.phone.chat["messages"]) == before


async def test_a_picture_is_uploaded_once_for_all(sandbox: Served, sqlite_url: str) -> None:
    async with playing(sandbox, sqlite_url, "en") as learner:
        await learner.opens("clinic-room")
        first = sent(learner.phone, 3)[1]
        await learner.command("/resume")
        again = sent(learner.phone, 3)[1]
        assert first["photo"][0]["file_id"] == again["photo"][0]["file_id"]


async def test_with_low_data_they_come_in_words(sandbox: Served, sqlite_url: str) -> None:
    async with playing(sandbox, sqlite_url, "en") as learner:
        await learner.opens("clinic-room")
        await learner.command("/settings")
        await learner.turns_to(":hi:")
        assert "Low data: on" in learner.text()
        await learner.phone.says("/resume")
        await learner.phone.waits_for(lambda chat: learner.button(":t:"))
        talk, roster, scene = sent(learner.phone, 3)
        assert captions([talk, roster]) == CAPTIONS["en"]
        assert "Name: Amina · Monday: 22-06" in roster["text"]
        assert not (talk.keys() | roster.keys()) & {"photo", "voice"}
        assert scene["reply_markup"]


# --- what goes wrong


@pytest.fixture
async def request_bot(sandbox: Served) -> AsyncIterator[telegram.Bot]:
    async with bot_at(sandbox.url) as bot:
        yield bot


@pytest.fixture
async def sandbox() -> AsyncIterator[Served]:
    async with served(Sandbox(limits=None)) as found:
        yield found


def screen(make: bytes = png()) -> Screen:
    file = Attachment("plan.png", "plan", lambda: make)
    plan = Exhibit("The plan", "One door <b>", file)
    return Screen((Line(LineRole.TEXT, "Here you are."),), exhibits=(plan,))


async def shown(sender: Sender, phone: Phone, what: Screen) -> list[str]:
    """What a chat has after a screen with an exhibit was sent to it."""
    assert (await settled(sender, phone, what)).delivered
    return captions(sent(phone, 2))


async def settled(sender: Sender, phone: Phone, what: Screen) -> SendOutcome:
    came: asyncio.Future[SendOutcome] = asyncio.get_running_loop().create_future()
    await phone.says("/start")
    TelegramMessenger(sender).show(phone.user, what, came.set_result)
    found = await asyncio.wait_for(came, 20)
    await phone.look()
    return found


async def test_refused_picture_is_replaced_by_text(
    sandbox: Served, request_bot: telegram.Bot
) -> None:
    phone, sender = sandbox.phone(501), Sender(request_bot)
    assert await shown(sender, phone, screen(b"no picture")) == ["The plan", "Here you are."]
    words = sent(phone, 2)[0]
    assert words["text"] == "The plan\nOne door <b>"


async def test_undrawable_exhibit_is_replaced_by_text(
    sandbox: Served, request_bot: telegram.Bot
) -> None:
    def fails() -> bytes:
        raise ValueError("no such font")

    file = Attachment("plan.png", "plan", fails)
    what = Screen(
        (Line(LineRole.TEXT, "Here."),), exhibits=(Exhibit("The plan", "One door", file),)
    )
    phone = sandbox.phone(501)
    assert await shown(Sender(request_bot), phone, what) == ["The plan", "Here."]


async def test_failed_upload_is_replaced_by_text(
    sandbox: Served, request_bot: telegram.Bot
) -> None:
    phone = sandbox.phone(501)
    await sandbox.fails(method="sendPhoto", kind="500", times=9)
    assert await shown(Sender(request_bot), phone, screen()) == ["The plan", "Here you are."]
    assert "photo" not in sent(phone, 2)[0]


async def test_screen_waits_for_its_undelivered_exhibit(
    sandbox: Served, request_bot: telegram.Bot
) -> None:
    """Then both are undelivered, and both are sent again."""
    phone, sender = sandbox.phone(501), Sender(request_bot)
    await sandbox.fails(method="sendPhoto", kind="429", retry_after=3_000)
    came = await settled(sender, phone, screen())
    assert (came.delivered, came.final) == (False, False)
    assert sent(phone, 2) == []


async def test_a_screen_without_exhibits_is_sent_as_before(request_bot: telegram.Bot) -> None:
    sender = Sender(request_bot)
    may_go = sender.post_exhibits(render.exhibits(501, Screen(())))
    assert await may_go()
    assert sender.waiting == 0
