"""`basira scenarios export --as svg` and `png`: a graph as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case_library import LIBRARY
from tests.commands.calling import call

SVG = ("--as", "svg")


def test_a_scenario_becomes_an_svg_here(somewhere: Path) -> None:
    asked = call("scenarios", "export", "dream-job", *SVG)

    assert (asked.exit_code, asked.stdout) == (0, "dream-job.svg\n")
    assert "Departures hall, 17:20" in (somewhere / "dream-job.svg").read_text("utf-8")


def test_a_folder_and_another_language_become_a_png(somewhere: Path) -> None:
    given = ("--as", "png", "--lang", "ar", "--out", "wall")
    asked = call("scenarios", "export", str(LIBRARY / "dream-job"), *given)

    assert (asked.exit_code, asked.stdout) == (0, "wall/dream-job.png\n")
    assert (somewhere / "wall/dream-job.png").read_bytes().startswith(b"\x89PNG")


def test_an_existing_file_is_replaced_and_nothing_else_is_left(somewhere: Path) -> None:
    (somewhere / "dream-job.svg").write_text("old")

    assert call("scenarios", "export", "dream-job", *SVG).exit_code == 0
    assert (somewhere / "dream-job.svg").read_text("utf-8").startswith("<svg")
    assert [file.name for file in somewhere.iterdir()] == ["dream-job.svg"]


@pytest.mark.parametrize(
    ("folder", "why"), [("file/x", "cannot be created"), (".", "dream-job.svg cannot be written")]
)
def test_unwritable_place_is_reported(somewhere: Path, folder: str, why: str) -> None:
    (somewhere / "file").write_text("")
    (somewhere / "dream-job.svg").mkdir()
    asked = call("scenarios", "export", "dream-job", *SVG, "--out", folder)

    assert asked.exit_code == 2
    assert why in asked.stderr
    assert {file.name for file in somewhere.iterdir()} == {"file", "dream-job.svg"}


def test_an_unknown_scenario_and_a_missing_language_are_reported(somewhere: Path) -> None:
    folder = somewhere / "dream-job"
    folder.mkdir()
    (folder / "scenario.yaml").write_bytes((LIBRARY / "dream-job/scenario.yaml").read_bytes())

    unknown = call("scenarios", "export", "dream-jib", *SVG)
    assert "There is no scenario `dream-jib`" in unknown.stderr
    missing = call("scenarios", "export", str(folder), *SVG, "--lang", "ar")
    assert missing.exit_code == 2
    assert "has no texts for --lang ar" in missing.stderr
