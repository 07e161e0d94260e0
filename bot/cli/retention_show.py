"""`basira retention show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json, print_table
from bot.cli.retention_policy import plan_as_json, print_plan, with_policy

if TYPE_CHECKING:
    from bot.app.personal_data.retention import RetentionStatus


@click.command("show")
@json_option
def retention_show(*, as_json: bool) -> None:
    """Show how long each kind of data is kept, and what a run would delete now.

    Periods are set in months by BASIRA_KEEP_PRACTICE and others; see docs/settings.md. A running
    bot deletes expired data every night. People are counted who have been inactive for that long;
    they are warned 30 days before they are erased. Nothing is changed.
    """
    found, going = (
        with_policy(lambda keeping: keeping.show()),
        with_policy(lambda each: each.preview()),
    )
    if as_json:
        kinds = [_plain(standing) for standing in found]
        print_json({"kinds": kinds, "next_run": plan_as_json(going)})
        return
    headings = ("kind", "kept for", "oldest", "expired")
    print_table(headings, [_cells(standing) for standing in found], named=3)
    click.echo("\nA run would delete now:")
    print_plan(going, nothing="Nothing.")


def _cells(standing: RetentionStatus) -> tuple[str, ...]:
    oldest = standing.oldest.date().isoformat() if standing.oldest else ""
    kept = f"{standing.months} months" if standing.months else "for good"
    return standing.kind, kept, oldest, f"{standing.older:,}" if standing.months else ""


def _plain(standing: RetentionStatus) -> dict[str, Any]:
    return {
        "kind": standing.kind,
        "months": standing.months,
        "oldest": standing.oldest.isoformat() if standing.oldest else None,
        "older": standing.older,
    }
