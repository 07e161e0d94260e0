"""`basira agencies list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.database import ALL, write
from bot.cli.output import json_option, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from bot.app.agencies.go_live_checklist import GoLiveStatus


@click.command("list")
@json_option
def agencies_list(*, as_json: bool) -> None:
    """List agencies, whether each is live, and what is missing where it is not.

    An agency is live once its line for real cases is confirmed and a named officer of the agency
    has answered about its data-use pledge.
    """
    from bot import settings
    from bot.app.agencies import go_live_checklist
    from bot.app.agencies.work_fields import usual_jobs
    from bot.app.ports import SystemClock
    from storage.agencies import agencies

    now = SystemClock().now()

    def load(conn: Connection) -> list[tuple[GoLiveStatus, Sequence[str]]]:
        return [
            (go_live_checklist.go_live_status(conn, agency, now), usual_jobs(conn, agency.id))
            for agency in agencies.all_agencies(conn)
        ]

    found = write(settings.load(), load)
    if as_json:
        print_json([_row(standing, jobs) for standing, jobs in found])
        return
    for standing, jobs in found:
        _print(standing, _row(standing, jobs))


def _print(standing: GoLiveStatus, row: dict[str, Any]) -> None:
    from bot.app.agencies.contact_records import ContactState

    by = f" by {row['pledge_by']}" if row["pledge_by"] else ""
    state = "closed" if row["closed"] else "live" if row["live"] else "not live yet"
    click.echo(f"{row['id']} · {state} · pledge {row['pledge']}{by}")
    click.echo(f"  {' · '.join(row['names'].values())}")
    click.echo(f"  asked about first: {', '.join(row['jobs']) or 'all fields of work'}")
    if row["closed"]:
        return
    line = standing.line
    if line.state is ContactState.EXPIRING and line.shown and line.shown.expires_at:
        whose, day = line.shown.agency or ALL, line.shown.expires_at.date()
        click.echo(f"  Its line for real cases expires on {day}. Call it, then:")
        click.echo(f'    basira facts set agency-line --agency {whose} --confirmed-by "NAME, ROLE"')
    for lacking in standing.missing:
        says, *commands = _to_do(row["id"])[lacking.value]
        click.echo(f"  {says}")
        for command in commands:
            click.echo(f"    basira {command}")


def _to_do(agency: str) -> dict[str, tuple[str, ...]]:
    """Each thing that can be missing, and the commands that supply it."""
    fact = f"facts set agency-line --agency {agency}"
    confirm = f'{fact} --confirmed-by "NAME, ROLE"'
    answer = f'agencies set {agency} --pledge promised --by "NAME, ROLE"'
    return {
        "line": ("Its line for real cases is missing.", fact, confirm),
        "confirmation": ("Its line for real cases is not confirmed.", confirm),
        "renewal": ("Its line for real cases has expired. Call it, then:", confirm),
        "pledge": ("It has not answered about its pledge: `promised`, or `refused`.", answer),
        "officer": ("Its answer about the pledge names no officer. Enter it again:", answer),
    }


def _row(standing: GoLiveStatus, jobs: Sequence[str]) -> dict[str, Any]:
    agency, shown = standing.agency, standing.line.shown
    until = shown.expires_at if shown else None
    return {
        "id": agency.id,
        "country": agency.country,
        "names": dict(agency.names),
        "jobs": list(jobs),
        "closed": agency.closed_at is not None,
        "live": standing.live,
        "missing": [lacking.value for lacking in standing.missing],
        "line_until": until.isoformat() if until else None,
        "pledge": agency.pledge or "open",
        "pledge_by": agency.pledge_by,
        "pledge_at": agency.pledge_at.isoformat() if agency.pledge_at else None,
    }
