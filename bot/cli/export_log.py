"""`basira export-log`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json, print_table
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from datetime import datetime

    from storage.exports.export_log import LoggedExport

_ALL = 7  # data sets
_HEADINGS = ("id", "made", "sets", "scope", "names", "rows", "by", "for", "state")


@click.command("export-log")
@click.option("--awaited", is_flag=True, help="Only files that are still to be deleted.")
@click.option("--deleted", metavar="ID", help="Note that this file is deleted, wherever it was.")
@json_option
def export_log(*, awaited: bool, deleted: str | None, as_json: bool) -> None:
    """List exported files, newest last, and note which are deleted.

    Files made in the chat are listed too. After somebody is erased, files that may contain them
    must be deleted. Days are in UTC. JSON has each file's reason and hash.
    """
    from bot import settings
    from bot.cli.database import read
    from storage.exports import export_log as releases

    if deleted is not None:
        _note_deleted(deleted)
        return
    found = [
        release
        for release in read(settings.load(), releases.every)
        if release.awaits_deletion or not awaited
    ]
    if as_json:
        print_json([_plain(release) for release in found])
    elif found:
        print_table(_HEADINGS, [_cells(release) for release in found], named=len(_HEADINGS))
    else:
        click.echo("There is none to be deleted." if awaited else "None was made yet.")


def _note_deleted(file: str) -> None:
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.database import write
    from storage.exports import export_log as releases

    now = SystemClock().now()
    if not write(settings.load(), lambda conn: releases.delete(conn, file, now), ("file", file)):
        raise CommandError(f"There is no file `{file}` left to delete. See `basira export-log`.")
    click.echo("Noted.")


def _cells(release: LoggedExport) -> tuple[str, ...]:
    cohort = release.cohort and f"c_{release.cohort}"
    scope = (release.agency, cohort, release.scenario, _days(release))
    return (
        release.id,
        f"{release.made_at:%Y-%m-%d %H:%M}",
        "all" if len(release.sets) == _ALL else " ".join(release.sets),
        " ".join(part for part in scope if part) or "all",
        "yes" if release.named else "no",
        "" if release.rows is None else f"{release.rows:,}",
        release.called or release.made_by or "",
        release.handed_to or "",
        _state(release),
    )


def _state(release: LoggedExport) -> str:
    if release.deleted_at is not None:
        return f"deleted: {_day(release.deleted_at)}"
    if release.asked_at is not None:
        return f"to be deleted: asked {_day(release.asked_at)}"
    return release.state


def _days(release: LoggedExport) -> str:
    if release.since is None and release.until is None:
        return ""
    ends = ("" if moment is None else _day(moment) for moment in (release.since, release.until))
    return " to before ".join(ends).strip()


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _plain(release: LoggedExport) -> dict[str, Any]:
    from dataclasses import asdict
    from datetime import datetime

    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(release).items()
    }
