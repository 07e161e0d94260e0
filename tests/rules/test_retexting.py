"""Texts changed in the file that its author writes by hand; all else in it stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.case_library import load_library
from scenarios.in_place_edits import TextNotFound, replace_texts
from scenarios.loader import SCENARIO, load
from scenarios.translation_pairs import pair
from scenarios.yaml_source import fold, read
from tests.helpers.small_case import ARABIC, BASE

FILES = {SCENARIO: BASE.encode(), "ar.yaml": ARABIC.encode()}
ORIGINAL = pair(FILES, "ar").original
# What a person may type, and what YAML would stumble over.
TYPED = (
    st.lists(
        st.text(st.characters(exclude_categories=["C"], exclude_characters="{}"), max_size=9)
        | st.sampled_from(["\n\n", ": ", " #", '"', "'", "\\", "- ", "|", "\t", "%", "---"]),
        max_size=12,
    )
    .map("".join)
    .filter(lambda text: bool(fold(text)))
)


def changed(key: str, text: str, index: int = 0, file: str = BASE) -> str:
    return replace_texts(file, read(SCENARIO, file.encode()), ORIGINAL, {(key, index): text})


@pytest.mark.parametrize(
    ("key", "index", "old", "new"),
    [
        ("title", 0, 'title: "Night desk, 22:40"', 'title: "New: \\"it\\""'),
        ("scenes.hall.text", 0, '    text: "The hall is empty."', '    text: "New: \\"it\\""'),
        (
            "scenes.gate.text",
            0,
            "      {escort} puts two passports on the desk. {guest} looks at the floor.\n",
            '      New: "it"\n',
        ),
        ("scenes.call.text", 1, '      - text: "She avoids you."', '      - text: "New: \\"it\\""'),
        ("endings.doubt.text", 0, 'text: "Nobody knows."}', 'text: "New: \\"it\\""}'),
        ("cast.guest", 1, '["Maya", "Rosa"]', '["Maya", "New: \\"it\\""]'),
    ],
)
def test_retexting_changes_one_place_only(key: str, index: int, old: str, new: str) -> None:
    assert changed(key, 'New: "it"', index) == BASE.replace(old, new)


def test_comments_and_paragraphs_stay() -> None:
    file = BASE.replace(
        '    text: "The hall is empty."',
        "    text: |  # why\n      One.\n\n      Two.\n    # after",
    )
    found = changed("scenes.hall.text", "First.\n\nSecond.", file=file)
    assert "    text: |  # why\n      First.\n\n      Second.\n    # after\n    go: call" in found


def test_unknown_place_is_refused() -> None:
    with pytest.raises(TextNotFound):
        replace_texts(
            BASE,
            read(SCENARIO, BASE.encode()),
            {"scenes.no.text": ("a",)},
            {("scenes.no.text", 0): "b"},
        )


@given(st.sampled_from(sorted(ORIGINAL)), TYPED)
def test_typed_text_is_read_back_and_keeps_the_flow(key: str, text: str) -> None:
    """No text that a person types can change anything but itself."""
    wanted = fold(text)
    made = {**FILES, SCENARIO: changed(key, wanted).encode()}
    now = pair(made, "ar").original
    assert {name: now[name] for name in now if name != key} == {
        char: ORIGINAL[char] for char in ORIGINAL if char != key
    }
    assert fold(now[key][0]) == wanted
    before, after = load(FILES).scenario, load(made)
    assert before is not None
    if after.scenario is not None:
        assert after.scenario.structure_hash == before.structure_hash


@pytest.mark.parametrize("name", ["one-key", "dream-job", "viral-by-noon", "health-form-a"])
def test_every_text_of_a_case_of_the_library_has_its_place(name: str) -> None:
    scenario = load_library().scenarios[name]
    files = {key: text.encode() for key, text in scenario.files.items()}
    found = pair(files, "ar")
    for file, texts in ((SCENARIO, found.original), ("ar.yaml", found.translation)):
        wanted = {
            (key, index): f"{text} ." if not key.startswith("cast.") else text
            for key, wordings in texts.items()
            for index, text in enumerate(wordings)
        }
        made = replace_texts(scenario.files[file], read(file, files[file]), texts, wanted)
        now = pair({**files, file: made.encode()}, "ar")
        told = now.original if file == SCENARIO else now.translation
        assert {
            (key, n): text for key, some in told.items() for n, text in enumerate(some)
        } == wanted
