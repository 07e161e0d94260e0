"""What a course changed, as slopes: true to its numbers, mirrored, plain without colours."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree as ET

import pytest

from bot.app.assessments.assessment_results import AssessmentResults, Comparison
from bot.chat.trainer.assessments.assessment_gains import gains_chart
from bot.locale import words
from bot.pictures import fonts, gains, states
from bot.pictures.gains import Chart
from scenarios.assessments.gains import Change, Gains, Interval

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ar")
SURE = Change(40.0, 60.0, Interval(20.0, 5.0, 35.0))
BEYOND = Change(90.0, 98.0, Interval(8.0, -4.0, 20.0))
SAME = Change(50.0, 50.0, Interval(0.0, None, None))


def chart(language: str, *, parts: int = 1) -> Chart:
    """The picture of a test of which so many parts can be compared with the first."""
    told = Gains(12, SURE, BEYOND, SAME, ())
    later = ("after", "delayed")[:parts]
    results = AssessmentResults(14, tuple(Comparison(part, 12, 0, 0, told) for part in later))
    found = gains_chart(words(language), "airports", results)
    assert found is not None
    return found


def corners(svg: str) -> list[list[tuple[float, float]]]:
    """The corners of each fan."""
    fans = (element.get("points", "") for element in ET.fromstring(svg).iter(f"{SVG}polygon"))
    return [[(float(x), float(y)) for x, y in map(_pair, fan.split())] for fan in fans]


def _pair(corner: str) -> tuple[str, str]:
    x, _, y = corner.partition(",")
    return x, y


def said(svg: str) -> list[str]:
    texts = (element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text"))
    return [re.sub("[\u200f\u2067-\u2069]", "", text) for text in texts]


def test_a_fan_is_as_wide_as_the_interval() -> None:
    """It opens from the mean before, and what lies beyond a hundred stays at it."""
    sure, beyond = corners(gains.draw(chart("en"), "en").svg)  # the third has no interval
    (start, high, low) = (y for _, y in sure)
    point = (start - high) / 35  # 40 % + 35 points
    assert start - low == pytest.approx(5 * point, abs=0.1)
    top = start - 60 * point  # 100 %
    assert beyond[1][1] == pytest.approx(top, abs=0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawing_has_a_text_alternative(language: str) -> None:
    shown = said(gains.draw(chart(language), language).svg)
    sign = {"en": "%", "ar": "٪"}[language]
    assert {f"{mean}{sign}" for mean in (40, 60, 90, 98, 50)} <= set(shown)
    assert {"+5", "+35", "\u22124", "+20"} <= set(shown)
    assert any("12" in name for name in shown)  # how many people


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("parts", [1, 2])
def test_picture_is_readable_on_a_phone(language: str, parts: int) -> None:
    image = gains.render_png(chart(language, parts=parts), language)
    width, height = struct.unpack(">II", image[16:24])
    assert width == 1080
    assert height <= 1500
    assert image == gains.render_png(chart(language, parts=parts), language)
    svg = gains.draw(chart(language, parts=parts), language).svg
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        assert fonts.width(element.text or "", float(element.get("font-size", 0))) <= states.ROOM


def test_arabic_is_the_mirror_of_english() -> None:
    english, arabic = (corners(gains.draw(chart(language), language).svg) for language in LANGUAGES)
    assert len(english) == 2
    for fan, mirrored in zip(english, arabic, strict=True):
        for (x, y), (other, same) in zip(fan, mirrored, strict=True):
            assert y == same
            assert other == pytest.approx(states.WIDTH - x, abs=0.2)


def test_small_groups_have_no_picture() -> None:
    results = AssessmentResults(14, (Comparison("after", 9, 0, 0, None),))
    assert gains_chart(words("en"), "airports", results) is None
