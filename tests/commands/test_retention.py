"""`basira retention`: what is older is shown, and goes when that is asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert

from storage.db.tables import set_aside
from tests.commands.calling import call


@pytest.fixture
def old(database_url: str, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one thing that is older than it is to be kept."""
    monkeypatch.setenv("BASIRA_DATABASE", database_url)
    engine = create_engine(database_url)
    row = {"bot": 1, "update_id": 1, "kind": "message", "error": "KeyError", "tries": 3,
           "at": datetime(2001, 2, 3, tzinfo=UTC)}  # fmt: skip
    with engine.begin() as conn:
        conn.execute(insert(set_aside), row)
    engine.dispose()
    return database_url


def next_run() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call("retention", "show", "--json").stdout)["next_run"]
    return found


def test_expired_data_is_shown_and_nothing_changes(old: str) -> None:
    for _ in range(2):
        told = json.loads(call("retention", "show", "--json").stdout)
        shown = {entry["kind"]: entry for entry in told["kinds"]}
        assert shown["failures"] == {
            "kind": "failures",
            "months": 3,
            "oldest": "2001-02-03T00:00:00+00:00",
            "older": 1,
        }
        assert shown["results"]["months"] == 0
        assert (told["next_run"]["gone"], told["next_run"]["told"]) == ({"failures": 1}, 0)
        assert [entry["about"] for entry in told["next_run"]["doubts"]] == ["clock"]
    lines = call("retention", "show").stdout.splitlines()
    assert ["failures", "3", "months", "2001-02-03", "1"] in [line.split() for line in lines]


def test_deletion_asks_for_confirmation(old: str) -> None:
    asked = call("retention", "run", typed="n\n")
    assert asked.exit_code != 0
    assert "failures" in asked.stdout
    assert "Check the clock: it says " in asked.stdout
    assert next_run()["gone"] == {"failures": 1}


def test_a_script_lets_nothing_go_in_doubt(old: str) -> None:
    """Whoever has read what would go may say so: by answering, or by another option."""
    refused = call("retention", "run", "--yes")
    assert refused.exit_code == 2
    assert "Check the clock: it says " in refused.stderr
    assert "`--force` deletes it" in refused.stderr
    assert next_run()["gone"] == {"failures": 1}
    done = call("retention", "run", typed="y\n")
    assert done.exit_code == 0
    assert next_run()["gone"] == {}


def test_deletion_is_reported_and_recorded(old: str) -> None:
    done = call("retention", "run", "--yes", "--force", "--json")
    assert json.loads(done.stdout) == {"gone": {"failures": 1}, "told": 0, "doubts": []}
    assert call("retention", "run", "--yes").stdout == "Nothing was expired.\n"
    rows = json.loads(call("audit", "list", "--json").stdout)
    assert [(row["role"], row["deed"], row["kind"], row["object"]) for row in rows][:3] == [
        ("operator", "retention begun", None, None),
        ("operator", "let go", "failures", "1"),
        ("operator", "retention run", "rows", "1"),
    ]
    assert call("db", "check").exit_code == 0
