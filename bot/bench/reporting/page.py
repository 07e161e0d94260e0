"""What was measured, as a part of a page: a table of targets, a table of the rest, and charts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bot.bench.measuring.figures import Row, number
from bot.bench.parts.every import PARTS
from bot.bench.reporting import chart
from bot.bench.reporting.report import Report, Reports

BEGIN, END = (
    "<!-- measured: from here on by `basira bench --page` -->",
    "<!-- measured: to here -->",
)
MARKS = ("stretch", "good", "must", "short")


class NoPlace(Exception):
    """The page has no place for what was measured."""


def put(page: Path, reports: Reports, source: str) -> None:
    """Write tables into a page, between its two marks, and charts into a folder of its name.

    Args:
        page: A page in Markdown.
        reports: What was measured.
        source: The name of the file that holds it, in that folder.

    Raises:
        NoPlace: The page has no such marks.
    """
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    drawings = charts(reports)
    for old in folder.glob("*.svg"):
        if old.name not in drawings:
            old.unlink()
    for name, drawn in drawings.items():
        (folder / name).write_text(drawn, "utf-8")
    page.write_text(placed(page.read_text("utf-8"), told(reports, folder.name, source)), "utf-8")


def placed(page: str, told: str) -> str:
    """A page with this between its marks.

    Raises:
        NoPlace: It has no such marks.
    """
    before, begun, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise NoPlace(f"the page has no place between {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{told}\n{END}{after}"


def told(reports: Reports, folder: str, source: str) -> str:
    """All that is written between the marks."""
    rows = [row for report in reports.values() for row in report.rows]
    drawn = set(charts(reports))
    lines = [
        f"All of it is in [{source}]({folder}/{source}).",
        "",
        _counted(rows),
        "",
        f"![What must be reached, and what is]({folder}/targets.svg)",
        "",
        *_table(
            ("what", "measured", "beside it, in the same run", "ratio", "target", ""),
            (_target(row) for row in rows if row.target is not None),
        ),
    ]
    for name, report in reports.items():
        lines += _of_part(name, report, folder, drawn)
    return "\n".join(lines) + "\n"


def charts(reports: Reports) -> Mapping[str, str]:
    """Drawings by the names of their files: all targets, and what was measured beside peers."""
    rows = [row for report in reports.values() for row in report.rows]
    found = {"targets.svg": chart.reached(rows)}
    for report in reports.values():
        for what, together in _alike(report.rows):
            if sum(row.peer_measured is not None for row in together) > 1:
                found[_file(what)] = chart.beside(together)
    return found


def _of_part(name: str, report: Report, folder: str, drawn: set[str]) -> list[str]:
    about = PARTS[name].about if name in PARTS else name
    rest = [_plain(row) for row in report.rows if row.target is None]
    lines = ["", f"### {about[0].upper()}{about[1:]}", ""]
    lines.append(f"`basira bench {name}`. " + "; ".join(report.heading().splitlines()) + ".")
    for what, _ in _alike(report.rows):
        if _file(what) in drawn:
            lines += ["", f"![{what}]({folder}/{_file(what)})"]
    if rest:
        lines += ["", *_table(("what", "measured", "beside it, in the same run", "ratio"), rest)]
    return lines


def _counted(rows: Sequence[Row]) -> str:
    """How many lines reach what they must, and how much more."""
    marks = Counter(
        row.target.mark(row.reached)
        for row in rows
        if row.target is not None and row.reached is not None
    )
    lines = sum(marks.values())
    reached = lines - marks["short"]
    good = marks["good"] + marks["stretch"]
    return (
        f"Of {lines} lines with a target, {reached} reach what they must, {good} of them what is "
        f"good or more; {marks['short']} are short."
    )


def _target(row: Row) -> tuple[str, ...]:
    assert row.target is not None
    mark = row.target.mark(row.reached) if row.reached is not None else ""
    steps = row.target.told(None)
    return (*_plain(row), steps, "**short**" if mark == "short" else mark)


def _plain(row: Row) -> tuple[str, ...]:
    what = f"{row.what} ({row.note})" if row.note else row.what
    peer = f"{row.peer}: {row.peer_measured} {row.unit}" if row.peer_measured else row.peer
    ratio = f"{number(row.ratio)} ×" if row.ratio is not None else ""
    return what, f"{row.measured} {row.unit}".rstrip(), peer.rstrip(), ratio


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        "| " + " | ".join(headings) + " |",
        "| " + " | ".join("---" for _ in headings) + " |",
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows),
    ]


def _alike(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Lines that follow each other and measure the same thing."""
    return [(what, list(some)) for what, some in groupby(rows, key=lambda row: row.what)]


def _file(what: str) -> str:
    return re.sub(r"\W+", "-", what.lower()).strip("-")[:60] + ".svg"
