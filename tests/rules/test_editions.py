"""What makes an edition another one, and what goes on in it: structure, texts, decisions."""

from __future__ import annotations

import pytest

from scenarios.loader import load
from scenarios.model import Scenario
from tests.helpers.kinds_case import ARABIC, ENGLISH, kinds_case


def edited(*edits: tuple[str, str], arabic: str = ARABIC) -> Scenario:
    """The case of all kinds after some edits of its English file."""
    text = ENGLISH
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    loaded = load({"scenario.yaml": text.encode(), "ar.yaml": arabic.encode()})
    assert loaded.scenario is not None, loaded.findings
    return loaded.scenario


def signatures(scenario: Scenario) -> dict[str, str]:
    return {scene.id: scene.signature for scene in scenario.scenes.values()}


@pytest.mark.parametrize("edit", [
    ("She draws it with her finger.", "She draws it in the air."),
    ('short: "Ask about it"', 'short: "Ask for its look"'),
    ('title: "Lost property, 16:10"', 'title: "Lost property, 16:20"'),
    ("A cup with a lid.", "A blue cup."),
    ('answer: "In an hour, she says."', 'answer: "Soon, she says."'),
    ("What is signed for unseen may be missing.", "Nobody can tell later what was missing."),
    ("sources: [ICAO352]", "sources: [UNGIFT]"),
])  # fmt: skip
def test_a_corrected_text_changes_neither_structure_nor_decisions(edit: tuple[str, str]) -> None:
    """So it can reach attempts that are under way, and splits no statistics."""
    after = edited(edit)

    assert after.edition != kinds_case().edition
    assert after.structure_hash == kinds_case().structure_hash
    assert signatures(after) == signatures(kinds_case())


def test_text_hashes_are_by_language() -> None:
    """A correction of the Arabic leaves the English as it was."""
    after = edited(arabic=ARABIC.replace("تهز كتفيها.", "تهز رأسها."))

    assert after.script("en").hash == kinds_case().script("en").hash
    assert after.script("ar").hash != kinds_case().script("ar").hash
    assert after.structure_hash == kinds_case().structure_hash


@pytest.mark.parametrize(("edit", "scene"), [
    (("credit: 1\n          feedback: \"She", "credit: 0.5\n          feedback: \"She"), "counter"),
    (('short: "Straw hat", sign: false', 'short: "Straw hat", sign: true'), "look"),
    (("correct: [name, open, sign]", "correct: [open, name, sign]"), "steps"),
    (("      ask: 2\n", "      ask: 3\n"), "talk"),
    (("reasonable: [4, 5]", "reasonable: [3, 4]"), "sure"),
    (('          error: unsafe\n', '          error: over-called\n'), "steps"),
])  # fmt: skip
def test_changed_value_of_an_answer_makes_another_decision(
    edit: tuple[str, str], scene: str
) -> None:
    """Statistics and memories of that decision begin anew, and of no other."""
    before, after = signatures(kinds_case()), signatures(edited(edit))

    assert {name for name in before if before[name] != after[name]} == {scene}
    assert edited(edit).structure_hash != kinds_case().structure_hash


@pytest.mark.parametrize("edit", [
    ("worth: {respond: 1}", "worth: {respond: 3}"),
    ("      seconds: 30\n", "      seconds: 60\n"),
    ("add: {trust: 1}", "add: {trust: 2}"),
])  # fmt: skip
def test_new_leads_or_weights_change_the_structure_not_the_decision(
    edit: tuple[str, str],
) -> None:
    """A running attempt stays where it is; what is known of the decision is kept."""
    after = edited(edit)

    assert after.structure_hash != kinds_case().structure_hash
    assert signatures(after) == signatures(kinds_case())


RECALL = """    recall:
      same-move: {text: "A man asks for a hat.", prompt: "Your first step?"}
  look:
"""


def test_a_recall_item_belongs_to_no_structure() -> None:
    """It is played apart from the story, and may be reworded at any time."""
    own = edited(("  look:\n", RECALL), arabic=ARABIC.replace("  look:\n", ARABIC_RECALL))

    assert own.structure_hash == kinds_case().structure_hash
    assert [choice.id for choice in own.scenes["counter"].recall["same-move"].choices] == [
        "ask", "send",
    ]  # fmt: skip


ARABIC_RECALL = """    recall:
      same-move: {text: "يسأل رجل عن قبعة.", prompt: "ما خطوتك الأولى؟"}
  look:
"""
