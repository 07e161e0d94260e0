"""`basira scenarios lint` never calls fine what it could not decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios import limits
from tests.commands.calling import call
from tests.helpers.small_case import ARABIC, BASE


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A clean case with its translation."""
    (tmp_path / "scenario.yaml").write_text(BASE, "utf-8")
    (tmp_path / "ar.yaml").write_text(ARABIC, "utf-8")
    call("scenarios", "mark-translated", str(tmp_path))
    return tmp_path


def test_decided_verdict_is_fine_or_wrong(night: Path) -> None:
    found = json.loads(call("scenarios", "lint", str(night), "--json").stdout)

    assert found == {
        "scenarios": 1, "errors": 0, "warnings": 0, "advice": 0, "unknown": 0,
        "verdicts": {f"{night}/scenario.yaml": "fine"}, "findings": [],
    }  # fmt: skip
    (night / "scenario.yaml").write_text(BASE.replace("go: hall}", "go: hal}"), "utf-8")
    found = json.loads(call("scenarios", "lint", str(night), "--json").stdout)
    assert found["verdicts"] == {f"{night}/scenario.yaml": "wrong"}


def test_oversized_case_is_unknown(night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error too, since it cannot be played for a score."""
    monkeypatch.setattr(limits, "STATES", 3)
    linted = call("scenarios", "lint", str(night))
    found = json.loads(call("scenarios", "lint", str(night), "--json").stdout)

    assert linted.exit_code == 1
    assert linted.stdout.endswith("\n1 scenario, 1 error, 0 warnings, 1 unknown.\n")
    assert (found["unknown"], list(found["verdicts"].values())) == (1, ["unknown"])
    arabic = call("scenarios", "lint", str(night), "--lang", "ar").stdout
    assert "حالة واحدة غير محسومة" in arabic


def test_a_warning_alone_is_no_failure(night: Path) -> None:
    text = BASE.replace("indicators: [DOC-01]", "indicators: [DOC-01, MOV-04]")
    (night / "scenario.yaml").write_text(text, "utf-8")
    linted = call("scenarios", "lint", str(night))

    assert linted.exit_code == 0
    assert linted.stdout.endswith("\n1 scenario, 0 errors, 1 warning.\n")
    assert ":13:22: warning indicator-untaught: " in linted.stdout
