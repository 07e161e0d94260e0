"""`basira scenarios graph`: a picture of a scenario."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from bot.cli.program import Told

_FORMATS = (".svg", ".png")


@click.command()
@click.argument("scenario")
@click.option(
    "--lang",
    type=click.Choice(("en", "ar")),
    default="en",
    show_default=True,
    help="The language of the picture.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to, as .svg or .png; left out, the scenario's id with .svg, here.",
)
def graph(scenario: str, *, lang: str, out: Path | None) -> None:
    """Draw a scenario: its scenes, answers, conditions and endings.

    The best path is drawn strongly, and answers that could endanger someone are marked. SCENARIO is
    an id of `basira scenarios list`, or a path to a scenario's folder. Prints the file's path.
    """
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise Told("A picture's name must end in .svg or .png.")
    from bot.cli.shelves import shown
    from bot.cli.wanted import wanted
    from bot.pictures.drawing import drawn, png

    case = wanted(scenario, lang)
    file = out or Path(f"{case.id}.svg")
    picture = drawn(case, lang)
    write(file, png(picture) if file.suffix.lower() == ".png" else picture.svg.encode())
    click.echo(shown(file))


def write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Told(f"{file} cannot be written: {error.strerror or error}.") from None
