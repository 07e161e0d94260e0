"""What changed between two editions, as trainers and admins read it who know no YAML."""

from __future__ import annotations

import re

import pytest

from bot.locale import words
from bot.phrases.edition_phrases import one_by_one
from scenarios.edition_diff import diff
from scenarios.model import Scenario
from tests.helpers.small_case import ARABIC, BASE
from tests.rules.test_difference import SENTENCES, edition

GATE = "Scene “Mr Karim puts two passports on the…”"
WAVE, ACCUSE = f"{GATE} · choice “Let them pass”", f"{GATE} · choice “Accuse him”"
CALL, NOTE = "Scene “She avoids you.”", "Scene “She avoids you.” · choice “Pass a note”"
CHANGED = "The text has changed."
RING = '- {when: "picked(call, ring)", go: helped}'


def told(before: Scenario, after: Scenario, language: str) -> list[str]:
    lines = one_by_one(words(language), diff(before, after))
    return [re.sub("[\u2066-\u2069\u200f]", "", line) for line in lines]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("They go.", "They go with {guest}.",
         f"{WAVE} · consequence: {CHANGED} “They go with Maya.”"),
        ("credit: {recognise: 0.5}", "credit: {recognise: 1}",
         f"{WAVE}: Points: Recognise 0.5 before, Recognise 1 now."),
        ("          go: lift\n        wave", "          go: hall\n        wave",
         f"{ACCUSE}: It now leads to “The hall is empty.”."),
        (RING, RING.replace("ring)", "ring) and not seen(hall)"),
         f"{CALL}: It now leads to “Maya is heard.”, “Nobody knows.” under another condition."),
        ('"alone and picked(gate, ask)"', '"picked(gate, ask)"',
         f"{NOTE}: It now applies after “Ask her”."),
        ("outcome: mixed", "outcome: harmful",
         "Ending “Nobody knows.”: “Mixed ending” before, “Harmful ending” now."),
        ("        wave:", "        let-go:",
         f"{WAVE}: Only its name in the files changed."),
        ("She trusts you.", "She trusts you now.",
         f"{CALL} · text · where a hidden counter says so: {CHANGED} “She trusts you now.”"),
        ("track: hotels", "track: ports", "Changed: field of work"),
    ],
)  # fmt: skip
def test_change_is_phrased_in_readers_terms(old: str, new: str, line: str) -> None:
    assert told(edition(), edition((old, new)), "en") == [line]


def test_added_and_removed_parts_are_matched_by_text() -> None:
    begin, end = BASE.index("        wait:\n"), BASE.index("        note:\n")
    less, more = edition(of=BASE[:begin] + BASE[end:]), edition()
    assert told(less, more, "en") == [f"{CALL} · choice “Wait”: This is new."]
    assert told(more, less, "en") == [f"{CALL} · choice “Wait”: This is gone."]


@pytest.mark.parametrize(
    "edit", [sentence[:2] for sentence in SENTENCES if "critical" not in sentence[0]]
)
def test_change_is_phrased_without_file_keys(edit: tuple[str, str]) -> None:
    """In Arabic every Latin letter would be one, but for what its author calls a counter."""
    lines = told(edition(ar=ARABIC), edition(edit, ar=ARABIC), "ar")
    assert lines
    for line in lines:
        assert not re.search(r"[`{}]|[A-Za-z]", line.replace("«trust»", "")), line
