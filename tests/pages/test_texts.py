"""Texts run the way their script runs, show what was written, and never do anything."""

import json

import pytest
import telegram
from playwright.async_api import Locator, Page, Route, expect

from tests.helpers.sandbox import Served
from tests.pages.conftest import Open, meet
from tests.pages.keys import keyboard

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001
YUSUF = 1002

# Where each line of a text begins and ends, seen from its bubble: [left gap, right gap].
GAPS = """(body) => {
    const range = document.createRange();
    range.selectNodeContents(body.querySelector(".content"));
    const box = body.getBoundingClientRect();
    const lines = new Map();
    for (const { left, right, top } of range.getClientRects()) {
        const line = lines.get(Math.round(top)) ?? { left, right };
        const wider = { left: Math.min(line.left, left), right: Math.max(line.right, right) };
        lines.set(Math.round(top), wider);
    }
    return [...lines.values()]
        .filter(({ left, right }) => right - left > 1)
        .map(({ left, right }) => [left - box.left, box.right - right]);
}"""

LONG_ENGLISH = (
    "A long line that makes the bubble as wide as it can become on this screen, and wider."
)
LONG_ARABIC = "سطر طويل يجعل الفقاعة بأوسع ما يمكن أن تكون عليه في هذه الشاشة، وأوسع من ذلك أيضًا."


async def test_each_paragraph_starts_on_the_side_of_its_script(
    open_page: Open, bot: telegram.Bot
) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, f"{LONG_ENGLISH}\nسطر قصير\nShort")
    body = page.locator(".message.in .body")
    await expect(body).to_have_css("direction", "ltr")
    *_, arabic, english = await body.evaluate(GAPS)
    assert arabic[1] < 20 < arabic[0]
    assert english[0] < 20 < english[1]


async def test_arabic_is_laid_out_from_the_right(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(YUSUF, name="يوسف", language="ar")
    await bot.send_message(
        YUSUF, f"{LONG_ARABIC}\nسطر قصير\nReference: BR-204", reply_markup=keyboard("أ · أسأل")
    )
    body = page.locator(".message.in .body")
    await expect(body).to_have_css("direction", "rtl")
    *_, arabic, english = await body.evaluate(GAPS)
    assert arabic[1] < 20 < arabic[0]
    assert english[0] < english[1]
    await expect(page.locator(".key .label")).to_have_css("direction", "ltr")  # as in Telegram
    await expect(page.locator(".content")).to_have_attribute("lang", "ar")

    # What comes in stands at the right in an Arabic chat, what goes out at the left.
    await page.locator("#text").fill("حسنًا")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.out")).to_be_visible()
    stage = await _box(page.locator("#log"))
    incoming = await _box(page.locator(".message.in .bubble"))
    outgoing = await _box(page.locator(".message.out .bubble"))
    assert stage[1] - incoming[1] < 20
    assert outgoing[0] - stage[0] < 20


async def test_the_phone_speaks_the_language_of_its_person(open_page: Open, here: Served) -> None:
    await meet(here, YUSUF, "يوسف", "ar")
    page = await open_page(ANNA)
    phone = page.locator("#phone")
    await expect(phone).to_have_attribute("dir", "ltr")
    await expect(page.get_by_placeholder("Message")).to_be_hidden()
    await expect(page.get_by_role("button", name="START")).to_be_visible()

    await page.locator(f'[data-person="{YUSUF}"]').click()
    await expect(phone).to_have_attribute("dir", "rtl")
    await expect(phone).to_have_attribute("lang", "ar")
    await expect(page.locator("html")).to_have_attribute("lang", "ar")
    await expect(page.get_by_role("button", name="بدء", exact=True)).to_be_visible()
    await expect(page.locator("#bot-status")).to_have_text("بوت")


async def test_every_word_of_the_page_exists_in_both_languages(open_page: Open) -> None:
    page = await open_page(ANNA)
    missing = await page.evaluate(
        """async () => {
            const words = await import("/page/words.js");
            const source = await (await fetch("/page/words.js")).text();
            const keys = [...source.matchAll(/^    (\\w+): "/gm)].map(([, key]) => key);
            const marked = [...document.querySelectorAll("*")].flatMap(({ dataset }) =>
                ["words", "label", "ariaLabel", "placeholder"].map((kind) => dataset[kind]),
            );
            const wanted = new Set([...keys, ...marked.filter(Boolean)]);
            const missing = [];
            for (const code of ["en", "ar"]) {
                words.speak(code, document.createElement("div"));
                for (const key of wanted) if (!words.say(key)) missing.push(`${code}: ${key}`);
            }
            return missing;
        }"""
    )
    assert missing == []


async def test_days_are_named_and_digits_are_western(open_page: Open) -> None:
    page = await open_page(ANNA)
    days = await page.evaluate(
        """async () => {
            const { dayOf, speak, timeOf } = await import("/page/words.js");
            const root = document.createElement("div");
            const now = new Date(2026, 10, 25, 9, 5);
            const said = [];
            for (const code of ["en", "ar"]) {
                speak(code, root);
                const days = [[2026, 10, 25], [2026, 10, 24, 23], [2026, 10, 2], [2025, 10, 2]];
                said.push(days.map((day) => dayOf(new Date(...day), now)), timeOf(now));
            }
            return said;
        }"""
    )
    assert days == [
        ["Today", "Yesterday", "2 November", "2 November 2025"],
        "09:05",
        ["اليوم", "أمس", "2 نوفمبر", "2 نوفمبر 2025"],
        "09:05",
    ]


async def test_markup_in_a_persons_own_words_is_text(open_page: Open) -> None:
    page = await open_page(ANNA)
    await page.get_by_role("button", name="START").click()
    written = "<b>bold</b> <img src=x onerror=window.hurt=1> &amp; <script>1</script>"
    await page.locator("#text").fill(written)
    await page.keyboard.press("Enter")
    message = page.locator(".message.out").nth(1)
    await expect(message.locator(".content")).to_have_text(written)
    assert await message.locator(".content *").count() == 0
    assert await page.evaluate("window.hurt") is None


HOSTILE = """
<img src=x onerror="window.hurt=1"><script>window.hurt=2</script><svg onload="window.hurt=3"></svg>
<b onclick="window.hurt=4" style="position:fixed">bold</b>
<a href="javascript:window.hurt=5">one</a> <a href=" jAvAsCrIpT:window.hurt=5">two</a>
<a href="data:text/html,<script>1</script>">three</a> <a href="/people">four</a>
<a href="https://example.org/" onmouseover="window.hurt=6" ping="/x" id="text">five</a>
<iframe srcdoc="<script>parent.hurt=7</script>"></iframe>
<form action="/people"><input name=x></form>
<style>body{display:none}</style><math><mi xlink:href="javascript:1">m</mi></math>
<template><b>hidden</b></template><details open ontoggle="window.hurt=8">d</details>
<blockquote expandable class="menu" onclick="window.hurt=9">quoted</blockquote>
<tg-spoiler onclick="window.hurt=10">secret</tg-spoiler>
"""


async def test_hostile_html_is_made_harmless(
    open_page: Open, bot: telegram.Bot, here: Served
) -> None:
    async def poison(page: Page) -> None:
        async def put(route: Route) -> None:
            answer = await route.fetch()
            chat = await answer.json()
            for message in chat["messages"]:
                message["html"] = HOSTILE
            await route.fulfill(response=answer, body=json.dumps(chat))

        await page.route("**/client/*/chat*", put)

    await meet(here, ANNA)
    await bot.send_message(ANNA, "harmless")
    # The page complains of what its policy stops while the text is parsed.
    page = await open_page(ANNA, quiet=False, before=poison)
    content = page.locator(".message.in .content")
    await expect(content).to_contain_text("bold")

    left = await content.evaluate(
        "(it) => [...it.querySelectorAll('*')].map((node) => node.localName)"
    )
    assert set(left) <= {"a", "b", "blockquote", "button", "div", "span", "svg", "use"}
    attributes = await content.evaluate(
        "(it) => [...it.querySelectorAll('*')].flatMap((node) => node.getAttributeNames())"
    )
    assert not {"onclick", "onmouseover", "style", "id", "ping", "onerror"} & set(attributes)
    hrefs = await content.evaluate(
        "(it) => [...it.querySelectorAll('a')].map((a) => a.getAttribute('href'))"
    )
    assert hrefs == ["https://example.org/"]
    await expect(content).not_to_contain_text("window.hurt")
    await expect(content).not_to_contain_text("display:none")

    for part in ("bold", "quoted", "one"):
        await content.get_by_text(part).first.click()
    await content.locator(".spoiler").click()
    assert await page.evaluate("window.hurt") is None


async def test_the_policy_stops_scripts_and_foreign_addresses(open_page: Open) -> None:
    page = await open_page(ANNA, quiet=False)
    refused = await page.evaluate(
        """async () => {
            const refused = new Set();
            document.addEventListener("securitypolicyviolation", (event) => {
                refused.add(event.effectiveDirective);
            });
            const seen = (count) => new Promise((done) => {
                const look = () => refused.size >= count ? done() : requestAnimationFrame(look);
                look();
            });
            const script = document.createElement("script");
            script.textContent = "window.hurt = 1";
            document.body.append(script);
            await fetch("https://example.org/").catch(() => {});
            document.body.setAttribute("style", "color: red");
            const image = new Image();
            image.src = "https://example.org/x.png";
            await seen(4);
            return [...refused].sort();
        }"""
    )
    assert refused == ["connect-src", "img-src", "script-src-elem", "style-src-attr"]
    assert await page.evaluate("window.hurt") is None


async def test_a_quotation_leaves_no_empty_line(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "one\n<blockquote>two</blockquote>\nthree\n\nfour", "HTML")
    content = page.locator(".message.in .content")
    await expect(content).to_be_visible()
    assert await content.inner_text() == "one\ntwo\nthree\n\nfour"


async def test_long_quotations_open_and_spoilers_reveal(open_page: Open, bot: telegram.Bot) -> None:
    page = await open_page(ANNA)
    lines = "\n".join(f"Line {number} of the reason" for number in range(9))
    await bot.send_message(
        ANNA, f"<blockquote expandable>{lines}</blockquote><tg-spoiler>hidden</tg-spoiler>", "HTML"
    )
    quotation = page.locator("blockquote .clamped")
    closed = await quotation.evaluate("(it) => it.clientHeight")
    await page.get_by_role("button", name="Show all").click()
    await expect(page.get_by_role("button", name="Less")).to_have_attribute("aria-expanded", "true")
    assert await quotation.evaluate("(it) => it.clientHeight") > closed * 2

    await page.get_by_role("button", name="Hidden text").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".spoiler")).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    await expect(page.get_by_role("button", name="Hidden text")).to_have_count(0)


async def _box(locator: Locator) -> tuple[float, float]:
    box = await locator.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]
