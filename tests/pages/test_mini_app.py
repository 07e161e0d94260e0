"""A Mini App opens in place: a sheet over the chat that the app and the page share."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
import telegram
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Frame, FrameLocator, Page, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MenuButtonWebApp, WebAppInfo

from bot.init_data import InitData, verify
from bot.sandbox import TOKEN
from bot.telegram.profile import MENU
from tests.helpers.mini_app_signature import check_signature
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open, meet
from tests.pages.mini_app import MiniAppServer, mini_app
from tests.pages.test_looks import SIDEWAYS, TOO_PALE, TOO_SMALL

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What is in the frame is the app's; axe would have to be there as well.
OWN_PAGE = {"resultTypes": ["violations"], "iframes": False}

ANNA = 1001
YUSUF = 1002


@pytest_asyncio.fixture(loop_scope="session")
async def app() -> AsyncIterator[MiniAppServer]:
    async with mini_app() as served:
        yield served


async def offer(here: Served, bot: telegram.Bot, origin: str, user: int = ANNA) -> None:
    """Set the menu button, and say something, so that there is a chat to write in."""
    await meet(here, user, "Mariam" if user == ANNA else "يوسف", "en" if user == ANNA else "ar")
    text = "Console" if user == ANNA else "لوحة التحكم"
    await bot.set_chat_menu_button(user, MenuButtonWebApp(text, WebAppInfo(f"{origin}/")))
    await bot.send_message(user, "Hello" if user == ANNA else "مرحبًا")


async def becomes(frame: Frame, expression: str) -> None:
    """Wait until something is so; Playwright's own way needs `eval`, which the policy refuses."""
    async with asyncio.timeout(60):
        while not await frame.evaluate(expression):  # noqa: ASYNC110  nobody tells of it
            await asyncio.sleep(0.05)


async def opened(page: Page) -> FrameLocator:
    """Open it from the menu button; gives the app inside once it has signed in."""
    await page.locator("#app-open").click()
    inside = page.frame_locator("#app iframe")
    await expect(inside.locator("#log li")).to_have_text(["signed in"])
    return inside


async def test_it_opens_from_the_menu_button_with_signed_data(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA)
    button = page.get_by_role("button", name="Console")
    inside = await opened(page)
    await expect(page.get_by_role("dialog", name="Basira")).to_be_visible()
    await expect(inside.locator("#who")).to_have_text("weba")
    now = datetime.now(UTC)
    (data,) = app.received
    found = verify(data, TOKEN, now)
    assert isinstance(found, InitData)
    assert (found.telegram_id, found.language) == (ANNA, "en")
    key = here.sandbox.mini_apps.public_key
    check_signature(data, here.sandbox.world.profile.id, key)
    # The secret is gone from the address at once.
    assert await page.frames[1].evaluate("location.href") == f"{app.origin}/"
    await page.get_by_role("button", name="Close", exact=True).first.click()
    await expect(page.locator("#app")).to_be_hidden()
    await expect(page.locator("#app iframe")).to_have_count(0)
    await expect(button).to_be_focused()


async def test_it_opens_from_a_message(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    button = InlineKeyboardButton("Open the console", web_app=WebAppInfo(f"{app.origin}/"))
    await bot.send_message(ANNA, "Here", reply_markup=InlineKeyboardMarkup.from_button(button))
    page = await open_page(ANNA)
    await page.get_by_role("button", name="Open the console").click()
    inside = page.frame_locator("#app iframe")
    await expect(inside.locator("#log li")).to_have_text(["signed in"])


async def test_focus_goes_in_and_comes_back_and_escape_closes(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA)
    await page.locator("#app-open").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#app-close")).to_be_focused()
    await expect(page.locator("#app")).to_have_attribute("aria-modal", "true")
    await page.keyboard.press("Escape")
    await expect(page.locator("#app")).to_be_hidden()
    await expect(page.locator("#app-open")).to_be_focused()

    # Inside as well, except where a field takes the key.
    inside = await opened_again(page)
    await inside.locator("#field").press("Escape")
    await expect(page.locator("#app")).to_be_visible()
    await inside.locator("#save").press("Escape")
    await expect(page.locator("#app")).to_be_hidden()
    await expect(page.locator("#app-open")).to_be_focused()


async def opened_again(page: Page) -> FrameLocator:
    await page.locator("#app-open").click()
    inside = page.frame_locator("#app iframe")
    await expect(inside.locator("#log li")).to_have_text(["signed in"])
    return inside


async def test_the_buttons_around_it_are_the_apps(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA)
    inside = await opened(page)
    back, main = page.locator("#app-back"), page.locator("#app-main")
    await expect(back).to_be_hidden()
    await expect(main).to_be_hidden()

    await inside.locator("#save").click()
    await expect(main).to_have_text("Save · حفظ")
    await main.click()
    await expect(inside.locator("#log li").last).to_have_text("saved")
    frame = page.frames[1]
    await frame.evaluate("webApp.mainButton('Wait', undefined, {active: false, progress: true})")
    await expect(main).to_be_disabled()
    await expect(main).to_have_attribute("aria-busy", "true")

    # Another page of the app still knows where it is, and has no secret any more.
    await inside.locator("#next").click()
    await expect(inside.locator("#who")).to_have_text("weba")
    await expect(main).to_be_hidden()
    await back.click()
    await expect(back).to_be_hidden()
    assert len(app.received) == 1

    await inside.locator("#leave").click()
    await expect(page.locator("#app")).to_be_hidden()


async def test_it_expands_and_is_told_its_size(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA, width=390, height=844)
    inside = await opened(page)
    sheet = page.locator(".app-sheet")
    await sheet.evaluate("sheet => Promise.all(sheet.getAnimations().map((one) => one.finished))")
    low = await sheet.bounding_box()
    await inside.locator("#expand").click()
    await expect(page.locator("#app")).to_have_class("over-phone expanded")
    high = await sheet.bounding_box()
    assert low is not None
    assert high is not None
    assert (high["x"], high["y"], high["width"], high["height"]) == (0, 0, 390, 844)
    assert low["height"] < 0.9 * high["height"]
    told = "document.documentElement.style.getPropertyValue('--tg-viewport-height')"
    height = await page.evaluate("document.querySelector('#app iframe').clientHeight")
    await becomes(page.frames[1], f"{told} === '{height}px'")
    await page.set_viewport_size({"width": 320, "height": 568})
    await becomes(page.frames[1], f"parseFloat({told}) < 568")
    assert await page.evaluate("document.getElementById('app').clientWidth") == 320


async def test_it_takes_the_looks_colours_and_is_told_of_a_new_look(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA, color_scheme="light")
    await opened(page)
    scheme = "document.documentElement.style.colorScheme"
    ground = "getComputedStyle(document.body).backgroundColor"
    frame = page.frames[1]
    assert await frame.evaluate(scheme) == "light"
    assert await frame.evaluate(ground) == "rgb(255, 250, 241)"
    await page.emulate_media(color_scheme="dark")
    await becomes(frame, f"{scheme} === 'dark'")
    assert await frame.evaluate(ground) == "rgb(18, 32, 35)"


async def test_a_link_into_the_app_keeps_its_place(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    button = MenuButtonWebApp("Console", WebAppInfo(f"{app.origin}/#field"))
    await bot.set_chat_menu_button(ANNA, button)
    page = await open_page(ANNA)
    await opened(page)
    assert await page.frames[1].evaluate("location.href") == f"{app.origin}/#field"


async def test_the_apps_script_talks_to_telegrams_apps_too(
    open_page: Open, here: Served, app: MiniAppServer
) -> None:
    """Those have no window around the page, but a bridge in it."""
    page = await open_page(ANNA)
    phone = await page.context.new_page()
    await phone.add_init_script(
        "window.told = [];"
        "window.TelegramWebviewProxy = {postEvent: (name, data) => told.push([name, data])};"
    )
    colours = quote('{"bg_color": "#101010"}')
    launch = f"tgWebAppData=a%3D1&tgWebAppVersion=9.1&tgWebAppThemeParams={colours}"
    await phone.goto(f"{app.origin}/#{launch}&tgWebAppPlatform=android")
    await expect(phone.locator("#log li")).to_have_text(["signed in"])
    assert app.received == ["a=1"]
    assert phone.url == f"{app.origin}/"
    assert [name for name, _ in await phone.evaluate("told")] == [
        "web_app_setup_back_button",
        "web_app_setup_main_button",
        "web_app_ready",
        "web_app_request_theme",
        "web_app_request_viewport",
    ]
    scheme = "document.documentElement.style.colorScheme"
    assert await phone.evaluate(scheme) == "dark"
    await phone.evaluate(
        "Telegram.WebView.receiveEvent('theme_changed', {theme_params: {bg_color: '#fafafa'}})"
    )
    assert await phone.evaluate(scheme) == "light"
    await phone.locator("#save").click()
    await phone.evaluate("TelegramGameProxy.receiveEvent('main_button_pressed')")
    await expect(phone.locator("#log li").last).to_have_text("saved")


async def test_links_out_of_it_open_beside_the_page(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA)
    inside = await opened(page)
    async with page.context.expect_page() as fresh:
        await page.frames[1].evaluate("webApp.openLink('/second')")
    outside = await fresh.value
    await expect(outside.locator("#who")).to_have_text("an ordinary page")
    assert await outside.evaluate("opener") is None
    await page.frames[1].evaluate("webApp.openLink('javascript:alert(1)')")
    await expect(inside.locator("#who")).to_be_visible()
    assert len(page.context.pages) == 2


async def test_only_the_app_is_heard(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    page = await open_page(ANNA)
    inside = await opened(page)
    closes = """{ eventType: "web_app_close", eventData: {} }"""
    await page.evaluate(f"postMessage(JSON.stringify({closes}), '*')")
    frame = page.frames[1]
    for odd in ("'{'", "'null'", "'5'", "5", "null", "({})", """'{"eventType": 5}'"""):
        await frame.evaluate(f"parent.postMessage({odd}, '*')")
    for name in ("setup_main_button", "setup_back_button", "open_link", "open_tg_link"):
        for about in ("null", "5", '"x"', '{"url": 5, "path_full": 5, "text": {}, "color": []}'):
            text = f'{{"eventType": "web_app_{name}", "eventData": {about}}}'
            await frame.evaluate("text => parent.postMessage(text, '*')", text)
    await inside.locator("#save").click()
    await expect(page.locator("#app-main")).to_be_visible()


async def test_the_page_frames_nothing_but_offered_apps(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    async with mini_app() as other:
        page = await open_page(ANNA, quiet=False)
        await page.evaluate(
            """(url) => new Promise((done) => {
                addEventListener("securitypolicyviolation", done, { once: true });
                const frame = document.createElement("iframe");
                frame.src = url;
                document.body.append(frame);
            })""",
            other.origin,
        )
        assert other.received == []


async def test_an_app_that_is_offered_later_opens_too(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    page = await open_page(ANNA)
    await expect(page.locator("#app-open")).to_be_hidden()
    await offer(here, bot, app.origin)
    inside = await opened(page)
    await expect(inside.locator("#who")).to_have_text("weba")
    await page.reload()
    await expect(page.locator("#app-open")).to_be_visible()
    await expect(page.locator("#app")).to_be_hidden()


async def test_it_closes_with_its_chat(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer
) -> None:
    await offer(here, bot, app.origin)
    await meet(here, YUSUF, "Yusuf")
    page = await open_page(ANNA)
    await opened(page)
    await page.evaluate(f"location.hash = 'user={YUSUF}'")
    await expect(page.locator("#app")).to_be_hidden()
    await expect(page.locator("#app-open")).to_be_hidden()
    await page.evaluate(f"location.hash = 'user={ANNA}'")
    await opened_again(page)
    await here.phone(ANNA).blocks()
    await expect(page.locator("#app")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 374, 390, 1280])
async def test_the_bots_own_label_is_read_in_full(
    open_page: Open, here: Served, bot: telegram.Bot, app: MiniAppServer, width: int
) -> None:
    await offer(here, bot, app.origin)
    await bot.set_chat_menu_button(ANNA, MenuButtonWebApp(MENU, WebAppInfo(f"{app.origin}/")))
    page = await open_page(ANNA, width=width, height=640)
    label = page.locator("#app-open-text")
    await expect(label).to_have_text(MENU)
    assert await label.evaluate("it => it.scrollWidth <= it.clientWidth")
    field = page.get_by_role("textbox")
    assert await field.evaluate("it => it.getBoundingClientRect().width >= 80")


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(1280, 860), (390, 844), (320, 640)])
async def test_it_fits_can_be_read_and_has_no_findings(
    open_page: Open,
    here: Served,
    bot: telegram.Bot,
    tmp_path: Path,
    width: int,
    height: int,
    language: str,
    look: str,
) -> None:
    user = ANNA if language == "en" else YUSUF
    async with mini_app(language) as app:
        await offer(here, bot, app.origin, user)
        page = await open_page(
            user,
            name="Mariam" if user == ANNA else "يوسف",
            language=language,
            width=width,
            height=height,
            color_scheme=look,
        )
        name = f"{width}-{language}-{look}"
        await expect(page.locator("#app-open")).to_be_visible()
        await page.screenshot(path=tmp_path / f"chat-{name}.png")
        assert await page.evaluate(SIDEWAYS) == [0, 0]
        assert await page.evaluate(TOO_PALE) == []
        assert await page.evaluate(TOO_SMALL) == []
        before = (await Axe().run(page, options=OWN_PAGE)).response
        assert [it["id"] for it in before["violations"]] == []
        inside = await opened(page)
        await inside.locator("#next").click()
        await expect(page.locator("#app-back")).to_be_visible()
        await inside.locator("#save").click()
        await expect(page.locator("#app-main")).to_be_visible()
        await page.locator(".app-sheet").evaluate(
            "it => Promise.all(it.getAnimations().map((each) => each.finished))"
        )
        await page.screenshot(path=tmp_path / f"app-{name}.png")
        assert await page.evaluate(TOO_PALE) == []
        assert await page.evaluate(TOO_SMALL) == []
        found = (await Axe().run(page, options=OWN_PAGE)).response
        assert [it["id"] for it in found["violations"]] == []
