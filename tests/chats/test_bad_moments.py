"""Moments in which a phone, Telegram or a thumb does what nobody planned: nothing is lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox import Sandbox
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import Learner, along, reference
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Clock, Served, served

CASE = "dream-job"
MARKED = "quiet-arrival"
LANGUAGES = ("en", "ar")


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_deleted_message_is_sent_again(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """Deleted, or too old to be edited: what it was to say is said below."""
    learner = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        listed = learner.newest()["message_id"]
        async with sandbox.bot() as bot:
            await bot.delete_message(1001, listed)
        await learner.phone.taps(f"1:c:{CASE}", message_id=listed)
        await learner.next_after(listed)

        assert learner.button(":b:")


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_ticks_outlive_the_message_they_were_set_in(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """The question comes again with what was ticked, and is answered there."""
    scenario = library().scenarios[MARKED]
    learner = Learner(sandbox.phone(1001), language)
    path = reference(scenario)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(MARKED)
        play = along(path)
        while not learner.button(":m:"):
            if learner.button(":g:"):
                await learner.tap(":g:")
            else:
                await learner.answers(play(learner.button(":t:") or ""))
        first, second = learner.buttons()[0]["callback_data"], learner.buttons()[1]["callback_data"]
        await learner.mark(first.split(":")[4])
        before = learner.newest()["message_id"]
        async with sandbox.bot() as bot:
            await bot.delete_message(1001, before)
        await learner.phone.taps(second, message_id=before)
        await learner.next_after(before)

        ticked = [button["callback_data"] for button in learner.buttons()][:2]
        assert all(entry.endswith(":0") for entry in ticked), "both would be taken back now"


async def test_two_phones_answer_at_once_and_one_answer_counts(
    sandbox: Served, sqlite_url: str
) -> None:
    """Whichever comes first; both see where the case stands."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        offered = [
            button["callback_data"]
            for button in learner.buttons()
            if ":t:" in button["callback_data"]
        ]
        exhibit = {"photo", "voice"}
        before = learner.newest()["message_id"]
        await asyncio.gather(
            *(sandbox.phone(1001).taps(entry, message_id=before) for entry in offered[:2])
        )
        await learner.next_after(before)
        await learner.phone.waits_for(lambda chat: not chat["pending"])

        sent = [
            entry
            for entry in learner.phone.chat["messages"]
            if entry["message_id"] > before and not entry.keys() & exhibit
        ]
        assert len(sent) == 1, "one answer, one consequence"


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_unblocked_learner_resumes_the_case(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """In the middle of a case, by a command."""
    scenario = library().scenarios[CASE]
    learner = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        (_, act), *rest = reference(scenario)
        await learner.answers(act)
        stood = learner.text()
        await learner.phone.blocks()
        await learner.phone.blocks(False)
        before = learner.newest()["message_id"]
        await learner.phone.says("/resume")
        await learner.next_after(before)

        assert learner.text().endswith(stood.partition("\n")[2])
        end = await learner.plays(along(rest))
    assert {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}[language] in end


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_after_an_hour_without_telegram_play_goes_on(sqlite_url: str, language: str) -> None:
    """Telegram forgets taps after minutes, and keeps messages: what it brings late is answered."""
    scenario, clock = library().scenarios[CASE], Clock()
    async with served(Sandbox(limits=None, now=clock)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            await learner.opens(CASE)
        (_, act), *_ = path = reference(scenario)
        before, stood = learner.newest()["message_id"], learner.text()
        await learner.phone.taps(learner.button(f":{act}") or "", message_id=before)
        await learner.phone.says("/resume")
        clock.goes(hours=1)
        await sandbox.fails(method="getUpdates", kind="500", times=2)
        await sandbox.fails(method="sendMessage", kind="500", times=2)
        async with running_bot(sandbox, sqlite_url):
            await learner.next_after(before)
            assert learner.text().endswith(stood.partition("\n")[2])
            end = await learner.plays(along(path))

    assert {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}[language] in end


@pytest.mark.slow
async def test_a_tap_that_comes_late_counts_though_it_can_no_longer_be_answered(
    sqlite_url: str,
) -> None:
    """Its query dies after a quarter of a minute; the step is taken all the same."""
    scenario, clock = library().scenarios[CASE], Clock()
    async with served(Sandbox(limits=None, now=clock)) as sandbox:
        learner = Learner(sandbox.phone(1001), "en")
        async with running_bot(sandbox, sqlite_url):
            await learner.arrives()
            await learner.opens(CASE)
        (_, act), *rest = reference(scenario)
        before = learner.newest()["message_id"]
        await learner.phone.taps(learner.button(f":{act}") or "", message_id=before)
        clock.goes(seconds=60)
        async with running_bot(sandbox, sqlite_url):
            await learner.next_after(before)
            end = await learner.plays(along(rest))

    assert "Done, and passed." in end
