"""The picture of the four competencies: small, the same twice, readable, right in Arabic."""

from __future__ import annotations

import re
import struct
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from bot.chat.playing.attempt_drawing import picture, rows
from bot.locale import words
from bot.pictures import bands, fonts
from bot.pictures.bands import Row, draw, render_png
from scenarios.model import COMPETENCIES, Competency
from scenarios.score import Band

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ar")
SOME: dict[Competency, Band] = {
    "recognise": Band.SECURE,
    "respond": Band.NEARLY,
    "refer": Band.NOT_YET,
}
EVERY = [
    {
        competency: band
        for competency, band in zip(COMPETENCIES, chosen, strict=True)
        if band is not None
    }
    for chosen in product((*Band, None), repeat=4)
]


def shown(language: str, of: dict[Competency, Band]) -> tuple[str, tuple[Row, ...]]:
    speak = words(language)
    return speak.say("How it went"), rows(speak, of)


def svg(language: str, of: dict[Competency, Band]) -> ET.Element:
    return ET.fromstring(draw(*shown(language, of), language).svg)


def texts(root: ET.Element) -> list[str]:
    return [(element.text or "").strip("\u2067\u2069") for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_picture_is_small_and_reproducible(language: str) -> None:
    """A phone on a slow line gets it at once; Telegram takes it for a photo."""
    image = render_png(*shown(language, SOME), language)
    render_png.cache_clear()
    width, height = struct.unpack(">II", image[16:24])

    assert image == render_png(*shown(language, SOME), language)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(image) < 200_000
    assert width + height <= 10_000
    assert 1.5 < width / height < 2.5  # the buttons above it stay in sight


def test_drawn_bands_are_cached() -> None:
    render_png.cache_clear()
    for _ in range(3):
        render_png(*shown("en", SOME), "en")

    assert render_png.cache_info().misses == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_bands_are_words_without_numbers(language: str) -> None:
    """Whoever sees no colours reads the same, and precision is never pretended."""
    for of in EVERY:
        said = texts(svg(language, of))
        title, every = shown(language, of)

        assert said == [title, *(part for row in every for part in (row.name, row.band))]
        assert not re.search(r"\d|٪|%", "".join(said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_tell_bands_apart_without_colours(language: str) -> None:
    root = svg(language, SOME)
    steps = [element for element in root.iter(f"{SVG}rect") if element.get("height") == "14"]
    full = [step.get("fill") not in (bands._EMPTY, "none") for step in steps]
    dashed = [step.get("stroke-dasharray") is not None for step in steps]

    assert [sum(full[at : at + 3]) for at in (0, 3, 6, 9)] == [3, 2, 1, 0]
    assert [sum(dashed[at : at + 3]) for at in (0, 3, 6, 9)] == [0, 0, 0, 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_into_anything(language: str) -> None:
    """Names end before the steps begin, and the words of bands begin after them."""
    _, every = shown(language, {})
    names = max(fonts.width(row.name, bands.NAME.size, bold=True) for row in every)
    steps = bands._STEPS_AT + 3 * bands._STEP_WIDTH + 2 * bands._STEP_GAP
    said = {row.band for of in EVERY for row in shown(language, of)[1]}
    widest = max(fonts.width(name, bands.SAID, bold=True) for name in said)

    assert bands._NAME_AT + names + 8 < bands._STEPS_AT
    assert steps + 8 < bands._WIDTH - bands._LEFT - widest


def test_arabic_is_the_mirror_of_english() -> None:
    """Every box and badge stands where it stands in English, counted from the other side."""
    english, arabic = svg("en", SOME), svg("ar", SOME)
    boxes = [
        [
            (float(element.get("x", 0)), float(element.get("width", "0")))
            for element in root.iter(f"{SVG}rect")
            if element.get("width") != "100%"
        ]
        for root in (english, arabic)
    ]

    assert len(boxes[0]) == len(boxes[1]) > 12
    for (left, width), (mirrored, same) in zip(*boxes, strict=True):
        assert width == same
        assert mirrored == pytest.approx(bands._WIDTH - left - width, abs=0.2)
    assert "scale(-0.78 0.78)" in draw(*shown("ar", SOME), "ar").svg  # the way through the door
    assert "scale(-" not in draw(*shown("en", SOME), "en").svg


async def test_picture_is_drawn_off_the_loop_without_a_name() -> None:
    made = picture(words("en"), SOME)
    assert made is not None
    (file,) = await made()

    assert file.picture
    assert file.name == "bands.png"
    assert file.content == render_png(*shown("en", SOME), "en")


def test_empty_result_has_no_picture() -> None:
    assert picture(words("en"), {}) is None
