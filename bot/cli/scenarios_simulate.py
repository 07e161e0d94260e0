"""`basira scenarios simulate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json
from bot.cli.place import in_place, place_option
from scenarios.languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from scenarios.model import Scenario
    from scenarios.players import Player
    from scenarios.simulate import Paths, PickRate, SimulationResult, Simulator, Spread

PLAYERS = ("expert", "first", "longest", "polite", "always-refers", "never-refers", "random")
_MANY = 5_000  # runs from which it takes long enough for a bar
_WIDE = 1_000  # columns of a pipe: no line is cut or folded there
_COLOURS = {"safe": "green", "mixed": "yellow", "harmful": "red"}


@click.command("simulate")
@click.argument("scenario")
@click.option(
    "--player",
    "names",
    multiple=True,
    default=("all",),
    type=click.Choice((*PLAYERS, "all")),
    help="Who plays; repeatable. By default all of them.",
)
@click.option(
    "--runs",
    default=1000,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="How often the random player plays; the others play once.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="The random seed."
)
@click.option(
    "--lang",
    default=DEFAULT,
    show_default=True,
    type=click.Choice(tuple(LANGUAGES)),
    help="The language of the texts that players read.",
)
@place_option
@json_option
def scenarios_simulate(
    scenario: str,
    *,
    names: tuple[str, ...],
    runs: int,
    seed: int,
    lang: str,
    facts: tuple[str, ...],
    as_json: bool,
) -> None:
    """Simulate players of different habits, and report their scores.

    The expert knows what is right, others answer by a habit or at random: only the expert should
    pass. Below are the best, median and worst paths, and how often each choice is taken. SCENARIO
    is an id of `basira scenarios list`, or a path to a scenario's folder.
    """
    from bot.cli.scenario_files import load_scenario
    from scenarios.players import players
    from scenarios.simulate import Simulator, paths_of

    case = in_place(load_scenario(scenario, lang), facts)
    board = Simulator(case, lang)
    chosen = [
        player for player in players(case, board.graph, lang) if {player.name, "all"} & set(names)
    ]
    found = _played(board, chosen, runs, seed)
    if as_json:
        report = {
            "scenario": case.id,
            "language": lang,
            **({"place": case.place} if case.place else {}),
            "paths": asdict(paths_of(board)),
            "players": [_told(result) for result in found],
        }
        print_json(report)
        return
    _show(case, found, paths_of(board))


def _played(
    board: Simulator, chosen: Sequence[Player], runs: int, seed: int
) -> list[SimulationResult]:
    """The runs of each player, with a progress bar if they are many and on a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    from scenarios.simulate import simulate as played

    console = Console(stderr=True)
    quiet = runs < _MANY or not console.is_terminal
    with Progress(console=console, transient=True, disable=quiet) as progress:
        bar = progress.add_task("Playing", total=runs)
        return [
            played(board, player, runs, seed, lambda done: progress.update(bar, completed=done))
            for player in chosen
        ]


def _told(found: SimulationResult) -> dict[str, Any]:
    return {**asdict(found), "pass_share": found.pass_share}


def _show(case: Scenario, found: Sequence[SimulationResult], paths: Paths) -> None:
    from rich.console import Console
    from rich.text import Text

    from scenarios.score import PASS_MARK

    console = Console(highlight=False, markup=False, emoji=False)
    plain = not console.is_terminal
    head = f" · {case.track}, {case.level} · passed from {PASS_MARK} %"
    head += "".join(f" · {fact}: {value}" for fact, value in case.place.items())
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
    """The lines for a pipe: one row a line, however long, without trailing spaces."""
    from rich.console import Console

    console = Console(width=_WIDE, color_system=None)
    with console.capture() as caught:
        console.print(shown)
    return "\n".join(line.rstrip() for line in caught.get().splitlines())


def _players(found: Sequence[SimulationResult], *, plain: bool) -> Table:
    table = _table(plain=plain)
    table.add_column("player", no_wrap=True)
    for heading in ("plays", "passes", "critical", "score", "decisions", "minutes"):
        table.add_column(heading, justify="right", no_wrap=True)
    for result in found:
        table.add_row(
            result.player,
            f"{result.runs:,}",
            _passes(result),
            _share(result.critical, result.runs),
            _spread(result.scores),
            _spread(result.decisions),
            _spread(result.minutes),
        )
    return table


def _ends(case: Scenario, found: Sequence[SimulationResult], *, plain: bool) -> Table:
    """Errors in a play, and where plays end."""
    table = _table(plain=plain)
    table.add_column("player", no_wrap=True)
    for error in found[0].errors:
        table.add_column(error, justify="right", no_wrap=True)
    table.add_column("endings", no_wrap=True)
    for result in found:
        errors = (
            f"{count / result.runs:.1f}" if count else "-" for count in result.errors.values()
        )
        table.add_row(result.player, *errors, _endings(case, result, ", " if plain else "\n"))
    return table


def _passes(result: SimulationResult) -> Text:
    """The share of passes: of the expert all should be, of others next to none."""
    from rich.text import Text

    from scenarios.limits import LAZY_PASSES

    share = 100 * result.pass_share
    well = share == 100 if result.player == "expert" else share <= LAZY_PASSES
    return Text(_share(result.passed, result.runs), "bold green" if well else "bold red")


def _spread(spread: Spread) -> str:
    """The median, with the quartiles where they differ."""
    if round(spread.lower) == round(spread.upper):
        return f"{spread.middle:.0f}"
    return f"{spread.middle:.0f} ({spread.lower:.0f}-{spread.upper:.0f})"


def _endings(case: Scenario, result: SimulationResult, between: str) -> Text:
    from rich.text import Text

    ranked = sorted(result.endings.items(), key=lambda pair: -pair[1])
    lines = [
        Text(
            f"{name} {_share(count, result.runs)}",
            _COLOURS[case.endings[name].outcome],
        )
        for name, count in ranked
        if count
    ]
    if result.unfinished:
        lines.append(
            Text(f"goes round in a loop {_share(result.unfinished, result.runs)}", "bold red")
        )
    return Text(between).join(lines)


def _coverage(found: Sequence[SimulationResult], *, plain: bool) -> Table:
    """Every choice, item, question, step and band: how often it is taken, and by whom."""
    table = _table(plain=plain)
    for heading in ("scene", "kind", "part"):
        table.add_column(heading, no_wrap=True)
    at = next((place for place, result in enumerate(found) if result.player == "random"), 0)
    table.add_column(found[at].player, justify="right", no_wrap=True)
    table.add_column("also taken by", overflow="fold")
    before = ""
    for rows in zip(*(result.coverage for result in found), strict=True):
        first = rows[0]
        new, before = first.scene != before, first.scene
        if new and table.row_count and not plain:
            table.add_row()
        others = [
            found[place].player for place, row in enumerate(rows) if row.count and place != at
        ]
        table.add_row(
            first.scene if new or plain else "",
            first.kind if new or plain else "",
            f"band {first.part}" if first.is_band else first.part,
            _taken(rows[at], rows),
            ", ".join(others),
        )
    return table


def _taken(row: PickRate, rows: Sequence[PickRate]) -> Text:
    """A share, marked if no one takes it."""
    from rich.text import Text

    if not any(result.offered for result in rows):
        return Text("not met", "bold red")
    if not any(result.count for result in rows):
        return Text("never", "bold red")
    return Text(_share(row.count, row.offered) if row.offered else "not met")


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
