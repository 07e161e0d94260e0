"""Writes `scenarios/glyph_widths.json`: how wide the chat page's fonts make each character.

python -m tests.pages.glyph_widths

Chromium measures them on the chat page, in the fonts of its messages: Roboto, which the page brings
along, and Noto Sans Arabic (Debian's fonts-noto-core). A key of the file is a character; an Arabic
letter has a key for each form, with a tatweel at each side that joins: ب, ـب, بـ, ـبـ. Values
are thousandths of the font size at the weights 400 (text), 500 (buttons) and 600 (bold text).
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from pathlib import Path

from playwright.async_api import async_playwright

from scenarios.chat_metrics import DUAL_JOINING, RIGHT_JOINING, TATWEEL
from tests.helpers.programs import path_of
from tests.helpers.sandbox import served
from tests.pages.conftest import ARGUMENTS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "scenarios" / "glyph_widths.json"
WEIGHTS = (400, 500, 600)

MEASURE = """async ([texts, weights]) => {
    const family = getComputedStyle(document.getElementById("log")).fontFamily;
    const canvas = document.createElement("canvas").getContext("2d");
    for (const weight of weights) {
        await document.fonts.load(`${weight} 16px ${family}`, "Aa");
    }
    return texts.map((text) => weights.map((weight) => {
        canvas.font = `${weight} 100px ${family}`;
        return Math.round(canvas.measureText(text).width * 10);
    }));
}"""


async def main() -> None:
    keys = sorted({*_plain(), *_arabic()})
    async with served() as here, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path_of("chromium"), args=ARGUMENTS
        )
        page = await browser.new_page()
        await page.goto(here.url)
        measured = await page.evaluate(MEASURE, [keys, WEIGHTS])
        await browser.close()
    drawn: dict[str, list[int]] = dict(zip(keys, measured, strict=True))
    lines = (
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(_without_tatweels(key, drawn))}"
        for key in keys
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _without_tatweels(key: str, drawn: dict[str, list[int]]) -> list[int]:
    """The widths of a letter that was drawn with a tatweel at each side that joins."""
    tatweels = 0 if key == TATWEEL else key.count(TATWEEL)
    return [
        width - tatweels * tatweel
        for width, tatweel in zip(drawn[key], drawn[TATWEEL], strict=True)
    ]


def _plain() -> set[str]:
    """Latin, and whatever else stands in a case or in a text of the bot."""
    files = [*ROOT.glob("scenarios/**/*.yaml"), *ROOT.glob("bot/locale/**/*.po")]
    used = {char for file in files for char in file.read_text("utf-8")}
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    arabic = {chr(code) for code in range(0x600, 0x700)}
    return {
        char
        for char in used | latin | arabic
        if unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co", "Mn"} and ord(char) < 0x1F000
    }


def _arabic() -> set[str]:
    finals = {f"{TATWEEL}{letter}" for letter in RIGHT_JOINING | DUAL_JOINING}
    others = {f"{before}{letter}{TATWEEL}" for letter in DUAL_JOINING for before in ("", TATWEEL)}
    ligatures = {f"{before}ل{alef}" for alef in "اأإآ" for before in ("", TATWEEL)}
    return finals | others | ligatures


if __name__ == "__main__":
    asyncio.run(main())
