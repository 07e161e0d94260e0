"""What an earlier run had, beside what there is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rich.table import Table

from bot.bench.measuring.figures import Row, number
from bot.bench.reporting.report import Reports

Verdict: TypeAlias = Literal["better", "worse", "within the spread", "new", "gone"]

LEAST = 0.05  # a smaller change of a figure of one run says nothing


@dataclass(frozen=True, slots=True)
class Change:
    """A line then and now; None where it was or is not there."""

    then: Row | None
    now: Row | None

    @property
    def ratio(self) -> float | None:
        """How many times better it is now."""
        if self.then is None or self.now is None:
            return None
        before, after = self.then.measured.middle, self.now.measured.middle
        if not before or not after:
            return None
        return before / after if self.now.less_is_better else after / before

    @property
    def verdict(self) -> Verdict:
        """What is to be thought of it: runs that overlap tell no difference."""
        if self.then is None:
            return "new"
        if self.now is None:
            return "gone"
        before, after = self.then.measured, self.now.measured
        one = before.low == before.high or after.low == after.high
        apart = before.high < after.low or after.high < before.low
        if not apart or (one and abs(after.middle - before.middle) <= LEAST * before.middle):
            return "within the spread"
        return "better" if (after.middle < before.middle) == self.now.less_is_better else "worse"

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        row = self.now or self.then
        assert row is not None
        ratio = f"{number(self.ratio)} ×" if self.ratio is not None else ""
        told = (f"{one.measured} {one.unit}" if one else "" for one in (self.then, self.now))
        return row.what, *told, ratio, self.verdict


def changes(then: Reports, now: Reports) -> list[Change]:
    """Each line of the parts that there are now; a line beside several peers once."""
    found: list[Change] = []
    for name, report in now.items():
        after = _once(report.rows)
        before = _once(then[name].rows) if name in then else {}
        found += [Change(before.get(what), row) for what, row in after.items()]
        found += [Change(row, None) for what, row in before.items() if what not in after]
    return found


def compared(then: Reports, now: Reports) -> Table:
    """The same as a table."""
    made = Table(title="better: more than once as good", title_justify="left", show_lines=True)
    for heading in ("what", "then", "now", "better", ""):
        made.add_column(heading, overflow="fold")
    for change in changes(then, now):
        made.add_row(*change.cells())
    return made


def _once(rows: tuple[Row, ...]) -> Mapping[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row.what, row)
    return found
