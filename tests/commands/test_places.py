"""Commands that play a case where local facts are confirmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.calling import call
from tests.helpers.place_case import FACT, PLACE, PLACE_ARABIC


@pytest.fixture
def case(tmp_path: Path) -> str:
    (tmp_path / "scenario.yaml").write_text(PLACE, "utf-8")
    (tmp_path / "ar.yaml").write_text(PLACE_ARABIC, "utf-8")
    return str(tmp_path)


def test_a_case_is_played_in_a_place(case: str) -> None:
    """By default nothing is confirmed; the command that plays it again names the place."""
    played = call("play", case, "--seed", "1", "--fact", f"{FACT}=all", "--choices", "ask,report")
    assert played.exit_code == 0, played.stderr
    assert "The law was kept." in played.stdout
    again = " ".join(played.stdout.replace("\\\n", "").split())
    assert f"--fact {FACT}=all" in again
    assert "--choices=ask,report" in again
    refused = call("play", case, "--seed", "1", "--choices", "ask,report")
    assert refused.exit_code != 0
    assert call("play", case, "--seed", "1", "--choices", "ask,call").exit_code == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (f"{FACT}=some", "one of these values: unconfirmed, none, injury, all"),
        (FACT, "one of these values"),
        ("search-powers=none", f"It depends on: {FACT}."),
    ],
)
@pytest.mark.parametrize("command", [("play",), ("scenarios", "simulate")])
def test_a_place_that_cannot_be_is_refused(
    case: str, command: tuple[str, ...], given: str, says: str
) -> None:
    result = call(*command, case, "--fact", given)
    assert result.exit_code != 0
    assert says in " ".join(result.stderr.split())


def test_a_case_without_facts_depends_on_none() -> None:
    result = call("scenarios", "simulate", "dream-job", "--fact", f"{FACT}=all")
    assert "It depends on none." in " ".join(result.stderr.split())


def test_players_are_simulated_in_a_place(case: str) -> None:
    def report(*options: str) -> dict[str, object]:
        args = ("--player", "expert", "--json", *options)
        found: dict[str, object] = json.loads(call("scenarios", "simulate", case, *args).stdout)
        return found

    assert report()["place"] == {FACT: "unconfirmed"}
    there = report("--fact", f"{FACT}=all")
    assert there["place"] == {FACT: "all"}
    assert there["paths"]["best"] == 100  # type: ignore[index]
    shown = call("scenarios", "simulate", case, "--fact", f"{FACT}=all", "--player", "expert")
    assert f"{FACT}: all" in shown.stdout
