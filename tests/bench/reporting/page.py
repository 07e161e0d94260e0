"""The results as Markdown, with targets and peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.measuring.figures import Figure, Row, number
from tests.bench.parts.part_list import PARTS
from tests.bench.reporting.report import Report, Reports

BEGIN, END = "<!-- written by make bench -->", "<!-- end -->"
HEADINGS = ("what", "measured", "peer, in the same run", "ratio", "target")


class MarksMissing(Exception):
    """The page lacks the two marks."""


def put(page: Path, reports: Reports) -> None:
    """Replace the text between the marks of a page.

    Raises:
        MarksMissing: It has no such marks.
    """
    before, begun, rest = page.read_text("utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise MarksMissing(f"{page} has no {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{summary(reports)}\n{END}{after}", "utf-8")


def summary(reports: Reports) -> str:
    """One table of everything that has a target, with the peers of taps."""
    rows = [
        row
        for name, report in reports.items()
        for row in report.rows
        if row.target or (name == "taps" and row.unit == "/s" and row.peer_measured)
    ]
    places = dict.fromkeys(
        f"{name.machine.partition(';')[0]}, {name.day}" for name in reports.values()
    )
    table = _table(("what", "measured", "peer, in the same run", "target"), map(_short, rows))
    return "\n".join([f"{'; '.join(places)}.", "", _counted(rows), "", *table]) + "\n"


def part(name: str, report: Report) -> list[str]:
    """One part in full: how it was measured, and its rows."""
    heading = f"### {name}: {PARTS[name].about}"
    how = "; ".join(report.heading().splitlines())
    return [heading, "", f"{how}.", "", *_table(HEADINGS, (row.cells() for row in report.rows))]


def _counted(rows: Sequence[Row]) -> str:
    marks = Counter(
        row.target.mark(row.reached)
        for row in rows
        if row.target is not None and row.reached is not None
    )
    good = marks["good"] + marks["stretch"]
    return (
        f"Of {marks.total()} figures with a target, {marks.total() - marks['short']} reach what "
        f"they must, {good} of them what is good or more; {marks['short']} fall short."
    )


def _short(row: Row) -> tuple[str, ...]:
    def median(figure: Figure) -> str:
        return f"{number(figure.middle)} {row.unit}".rstrip() + (" (busy)" if figure.busy else "")

    peer = row.peer
    if row.peer_measured and row.ratio is not None:
        peer = f"{row.peer}: {median(row.peer_measured)}, {number(row.ratio)} ×"
    target = row.target.told(row.reached) if row.target else ""
    return row.what, median(row.measured), peer, target


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        "| " + " | ".join(headings) + " |",
        "| " + " | ".join("---" for _ in headings) + " |",
        *("| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in rows),
    ]


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", "<br>")
