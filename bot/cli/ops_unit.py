"""`basira ops unit`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from string import Template
from typing import Final

import click

UNITS: Final = Path(__file__).parents[1] / "units"
BACKUP: Final = UNITS / "backup.sh"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_PATH: Final = re.compile(r"/[\w./+-]+")


def _name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not _NAME.fullmatch(value):
        raise click.BadParameter("it must be a user's name, such as basira")
    return value


def _program(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    path = value or str(Path(sys.argv[0]).absolute())
    if not _PATH.fullmatch(path):
        raise click.BadParameter("it must be a whole path of letters, digits and . _ + -")
    return path


@click.command("unit")
@click.option(
    "--name",
    default="basira",
    show_default=True,
    callback=_name,
    help="The user, and what /etc/NAME.env, /var/lib/NAME and the units are called by.",
)
@click.option(
    "--program", metavar="PATH", callback=_program, help="What is run; by default this program."
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Write the files there, such as /etc/systemd/system, instead of printing them.",
)
def ops_unit(name: str, program: str, to: Path | None) -> None:
    """Print units of systemd: the bot, its nightly backup and the timer of that.

    Write them again after each upgrade. See docs/operating.md.
    """
    for file, text in units(name, program).items():
        if to is None:
            click.echo(f"# {file}\n{text}")
        else:
            (to / file).write_text(text, "utf-8")
            click.echo(to / file)


def units(name: str, program: str) -> dict[str, str]:
    """The text of each unit, by its file name.

    Args:
        name: The user, and the name of the settings and the folders.
        program: The path of `basira`.
    """
    values = {"name": name, "program": program, "backup": str(BACKUP)}
    return {
        file.name.replace("basira", name, 1): Template(file.read_text("utf-8")).substitute(values)
        for file in sorted(UNITS.glob("basira*"))
    }
