"""The form on which an expert rates the choices of a case, and what comes back on it.

A row is known by its ids, so an expert may sort rows. Returned files are untrusted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.export.writers.writer import sheet_text, spreadsheet_text
from bot.locale import Words
from bot.scenario_files.rule_table import RuleTable
from bot.spreadsheets import uploaded_table
from scenarios.assessments.panel import HIGHEST, LOWEST, OF, Rating
from scenarios.languages import RTL
from scenarios.model import Decision, Scenario, Scene
from scenarios.rendering import NEUTRAL

Place: TypeAlias = tuple[str, str]
"""A scene, and a choice there."""

_IDS = 4  # columns: case, edition, scene, choice
_EFFECT, _TAKERS = 7, 8
_BOUNDS = {
    column: {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
    for column, low, high in ((_EFFECT, LOWEST, HIGHEST), (_TAKERS, 0, OF))
}
_WIDTHS = (14, 10, 12, 12, 60, 40, 50, 16, 16)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be read; row 0 is the whole form."""

    row: int
    what: str


def rated(scenario: Scenario) -> list[tuple[Scene, Decision]]:
    """The scored decisions of which an answer is one choice."""
    return [
        (scene, scene.decision)
        for scene in scenario.scenes.values()
        if scene.decision and scene.decision.is_choice and any(scene.decision.worth.values())
    ]


def places(scenario: Scenario) -> list[Place]:
    """Every choice that is rated."""
    return [(scene.id, name) for scene, decision in rated(scenario) for name in decision.ids]


def as_csv(scenario: Scenario, speak: Words) -> bytes:
    """An empty form as CSV, with the mark that spreadsheets need to read Arabic."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(map(spreadsheet_text, row) for row in _rows(scenario, speak))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(scenario: Scenario, speak: Words) -> bytes:
    """An empty form as a sheet in which only ratings can be entered."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("panel")
        leftwards = speak.language in RTL
        if leftwards:
            sheet.right_to_left()
        look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#cccccc"}
        look |= {"align": "right", "reading_order": 2} if leftwards else {}
        text_format = book.add_format(look | {"bg_color": "#eeeeee"})
        open_ = book.add_format(look | {"locked": False, "align": "center"})
        head = book.add_format(look | {"bold": True, "bg_color": "#dddddd"})
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        for at, row in enumerate(_rows(scenario, speak)):
            for column, text in enumerate(row):
                if at and column in _BOUNDS:
                    sheet.write_blank(at, column, None, open_)
                    sheet.data_validation(at, column, at, column, _BOUNDS[column])
                else:
                    sheet.write_string(at, column, sheet_text(text), text_format if at else head)
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})
    return out.getvalue()


async def read(
    content: bytes, scenario: Scenario, speak: Words
) -> tuple[Mapping[Place, Rating], list[Problem]]:
    """Read a filled form.

    Args:
        content: A CSV or XLSX file, from anyone.
        scenario: The edition that was rated.
        speak: The language of problems.

    Returns:
        The ratings, which are complete if there is no problem.

    Raises:
        UnreadableFile: It is no table, or a table of other size.
    """
    wanted = places(scenario)
    rows = await uploaded_table.rows(content, len(wanted) + 1)
    return _Reader(scenario, speak).read(rows)


class _Reader:
    def __init__(self, scenario: Scenario, speak: Words) -> None:
        self.scenario = scenario
        self.say = speak.say
        self.found: dict[Place, Rating] = {}
        self.problems: list[Problem] = []

    def read(self, rows: Sequence[Sequence[str]]) -> tuple[Mapping[Place, Rating], list[Problem]]:
        wanted = places(self.scenario)
        for number, row in enumerate(rows[1:], start=2):
            if row:
                self._row(number, row, set(wanted))
        if not self.problems:
            for scene, name in wanted:
                if (scene, name) not in self.found:
                    self._add(0, self.say("Row {row} is missing.", row=f"{scene} / {name}"))
            self._check_sums()
        return self.found, self.problems

    def _row(self, number: int, row: Sequence[str], wanted: set[Place]) -> None:
        say = self.say
        cells = [*row, *[""] * (_TAKERS + 1 - len(row))]
        case, edition, *place = cells[:_IDS]
        at = (place[0], place[1])
        if (case, edition) != (self.scenario.id, _edition(self.scenario)):
            self._add(number, say("This row is of another case, or of another edition."))
        elif at not in wanted or at in self.found:
            self._add(number, say("This row does not belong here or appears twice."))
        else:
            effect, takers = _whole(cells[_EFFECT]), _whole(cells[_TAKERS])
            if effect is None or not LOWEST <= effect <= HIGHEST:
                self._add(
                    number,
                    say(
                        "The rating is a whole number from {low} to {high}.",
                        low=LOWEST,
                        high=HIGHEST,
                    ),
                )
            elif takers is None or takers > OF:
                self._add(
                    number, say("Of ten: a whole number from {low} to {high}.", low=0, high=OF)
                )
            else:
                self.found[at] = Rating(effect, takers)

    def _check_sums(self) -> None:
        for scene, decision in rated(self.scenario):
            points = [self.found.get((scene.id, name)) for name in decision.ids]
            whole = sum(rating.takers for rating in points if rating)
            if all(points) and whole != OF:
                self._add(
                    0,
                    self.say(
                        "The numbers out of ten at {scene} add up to {sum}.",
                        scene=scene.id,
                        sum=whole,
                    ),
                )

    def _add(self, row: int, what: str) -> None:
        self.problems.append(Problem(row, what))


def _rows(scenario: Scenario, speak: Words) -> Iterator[Sequence[str]]:
    say = speak.say
    yield (
        say("Case"),
        say("Edition"),
        say("Scene"),
        say("Choice"),
        say("What happens"),
        say("Question"),
        say("Answer"),
        say("How good is it? 1 harmful … 5 just right"),
        say("Of ten just competent people, how many choose it?"),
    )
    ruling = RuleTable(scenario, speak, NEUTRAL)
    for scene, decision in rated(scenario):
        wordings = ruling.wordings(f"scenes.{scene.id}.text")
        situation = "\n".join(f"[{when}] {text}" if when else text for when, text in wordings)
        for name in ruling.order(scene):
            yield (
                scenario.id,
                _edition(scenario),
                scene.id,
                name,
                situation,
                ruling.text(f"{decision.key}.prompt"),
                ruling.text(f"{decision.part_key(name)}.text"),
                "",
                "",
            )


def _edition(scenario: Scenario) -> str:
    return f"e-{scenario.edition[:8]}"  # a letter, lest a spreadsheet reads 12e45678 as a number


def _whole(text: str) -> int | None:
    """A whole number, in any digits; a formula is none."""
    return int(text) if text.isdecimal() and len(text) <= 2 else None
