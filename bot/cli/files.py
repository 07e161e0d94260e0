"""`basira files`: which files with what people did went out, and which are to be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.program import Told

if TYPE_CHECKING:
    from datetime import datetime

    from storage.exports.export_log import Release

_ALL = 7  # sets
_HEADINGS = ("id", "made", "sets", "of", "names", "rows", "by", "for", "state")


@click.group()
def files() -> None:
    """See which files with what people did went out, and note which are deleted."""


@files.command("list")
@click.option("--awaited", is_flag=True, help="Only those that are still to be deleted.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with reason and hash.")
def list_(*, awaited: bool, as_json: bool) -> None:
    """List files that were made here or in the chat, the latest at the end.

    Where somebody was erased who stands in one, or may, it is to be deleted; days are in UTC.
    """
    import json

    from bot import settings
    from bot.cli.tables import print_table
    from bot.cli.units import looked_up
    from storage.exports import export_log

    found = [
        one for one in looked_up(settings.load(), export_log.every) if one.awaited or not awaited
    ]
    if as_json:
        click.echo(json.dumps([_plain(one) for one in found], indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo("There is none to be deleted." if awaited else "None was made yet.")
        return
    print_table(_HEADINGS, [_cells(one) for one in found], named=len(_HEADINGS))


@files.command()
@click.argument("file")
def deleted(*, file: str) -> None:
    """Note that a file is deleted, wherever it was.

    FILE is an id of `basira files list`.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.units import written
    from storage.exports import export_log

    now, known = SystemClock().now(), settings.load()
    if not written(known, lambda conn: export_log.delete(conn, file, now), ("file", file)):
        raise Told(f"There is no file `{file}` that is not deleted. See `basira files list`.")
    click.echo("Noted.")


def _cells(one: Release) -> tuple[str, ...]:
    narrowed = (one.agency, one.cohort and f"c_{one.cohort}", one.scenario, _days(one))
    return (
        one.id,
        f"{one.made_at:%Y-%m-%d %H:%M}",
        "all" if len(one.sets) == _ALL else " ".join(one.sets),
        " ".join(part for part in narrowed if part) or "all",
        "yes" if one.named else "no",
        "" if one.rows is None else f"{one.rows:,}",
        one.called or one.made_by or "",
        one.handed_to or "",
        _state(one),
    )


def _state(one: Release) -> str:
    if one.deleted_at is not None:
        return f"deleted: {_day(one.deleted_at)}"
    if one.asked_at is not None:
        return f"to be deleted: asked {_day(one.asked_at)}"
    return one.state


def _days(one: Release) -> str:
    if one.since is None and one.until is None:
        return ""
    ends = ("" if each is None else _day(each) for each in (one.since, one.until))
    return " to before ".join(ends).strip()


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _plain(one: Release) -> dict[str, Any]:
    from dataclasses import asdict
    from datetime import datetime

    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }
