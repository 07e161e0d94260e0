"""Texts apart from structure: folding, and what an edition is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.texts import content_hash
from scenarios.yaml_source import fold
from tests.helpers.small_case import ARABIC, BASE, edited, scenario


@pytest.mark.parametrize(("text", "expected"), [
    ("one\ntwo", "one two"),
    ("one\n\ntwo", "one\n\ntwo"),
    ("one\n \t\ntwo", "one\n\ntwo"),
    ("one\n\n\n\ntwo", "one\n\ntwo"),
    ("  one  two \n", "one two"),
    ("\n\none\n", "one"),
    ("one\n  two\n\n  three", "one two\n\nthree"),
    ("", ""),
])  # fmt: skip
def test_single_breaks_fold_and_a_blank_line_starts_a_paragraph(text: str, expected: str) -> None:
    """So an author may break lines where the editor wants it."""
    assert fold(text) == expected


@given(st.text(alphabet="ab \n\t", max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    """What was folded stays as it is, and no word is lost."""
    once = fold(text)
    assert fold(once) == once
    assert once.split() == text.split()


def test_a_block_text_is_folded_in_every_language() -> None:
    """After `|` and in quotes alike."""
    case = scenario(
        ('brief: "A quiet night at the desk."', "brief: |\n  A quiet\n  night.\n\n  And then?\n"),
        ar=ARABIC.replace('"ليلة هادئة في المكتب."', "|\n  ليلة\n  هادئة.\n\n  ثم؟\n"),
    )
    assert case.scripts["en"].text("brief", case.opening) == "A quiet night.\n\nAnd then?"
    assert case.scripts["ar"].text("brief", case.opening) == "ليلة هادئة.\n\nثم؟"


# --- what an edition is


@pytest.mark.parametrize(("old", "new"), [
    ("worth: {recognise: 2}", "worth: {recognise: 3}"),
    ("credit: {refer: 0.5}", "credit: {refer: 0.4}"),
    ("add: {trust: 1}", "add: {trust: 2}"),
    ("set: {alone: true}", "set: {alone: true, trust: 3}"),
    ("error: unsafe", "error: missed"),
    ('          critical: "It puts her in danger."\n', ""),
    ("trust: {start: 1, min: 0, max: 3}", "trust: {start: 1, min: 0, max: 2}"),
    ('"alone and picked(gate, ask)"', '"alone"'),
    ('{when: "trust >= 2", go: call}', '{when: "trust > 2", go: call}'),
    ('    stop: "You saw two passports in one hand."\n', ""),
    ("outcome: mixed", "outcome: harmful"),
    ("  alone: {start: false}", "  alone: {start: false}\n  spare: {start: 0}"),
    ("level: foundation", "level: practitioner"),
])  # fmt: skip
def test_flow_and_credit_are_structure(old: str, new: str) -> None:
    """A change of it makes another structure, and leaves the texts of other keys alone."""
    assert scenario((old, new)).structure_hash != scenario().structure_hash


def test_the_ends_of_a_number_are_structure() -> None:
    """An end at 0 is not the same as no end."""
    spare = ("  alone: {start: false}", "  alone: {start: false}\n  spare: {start: 0}")
    ended = (spare[0], spare[1].replace("start: 0", "start: 0, max: 0"))
    assert scenario(spare).structure_hash != scenario(ended).structure_hash


@pytest.mark.parametrize(("old", "new"), [
    ("Your first step?", "What is your first step?"),
    ('"Ask her"', '"Ask the woman"'),
    ("You saw two passports", "You have seen two passports"),
    ("It puts her in danger.", "It puts her at risk."),
    ('["Maya", "Rosa"]', '["Maya", "Lucia"]'),
    ("Night desk, 22:40", "Night desk, 23:40"),
])  # fmt: skip
def test_words_are_text(old: str, new: str) -> None:
    """A corrected comma splits no statistics: the structure stays, the language's text does not."""
    before, after = scenario(ar=ARABIC), scenario((old, new), ar=ARABIC)
    assert after.structure_hash == before.structure_hash
    assert after.scripts["en"].hash != before.scripts["en"].hash
    assert after.scripts["ar"].hash == before.scripts["ar"].hash
    assert after.edition != before.edition


@pytest.mark.parametrize(("old", "new"), [
    ("          sources: [UNGIFT]\n", ""),
    ("          sources: [UNGIFT]\n", "          sources: [UNGIFT, E4J3]\n"),
    (", fact: UNGIFT", ""),
    ("hotels", "airports"),
    ("indicators: [DOC-01]", "indicators: [DOC-01, MOV-01]"),
])  # fmt: skip
def test_a_source_or_a_shelf_is_neither(old: str, new: str) -> None:
    """It makes another edition, with the same structure and the same texts."""
    before, after = scenario(), scenario((old, new))
    assert after.structure_hash == before.structure_hash
    assert after.scripts["en"].hash == before.scripts["en"].hash
    assert after.edition != before.edition


@pytest.mark.parametrize("name", ["sources", "signs", "fact", "text", "short", "critical", "when"])
def test_an_id_may_be_any_word(name: str) -> None:
    """A scene, choice, variable or objective named like a key of the format keeps its texts."""
    case = scenario(
        ("  notice: ", f"  {name}: "),
        ("  alone: {start: false}", f"  alone: {{start: false}}\n  {name}: {{start: 0}}"),
        ("add: {trust: 1}", f"add: {{trust: 1, {name}: 1}}"),
        ("          go: lift\n        accuse:", f"          go: {name}\n        accuse:"),
        ("  lift:\n", f'  {name}: {{text: "Here.", go: lift}}\n  lift:\n'),
        ("        wait:\n", f"        {name}:\n"),
    )  # fmt: skip
    script = case.scripts["en"]
    assert script.text(f"scenes.{name}.text", case.opening) == "Here."
    assert script.text(f"scenes.call.choose.choices.{name}.short", case.opening) == "Wait"
    assert script.text(f"objectives.{name}", case.opening) == "Notice who speaks for whom"
    other = scenario(
        of=edited(
            (f"add: {{trust: 1, {name}: 1}}", f"add: {{trust: 1, {name}: 2}}"),
            of=case.files["scenario.yaml"],
        )
    )
    assert other.structure_hash != case.structure_hash


def test_the_order_of_keys_makes_no_other_structure() -> None:
    """Only what is said counts, and a comment says nothing."""
    case = scenario(("  trust: {start: 1, min: 0, max: 3}", "  trust: {max: 3, min: 0, start: 1}"))
    assert case.structure_hash == scenario().structure_hash
    assert scenario(of=f"# A comment.\n{BASE}").structure_hash == scenario().structure_hash
    assert (
        content_hash({"a": 1, "b": 2})
        == content_hash({"b": 2, "a": 1})
        != content_hash({"a": 1, "b": 3})
    )


def test_an_edition_is_named_by_its_files() -> None:
    """The same bytes are the same edition; a translation is part of it."""
    assert scenario().edition == scenario().edition
    assert scenario(ar=ARABIC).edition != scenario().edition
    assert scenario(ar=ARABIC).files == {"scenario.yaml": BASE, "ar.yaml": ARABIC}
