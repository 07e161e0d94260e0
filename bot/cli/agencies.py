"""`basira agencies`: the bodies whose people are trained, and what each has promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.agencies import Agency

ANSWERS = ("promised", "refused", "open")


@click.group()
def agencies() -> None:
    """Keep the bodies whose people are trained, and what each has promised."""


@agencies.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, as_json: bool) -> None:
    """List them, and how each has answered about its pledge."""
    import json

    from bot import settings
    from bot.cli.units import written
    from storage import agencies as kept

    found = [_row(one) for one in written(settings.load(), kept.every)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        names = " · ".join(one["names"].values())
        click.echo(f"{one['id']} · pledge {one['pledge']}\n  {names}")


@agencies.command()
@click.argument("agency")
@click.argument("answer", metavar="ANSWER", type=click.Choice(ANSWERS))
def pledge(agency: str, answer: str) -> None:
    """Note whether an agency promises that nothing here is used for appraisal or discipline.

    The notice that its people read before anything is kept says so, or says plainly that it has
    not promised. AGENCY is one of `basira agencies list`.
    """
    from bot import settings
    from bot.cli.program import Told
    from bot.cli.units import written
    from storage import agencies as kept

    def unit(conn: Connection) -> bool:
        if kept.get(conn, agency) is None:
            return False
        kept.promise(conn, agency, None if answer == "open" else answer)
        return True

    if not written(settings.load(), unit, ("agency", agency)):
        raise Told(f"There is no agency `{agency}`. See `basira agencies list`.")
    click.echo(f"Noted: the pledge of {agency} is {answer}.")


def _row(agency: Agency) -> dict[str, Any]:
    return {
        "id": agency.id,
        "country": agency.country,
        "names": dict(agency.names),
        "pledge": agency.pledge or "open",
    }
