"""JSON and tables: with borders on a terminal, one line per row in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scenarios.languages import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console
    from rich.table import Table

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
language_option = click.option(
    "--lang",
    type=click.Choice(tuple(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="The language of the output.",
)
_WIDE = 1_000  # columns of a pipe: no line is cut or folded there


def print_json(value: object) -> None:
    """Print a value as JSON, readable to people too."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def counted(count: int, name: str) -> str:
    """`1 comment`, `2 comments`."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def plain_console() -> Console:
    """Colours on a terminal only; lines are never cut or wrapped, since scripts read them."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], named: int = 1) -> None:
    """Print a table.

    Args:
        named: The number of leading columns with text; the others hold numbers.
    """
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    cells = [*rows]
    table = _filled(headings, cells, named, plain=False)
    pipe = Console(width=_WIDE, color_system=None)
    if console.is_terminal and pipe.measure(table).maximum <= console.width:
        console.print(table)
        return  # too wide a table is printed as in a pipe, and so folded rather than cut
    with pipe.capture() as caught:
        pipe.print(_filled(headings, cells, named, plain=True))
    for line in caught.get().splitlines():
        click.echo(line.rstrip())


def _filled(
    headings: Sequence[str], rows: Iterable[Sequence[str]], named: int, *, plain: bool
) -> Table:
    table = _table(headings, named, plain=plain)
    for row in rows:
        table.add_row(*row)
    return table


def _table(headings: Sequence[str], named: int, *, plain: bool) -> Table:
    from rich import box
    from rich.table import Table

    if plain:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    else:
        table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="left" if at < named else "right", no_wrap=True)
    return table
