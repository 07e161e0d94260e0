"""The slide of an invitation: a code that a camera reads, in words that a room reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
import segno

from bot.pictures import slide, typeset
from bot.pictures.slide import Slide
from tests.helpers import pixels

LINK = "https://t.me/basira_training_bot?start=Ab3_defghijklmno-qrstu"
EN = Slide(
    language="en",
    name="Night shift",
    about="Short cases to practise on the phone",
    scan="Scan with your phone’s camera",
    link=LINK,
    shown=LINK.removeprefix("https://"),
    typing="Or write to @basira_training_bot in Telegram:",
    code="/join K7QM-4PXD",
    until="Good until Friday 25 December",
)
AR = replace(EN, language="ar", name="مناوبة الليل", about="حالات قصيرة للتدرّب على الهاتف")
HOSTILE = '= *Night* #panic("x") $x$ `y` <z> @a \\ "q" \u202eevil\u0000 // /* \u2066'


@pytest.mark.parametrize("shown", [EN, AR])
def test_the_code_on_it_is_that_of_the_link(shown: Slide) -> None:
    """Read back from the picture, module by module, as a camera would."""
    wanted = [[bool(number) for number in row] for row in segno.make_qr(LINK, error="m").matrix]
    small = typeset.png("slide.typ", [slide._data(shown)], ppi=40)
    width, height = pixels.size(small)
    left, right = (0, width * 4 // 10) if shown.language == "ar" else (width * 6 // 10, width)
    assert pixels.modules(pixels.dark(small), left, right, height, len(wanted)) == wanted


def test_slide_is_wide_and_reproducible() -> None:
    picture = slide.png(EN)
    assert pixels.size(picture) == (1920, 1080)
    assert picture == slide.png(EN)
    assert picture != slide.png(AR)
    assert len(picture) < 500_000
    printed = slide.pdf((EN, AR))
    assert printed == slide.pdf((EN, AR))
    assert printed.startswith(b"%PDF")
    assert (
        printed.count(b"/Type /Page\n") + printed.count(b"/Type/Page/") == 2
        or b"/Count 2" in printed
    )


@pytest.mark.parametrize("name", [HOSTILE, "ع" * 60, "W" * 60, "WWWW " * 12, "a"])
def test_cohort_name_is_text(name: str) -> None:
    """No markup, no code, and whole: what is longer is written smaller."""
    for entry in (EN, AR):
        slide.png(replace(entry, name=name))
        slide.pdf((replace(entry, name=name),))
