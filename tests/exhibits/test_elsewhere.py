"""Exhibits where nobody has a phone: a terminal, paper, a page without a network, a room."""

from __future__ import annotations

import json
import re

import pytest

from bot.locale import words
from bot.pictures import exhibits
from bot.sandbox.files import picture_size
from bot.scenario_files import paper_test
from bot.scenario_files.html_page import page
from bot.scenario_files.print_sheet import sheet
from bot.scenario_files.printed_exhibits import printed_exhibits
from bot.terminal import page as rows
from bot.terminal.attempt import Attempt
from scenarios import engine
from scenarios.exhibits import ShownExhibit
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.rendering import render_turn, shown_outside
from tests.helpers import pdf_text
from tests.helpers.exhibits import FILES, png

EACH = pytest.mark.parametrize("language", ["en", "ar"])


def case() -> Scenario:
    scenario = load(FILES).scenario
    assert scenario is not None
    return scenario


def shown(language: str, name: str) -> ShownExhibit:
    return shown_outside(case(), language, name)


def test_a_terminal_says_all_of_it_in_words() -> None:
    screen = Attempt(case(), "en", 1).screen
    told = [row.mark + row.text for row in rows.rows(screen, "en", 70)]
    assert told[:3] == ["The chat on her phone", "", "│ Mr Santos (21:04): Where are you?"]
    assert "│ Name: Amina · Monday: 22-06" in told


@EACH
@pytest.mark.parametrize("name", ["talk", "roster", "plan"])
def test_visible_exhibit_is_a_picture_for_telegram(language: str, name: str) -> None:
    size = picture_size(exhibits.png(shown(language, name), case().files))
    assert size is not None
    width, height = size
    assert width == 1080
    assert 1 / 8 < width / height < 8


def test_a_png_is_sent_as_it_is() -> None:
    text = FILES["scenario.yaml"].replace(b"plan.svg", b"plan.png")
    files = {**FILES, "scenario.yaml": text, "media/plan.png": png()}
    scenario = load(files).scenario
    assert scenario is not None
    found = shown_outside(scenario, "en", "plan")
    assert exhibits.png(found, scenario.files) == png()
    assert sheet(scenario, "en", {}).startswith(b"%PDF")


@EACH
def test_paper_has_them_above_their_scene(language: str) -> None:
    scenario = case()
    every = [
        entry
        for scene in scenario.scenes.values()
        for entry in printed_exhibits(scenario, language, scene)
    ]
    assert [bool(entry["words"]) for entry in every] == [False, False, False, True]
    scenes = paper_test.data(scenario, words(language))["scenes"]
    assert [len(scene["exhibits"]) for scene in scenes][:2] == [2, 2]


def test_paper_shows_exhibits_as_text() -> None:
    assert "Whereareyou?" in "".join(pdf_text.texts(sheet(case(), "en", {})))


def test_a_page_without_a_network_holds_them() -> None:
    html = page(case(), "en", {}).decode()
    found = re.search(r'id="case">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    texts = [some[0] for some in data["texts"]]
    assert any(text.startswith("data:image/svg+xml;base64,") for text in texts)
    assert any(text.startswith("data:audio/ogg;base64,") for text in texts)
    first = data["lists"][data["places"][0][9]]
    assert [texts[entry[1]] for entry in first] == [
        "The chat on her phone",
        "The roster beside the door",
    ]
    assert "img-src data:; media-src data:" in html


def test_live_session_shows_exhibits_as_text() -> None:
    scenario = case()
    turn = render_turn(scenario, "en", 1, engine.start(scenario).position)
    assert turn.story[0].startswith("The chat on her phone\n")
    assert turn.story[-1] == turn.passages[-1]
