"""`basira scenarios diff`: what changed, for people and for scripts."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from scenarios.case_library import LIBRARY
from tests.commands.calling import call, terminal
from tests.helpers.small_case import ARABIC, BASE, edited


@pytest.fixture(autouse=True)
def editions(somewhere: Path) -> None:
    """The case in two editions, `old/night-desk` and `new/night-desk`."""
    english = edited(
        ("They go.", "They go up."),
        ("credit: {recognise: 0.5}", "credit: {recognise: 0.25}"),
        ("        accuse:\n", "        confront:\n"),
    )
    arabic = ARABIC.replace("accuse:", "confront:").replace("يمضيان.", "يصعدان.")
    for name, files in {"old": (BASE, ARABIC), "new": (english, arabic)}.items():
        folder = somewhere / name / "night-desk"
        folder.mkdir(parents=True)
        (folder / "scenario.yaml").write_text(files[0], "utf-8")
        (folder / "ar.yaml").write_text(files[1], "utf-8")


def test_diff_prints_plain_sentences() -> None:
    """Piped, it is plain text of one line for each thing; nothing is written."""
    output = call("scenarios", "diff", "old", "new")

    assert (output.exit_code, output.stderr) == (0, "")
    assert (
        re.sub(r"[0-9a-f]{8}", "#", output.stdout)
        == """\
night-desk  # → #
The structure has changed: attempts under way stay in the old edition.

New, gone, renamed
  ~ gate · choice confront: This was called accuse.

Rules and points
  · gate · choice wave: The credit was recognise 0.5 and is now recognise 0.25.

Texts (en)
  gate · choice wave · feedback
    - They go.
    + They go up.

Texts (ar)
  gate · choice wave · feedback
    - يمضيان.
    + يصعدان.

What is known of decisions
  ! gate: Answers or credit have changed: statistics and memory start anew.
  = call: Statistics and memory go on.

The best path earns 4 as before.
"""
    )


def test_diff_prints_arabic() -> None:
    output = call("scenarios", "diff", "old", "new", "--lang", "ar").stdout

    assert "تغيّرت البنية: المحاولات الجارية تبقى في النسخة القديمة." in output
    assert re.search("gate.* · .*\u2068confront\u2069.*كان اسمه \u2068accuse\u2069", output)
    assert not re.search(r"(?m)^\s*[A-Z][a-z]+ [a-z]+ .*\.$", output.replace("They go", ""))


def test_a_translation_that_is_not_whole_is_left_out() -> None:
    """What its author wants to know is what changed; the translator comes later."""
    file = Path("new/night-desk/ar.yaml")
    file.write_text(file.read_text("utf-8").replace("confront:", "accuse:"), "utf-8")
    output = call("scenarios", "diff", "old", "new")

    assert output.exit_code == 0
    assert output.stderr == "new/night-desk/ar.yaml has errors; its texts are not compared.\n"
    assert "  ~ gate · choice confront: This was called accuse.\n" in output.stdout
    assert "Texts (en)" in output.stdout
    assert "(ar)" not in output.stdout


@pytest.mark.slow
def test_diff_is_coloured_on_a_terminal_only() -> None:
    with terminal("scenarios", "diff", "old", "new", COLUMNS="40") as at:
        assert at.ends() == 0
    piped = call("scenarios", "diff", "old", "new").stdout

    assert "\x1b[31m" in at.raw
    assert "\x1b[1;4;32m up\x1b[0m" in at.raw
    assert at.text == piped
    assert "\x1b" not in piped


def test_diff_prints_json() -> None:
    told = json.loads(call("scenarios", "diff", "old", "new", "--json").stdout)

    assert told["old"]["id"] == told["new"]["id"] == "night-desk"
    assert told["old"]["edition"] != told["new"]["edition"]
    assert (told["same_structure"], told["correctable"]) == (False, False)
    assert told["best"] == {"old": 4.0, "new": 4.0}
    assert told["decisions"] == [
        {"scene": "gate", "was": "gate", "statistics": "anew"},
        {"scene": "call", "was": "call", "statistics": "kept"},
    ]
    assert {
        "sort": "text",
        "place": "gate · choice wave · feedback",
        "message": "The text has changed.",
        "language": "en",
        "old": "They go.",
        "new": "They go up.",
    } in told["changes"]


def test_corrected_texts_may_reach_attempts_under_way(somewhere: Path) -> None:
    file = somewhere / "old.yaml"
    file.write_text(edited(("They go.", "They go up.")), "utf-8")
    (somewhere / "old" / "night-desk" / "ar.yaml").unlink()
    output = call("scenarios", "diff", "old", "old.yaml").stdout

    assert "The structure is the same: marked as a correction" in output
    assert output.count("Statistics and memory go on.") == 2


@pytest.mark.parametrize(
    "place", ["old", "old/night-desk", "old/night-desk/scenario.yaml", "old/night-desk/ar.yaml"]
)
def test_a_folder_and_a_file_of_it_are_the_same(place: str) -> None:
    assert "Nothing has changed for learners." in call("scenarios", "diff", "old", place).stdout


def test_an_id_is_that_of_the_library_and_stale_translations_do_not_matter(
    somewhere: Path,
) -> None:
    """One compares before one stamps."""
    shutil.copytree(LIBRARY / "dream-job", somewhere / "mine")
    file = somewhere / "mine" / "scenario.yaml"
    text = file.read_text("utf-8").replace("Departures hall, 17:20", "Departures hall, 17:25")
    file.write_text(text, "utf-8")
    output = call("scenarios", "diff", "dream-job", "mine")

    assert output.exit_code == 0
    assert "    - Departures hall, 17:20\n    + Departures hall, 17:25\n" in output.stdout


def test_incomparable_files_are_reported(somewhere: Path) -> None:
    broken = somewhere / "broken.yaml"
    broken.write_text(BASE.replace("go: hall}", "go: hal}"), "utf-8")

    for name, told in {
        "dream-jib": "There is no scenario `dream-jib`. Did you mean `dream-job`?",
        ".": "There are several scenarios in .;",
        "broken.yaml": "broken.yaml cannot be compared yet:\nbroken.yaml:65:9: error",
    }.items():
        asked = call("scenarios", "diff", "old", name)
        assert asked.exit_code == 2
        assert told in asked.stderr
