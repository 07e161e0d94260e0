"""`basira scenarios simulate`: players and how they fare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import scenarios_simulate
from scenarios import players
from tests.commands.calling import call, terminal
from tests.helpers.five_kinds_case import five_ways, written


def simulated(*args: str) -> dict[str, Any]:
    asked = call("scenarios", "simulate", *args, "--json")

    assert asked.exit_code == 0, asked.stderr
    found: dict[str, Any] = json.loads(asked.stdout)
    return found


def test_command_offers_every_player() -> None:
    assert players.NAMES == scenarios_simulate.PLAYERS


def test_in_a_pipe_every_row_is_a_line() -> None:
    asked = call("scenarios", "simulate", "dream-job", "--runs", "50")
    lines = asked.stdout.splitlines()

    assert asked.exit_code == 0
    assert lines[0] == "dream-job · airports, foundation · passed from 70 %"
    assert lines[2].split() == [
        "player", "plays", "passes", "critical", "score", "decisions", "minutes",
    ]  # fmt: skip
    assert lines[3].split() == ["expert", "1", "100", "%", "0", "%", "100", "12", "11"]
    assert [line.split()[0] for line in lines[3:10]] == list(scenarios_simulate.PLAYERS)
    assert ["expert", "-", "-", "-", "one-stays", "100", "%"] in [line.split() for line in lines]
    assert any(line.startswith("Ways through: best 100 % · median ") for line in lines)
    assert "counter  choose     chat" in asked.stdout
    assert all(line == line.rstrip() and "\x1b" not in line for line in lines)


def test_unchosen_options_are_marked() -> None:
    asked = call("scenarios", "simulate", "dream-job", "--player", "first", "--player", "polite")
    rows = {tuple(line.split()[:3]): line.split()[3:] for line in asked.stdout.splitlines()}

    assert rows["counter", "choose", "point"] == ["100", "%", "polite"]
    assert rows["counter", "choose", "papers"] == ["never"]
    assert rows["address", "choose", "warn"] == ["never"]
    assert rows["rush", "choose", "block"] == ["not", "met"]


def test_the_same_seed_tells_the_same() -> None:
    args = ("dream-job", "--player", "random", "--runs", "80")

    assert simulated(*args, "--seed", "4") == simulated(*args, "--seed", "4")
    assert simulated(*args, "--seed", "4") != simulated(*args, "--seed", "5")


def test_json_output_is_complete() -> None:
    found = simulated("dream-job", "--runs", "200", "--lang", "ar")
    by_name = {entry["player"]: entry for entry in found["players"]}

    assert (found["scenario"], found["language"], found["paths"]["best"]) == (
        "dream-job",
        "ar",
        100,
    )
    assert list(by_name) == list(scenarios_simulate.PLAYERS)
    assert by_name["expert"]["pass_share"] == 1
    assert by_name["random"]["runs"] == 200
    assert sum(by_name["random"]["endings"].values()) == 200
    assert {entry["scene"] for entry in by_name["random"]["coverage"]} > {"counter", "film"}


def test_every_kind_is_printed(somewhere: Path) -> None:
    written(somewhere)
    out = call("scenarios", "simulate", "five-ways", "--runs", "300").stdout

    for part in (
        "spot       band all",
        "interview  sleep",
        "order      band exact",
        "rate       4",
    ):
        assert part in out
    assert five_ways().id in out


@pytest.mark.slow
def test_on_a_terminal_there_are_colours_and_a_bar() -> None:
    with terminal("scenarios", "simulate", "dream-job", "--runs", "5000") as screen:
        assert screen.ends() == 0

    assert "Playing" in screen.text
    assert "───" in screen.text
    assert "\x1b[1;32m 100 %" in screen.raw


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("dream-jib",), "There is no scenario `dream-jib`"),
        (("dream-job", "--player", "nobody"), "'nobody' is not one of"),
        (("dream-job", "--runs", "0"), "0 is not in the range"),
    ],
)
def test_impossible_simulation_is_reported(args: tuple[str, ...], told: str) -> None:
    asked = call("scenarios", "simulate", *args)

    assert asked.exit_code == 2
    assert told in asked.stderr
