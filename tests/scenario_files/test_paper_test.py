"""Sheets of tests: whoever has one learns nothing of what is right, and misses no question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.locale import words
from bot.scenario_files.paper_test import data, sheet
from bot.scenario_files.rule_table import RuleTable
from scenarios.case_library import load_library
from scenarios.model import Scenario
from scenarios.rendering import NEUTRAL
from tests.pictures.test_passes import pages

TESTS = [scenario for scenario in load_library() if scenario.use == "test"]
EACH = pytest.mark.parametrize("case", TESTS, ids=lambda item: item.id)
HIDDEN = ("feedback", "why", "critical", "answer")


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


def shown(found: Any) -> Iterator[str]:
    """Every text in some data."""
    if isinstance(found, str):
        yield plain(found)
    inner = found.values() if isinstance(found, dict) else found
    for entry in inner if isinstance(found, dict | list) else ():
        yield from shown(entry)


@EACH
@pytest.mark.parametrize("language", ["en", "ar"])
def test_paper_test_reveals_no_answers(case: Scenario, language: str) -> None:
    """No reason, no ending, no counter, no band, and no sign told from what is none."""
    speak = words(language)
    every = set(shown(data(case, speak)))
    for key, variants in case.script(language).texts.items():
        hidden = key.rpartition(".")[2] in HIDDEN or key.startswith("endings.")
        if hidden:
            assert not any(plain(variant.text) in every for variant in variants), key
    ruling = RuleTable(case, speak, NEUTRAL)
    counters = [ruling.counter(at) for at in range(len(case.variables))]
    whens = [when for entry in data(case, speak)["scenes"] for when, _ in entry["texts"]]
    assert not any(re.search(rf"\b{counter}\b", when) for counter in counters for when in whens)


@EACH
def test_paper_test_is_answered_alone_by_numbers(case: Scenario) -> None:
    """Scenes follow one another whatever is answered, and each text has a wording for everybody."""
    found = data(case, words("en"))["scenes"]
    numbers = RuleTable(case, words("en"), NEUTRAL).numbers
    assert [entry["n"] for entry in found] == list(range(1, len(case.scenes) + 1))
    for name, scene in case.scenes.items():
        there = {numbers[lead.to] for lead in scene.leads_out}
        assert there == {numbers[name] + 1} or there <= {numbers[ending] for ending in case.endings}
    assert all(entry["texts"][-1][0] == "" for entry in found)
    assert all(entry["prompt"] and len(entry["choices"]) > 1 for entry in found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_paper_test_can_be_printed(language: str) -> None:
    content = sheet(TESTS[0], language)
    assert pages(content) <= 4
    assert content == sheet(TESTS[0], language)
