"""What pages and tests see of the chats, and how they hear that something changed."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import telegram

from bot.sandbox import Sandbox
from tests.helpers.sandbox import Clock, Phone, Served, served

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100"
    "000500010d0a2db40000000049454e44ae426082"
)


async def test_people(here: Served, bot: telegram.Bot) -> None:
    nobody = (await here.http.get("/people")).json()
    assert nobody["bot"]["username"] == "basira_sandbox_bot"
    assert nobody["people"] == []

    added = await here.http.post("/people", json={"first_name": "سارة", "language_code": "ar"})
    sara = added.json()
    assert (sara["first_name"], sara["language_code"], sara["blocked"], sara["last"]) == (
        "سارة",
        "ar",
        False,
        None,
    )
    phone = here.phone(sara["id"])
    await phone.says("first\n\nmessage")
    await here.http.post("/people", json={"id": sara["id"], "first_name": "Sara"})
    (listed,) = (await here.http.get("/people")).json()["people"]
    assert (listed["first_name"], listed["last"]) == ("Sara", "first message")


async def test_somebody_unknown_is_made(here: Served) -> None:
    chat = await here.phone(777).look()
    assert chat["user"] == {
        "id": 777,
        "is_bot": False,
        "first_name": "Learner 777",
        "language_code": "en",
    }
    assert chat["messages"] == chat["toasts"] == chat["pending"] == chat["commands"] == []
    assert chat["action"] is None


async def test_somebody_can_have_started_before(here: Served, bot: telegram.Bot) -> None:
    await here.http.post("/people", json={"id": 9, "started": True})
    await bot.send_message(9, "welcome back")


async def test_a_long_poll_ends_at_a_change(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    chat = await phone.look()
    waiting = asyncio.create_task(
        here.http.get("/client/501/chat", params={"after": chat["version"], "timeout": 20})
    )
    await bot.send_message(501, "now")
    changed = (await waiting).json()
    assert changed["version"] == chat["version"] + 1
    assert changed["messages"][-1]["text"] == "now"


async def test_a_long_poll_ends_in_time(here: Served, phone: Phone) -> None:
    chat = await phone.look()
    same = await here.http.get(
        "/client/501/chat", params={"after": chat["version"], "timeout": 0.01}
    )
    assert same.json() == chat


async def test_a_version_from_another_run_is_answered_at_once(here: Served, phone: Phone) -> None:
    answer = await here.http.get("/client/501/chat", params={"after": 10**9, "timeout": 20})
    assert answer.json()["version"] < 10**9


async def test_events(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    heard: list[int] = []
    async with here.http.stream("GET", "/client/501/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                heard.append(json.loads(line.removeprefix("data:"))["version"])
                if len(heard) == 2:
                    break
                await bot.send_message(501, "one more")
    assert heard[1] == heard[0] + 1


async def test_events_end_with_the_sandbox() -> None:
    async with served() as here:
        stream = here.http.stream("GET", "/client/1/events")
        lines = (await stream.__aenter__()).aiter_lines()
        assert await anext(lines) == "event: chat"
        await here.sandbox.close()
        assert [line async for line in lines][-1] == ""
        await stream.__aexit__(None, None, None)


async def test_what_the_bot_does(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
    await bot.send_chat_action(501, "typing")
    assert (await phone.look())["action"] == "typing"
    clock.goes(seconds=5)
    assert (await phone.look())["action"] is None
    await bot.send_chat_action(501, "typing")
    await bot.send_message(501, "done")
    assert (await phone.look())["action"] is None


async def test_deleted_messages_are_told(bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "short")
    await bot.delete_message(501, sent.message_id)
    chat = await phone.look()
    assert chat["messages"][-1]["deleted"] is True
    assert "deleted" not in chat["messages"][0]


async def test_the_keyboard_of_the_phone(bot: telegram.Bot, phone: Phone) -> None:
    keys = telegram.ReplyKeyboardMarkup([["A", "B"]], one_time_keyboard=True)
    await bot.send_message(501, "which?", reply_markup=keys)
    chat = await phone.look()
    assert chat["keyboard"]["keyboard"] == [[{"text": "A"}, {"text": "B"}]]
    assert "reply_markup" not in chat["messages"][-1]
    await phone.says("A")
    assert (await phone.look())["keyboard"] is None
    await bot.send_message(501, "again?", reply_markup=telegram.ReplyKeyboardMarkup([["C"]]))
    await bot.send_message(501, "never mind", reply_markup=telegram.ReplyKeyboardRemove())
    assert (await phone.look())["keyboard"] is None


async def test_a_forged_tap(bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "no buttons at all")
    await phone.taps("forged", message_id=sent.message_id)
    *_, update = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "forged"


async def test_taps_that_no_phone_can_make(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "x")
    said = await phone.says("y")

    async def refused(message_id: int, data: str) -> tuple[int, Any]:
        answer = await here.http.post(
            "/client/501/taps", json={"message_id": message_id, "data": data}
        )
        return answer.status_code, answer.json()["error"]

    nothing = (404, "The bot never sent message 1 to Learner 501.")
    assert await refused(1, "x") == nothing
    assert (await refused(said["message_id"], "x"))[0] == 404
    assert await refused(sent.message_id, "x" * 65) == (400, "A button carries 1 to 64 bytes.")
    await phone.blocks()
    assert await refused(sent.message_id, "x") == (409, "Learner 501 has blocked the bot.")


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/client/1/messages", {}, "`text` is needed."),
        ("/client/1/messages", {"text": "  "}, "A message has 1 to 4096 characters."),
        ("/client/1/messages", [], "The body has to be a JSON object."),
        ("/client/1/block", {"blocked": 1}, "`blocked` is needed."),
        ("/people", {"id": "seven"}, "An `id` is a positive number."),
    ],
)
async def test_bad_bodies(here: Served, path: str, body: object, told: str) -> None:
    answer = await here.http.post(path, json=body)
    assert (answer.status_code, answer.json()) == (400, {"error": told})


async def test_files_of_the_bot(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    picture = await bot.send_photo(501, PIXEL, caption="<i>a dot</i>", parse_mode="HTML")
    assert (picture.photo[0].width, picture.caption) == (1, "a dot")
    shown = await here.http.get(f"/files/{picture.photo[0].file_id}")
    assert (shown.content, shown.headers["content-type"]) == (PIXEL, "image/png")

    page = await bot.send_document(501, b"<script>", filename="page.html")
    assert page.document is not None
    shown = await here.http.get(f"/files/{page.document.file_id}")
    assert shown.headers["content-disposition"] == "attachment"
    assert shown.headers["content-type"] == "application/octet-stream"

    again = await bot.send_photo(501, picture.photo[0].file_id)
    assert again.photo == picture.photo
    changed = await bot.edit_message_media(
        telegram.InputMediaPhoto(PIXEL, caption="new"), 501, again.message_id
    )
    assert isinstance(changed, telegram.Message)
    assert changed.caption == "new"
    file = await bot.get_file(page.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"<script>"


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "audio", "video"])
async def test_files_of_people(kind: str, bot: telegram.Bot, phone: Phone) -> None:
    await phone.sends(kind, "dot.png", PIXEL, "image/png", "look")
    *_, update = await bot.get_updates()
    assert update.message is not None
    assert update.message.caption == "look"
    attachment = update.message.effective_attachment
    newest = attachment[-1] if isinstance(attachment, tuple) else attachment
    file = await newest.get_file()  # type: ignore[union-attr]
    assert bytes(await file.download_as_bytearray()) == PIXEL


async def test_only_this_machine(here: Served) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example"):
        answer = await here.http.get("/people", headers={"Host": host})
        assert answer.status_code == 403
    for host in ("localhost", "127.0.0.1:8080", "[::1]:8080"):
        answer = await here.http.get("/people", headers={"Host": host})
        assert answer.status_code == 200


async def test_no_other_page(here: Served) -> None:
    body = {"text": "x"}
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        answer = await here.http.post("/client/1/messages", json=body, headers={"Origin": origin})
        assert answer.status_code == 403
    answer = await here.http.post("/client/1/messages", json=body, headers={"Origin": here.url})
    assert answer.status_code == 200


async def test_the_page_and_nothing_beside_it(
    here: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<title>chat</title>")
    (tmp_path / "page" / "chat.js").write_text("//")
    (tmp_path / "secret.txt").write_text("no")
    monkeypatch.setattr("bot.sandbox.client.PAGE", tmp_path / "page")
    home = await here.http.get("/")
    assert home.text == "<title>chat</title>"
    assert home.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in home.headers["content-security-policy"]
    script = await here.http.get("/page/chat.js")
    assert script.headers["content-type"].startswith("text/javascript")
    for other in ("/page/", "/page/..%2fsecret.txt", "/page/%2e%2e/secret.txt", "/page/none.js"):
        assert (await here.http.get(other)).status_code == 404


async def test_numbers_do_not_come_back(clock: Clock) -> None:
    """A bot that keeps its memory meets a sandbox that was started anew."""
    first = Sandbox(now=clock)
    said = first.people.says(first.world.person(1), "x").id
    clock.goes(seconds=1)
    second = Sandbox(now=clock)
    assert second.people.says(second.world.person(1), "y").id > said
    assert clock().utcoffset() == timedelta(0)
