"""The picture itself: what a browser, a printer and a phone get."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree as ET

import pytest

from bot.pictures.drawing import draw, png
from bot.pictures.pen import escape, format_number
from scenarios.languages import RTL
from tests.helpers.small_case import ARABIC, BASE
from tests.pictures.cases import drawn_cases, loaded

TEXT = "{http://www.w3.org/2000/svg}text"
HOSTILE = "<script>alert('x')</script> & \\\"q\\\" ]]>"


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(TEXT)]


@pytest.mark.parametrize("name", [*drawn_cases()])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_svg_is_well_formed_and_reproducible(name: str, language: str) -> None:
    scenario = drawn_cases()[name]
    svg = draw(scenario, language).svg

    assert {*scenario.scenes, *scenario.endings} <= {
        word.strip("\u2067\u2069") for word in words_of(svg)
    }
    assert svg == draw(scenario, language).svg


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_png_is_one_small_enough_to_be_sent(language: str) -> None:
    picture = draw(drawn_cases()["dream-job"], language)
    image = png(picture)
    width, height = struct.unpack(">II", image[16:24])

    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(image) < 2_000_000
    assert width + height <= 10_000  # more is no photo for Telegram
    assert width / height == pytest.approx(picture.width / picture.height, rel=0.01)


def test_png_is_reproducible_and_has_letters() -> None:
    picture = draw(drawn_cases()["night-desk"], "ar")
    bare = re.sub(r"<text.*?</text>", "", picture.svg)

    assert png(picture) == png(picture)
    assert len(png(type(picture)(bare, picture.width, picture.height))) < len(png(picture)) / 2


def test_texts_are_escaped() -> None:
    text = BASE.replace("She avoids you.", HOSTILE).replace("Accuse him", "<b>&amp;</b>")
    text = text.replace("Night desk, 22:40", "</title><x>")
    svg = draw(loaded(text), "en").svg

    assert "<script" not in svg
    assert "<b>&amp;</b>" in words_of(svg)
    assert "</title><x>" in words_of(svg)
    assert any(word.startswith("<script>alert") for word in words_of(svg))


def test_invalid_xml_characters_are_removed() -> None:
    assert escape("a\x00b\x1b[31m\ufffe\ud800\u202ec") == "ab[31mc"


def test_arabic_runs_from_the_right_and_code_from_the_left() -> None:
    """Renderers take the left as the beginning, so each Arabic line says its direction."""
    svg = draw(loaded(BASE, ARABIC), "ar").svg
    arabic = [word for word in words_of(svg) if re.search("[\u0600-\u06ff]", word)]

    assert len(arabic) > 20
    assert all(word.startswith("\u2067") and word.endswith("\u2069") for word in arabic)
    assert "trust ≥ 2" in words_of(svg)
    assert all(word.count("\u2068") + 1 == word.count("\u2069") for word in arabic)


def test_arabic_begins_at_the_right() -> None:
    for language in ("en", "ar"):
        root = ET.fromstring(draw(loaded(BASE, ARABIC), language).svg)
        title = next(root.iter(TEXT))
        at_right = float(title.attrib["x"]) > float(root.attrib["width"]) / 2

        assert at_right == (language in RTL)
        assert title.attrib["text-anchor"] == ("end" if at_right else "start")


def test_legend_lists_only_states_present() -> None:
    without = words_of(draw(drawn_cases()["circle"], "en").svg)
    with_ = words_of(draw(drawn_cases()["dream-job"], "en").svg)

    assert "Back to where it was before" in without
    assert "Could endanger someone" not in without
    assert "Could endanger someone" in with_
    assert "Back to where it was before" not in with_


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "1"), (1.26, "1.3"), (-0.04, "0"), (12345.67, "12345.7")]
)
def test_numbers_are_short(number: float, text: str) -> None:
    assert format_number(number) == text
