"""Mini Apps: who may offer one and where, and how a person opens it."""

import json
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import pytest
import telegram
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MenuButtonWebApp,
    ReplyKeyboardMarkup,
    WebAppInfo,
)
from telegram.error import BadRequest

from bot.init_data import Flaw, InitData, verify
from bot.sandbox import TOKEN
from tests.helpers.mini_app_signature import check_signature
from tests.helpers.sandbox import Clock, Phone, Served

Json: TypeAlias = dict[str, Any]

APP = "https://console.example.org/app/?from=menu"
NOWHERE = "'none'"
HTTPS_ONLY = "Only HTTPS links are allowed"


def menu(url: str = APP, text: str = "Console") -> MenuButtonWebApp:
    return MenuButtonWebApp(text, WebAppInfo(url))


def inline(url: str = APP) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton("Open", web_app=WebAppInfo(url)))


def reply(url: str = APP) -> ReplyKeyboardMarkup:
    return ReplyKeyboardMarkup([[KeyboardButton("Fill in", web_app=WebAppInfo(url))]])


async def opens(here: Served, user: int, **source: object) -> Json:
    """Open an app; gives what stands in the fragment, beside the answer."""
    answer = await here.http.post(f"/client/{user}/web-app", json=source)
    body: Json = answer.json()
    assert answer.status_code == 200, body
    told = parse_qs(urlsplit(body["url"]).fragment, strict_parsing=True)
    return body | {key: value for key, (value,) in told.items()}


async def refused(here: Served, user: int, **source: object) -> int:
    return (await here.http.post(f"/client/{user}/web-app", json=source)).status_code


async def test_the_menu_button_is_set_for_one_or_for_all(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    await bot.set_chat_menu_button(menu_button=menu(text="For all"))
    assert (await phone.look())["menu_button"]["text"] == "For all"
    await bot.set_chat_menu_button(501, menu(text="For you"))
    assert (await phone.look())["menu_button"]["text"] == "For you"
    kept = await bot.get_chat_menu_button(501)
    assert isinstance(kept, MenuButtonWebApp)
    assert kept.web_app.url == APP
    await bot.set_chat_menu_button(501, telegram.MenuButtonDefault())
    assert (await phone.look())["menu_button"]["text"] == "For all"
    await bot.set_chat_menu_button(501, telegram.MenuButtonCommands())
    assert (await phone.look())["menu_button"] == {"type": "commands"}


@pytest.mark.parametrize(
    ("button", "chat", "reason"),
    [
        ({"type": "web_app", "text": " ", "web_app": {"url": APP}}, 501, "text must be non-empty"),
        ({"type": "web_app", "text": "A"}, 501, 'Can\'t find field "web_app"'),
        ({"type": "web_app", "text": "A", "web_app": {}}, 501, 'Can\'t find field "url"'),
        ({"type": "web_app", "web_app": {"url": APP}}, 501, 'Can\'t find field "text"'),
        ({"type": "web_app", "text": "A", "web_app": {"url": "http://a.org"}}, 501, HTTPS_ONLY),
        ({"type": "nothing"}, 501, "unsupported type"),
        ({"type": "default"}, 502, "user not found"),
        ({"type": "default"}, -1, "invalid chat_id specified"),
    ],
)
async def test_a_menu_button_that_telegram_refuses(
    here: Served, phone: Phone, button: Json, chat: int, reason: str
) -> None:
    answer = await here.http.post(
        f"/bot{TOKEN}/setChatMenuButton", json={"chat_id": chat, "menu_button": button}
    )
    assert answer.status_code == 400
    assert reason in answer.json()["description"]


@pytest.mark.parametrize("markup", [inline, reply])
@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://console.example.org", True),
        ("http://127.0.0.1:8080/app", True),
        ("http://localhost:8080/app", True),
        ("http://console.example.org", False),
        ("http://127.0.0.1.example.org", False),
        ("ftp://127.0.0.1", False),
        ("console.example.org", False),
        ("https://", False),
        ("https://nohost", False),
        ("https://a.org:x", False),
        ("https://a.org; script-src *", False),
    ],
)
async def test_apps_are_on_https_or_on_this_machine(
    bot: telegram.Bot, phone: Phone, markup: Any, url: str, taken: bool
) -> None:
    if taken:
        await bot.send_message(501, "x", reply_markup=markup(url))
    else:
        with pytest.raises(BadRequest, match="web app url"):
            await bot.send_message(501, "x", reply_markup=markup(url))


async def test_apps_are_opened_in_private_chats_only(bot: telegram.Bot, phone: Phone) -> None:
    group = await phone.adds_to_group("A class")
    with pytest.raises(BadRequest, match="Button_type_invalid"):
        await bot.send_message(group.id, "x", reply_markup=inline())
    with pytest.raises(BadRequest, match="Web app buttons can be used in private chats only"):
        await bot.send_message(group.id, "x", reply_markup=reply())
    sent = await bot.send_message(group.id, "x")
    with pytest.raises(BadRequest, match="Button_type_invalid"):
        await bot.edit_message_text("y", group.id, sent.message_id, reply_markup=inline())


async def test_mini_app_learns_its_user_from_the_menu(
    here: Served, bot: telegram.Bot, phone: Phone, clock: Clock
) -> None:
    person = {"id": 501, "first_name": "نور & =", "language_code": "ar"}
    await here.http.post("/people", json=person)
    await bot.set_chat_menu_button(menu_button=menu())
    theme = {"bg_color": "#fffdf8", "text_color": "#14292d"}
    opened = await opens(here, 501, **{"from": "menu"}, theme_params=theme)
    assert opened["url"].startswith(f"{APP}#tgWebAppData=")
    assert opened["origin"] == "https://console.example.org"
    assert opened["tgWebAppPlatform"] == "weba"
    assert json.loads(opened["tgWebAppThemeParams"]) == theme
    data = opened["tgWebAppData"]
    by_hash = verify(data, TOKEN, clock())
    assert isinstance(by_hash, InitData)
    assert (by_hash.telegram_id, by_hash.language) == (501, "ar")
    user = json.loads(parse_qs(data)["user"][0])
    assert user["first_name"] == "نور & ="

    key = bytes.fromhex((await here.http.get("/web-app-key")).json()["public_key"])
    assert key == here.sandbox.mini_apps.public_key
    bot_id = int(TOKEN.partition(":")[0])
    check_signature(data, bot_id, key)
    clock.goes(minutes=5, seconds=1)
    assert verify(data, TOKEN, clock()) is Flaw.EXPIRED


async def test_each_opening_is_signed_anew(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    await bot.set_chat_menu_button(menu_button=menu())
    first, second = [await opens(here, 501, **{"from": "menu"}) for _ in range(2)]
    assert first["tgWebAppData"] != second["tgWebAppData"]


async def test_a_link_into_an_app_keeps_its_fragment(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    await bot.set_chat_menu_button(menu_button=menu(f"{APP}#cohorts"))
    answer = await here.http.post("/client/501/web-app", json={"from": "menu"})
    assert answer.json()["url"].startswith(f"{APP}#cohorts&tgWebAppData=")


async def test_from_a_message(here: Served, bot: telegram.Bot, phone: Phone) -> None:
    sent = await bot.send_message(501, "Here", reply_markup=inline())
    where = {"from": "message", "message_id": sent.message_id}
    assert "tgWebAppData" in await opens(here, 501, **where, url=APP)
    assert await refused(here, 501, **where, url="https://other.example.org") == 404
    assert await refused(here, 501, **where) == 404
    assert await refused(here, 502, **where, url=APP) == 404
    await bot.delete_message(501, sent.message_id)
    assert await refused(here, 501, **where, url=APP) == 404


async def test_from_the_reply_keyboard_it_learns_nothing_and_sends_data(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    await bot.get_updates()
    await bot.send_message(501, "Here", reply_markup=reply())
    opened = await opens(here, 501, **{"from": "keyboard"}, url=APP)
    assert "tgWebAppData" not in opened
    data = {"button_text": "Fill in", "data": "a=1"}
    (await here.http.post("/client/501/web-app-data", json=data)).raise_for_status()
    update = (await bot.get_updates(offset=-1))[0]
    assert update.message is not None
    assert update.message.web_app_data == telegram.WebAppData("a=1", "Fill in")
    for wrong in ({"button_text": "No"}, {"data": ""}, {"data": "x" * 4097}):
        answer = await here.http.post("/client/501/web-app-data", json=data | wrong)
        assert answer.status_code in {400, 404}


async def test_invalid_requests_to_open_a_mini_app(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    assert await refused(here, 501, **{"from": "menu"}) == 404
    await bot.set_chat_menu_button(menu_button=menu())
    assert await refused(here, 501) == 400
    assert await refused(here, 501, **{"from": ["menu"]}) == 400
    assert await refused(here, 501, **{"from": "keyboard"}, url=APP) == 404
    assert await refused(here, 501, **{"from": "message"}, message_id=[], url=APP) == 404
    themes: tuple[object, ...] = ([], {"bg_color": "red"}, {"bg_color": 5}, {"a b": "#000000"})
    for theme in themes:
        assert await refused(here, 501, **{"from": "menu"}, theme_params=theme) == 400
    await phone.blocks()
    assert await refused(here, 501, **{"from": "menu"}) == 409


async def test_the_page_frames_offered_apps_and_nothing_else(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    async def frames() -> str:
        answer = await here.http.get("/")
        (policy,) = [
            rule.strip()
            for rule in answer.headers["content-security-policy"].split(";")
            if rule.strip().startswith("frame-src")
        ]
        shown = policy.removeprefix("frame-src ")
        assert f'data-frames="{shown if shown != NOWHERE else ""}"' in answer.text
        return shown

    assert await frames() == NOWHERE
    await bot.set_chat_menu_button(501, menu("http://127.0.0.1:8099/app"))
    await bot.send_message(501, "Here", reply_markup=inline())
    assert await frames() == "http://127.0.0.1:8099 https://console.example.org"
