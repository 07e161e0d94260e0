"""Cards to print and cut: ten on a page, whatever people are called."""

from __future__ import annotations

import re

import pytest
import segno

from bot.pictures import passes, typeset
from bot.pictures.passes import CardTexts, CodeCard
from tests.helpers import pixels
from tests.pictures.test_slide import HOSTILE

LINK = "https://t.me/basira_training_bot?start=Ab3_defghijklmno-qrstu"
SAID = (
    CardTexts("en", "For you alone.", "Scan it, or write this to @basira_bot:", "until 23 Feb"),
    CardTexts("ar", "لك وحدك.", "بمسح الرمز، أو بإرسال هذا إلى @basira_bot:", "حتى 23 فبراير"),
)
SARA = CodeCard(("Sara Ahmed", "سارة أحمد"), "A-12", LINK, "/join K7QM-4PXD-9RTV")


def pages(pdf: bytes) -> int:
    """How many pages a PDF says that it has."""
    counts = re.findall(rb"/Count (\d+)", pdf)
    return max(map(int, counts))


@pytest.mark.parametrize(("many", "wanted"), [(1, 1), (10, 1), (11, 2), (25, 3)])
def test_ten_fit_on_a_page(many: int, wanted: int) -> None:
    assert pages(passes.pdf("Gates", [SARA] * many, SAID)) == wanted


def test_the_same_cards_are_the_same_bytes() -> None:
    assert passes.pdf("Gates", [SARA], SAID) == passes.pdf("Gates", [SARA], SAID)


def test_the_code_on_a_card_is_that_of_the_link() -> None:
    data = {
        "cohort": "Gates",
        "cards": [{"names": ["Sara"], "number": "", "code": "", "qr": typeset.qr(LINK)}],
        "said": [],
    }
    wanted = [[bool(number) for number in row] for row in segno.make_qr(LINK, error="m").matrix]
    small = typeset.png("passes.typ", data, ppi=100)
    width, height = pixels.size(small)
    left, right = width * 55 // 210, width * 99 // 210
    found = pixels.modules(pixels.dark(small), left, right, height, len(wanted))
    assert found == wanted


@pytest.mark.parametrize("name", [HOSTILE, "W" * 60, "ع" * 60, "Abdulrahman Al-Mahmoud " * 2])
def test_name_is_text_and_stays_on_the_card(name: str) -> None:
    card = CodeCard((name[:60], name[:60]), "A" * 20, LINK, "/join K7QM-4PXD-9RTV")
    assert pages(passes.pdf(name, [card] * 10, SAID)) == 1
