"""It fits its screen, can be read, and can be pressed; in both looks and both languages.

The pictures are kept in the test's temporary folder, for people to look at.
"""

from pathlib import Path

import pytest
import telegram
from playwright.async_api import Page, expect

from tests.helpers.sandbox import Served
from tests.pages.conftest import Open, meet
from tests.pages.keys import keyboard
from tests.pages.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001
YUSUF = 1002

SCREENS = {
    "wide": (1440, 900),
    "middle": (1000, 800),
    "phone": (390, 844),
    "small": (320, 568),
    "sideways": (812, 375),
}

# Whatever shows text: its colour against all that lies behind it.
TOO_PALE = """() => {
    // Through a canvas, every way of writing a colour becomes four numbers.
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const numbers = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return { rgb: [r, g, b], alpha: a / 255 };
    };
    const over = (top, under) => top.rgb.map((c, i) => c * top.alpha + under[i] * (1 - top.alpha));
    const behind = (node) => {
        if (!node) return [255, 255, 255];
        const colour = numbers(getComputedStyle(node).backgroundColor);
        return colour.alpha === 1 ? colour.rgb : over(colour, behind(node.parentElement));
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const pale = [];
    for (const node of document.querySelectorAll("body *")) {
        const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim());
        if (!own || !node.checkVisibility({ visibilityProperty: true })) continue;
        if (node.closest(".unseen, .spoiler")) continue;
        const back = behind(node);
        const front = over(numbers(getComputedStyle(node).color), back);
        const [low, high] = [light(front), light(back)].sort((a, b) => a - b);
        const ratio = (high + 0.05) / (low + 0.05);
        if (ratio < 4.5) pale.push(`${node.className || node.localName} ${ratio.toFixed(2)}`);
    }
    return pale;
}"""

TOO_SMALL = """() => [...document.querySelectorAll("button, a[href], textarea, .choice")]
    .filter((it) => it.checkVisibility({ visibilityProperty: true }))
    // Those within a running text may be as small as the text, and the bot's as in Telegram.
    .filter((it) => !it.closest(".content, .keyboard"))
    .map((it) => [it.id || it.className, it.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 44 || height < 44)
    .map(([name, { width, height }]) => `${name} ${width}×${height}`)"""

SIDEWAYS = """() => [document.documentElement, document.getElementById("log")]
    .map((it) => it.scrollWidth - it.clientWidth)"""


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("screen", SCREENS)
async def test_it_fits_can_be_read_and_can_be_pressed(
    open_page: Open,
    bot: telegram.Bot,
    here: Served,
    tmp_path: Path,
    screen: str,
    language: str,
    look: str,
) -> None:
    await _play(here, bot)
    width, height = SCREENS[screen]
    user = {"en": ANNA, "ar": YUSUF}[language]
    name = {"en": "Mariam", "ar": "يوسف"}[language]
    page = await open_page(
        user, name=name, language=language, width=width, height=height, color_scheme=look
    )
    await expect(page.locator(".key")).to_have_count(5)
    await page.wait_for_function("() => document.querySelector('.photo img').naturalWidth > 0")
    await page.screenshot(path=tmp_path / f"{screen}-{language}-{look}.png")

    assert await page.evaluate(SIDEWAYS) == [0, 0]
    assert await page.evaluate(TOO_PALE) == []
    assert await page.evaluate(TOO_SMALL) == []


async def test_the_look_can_be_changed_and_is_remembered(open_page: Open) -> None:
    page = await open_page(ANNA, color_scheme="light")
    light = await _background(page)
    await page.get_by_role("button", name="Dark look").click()
    dark = await _background(page)
    assert dark != light
    await page.reload()
    await expect(page.get_by_role("button", name="Light look")).to_be_visible()
    assert await _background(page) == dark


async def test_on_a_phone_the_people_lie_over_the_chat(
    open_page: Open, here: Served, bot: telegram.Bot
) -> None:
    await meet(here, YUSUF, "Yusuf")
    page = await open_page(ANNA, width=390, height=844)
    yusuf = page.locator(f'[data-person="{YUSUF}"]')
    await bot.send_message(YUSUF, "Something new")
    await expect(page.locator("#side-dot")).to_be_visible()
    await expect(yusuf).to_be_hidden()
    await expect(yusuf.locator(".dot")).to_be_hidden()

    await page.get_by_role("button", name="People").click()
    await expect(yusuf).to_be_visible()
    await expect(page.get_by_text("Nothing leaves this machine")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(yusuf).to_be_hidden()
    await expect(page.get_by_role("button", name="People")).to_be_focused()

    await page.get_by_role("button", name="People").click()
    await yusuf.click()
    await expect(yusuf).to_be_hidden()
    await expect(yusuf).to_have_attribute("aria-current", "true")


async def test_a_phone_on_its_side_is_all_chat(
    open_page: Open, here: Served, bot: telegram.Bot
) -> None:
    await _play(here, bot)
    page = await open_page(ANNA, width=812, height=375)
    phone = await page.locator("#phone").bounding_box()
    assert phone == {"x": 0, "y": 0, "width": 812, "height": 375}
    log = await page.locator("#log").bounding_box()
    assert log is not None
    assert log["height"] > 250

    await page.get_by_role("button", name="People").click()
    await expect(page.locator(f'[data-person="{YUSUF}"]')).to_be_in_viewport()
    about = page.get_by_text("Everyone in the list is invented")
    await about.scroll_into_view_if_needed()
    await expect(about).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(page.locator("#side")).to_be_hidden()


async def test_the_focus_in_the_chat_is_seen_but_thin(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Which?")
    log = page.locator("#log")
    await page.locator("#more").focus()
    await page.keyboard.press("Tab")
    await expect(log).to_be_focused()
    await expect(log).to_have_css("outline-style", "solid")
    await expect(log).to_have_css("outline-width", "1px")


async def test_reduced_motion_is_respected(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA, reduced_motion="reduce")
    await bot.send_chat_action(ANNA, "typing")
    dot = page.locator("#typing i").first
    await expect(dot).to_be_visible()
    await expect(dot).to_have_css("animation-iteration-count", "1")


async def test_a_screen_reader_finds_its_way(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "Which?", reply_markup=keyboard("Yes"))
    log = page.get_by_role("log", name="Messages")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("article")).to_contain_text("Basira: Which?")
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.get_by_role("navigation", name="People")).to_be_visible()
    await expect(page.get_by_role("region", name="What is this?")).to_be_visible()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, textarea, dialog, img")]
            .filter((it) => it.checkVisibility({ visibilityProperty: true }))
            .filter((it) => !(it.textContent.trim() || it.ariaLabel || it.alt || it.labels?.length))
            .map((it) => it.outerHTML)"""
    )
    assert nameless == []


async def _play(here: Served, bot: telegram.Bot) -> None:
    """Two chats that look like play: a notice, a picture, a turn."""
    await meet(here, ANNA, "Mariam", "en")
    await meet(here, YUSUF, "يوسف", "ar")
    await bot.send_photo(ANNA, png(), caption="The counter, as you see it")
    await bot.send_photo(YUSUF, png(), caption="المكتب كما يظهر")
    await here.phone(ANNA).says("ok, starting")
    await here.phone(YUSUF).says("حسنًا، لنبدأ")
    await bot.send_message(ANNA, ENGLISH, "HTML", reply_markup=keyboard(*ENGLISH_CHOICES))
    await bot.send_message(YUSUF, ARABIC, "HTML", reply_markup=keyboard(*ARABIC_CHOICES))


async def _background(page: Page) -> str:
    colour: str = await page.locator(".stage").evaluate(
        "(it) => getComputedStyle(it).backgroundColor"
    )
    return colour


ENGLISH = """You waited and watched. The man answers every question for the two women.

He reaches across the desk. <i>“I keep their passports. Safer with me.”</i>
<blockquote>Look at who speaks, and who is not asked.</blockquote>
<b>The passports are in your hand. What first?</b>

A · Hand each woman her own passport
B · Hand all to the man
C · Ask the women, apart, where they are going
D · Call security to the desk now"""
ENGLISH_CHOICES = (
    "A · Hand to each her own",
    "B · Hand all to him",
    "C · Ask them apart",
    "D · Call security",
    "Pause",
)
ARABIC = """اخترت الانتظار والملاحظة. يجيب الرجل عن كل سؤال بدلًا من المرأتين.

يمدّ يده فوق المكتب: <i>«جوازاتهما عندي. أضمن لهما.»</i>
<blockquote>من يتكلم، ومن لا يُسأل.</blockquote>
<b>الجوازات في اليد. الخطوة الأولى؟</b>

أ · أعيد إلى كل امرأة جوازها
ب · أسلّم الجوازات كلها إلى الرجل
ج · أسأل المرأتين على انفراد عن وجهتهما
د · أتصل بالأمن الآن"""
ARABIC_CHOICES = (
    "أ · أعيد إلى كلٍّ جوازها",
    "ب · أسلّم الكل إليه",
    "ج · أسأل على انفراد",
    "د · أتصل بالأمن",
    "إيقاف",
)
