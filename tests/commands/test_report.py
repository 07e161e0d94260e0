"""`basira report`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.calling import call
from tests.pictures.test_passes import pages


@pytest.mark.usefixtures("year_url")
def test_report_is_written_in_each_language_and_recorded(somewhere: Path) -> None:
    asked = call("report", "--since", "2026-01", "--until", "2026-06")

    assert (asked.exit_code, asked.stdout) == (0, "report.pdf\n")
    assert pages((somewhere / "report.pdf").read_bytes()) == 2
    audit = json.loads(call("audit", "list", "--deed", "report", "--json").stdout)
    assert [(row["kind"], row["object"]) for row in audit] == [("set", "report")]


@pytest.mark.usefixtures("year_url")
def test_agency_report_uses_another_name(somewhere: Path) -> None:
    asked = call(
        "report", "--until", "2026-06", "--agency", "primary-health-care", "--out", "own.pdf"
    )

    assert (asked.exit_code, asked.stdout) == (0, "own.pdf\n")
    assert [path.name for path in somewhere.iterdir()] == ["own.pdf"]


@pytest.mark.usefixtures("year_url")
@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--agency", "nowhere"), "There is no agency `nowhere`"),
        (("--agency", "all"), "Omit `--agency`"),
        (("--since", "2026"), "A month is written as 2026-05."),
        (("--until", "2999-01"), "months that are over"),
        (("--out", "none/report.pdf"), "cannot be written"),
        (("--no-rows",), "go with --evidence"),
    ],
)
def test_failed_report_is_reported_and_leaves_nothing(
    somewhere: Path, more: tuple[str, ...], why: str
) -> None:
    asked = call("report", "--until", "2026-06", *more)

    assert (asked.exit_code, asked.stdout) == (2, "")
    assert why in asked.stderr
    assert list(somewhere.iterdir()) == []
