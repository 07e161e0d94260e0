"""The measurements of each part with machine and method, stored in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson

from tests.bench.measuring.figures import Json, Row, read_row
from tests.bench.measuring.plan import Plan
from tests.bench.measuring.quiet import LIMIT
from tests.bench.parts import part_list


@dataclass(frozen=True, slots=True)
class Report:
    """The measurements of one part.

    Attributes:
        machine: Where.
        day: When.
        seconds: How long a run was.
        runs: How many counted.
        rejected: How many did not, since the machine was busy; None where nobody looked.
        rows: The lines.
    """

    machine: str
    day: date
    seconds: float
    runs: int
    rejected: int | None
    rows: tuple[Row, ...]

    def heading(self) -> str:
        runs = "run" if self.runs == 1 else "runs, median [lowest–highest]"
        measured = f"{self.machine}\n{self.day}, {self.runs} {runs}, {self.seconds:g} s each"
        if self.rejected is None:
            return f"{measured}; whether others had the machine was not watched"
        rejected = "one was" if self.rejected == 1 else f"{self.rejected} were"
        return f"{measured}; {rejected} thrown away, since others had over {LIMIT:.0%} of the cores"

    def json(self) -> Json:
        return {
            "machine": self.machine,
            "date": self.day.isoformat(),
            "seconds": self.seconds,
            "runs": self.runs,
            "rejected": self.rejected,
            "rows": [row.json() for row in self.rows],
        }


Reports = Mapping[str, Report]


def measured(name: str, plan: Plan, where: str, today: date) -> Report:
    before = plan.rejected
    rows = part_list.measured(name, plan)
    rejected = plan.rejected - before
    return Report(where, today, plan.seconds, plan.runs, rejected, tuple(rows))


def written(reports: Reports) -> bytes:
    told = {"parts": {name: report.json() for name, report in reports.items()}}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


def read(raw: bytes) -> dict[str, Report]:
    """Parse the output of `written`."""
    return {name: _read(told) for name, told in orjson.loads(raw)["parts"].items()}


def keep(file: Path, reports: Reports) -> None:
    """Store reports in a file, replacing those of the same parts."""
    before = read(file.read_bytes()) if file.exists() else {}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(written({**before, **reports}))


def _read(told: Json) -> Report:
    return Report(
        told["machine"],
        date.fromisoformat(told["date"]),
        told["seconds"],
        told["runs"],
        told["rejected"],
        tuple(map(read_row, told["rows"])),
    )
