"""`basira scenarios graph`: a picture as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case_library import LIBRARY
from tests.commands.calling import call


def test_a_scenario_becomes_an_svg_here(somewhere: Path) -> None:
    asked = call("scenarios", "graph", "dream-job")

    assert (asked.exit_code, asked.stdout) == (0, "dream-job.svg\n")
    assert "Departures hall, 17:20" in (somewhere / "dream-job.svg").read_text("utf-8")


def test_a_folder_and_another_language_become_a_png(somewhere: Path) -> None:
    given = ("--lang", "ar", "--out", "wall.PNG")
    asked = call("scenarios", "graph", str(LIBRARY / "dream-job"), *given)

    assert (asked.exit_code, asked.stdout) == (0, "wall.PNG\n")
    assert (somewhere / "wall.PNG").read_bytes().startswith(b"\x89PNG")


def test_what_is_there_is_replaced_and_nothing_else_is_left(somewhere: Path) -> None:
    (somewhere / "old.svg").write_text("old")

    assert call("scenarios", "graph", "dream-job", "--out", "old.svg").exit_code == 0
    assert (somewhere / "old.svg").read_text("utf-8").startswith("<svg")
    assert [file.name for file in somewhere.iterdir()] == ["old.svg"]


@pytest.mark.parametrize("name", ["picture.pdf", "picture", ".svg"])
def test_only_svg_and_png_are_drawn(name: str) -> None:
    asked = call("scenarios", "graph", "dream-job", "--out", name)

    assert asked.exit_code == 2
    assert "must end in .svg or .png" in asked.stderr


@pytest.mark.parametrize("name", ["nowhere/x.svg", "file/x.svg", "folder.svg"])
def test_a_place_that_cannot_be_written_is_told(somewhere: Path, name: str) -> None:
    (somewhere / "file").write_text("")
    (somewhere / "folder.svg").mkdir()
    asked = call("scenarios", "graph", "dream-job", "--out", name)

    assert asked.exit_code == 2
    assert f"{name} cannot be written: " in asked.stderr
    assert {file.name for file in somewhere.iterdir()} == {"file", "folder.svg"}


def test_an_unknown_scenario_and_a_missing_language_are_told(somewhere: Path) -> None:
    folder = somewhere / "dream-job"
    folder.mkdir()
    (folder / "scenario.yaml").write_bytes((LIBRARY / "dream-job/scenario.yaml").read_bytes())

    assert "There is no scenario `dream-jib`" in call("scenarios", "graph", "dream-jib").stderr
    missing = call("scenarios", "graph", str(folder), "--lang", "ar")
    assert missing.exit_code == 2
    assert "has no texts for --lang ar" in missing.stderr
