"""What goes wrong on demand goes wrong as the library would meet it."""

import pytest
import telegram
from telegram import error

from tests.helpers.sandbox import Clock, Phone, Served


async def test_an_answer_is_lost_after_the_act(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    await here.fails(method="sendMessage", kind="drop")
    with pytest.raises(error.NetworkError):
        await bot.send_message(501, "sent all the same")
    await phone.look()
    assert phone.texts()[-1] == "sent all the same"
    await bot.send_message(501, "and then all is well")


async def test_a_connection_breaks_before_the_act(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    await here.fails(method="sendMessage", kind="reset")
    with pytest.raises(error.NetworkError):
        await bot.send_message(501, "never sent")
    await phone.look()
    assert phone.texts() == ["/start"]


async def test_an_answer_is_late(
    here: Served, bot: telegram.Bot, phone: Phone, clock: Clock
) -> None:
    await here.fails(method="*", kind="delay", seconds=30)
    before = clock()
    await bot.send_message(501, "slow")
    assert (clock() - before).total_seconds() == 30


async def test_too_many(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    await here.fails(method="*", kind="429", retry_after=7)
    with pytest.raises(error.RetryAfter, match="Retry in 0:00:07"):
        await bot.send_message(501, "x")


async def test_telegram_breaks_down(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    await here.fails(method="sendMessage", kind="500")
    with pytest.raises(error.NetworkError, match="Internal Server Error"):
        await bot.send_message(501, "x")
    await phone.look()
    assert phone.texts() == ["/start"]


async def test_an_update_comes_twice(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    await here.fails(kind="repeat")
    await phone.says("once")
    updates = await bot.get_updates()
    assert [update.message and update.message.text for update in updates] == [
        "/start",
        "/start",
        "once",
    ]
    assert updates[0].update_id == updates[1].update_id


async def test_a_fault_waits_for_its_call(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    """The method, the chat, how many go before, and how often."""
    other = here.phone(502)
    await other.says("/start")
    await here.fails(method="sendMessage", kind="500", chat_id=501, after=1, times=2)
    await bot.send_chat_action(501, "typing")
    await bot.send_message(502, "another chat")
    await bot.send_message(501, "goes before")
    for _ in range(2):
        with pytest.raises(error.NetworkError):
            await bot.send_message(501, "fails")
    await bot.send_message(501, "spent")
    assert (await here.http.get("/faults")).json() == {"faults": []}


async def test_faults_can_be_taken_back(here: Served, bot: telegram.Bot) -> None:
    await here.fails(method="getMe", kind="500", times=99)
    assert (await here.http.get("/faults")).json()["faults"][0]["times"] == 99
    await here.http.delete("/faults")
    assert await bot.get_me()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"kind": "flood"},
            "A fault's kind is one of delay, drop, repeat, 429, 500, reset.",
        ),
        ({"kind": "500", "often": 3}, "A fault has no often."),
    ],
)
async def test_there_are_only_these(here: Served, asked: dict[str, object], told: str) -> None:
    answer = await here.http.post("/faults", json=asked)
    assert (answer.status_code, answer.json()) == (400, {"error": told})
