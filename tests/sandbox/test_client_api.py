"""What pages and tests see of the chats, and how they hear that something changed."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import telegram

from bot.sandbox import TOKEN, Sandbox
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


async def test_chat_actions(bot: telegram.Bot, phone: Phone, clock: Clock) -> None:
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
        ("/people", {"id": "seven"}, "An `id` is a whole number."),
        ("/people", {"id": True}, "An `id` is a whole number."),
        ("/people", {"id": 1.5}, "An `id` is a whole number."),
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


STRANGERS = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://[evil"},
    {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    # An image, a link, and a window that a script opens.
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
]
DRIVING = [
    ("GET", f"/bot{TOKEN}/sendMessage?chat_id=501&text=x"),
    ("GET", f"/bot{TOKEN}/getUpdates?offset=-1"),
    ("GET", f"/bot{TOKEN}/setWebhook?url=http://127.0.0.1:9/"),
    ("POST", f"/bot{TOKEN}/getMe"),
    ("GET", "/client/502/chat"),
    ("GET", "/client/502/events"),
    ("GET", "/people"),
    ("HEAD", "/people"),
    ("OPTIONS", "/people"),
    ("POST", "/people"),
    ("DELETE", "/faults"),
    ("GET", "/page/main.js"),
]


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_no_page_elsewhere_drives_it(
    here: Served, phone: Phone, stranger: dict[str, str]
) -> None:
    before = await phone.look()
    for method, path in DRIVING:
        answer = await here.http.request(method, path, headers=stranger)
        assert answer.status_code == 403, (method, path)
    assert await phone.look() == before
    assert list(here.sandbox.world.people) == [501]
    assert here.sandbox.world.updates.webhook is None
    # The message that `/start` made has not been fetched away.
    async with here.bot() as bot:
        assert len(await bot.get_updates()) == 1


async def test_the_page_itself_drives_it(here: Served, phone: Phone) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": here.url}):
        for method, path in [
            ("GET", "/"),
            ("GET", "/people"),
            ("POST", "/people"),
            ("GET", "/client/501/chat"),
            ("GET", f"/bot{TOKEN}/getMe"),
        ]:
            answer = await here.http.request(method, path, headers=headers)
            assert answer.status_code == 200, (method, path, headers)


async def test_the_page_can_be_gone_to(here: Served) -> None:
    typed = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}
    assert (await here.http.get("/", headers=typed)).status_code == 200
    for site in ("cross-site", "same-site"):
        link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
        assert (await here.http.get("/", headers=link)).status_code == 200
        for method, mode in (("POST", "navigate"), ("HEAD", "navigate"), ("GET", "no-cors")):
            headers = link | {"Sec-Fetch-Mode": mode}
            assert (await here.http.request(method, "/", headers=headers)).status_code == 403
        framed = link | {"Sec-Fetch-Dest": "iframe"}
        assert (await here.http.get("/", headers=framed)).status_code == 403


NOBODY = "A person's id is a number from 1 to 4503599627370495."


@pytest.mark.parametrize(
    "user", ["0", "-1", str(2**52), "99999999999999999999999", "9" * 5000, "x", "1.5", "٣"]
)
async def test_ids_have_their_size(here: Served, user: str) -> None:
    bodies: dict[str, dict[str, object]] = {
        "messages": {"text": "x"},
        "taps": {"message_id": 1, "data": "x"},
        "block": {"blocked": True},
    }
    answers = [await here.http.get(f"/client/{user}/{what}") for what in ("chat", "events")]
    answers += [
        await here.http.post(f"/client/{user}/{what}", json=body) for what, body in bodies.items()
    ]
    answers.append(await here.http.post(f"/client/{user}/files", files={"file": ("x", b"x")}))
    for answer in answers:
        assert (answer.status_code, answer.json()) == (404, {"error": NOBODY})
    listed = await here.http.get("/people")
    assert (listed.status_code, listed.json()["people"]) == (200, [])


@pytest.mark.parametrize("given", ["0", "-1", str(2**52), "99999999999999999999999", "1e300"])
async def test_ids_of_new_people_have_their_size(here: Served, given: str) -> None:
    answer = await here.http.post("/people", content=f'{{"id": {given}}}')
    assert (answer.status_code, answer.json()) == (404, {"error": NOBODY})
    assert (await here.http.get("/people")).json()["people"] == []


async def test_the_largest_id(here: Served, bot: telegram.Bot) -> None:
    largest = 2**52 - 1
    phone = here.phone(largest)
    await phone.says("/start")
    sent = await bot.send_message(largest, "x")
    await phone.taps("x", message_id=sent.message_id)
    *_, update = await bot.get_updates()
    assert update.callback_query is not None
    await update.callback_query.answer()
    # Whoever comes after them has an id as well.
    ids = [(await here.http.post("/people")).json()["id"] for _ in range(2)]
    assert ids == [1001, 1002]


@pytest.mark.parametrize("chat", ["9" * 5000, "-" + "9" * 5000, "--5", "99999999999999999999999"])
async def test_no_chat_has_such_an_id(here: Served, chat: str) -> None:
    answer = await here.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": chat, "text": "x"})
    assert answer.status_code == 400
    assert answer.json()["description"] == "Bad Request: chat not found"


async def test_no_tap_has_such_an_id(here: Served) -> None:
    query = {"callback_query_id": "9" * 5000}
    answer = await here.http.post(f"/bot{TOKEN}/answerCallbackQuery", json=query)
    assert answer.status_code == 400


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
