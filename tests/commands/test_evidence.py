"""`basira report --evidence`."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.commands.calling import call


@pytest.mark.usefixtures("year_url")
def test_evidence_folder_is_written_and_recorded(somewhere: Path) -> None:
    handed = ("--by", "Huda", "--for", "Ministry")
    months = ("--since", "2026-01", "--until", "2026-06")
    asked = call("report", "--evidence", "proof", *months, "--no-rows", *handed)

    assert (asked.exit_code, asked.stdout) == (0, "proof\n")
    assert "cohorts: 21 rows\n" in asked.stderr
    assert (somewhere / "proof" / "report.pdf").read_bytes().startswith(b"%PDF")
    audit = json.loads(call("audit", "list", "--deed", "report", "--json").stdout)
    assert [(row["kind"], row["object"]) for row in audit] == [("set", "evidence")]

    (left,) = json.loads(call("export-log", "--json").stdout)
    sums = (somewhere / "proof" / "SHA256SUMS").read_bytes()
    assert left["sets"] == ["cohorts", "gain"]
    assert (left["called"], left["handed_to"], left["state"]) == ("Huda", "Ministry", "out")
    assert (left["sha256"], left["rows"]) == (sha256(sums).hexdigest(), 30)

    again = call("report", "--evidence", "proof", "--until", "2026-06")
    assert again.exit_code == 2
    assert "proof exists already." in again.stderr


@pytest.mark.usefixtures("year_url")
@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("proof", "--agency", "nowhere"), "There is no agency `nowhere`"),
        (("proof", "--since", "2026-07"), "The first month comes after the last."),
        (("none/proof",), "none/proof cannot be written: No such file or directory."),
    ],
)
def test_failure_is_reported_and_leaves_nothing(
    somewhere: Path, more: tuple[str, ...], why: str
) -> None:
    asked = call("report", "--evidence", *more, "--until", "2026-06")

    assert (asked.exit_code, asked.stdout) == (2, "")
    assert why in asked.stderr
    assert list(somewhere.iterdir()) == []
    left = json.loads(call("export-log", "--json").stdout)
    assert {entry["state"] for entry in left} <= {"failed"}
