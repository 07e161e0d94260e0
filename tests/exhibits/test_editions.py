"""Exhibits belong to an edition: they are stored, packed, translated and compared with it."""

from __future__ import annotations

from bot.scenario_files.uploaded_files import ScenarioFiles, open_upload
from bot.scenario_files.yaml_files import pack
from scenarios import engine
from scenarios.edition_diff import diff
from scenarios.loader import load, rebuild
from scenarios.model import Scenario
from scenarios.rendering import render_turn
from scenarios.transition_table import table_of
from scenarios.translation_pairs import pair
from scenarios.translation_writer import write_translation
from tests.helpers.exhibits import FILES, png


def case(**files: bytes) -> Scenario:
    scenario = load({**FILES, **files}).scenario
    assert scenario is not None
    return scenario


def test_an_edition_is_another_one_with_another_file() -> None:
    other = case(**{"media/plan.svg": FILES["media/plan.svg"].replace(b"Room", b"Ward")})
    assert case().edition != other.edition
    assert case().structure_hash == other.structure_hash


def test_a_stored_edition_has_its_exhibits() -> None:
    scenario = case()
    stored = rebuild(dict(scenario.files))
    assert stored is not None
    assert stored.edition == scenario.edition
    assert dict(stored.exhibits) == dict(scenario.exhibits)


def test_extracted_case_can_be_uploaded_again() -> None:
    scenario = case()
    name, content = pack(scenario)
    sent = open_upload(name, content)
    assert isinstance(sent, ScenarioFiles)
    assert (sent.files, sent.unread) == (FILES, ())
    again = load(sent.files).scenario
    assert again is not None
    assert again.edition == scenario.edition


def test_showing_an_exhibit_decides_nothing() -> None:
    text = FILES["scenario.yaml"].replace(b"exhibit: [plan, call]", b"exhibit: call")
    assert case(**{"scenario.yaml": text}).structure_hash == case().structure_hash


def test_exhibit_texts_are_translated_one_by_one() -> None:
    both = pair(FILES, "ar")
    assert both.original["exhibits.talk.chat.messages.asks.text"] == ("Where are you?",)
    assert both.translation["exhibits.roster.document.foot"] == ("السؤال قبل أي تبديل.",)
    assert set(both.translation) == set(both.original)
    texts = {**both.translation, "exhibits.plan.caption": ("المخطط",)}
    files = {**FILES, "ar.yaml": write_translation(both, texts).encode()}
    loaded = load(files)
    assert loaded.findings == ()
    assert loaded.scenario is not None
    assert loaded.scenario.scripts["ar"].texts["exhibits.plan.caption"][0].text == "المخطط"


def test_comparison_names_changes_of_an_exhibit() -> None:
    text = FILES["scenario.yaml"]
    for old, new in (
        (b"Where are you?", b"Where are you now?"),
        (b"file: plan.svg", b"file: floor.png"),
        (b"exhibit: [plan, call]", b"exhibit: call"),
    ):
        assert old in text
        text = text.replace(old, new)
    files = {**FILES, "scenario.yaml": text, "media/floor.png": png()}
    del files["media/plan.svg"]
    after = load(files)
    assert after.scenario is not None, after.findings
    found = diff(case(), after.scenario)
    told = [
        (", ".join(str(at.message) for at in change.path), str(change.message))
        for change in found.changes
    ]
    assert told == [
        ("exhibit talk, chat, asks, text", "The text has changed."),
        ("exhibit plan, picture", "`file` was plan.svg and is now floor.png."),
        ("signs", "`exhibit` was plan, call and is now call."),
    ]


def test_a_comparison_names_a_file_that_is_another_one() -> None:
    drawn = FILES["media/plan.svg"].replace(b"Room", b"Ward")
    (change,) = diff(case(), case(**{"media/plan.svg": drawn})).changes
    assert str(change.path[0].message) == "exhibit plan"
    assert str(change.message) == "The file `media/plan.svg` is another one."


def test_exhibits_are_told_once_where_their_scene_begins() -> None:
    scenario = case()
    start = engine.start(scenario).position
    shown = render_turn(scenario, "ar", 1, start).exhibits
    assert [exhibit.id for exhibit in shown] == ["talk", "roster"]
    assert shown[1].transcript.splitlines()[0] == "عمال النظافة ليلًا"
    places = [
        [exhibit.id for exhibit in place.turns[0].exhibits] for place in table_of(scenario).places
    ]
    assert places[0] == ["talk", "roster"]
    assert places.count(["plan", "call"]) >= 1


def test_a_table_is_read_out_cell_by_cell() -> None:
    scenario = case()
    roster = render_turn(scenario, "en", 1, engine.start(scenario).position).exhibits[1]
    assert roster.transcript.splitlines()[2] == "Name: Amina · Monday: 22-06"
