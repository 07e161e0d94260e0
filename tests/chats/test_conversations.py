"""Whole conversations: the real bot over HTTP to the sandbox, a real database, a phone."""

from __future__ import annotations

from typing import Any

import pytest

from bot import program
from bot.sandbox import Sandbox
from scenarios.model import Outcome, Scenario
from tests.helpers.learner import Learner, along, reference
from tests.helpers.paths import opening_words, path_to
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Served, served

CASE = "dream-job"


@pytest.fixture
def scenario() -> Scenario:
    return library().scenarios[CASE]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_best_path_ends_well_and_passes(
    sandbox: Served, sqlite_url: str, scenario: Scenario, language: str
) -> None:
    """A learner who does what is best reads so at the end, in their language."""
    learner = Learner(sandbox.phone(1001), language)
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        end = await learner.plays(along(reference(scenario)))

    assert {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}[language] in end
    assert {"en": "secure", "ar": "إتقان ●"}[language] in end


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("outcome", ["safe", "mixed", "harmful"])
async def test_every_kind_of_ending_is_reached_and_shown(
    database_url: str, scenario: Scenario, language: str, outcome: Outcome
) -> None:
    """Each kind of ending is played to on both databases, and its own words are read."""
    path = path_to(scenario, outcome)
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, database_url):
            await learner.arrives()
            await learner.opens(CASE)
            end = await learner.plays(along(path))

    assert any(words in end for words in opening_words(scenario, language, outcome))


async def test_old_double_and_forged_taps_change_nothing(sandbox: Served, sqlite_url: str) -> None:
    """Whatever button is tapped, the attempt stands where it stood, and every tap is answered."""
    learner = Learner(sandbox.phone(1001), "en")
    phone = learner.phone
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        first, data = learner.newest()["message_id"], learner.buttons()[0]["callback_data"]
        await learner.tap(data)
        here = learner.text()

        _, _, attempt, turn, _ = data.split(":")
        forged = (
            data,
            f"1:t:{attempt}:{int(turn) + 1}:no-such-choice",
            f"1:t:{attempt}:9999:chat",
            f"1:g:{attempt}:{int(turn) + 1}",
            f"1:t:{attempt}:-1:chat",
            "1:t:AAAAAAAAAAAA:0:chat",
            "2:t:x",
            "1:b:no-such-scenario",
            "1:s:xx",
            "\u0000",
        )
        for entry in forged:
            query = await phone.taps(entry, message_id=first)
            await learner.answered(query)
        await phone.says("/resume")
        await phone.waits_for(lambda chat: "You chose" in learner.text())

        assert learner.text().endswith(here.partition("\n")[2])


async def test_nobody_plays_another_ones_attempt(sandbox: Served, sqlite_url: str) -> None:
    """A button forwarded or forged with another one's attempt does nothing to it."""
    owner, stranger = Learner(sandbox.phone(1001), "en"), Learner(sandbox.phone(1002), "en")
    async with running_bot(sandbox, sqlite_url):
        await owner.arrives()
        await owner.opens(CASE)
        await stranger.arrives()
        data, here = owner.buttons()[0]["callback_data"], owner.text()

        message = stranger.newest()["message_id"]
        await stranger.phone.taps(data, message_id=message)
        await stranger.phone.waits_for_text("no longer here")
        await owner.phone.says("/resume")
        await owner.phone.waits_for(lambda chat: len(owner.phone.texts()) > 3)

        assert owner.text() == here


async def test_play_goes_on_after_a_restart_of_the_bot(
    sandbox: Served, sqlite_url: str, scenario: Scenario
) -> None:
    """The old buttons still work when the bot has been stopped and started."""
    learner = Learner(sandbox.phone(1001), "en")
    choose = along(reference(scenario))
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        await learner.tap(f":{choose('')}")
    async with running_bot(sandbox, sqlite_url):
        end = await learner.plays(choose)

    assert "Done, and passed." in end


async def test_a_pause_keeps_the_place(sandbox: Served, sqlite_url: str) -> None:
    """`/pause` is answered, and its button leads back to the same screen."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        here = learner.text()
        await learner.phone.says("/pause")
        await learner.phone.waits_for_text("Paused.")
        await learner.tap(":r:")

    assert learner.text() == here


async def test_the_language_changes_in_the_middle(sandbox: Served, sqlite_url: str) -> None:
    """The case goes on in the other language where it stood."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        choices = {button["callback_data"] for button in learner.buttons()}
        await learner.phone.says("/language")
        await learner.phone.waits_for_text("ما لغة التدريب التي تناسبك؟")
        await learner.tap(":s:ar")

    assert {button["callback_data"] for button in learner.buttons()} == choices
    assert all(label[0] in "أبج" for label in learner.labels())


async def test_nothing_is_stored_before_a_language_is_chosen(
    sandbox: Served, sqlite_url: str
) -> None:
    """`/start`, `/help` and free text of a newcomer leave no trace of them."""
    from sqlalchemy import create_engine, text

    newcomer = Learner(sandbox.phone(1234567), "en")
    async with running_bot(sandbox, sqlite_url):
        for said in ("/start", "/help", "hello", "/practice"):
            count = len((await newcomer.phone.look())["messages"])
            await newcomer.phone.says(said)
            await newcomer.messages(count + 2)

    engine = create_engine(sqlite_url)
    with engine.connect() as conn:
        assert conn.execute(text("select count(*) from people")).scalar() == 0
        assert conn.execute(text("select count(*) from accounts")).scalar() == 0
    engine.dispose()


async def test_unsent_screen_is_shown_later(
    sandbox: Served, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice counts though Telegram was out; after a restart the screen is shown."""
    monkeypatch.setattr(program, "DRAINING", 0.0)
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        data = learner.buttons()[0]["callback_data"]
        await sandbox.fails(method="sendMessage", kind="reset", times=1000)
        query = await learner.phone.taps(data)
        await learner.phone.waits_for(lambda chat: query not in chat["pending"])
    await sandbox.http.delete("/faults")
    async with running_bot(sandbox, sqlite_url):
        await learner.phone.waits_for(lambda chat: "You chose" in learner.text())


async def test_a_repeated_update_counts_once(
    sandbox: Served, sqlite_url: str, scenario: Scenario
) -> None:
    """Telegram brings each update twice, and the play is the same."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        await sandbox.fails(method="getUpdates", kind="repeat", times=1000)
        end = await learner.plays(along(reference(scenario)))

    assert "Done, and passed." in end


async def test_a_webhook_serves_as_well(sandbox: Served, sqlite_url: str) -> None:
    """With an address set, Telegram brings the updates, and play is the same."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    learner = Learner(sandbox.phone(1001), "en")
    hook: dict[str, Any] = {
        "webhook_url": f"http://127.0.0.1:{port}/hook",
        "webhook_secret": "s" * 32,
        "listen": f"127.0.0.1:{port}",
    }
    async with running_bot(sandbox, sqlite_url, **hook):
        await learner.arrives()
        await learner.opens(CASE)
        assert learner.button(":t:")


async def test_unknown_command_is_explained(sandbox: Served, sqlite_url: str) -> None:
    """Nobody who mistypes is told about real people; the case under way is a tap away."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        here = learner.text()
        await learner.phone.says("/resum")
        await learner.phone.waits_for_text("no such command")
        await learner.tap(":r:")

    assert learner.text() == here


async def test_a_copy_of_an_old_turn_loses_its_buttons_when_it_is_tapped(
    sandbox: Served, sqlite_url: str
) -> None:
    """`/resume` leaves a copy; once its turn is over, a tap on it takes its buttons away."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url):
        await learner.arrives()
        await learner.opens(CASE)
        copy, data = learner.newest()["message_id"], learner.buttons()[0]["callback_data"]
        await learner.phone.says("/resume")
        await learner.next_after(copy)
        await learner.tap(data)
        await learner.phone.taps(data, message_id=copy)
        await learner.phone.waits_for(lambda chat: not learner.phone.labels(copy))
