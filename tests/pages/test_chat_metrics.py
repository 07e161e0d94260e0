"""What is estimated without a browser is what the chat page lays out, for turns of real cases."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from scenarios.chat_metrics import label_width, message_height
from tests.helpers.learner import Learner, along, reference
from tests.helpers.running import library, running_bot
from tests.helpers.sandbox import Served
from tests.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

CASES = ("four-visas", "dream-job")  # between them, every kind of decision but a rating
USER = 1001
MESSAGES = 24
WITHIN = 0.05
LINE = 21.5
"""A line of text, in CSS pixels: a word may wrap a line earlier than was estimated."""

HEIGHTS = """() => Object.fromEntries([...document.querySelectorAll(".message.in")].map((it) =>
    [it.dataset.message, it.getBoundingClientRect().height]))"""
LABELS = """() => [...document.querySelectorAll(".key .label")].map((it) => {
    const range = document.createRange();
    range.selectNodeContents(it);
    return [it.textContent, range.getBoundingClientRect().width];
})"""


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_estimates_are_within_five_per_cent_of_the_page(
    here: Served, open_page: Open, sqlite_url: str, language: str
) -> None:
    page = await open_page(USER, language=language, width=390, height=844)
    await page.evaluate("() => document.fonts.ready")
    learner = Learner(here.phone(USER), language)
    async with running_bot(here, sqlite_url):
        await learner.arrives()
        for case in CASES:
            await learner.opens(case)
            await learner.plays(along(reference(library().scenarios[case])))
        chat = await learner.phone.look()
    messages = [each for each in chat["messages"] if each["from"]["is_bot"] and "text" in each]
    assert len(messages) >= MESSAGES
    last = messages[-1]["message_id"]
    await page.locator(f'[data-message="{last}"]').wait_for()

    heights: dict[str, float] = await page.evaluate(HEIGHTS)
    off = {
        each["html"]: (estimate, drawn)
        for each in messages
        if abs((estimate := _estimate(each)) - (drawn := heights[str(each["message_id"])]))
        > max(WITHIN * drawn, LINE)
    }
    assert off == {}
    await _compare_labels(page)


async def _compare_labels(page: Page) -> None:
    labels: list[tuple[str, float]] = await page.evaluate(LABELS)
    assert labels
    off = {
        label: (label_width(label), drawn)
        for label, drawn in labels
        if abs(label_width(label) - drawn) > max(WITHIN * drawn, 2)
    }
    assert off == {}


def _estimate(message: dict[str, Any]) -> float:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return message_height(message["html"], len(rows), edited="edit_date" in message)
