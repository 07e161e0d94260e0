"""Sheets for the table: nothing of the second part stands in the first, and numbers lead right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

import orjson
import pytest

from bot.app.playing.case_cards import Card
from bot.chat.learner.case_cards import practice_card_screen
from bot.kinds import PRESENTERS
from bot.locale import words
from bot.pictures import typeset
from bot.scenario_files.print_sheet import _Sheet, sheet
from bot.scenario_files.rule_table import points
from scenarios import engine
from scenarios.case_library import load_library
from scenarios.loader import load
from scenarios.model import Scenario
from scenarios.rendering import NEUTRAL
from storage.authoring.sign_offs import SignOff
from tests.helpers import pdf_text
from tests.helpers.every_case import PRACTICE, every_case
from tests.helpers.place_case import place_case
from tests.helpers.small_case import ARABIC, BASE
from tests.helpers.staff import text
from tests.pictures.test_passes import pages
from tests.pictures.test_slide import HOSTILE

HIDDEN = ("feedback", "why", "critical", "answer")  # what comes of an answer, and what it is worth


def data_of(case: Scenario, language: str = "en") -> dict[str, Any]:
    return _Sheet(case, words(language), NEUTRAL).data()


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


def shown(data: Any) -> Iterator[str]:
    """Every text in some data."""
    if isinstance(data, str):
        yield plain(data)
    for entry in (
        data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    ):
        yield from shown(entry)


@every_case(PRACTICE)
def first_part_gives_no_answer_away(case: Scenario, language: str) -> None:
    data = data_of(case, language)
    first = set(shown(data["scenes"]))
    for key, variants in case.script(language).texts.items():
        if key.startswith("scenes.") and key.rpartition(".")[2] in HIDDEN:
            assert not any(plain(variant.text) in first for variant in variants), key
        if key.startswith("endings."):  # they say what would have been better
            assert not any(plain(variant.text) in first for variant in variants), key
    bands = {
        PRESENTERS[decision.kind].band_rule(words(language), decision, answer.band)
        for scene in case.scenes.values()
        if (decision := scene.decision)
        for answer in decision.every_answer()
        if answer.band
    }
    assert not any(band in text for band in bands for text in first)


@every_case(PRACTICE)
def first_part_needs_no_counters_and_second_has_every_ending(case: Scenario) -> None:
    """Whoever reads aloud knows no counters: the lead says which wording."""
    data = data_of(case)
    whens = [when for entry in data["scenes"] for when, _ in entry["texts"]]
    whens += [choice["when"] for entry in data["scenes"] for choice in entry["choices"]]
    ruling = _Sheet(case, words("en"), NEUTRAL).ruling
    counters = [ruling.counter(at) for at in range(len(case.variables))]
    assert not any(re.search(rf"\b{counter}\b", when) for counter in counters for when in whens)
    assert {entry["n"] for entry in data["endings"]} == {
        ruling.numbers[ending] for ending in case.endings
    }
    for ending in case.endings:
        (told,) = (x["texts"] for x in data["endings"] if x["n"] == ruling.numbers[ending])
        assert told == ruling.wordings(f"endings.{ending}.text")


@every_case(PRACTICE)
def scenes_are_numbered_and_choices_lead_as_in_the_engine(case: Scenario) -> None:
    data = data_of(case)
    numbers = _Sheet(case, words("en"), NEUTRAL).ruling.numbers
    told = [entry["n"] for entry in (*data["scenes"], *data["endings"])]
    assert sorted(told) == list(range(1, len(numbers) + 1))
    assert set(numbers) == {*case.scenes, *case.endings} - unreached(case)
    by_number = {entry["n"]: entry for entry in data["scenes"]}
    for name, scene in case.scenes.items():
        if scene.decision is None or scene.decision.kind != "choose" or name not in numbers:
            continue
        told = by_number[numbers[name]]["choices"]
        assert sorted(entry["letter"] for entry in told) == list(ascii_uppercase[: len(told)])
        answers = {answer.act: answer for answer in scene.decision.every_answer()}
        ruling = _Sheet(case, words("en"), NEUTRAL).ruling
        for choice in scene.decision.ids:
            there = {numbers[lead.to] for lead in answers[choice].leads}
            go = next(
                entry["go"] for entry in told if entry["letter"] == ruling.letter(scene, choice)
            )
            assert go == (f"go to {there.pop()}" if len(there) == 1 else "ask where to go")


def unreached(case: Scenario) -> set[str]:
    """What nothing leads to: there is nothing of the kind in a case that could be loaded."""
    led = {lead.to for scene in case.scenes.values() for lead in scene.leads_out}
    return {*case.scenes, *case.endings} - led - {case.start}


@every_case(PRACTICE)
def points_are_those_of_the_engine(case: Scenario) -> None:
    led = {entry["n"]: entry for entry in data_of(case)["led"]}
    ruling = _Sheet(case, words("en"), NEUTRAL).ruling
    for name, number in ruling.numbers.items():
        scene = case.scenes.get(name)
        if scene is None or scene.decision is None or scene.decision.kind != "choose":
            continue
        answers = {answer.act: answer for answer in scene.decision.every_answer()}
        earned = [
            engine.points_earned(scene.decision, answers[scene_id])
            for scene_id in ruling.order(scene)
        ]
        wanted = [
            f"Points: {points(sum(competency.values(), Fraction()))}" for competency in earned
        ]
        assert [entry["points"] for entry in led[number]["blocks"]] == wanted
        critical = [bool(entry["critical"]) for entry in led[number]["blocks"]]
        assert critical == [answers[scene_id].critical for scene_id in ruling.order(scene)]


def test_the_lead_learns_of_counters_and_conditions() -> None:
    """In words that need no code: what is added, and where things lead when."""
    loaded = load({"scenario.yaml": BASE.encode(), "ar.yaml": ARABIC.encode()}, advice=False)
    assert loaded.scenario is not None
    data = data_of(loaded.scenario)
    assert data["counters"] == [
        {"name": "X", "id": "trust", "start": 1, "low": 0, "high": 3, "truth": False},
        {"name": "Y", "id": "alone", "start": 0, "low": 0, "high": 1, "truth": True},
    ]
    (gate,) = (entry for entry in data["led"] if entry["n"] == 1)
    effects = {entry["head"].partition(" · ")[2]: entry["effects"] for entry in gate["blocks"]}
    assert effects == {"Ask her": "X +1, tick Y", "Accuse him": "X -5", "Let them pass": ""}
    whens = [go["when"] for entry in data["passages"] for go in entry["go"]]
    assert "X ≥ 2" in whens


@pytest.mark.parametrize("name", ["gate-twelve", "outside-the-mall", "aloud-calls"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_sheet_can_be_printed(name: str, language: str) -> None:
    case = load_library().scenarios[name]
    made = sheet(case, language, NEUTRAL)
    assert made.startswith(b"%PDF")
    assert 3 <= pages(made) <= 20
    assert sheet(case, language, NEUTRAL) == made


@pytest.mark.parametrize("language", ["en", "ar"])
def test_sheet_repeats_the_cards_review_statement(language: str) -> None:
    """Of this wording, of another one, of none; and where nobody could be asked it says so."""
    case, speak = load_library().scenarios["gate-twelve"], words(language)
    at = datetime(2026, 11, 26, tzinfo=UTC)
    sign_off = SignOff("a", case.id, case.edition, [language], "law", "Dr Huda Ali", None, at)
    told = []
    for signed in ([sign_off], [replace(sign_off, edition="older")], []):
        data = _Sheet(case, speak, NEUTRAL, signed).data()
        told.append(data["says"]["reviewed"])
        assert told[-1] in text(practice_card_screen(speak, Card(case, signed)))
        assert "Huda" not in str(data)
    told.append(data_of(case, language)["says"]["reviewed"])
    assert told[-1] == speak.say("Whether an expert has reviewed it is not known here.")
    assert len(set(told)) == 4


def test_sheet_prints_the_signed_wording() -> None:
    case = load_library().scenarios["gate-twelve"]
    at = datetime(2026, 11, 26, tzinfo=UTC)
    sign_off = SignOff("a", case.id, case.edition, ["en"], "law", "Dr Huda Ali", None, at)
    assert (
        "Reviewedby1expert,November2026."
        in pdf_text.texts(sheet(case, "en", NEUTRAL, [sign_off]))[0]
    )


def test_sheet_renders_facts_as_the_bot_does() -> None:
    """Neutral until it is confirmed."""
    case = load_library().scenarios["dream-job"]
    script = case.scripts["en"]
    title = replace(script.texts["title"][0], text="Call {fact:agency-line} now")
    told = replace(case, scripts={"en": replace(script, texts={**script.texts, "title": (title,)})})
    neutral = _Sheet(told, words("en"), NEUTRAL).data()["title"]
    confirmed = _Sheet(told, words("en"), {"agency-line": "1234"}).data()["title"]
    assert confirmed == "Call 1234 now"
    assert neutral.startswith("Call ")
    assert "{" not in neutral
    assert "1234" not in neutral


def test_hostile_texts_are_text() -> None:
    """No markup, no code: wherever the author of a case wrote something."""
    case = load_library().scenarios["outside-the-mall"]
    evil = {
        key: tuple(replace(variant, text=f"{HOSTILE} {variant.text}") for variant in variants)
        for key, variants in case.scripts["en"].texts.items()
    }
    script = replace(case.scripts["en"], texts=evil)
    made = typeset.pdf("sheet.typ", data_of(replace(case, scripts={"en": script})))
    assert made.startswith(b"%PDF")
    assert orjson.dumps(data_of(case))


def test_a_case_that_depends_on_the_law_is_printed_where_nothing_is_confirmed() -> None:
    """The lead reads which answer holds where, by the name of the fact; it is no counter."""
    case = place_case()
    data = data_of(case)
    assert [counter["id"] for counter in data["counters"]] == ["trust", "alone"]
    assert any("duty-to-report = unconfirmed" in line for line in data["says"]["start"])
    rules = [rule for led in data["led"] for rule in led["rules"]]
    assert any(rule.endswith("duty-to-report = all") for rule in rules)
    whens = {choice["when"] for scene in data["scenes"] for choice in scene["choices"]}
    assert not any("duty" in when for when in whens)
