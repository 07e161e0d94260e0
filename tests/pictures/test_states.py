"""People by their work, and the room without names: readable, mirrored, plain without colours."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree as ET

import pytest

from bot.locale import words
from bot.phrases.progress_phrases import state_words
from bot.pictures import fonts, room, sheet, states
from bot.pictures.room import Bar, Share
from bot.pictures.sheet import PEOPLE, WORKS, Column, Row, Sheet
from bot.pictures.states import STATES, LegendEntry, State

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ar")
HOSTILE = "<b>&\u202e\u2067" + "W" * 200


def full(language: str, name: str = "Sara Ahmed", people: int = PEOPLE) -> Sheet:
    """As much as a picture can hold."""
    speak = words(language)
    columns = tuple(Column(HOSTILE, "3 Dec") for _ in range(WORKS))
    rows = tuple(
        Row(name, tuple(STATES[(at + place) % len(STATES)] for at in range(WORKS)))
        for place in range(people)
    )
    legend = tuple(LegendEntry(state, state_words(speak, state)) for state in STATES)
    return Sheet("Gates", "Thursday", columns, rows, legend)


def boxes(svg: str) -> list[tuple[float, float]]:
    return [
        (float(element.get("x", 0)), float(element.get("width", "0")))
        for element in ET.fromstring(svg).iter(f"{SVG}rect")
        if element.get("width") != "100%" and float(element.get("x", 0)) > 0
    ]


def signs(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r"translate\(([\d.]+) ", svg)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_people_are_read_on_a_phone(language: str) -> None:
    """1080 pixels wide, letters of 28, and no longer than Telegram keeps sharp, or nearly."""
    image = sheet.render_png(full(language), language)
    width, height = struct.unpack(">II", image[16:24])
    assert width == 1080
    assert height <= 2700
    assert len(image) < 900_000
    drawn = ET.fromstring(sheet.draw(full(language), language).svg)
    names = [element for element in drawn.iter(f"{SVG}text") if "Sara" in (element.text or "")]
    assert len(names) == PEOPLE
    assert {float(name.get("font-size", 0)) for name in names} == {14.0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_and_hostile_names_stay_in_their_place(language: str) -> None:
    """What is too long is cut, and nothing in a name is markup or turns the text round."""
    shown = sheet.draw(full(language, HOSTILE, 3), language)
    for element in ET.fromstring(shown.svg).iter(f"{SVG}text"):
        size = float(element.get("font-size", 0))
        assert fonts.width(element.text or "", size) < states.ROOM
        assert "\u202e" not in (element.text or "")
    names = [element.text for element in ET.fromstring(shown.svg).iter(f"{SVG}text")][-3:]
    assert all("…" in (name or "") for name in names)


def test_every_state_has_a_shape_of_its_own() -> None:
    """Without their colours no two signs are alike."""
    bare = {re.sub(r"#[0-9a-f]{6}", "#", states.drawing(state)) for state in STATES}
    assert len(bare) == len(STATES)


def test_failed_work_is_not_ticked() -> None:
    """A tick reads as all well; "done" alone stands where it is not told who passed."""
    ticked = [state for state in STATES if "M-3.8 .2L-1.2 3L4 -2.8" in states.drawing(state)]
    assert [state_words(words("en"), name) for name in ticked] == ["passed", "done"]


def test_arabic_is_the_mirror_of_english() -> None:
    english, arabic = (sheet.draw(full("en"), language).svg for language in LANGUAGES)
    assert len(boxes(english)) > PEOPLE / 2
    for (left, width), (mirrored, same) in zip(boxes(english), boxes(arabic), strict=True):
        assert width == same
        assert mirrored == pytest.approx(states.WIDTH - left - width, abs=0.2)
    for x, turned in zip(signs(english), signs(arabic), strict=True):
        assert turned == pytest.approx(states.WIDTH - x, abs=0.2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_bar_parts_fill_the_bar_and_are_labelled(language: str) -> None:
    shares = tuple(Share(state, 0.25) for state in STATES[:4])
    said = tuple(LegendEntry(state, f"{state}: 9") for state in STATES[:4])
    bars = (Bar("Night desk", "3 Dec", shares, said),)
    shown = room.draw("Gates", "note", bars, language)
    assert room.render_png("Gates", "note", bars, language).startswith(b"\x89PNG")
    widths = [width for _, width in boxes(shown.svg)][2:]  # after the card and the empty bar
    assert widths == [pytest.approx(states.ROOM / 4 - 2, abs=0.1)] * 4
    texts = [element.text or "" for element in ET.fromstring(shown.svg).iter(f"{SVG}text")]
    assert [text.strip("\u2067\u2069") for text in texts][-4:] == [named.words for named in said]


def test_states_match_the_pictures() -> None:
    every: tuple[State, ...] = (
        "passed", "not-passed", "done", "under-way", "not-begun", "waits", "late", "absent",
        "not-theirs",
    )  # fmt: skip
    assert every == STATES
