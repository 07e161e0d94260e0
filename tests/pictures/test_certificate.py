"""A certificate on paper: a code that a camera reads, one page, whatever anybody is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import segno

from bot.phrases.certificate_paper import page_of
from bot.pictures import certificate, typeset
from storage.certificates.certificates import Certificate
from tests.helpers import pixels
from tests.pictures.test_passes import pages
from tests.pictures.test_slide import HOSTILE

NOON = datetime(2026, 11, 26, 9, tzinfo=UTC)
CODE = "K7QM4PXD9RTW"
LINK = f"https://t.me/basira_bot?start=v_{CODE}"
ONE = Certificate(
    "certificate1", "sara", "hotels", 0, "airport", CODE, NOON, NOON.replace(year=2027), ["a"] * 3
)
NAMES = {"latin": "Sara Ahmed", "arabic": "سارة أحمد"}
PAGE = page_of(ONE, NAMES, LINK, "basira_bot", "Asia/Bahrain")


def test_certificate_states_only_achievement_and_dates_in_both_languages() -> None:
    english, arabic = PAGE.sides
    assert (english.name, arabic.name) == ("Sara Ahmed", "سارة أحمد")
    assert (english.language, arabic.language) == ("en", "ar")
    assert english.programme == "Hotels and tourism: first steps"
    assert "26 November 2026" in english.issued
    assert "26 November 2027" in english.until
    assert "does not certify" in english.limits
    assert "ولا تشهد بالقدرة" in arabic.limits
    assert PAGE.code == "K7QM-4PXD-9RTW"


def test_the_code_on_it_is_that_of_the_link() -> None:
    """Read back from the picture, module by module, as a camera would."""
    wanted = [[bool(number) for number in row] for row in segno.make_qr(LINK, error="m").matrix]
    small = typeset.png("certificate.typ", certificate._data(PAGE), ppi=144)
    width, height = pixels.size(small)
    is_dark, top = pixels.dark(small), height * 65 // 100
    foot = pixels.modules(
        lambda x, y: y + top < height * 86 // 100 and is_dark(x, y + top),
        width * 44 // 100,
        width * 56 // 100,
        height - top,
        len(wanted),
    )
    assert foot == wanted


def test_certificate_is_one_reproducible_page() -> None:
    picture, printed = certificate.png(PAGE), certificate.pdf(PAGE)
    assert pixels.size(picture) == (1684, 1191)
    assert (picture, printed) == (certificate.png(PAGE), certificate.pdf(PAGE))
    assert pages(printed) == 1
    assert len(picture) < 500_000


@pytest.mark.parametrize("name", [HOSTILE, "ع" * 80, "W" * 80, "Abdulrahman Al-Mahmoud " * 4, ""])
def test_holders_name_is_text_on_one_page(name: str) -> None:
    named = replace(PAGE, sides=[replace(side, name=name, programme=name) for side in PAGE.sides])
    assert pages(certificate.pdf(named)) == 1
