"""`basira totals`: what agencies count of their own work, month by month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.agencies.agency_figures import Entry

FIGURES = ("referrals", "protected", "unfounded", "complaints")
UNKNOWN = "unknown"


@click.group()
def totals() -> None:
    """Enter and list what agencies count of their own work, month by month."""


@totals.command("list")
@click.argument("agency")
@click.option("--year", type=click.IntRange(2000, 2999), help="Which; left out, the present one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(agency: str, year: int | None, *, as_json: bool) -> None:
    """List what an agency has entered for a year, with when it was entered.

    A month in which nothing stands was not entered; `unknown` was entered as not known. AGENCY is
    one of `basira agencies list`.
    """
    import json

    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.tables import print_table
    from bot.cli.units import written
    from storage.agencies import agency_figures

    chosen = year or SystemClock().now().year

    def unit(conn: Connection) -> list[Entry]:
        _known(conn, agency)
        found = agency_figures.newest(conn, [agency], f"{chosen}-01", f"{chosen}-12")
        return sorted(found.values(), key=lambda one: (one.month, FIGURES.index(one.figure)))

    found = written(settings.load(), unit)
    if as_json:
        click.echo(json.dumps([_row(one) for one in found], indent=2))
        return
    if not found:
        click.echo(f"Nothing was entered for {chosen} yet.")
        return
    rows = [
        (one.month, one.figure, _told(one), str(one.version), f"{one.entered_at:%Y-%m-%d}")
        for one in found
    ]
    print_table(("month", "figure", "number", "version", "entered"), rows, named=5)


@totals.command("set")
@click.argument("agency")
@click.argument("month")
@click.argument("figure", type=click.Choice(FIGURES))
@click.argument("number")
def set_(agency: str, month: str, figure: str, number: str) -> None:
    """Enter a number of a month, or correct it; what stood before is kept.

    AGENCY is one of `basira agencies list`, MONTH such as 2026-05 and over, FIGURE one of
    referrals, protected, unfounded and complaints, and NUMBER a number or `unknown`.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.chat.kit.number_input import typed_number
    from bot.cli.program import Told
    from bot.cli.units import written
    from storage.agencies import agency_figures
    from storage.db.months import month_of

    now = SystemClock().now()
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month) or month >= month_of(now):
        raise Told("MONTH is one that is over, such as 2026-05.")
    meant = typed_number(number, agency_figures.MOST)
    if meant is None and number != UNKNOWN:
        raise Told(f"NUMBER is 0 to {agency_figures.MOST:,} in digits alone, or `{UNKNOWN}`.")

    def unit(conn: Connection) -> Entry | None:
        _known(conn, agency)
        return agency_figures.enter(conn, agency, month, figure, meant, None, now)

    entry = written(settings.load(), unit, ("agency", agency))
    if entry is None:
        click.echo("The same stands there already.")
    else:
        click.echo(f"Entered: {figure} of {agency} in {month}: {_told(entry)}.")


def _known(conn: Connection, agency: str) -> None:
    from bot.cli.program import Told
    from storage.agencies import agencies

    if agencies.get(conn, agency) is None:
        raise Told(f"There is no agency `{agency}`. See `basira agencies list`.")


def _told(one: Entry) -> str:
    return UNKNOWN if one.number is None else str(one.number)


def _row(one: Entry) -> dict[str, Any]:
    return {
        "month": one.month,
        "figure": one.figure,
        "number": one.number,
        "version": one.version,
        "entered_at": one.entered_at.isoformat(),
    }
