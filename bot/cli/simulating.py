"""`basira scenarios simulate`: what comes of a scenario when players of a habit play it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from scenarios.model import Scenario
    from scenarios.players import Player
    from scenarios.simulate import Board, Paths, Simulated, Spread, Taken

PLAYERS = ("expert", "first", "longest", "polite", "always-refers", "never-refers", "random")
_MANY = 5_000  # runs from which it takes long enough for a bar
_WIDE = 1_000  # columns of a pipe: no line is cut or folded there
_COLOURS = {"safe": "green", "mixed": "yellow", "harmful": "red"}


@click.command()
@click.argument("scenario")
@click.option(
    "--player",
    "names",
    multiple=True,
    default=("all",),
    type=click.Choice((*PLAYERS, "all")),
    help="Who plays; may be repeated. Left out, all of them.",
)
@click.option(
    "--runs",
    default=1000,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="How often chance plays; whoever leaves nothing to chance plays once.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Draws all chance."
)
@click.option(
    "--lang",
    default="en",
    show_default=True,
    type=click.Choice(("en", "ar")),
    help="The language of the texts that players read.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def simulate(
    scenario: str, *, names: tuple[str, ...], runs: int, seed: int, lang: str, as_json: bool
) -> None:
    """Let players play a scenario, and tell how they fare.

    One knows what is right, some answer by a habit, and one by chance: of these none should pass.
    Below stand the best, the median and the worst way through, and how often each choice is taken.
    SCENARIO is an id of `basira scenarios list`, or a path to a scenario's folder.
    """
    from bot.cli.wanted import wanted
    from scenarios.players import players
    from scenarios.simulate import Board, paths_of

    case = wanted(scenario, lang)
    board = Board(case, lang)
    chosen = [one for one in players(case, board.graph, lang) if {one.name, "all"} & set(names)]
    found = _played(board, chosen, runs, seed)
    if as_json:
        report = {
            "scenario": case.id,
            "language": lang,
            "paths": asdict(paths_of(board)),
            "players": [_told(one) for one in found],
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    _show(case, found, paths_of(board))


def _played(board: Board, chosen: Sequence[Player], runs: int, seed: int) -> list[Simulated]:
    """Each player's runs, with a bar where they are many and somebody looks on."""
    from rich.console import Console
    from rich.progress import Progress

    from scenarios.simulate import simulate as played

    console = Console(stderr=True)
    quiet = runs < _MANY or not console.is_terminal
    with Progress(console=console, transient=True, disable=quiet) as progress:
        bar = progress.add_task("Playing", total=runs)
        return [
            played(board, one, runs, seed, lambda done: progress.update(bar, completed=done))
            for one in chosen
        ]


def _told(found: Simulated) -> dict[str, Any]:
    return {**asdict(found), "pass_share": found.pass_share}


def _show(case: Scenario, found: Sequence[Simulated], paths: Paths) -> None:
    from rich.console import Console
    from rich.text import Text

    from scenarios.score import PASS_MARK

    console = Console(highlight=False, markup=False, emoji=False)
    plain = not console.is_terminal
    head = f" · {case.track}, {case.level} · passed from {PASS_MARK} %"
    ways = f"best {paths.best} % · median {paths.median} % · worst {paths.worst} %"
    for shown in (
        Text.assemble((case.id, "bold"), (head, "dim")),
        _players(found, plain=plain),
        _ends(case, found, plain=plain),
        Text.assemble(("Ways through: ", "bold"), ways),
        _coverage(found, plain=plain),
    ):
        if plain:
            click.echo(f"{_lines(shown)}\n")
        else:
            console.print(shown, "")


def _lines(shown: Text | Table) -> str:
    """As it stands in a pipe: every row is a line, however long, with nothing at its end."""
    from rich.console import Console

    console = Console(width=_WIDE, color_system=None)
    with console.capture() as caught:
        console.print(shown)
    return "\n".join(line.rstrip() for line in caught.get().splitlines())


def _players(found: Sequence[Simulated], *, plain: bool) -> Table:
    table = _table(plain=plain)
    table.add_column("player", no_wrap=True)
    for heading in ("plays", "passes", "critical", "score", "decisions", "minutes"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in found:
        table.add_row(
            one.player,
            f"{one.runs:,}",
            _passes(one),
            _share(one.critical, one.runs),
            _spread(one.scores),
            _spread(one.decisions),
            _spread(one.minutes),
        )
    return table


def _ends(case: Scenario, found: Sequence[Simulated], *, plain: bool) -> Table:
    """Errors in a play, and where plays end."""
    table = _table(plain=plain)
    table.add_column("player", no_wrap=True)
    for error in found[0].errors:
        table.add_column(error, justify="right", no_wrap=True)
    table.add_column("endings", no_wrap=True)
    for one in found:
        errors = (f"{count / one.runs:.1f}" if count else "-" for count in one.errors.values())
        table.add_row(one.player, *errors, _endings(case, one, ", " if plain else "\n"))
    return table


def _passes(one: Simulated) -> Text:
    """The share of passes: of the expert all should be, of others next to none."""
    from rich.text import Text

    from scenarios.limits import LAZY_PASSES

    share = 100 * one.pass_share
    well = share == 100 if one.player == "expert" else share <= LAZY_PASSES
    return Text(_share(one.passed, one.runs), "bold green" if well else "bold red")


def _spread(spread: Spread) -> str:
    """The median, with the quartiles where they differ."""
    if round(spread.lower) == round(spread.upper):
        return f"{spread.middle:.0f}"
    return f"{spread.middle:.0f} ({spread.lower:.0f}-{spread.upper:.0f})"


def _endings(case: Scenario, one: Simulated, between: str) -> Text:
    from rich.text import Text

    ranked = sorted(one.endings.items(), key=lambda pair: -pair[1])
    told = [
        Text(
            f"{name} {_share(count, one.runs)}",
            _COLOURS[case.endings[name].outcome],
        )
        for name, count in ranked
        if count
    ]
    if one.unfinished:
        told.append(Text(f"goes round in a loop {_share(one.unfinished, one.runs)}", "bold red"))
    return Text(between).join(told)


def _coverage(found: Sequence[Simulated], *, plain: bool) -> Table:
    """Every choice, item, question, step and band: how often it is taken, and by whom."""
    table = _table(plain=plain)
    for heading in ("scene", "kind", "part"):
        table.add_column(heading, no_wrap=True)
    at = next((place for place, one in enumerate(found) if one.player == "random"), 0)
    table.add_column(found[at].player, justify="right", no_wrap=True)
    table.add_column("also taken by", overflow="fold")
    before = ""
    for rows in zip(*(one.coverage for one in found), strict=True):
        first = rows[0]
        new, before = first.scene != before, first.scene
        if new and table.row_count and not plain:
            table.add_row()
        others = [
            found[place].player for place, row in enumerate(rows) if row.taken and place != at
        ]
        table.add_row(
            first.scene if new or plain else "",
            first.kind if new or plain else "",
            f"band {first.part}" if first.is_band else first.part,
            _taken(rows[at], rows),
            ", ".join(others),
        )
    return table


def _taken(row: Taken, rows: Sequence[Taken]) -> Text:
    """A share, marked where nobody at all takes it."""
    from rich.text import Text

    if not any(one.offered for one in rows):
        return Text("not met", "bold red")
    if not any(one.taken for one in rows):
        return Text("never", "bold red")
    return Text(_share(row.taken, row.offered) if row.offered else "not met")


def _share(part: int, whole: int) -> str:
    """A share in percent; of what is rare, with a digit more."""
    share = 100 * part / whole
    return f"{share:.1f} %" if 0 < share < 1 or 99 < share < 100 else f"{share:.0f} %"


def _table(*, plain: bool) -> Table:
    from rich import box
    from rich.table import Table

    if plain:
        return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    return Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
