"""`basira facts list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.database import ALL, write
from bot.cli.output import json_option, print_json

if TYPE_CHECKING:
    from datetime import datetime

    from storage.agencies.local_contacts import Fact


@click.command("list")
@click.option("--all", "versions", is_flag=True, help="Include old versions.")
@json_option
def facts_list(*, versions: bool, as_json: bool) -> None:
    """List local contacts, procedures and rules of law, and whether each is confirmed.

    Learners never see a fact that is unconfirmed or expired: they are told that there is no line
    yet, and whom to ask.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from storage.agencies import local_contacts

    now = SystemClock().now()
    found = [_row(fact, now) for fact in write(settings.load(), local_contacts.everything)]
    if not versions:
        found = _newest(found)
    if as_json:
        print_json(found)
        return
    for row in found:
        value = f" · {row['value']}" if row["value"] else ""
        version = f"version {row['version']}{value}"
        click.echo(f"{row['agency']} · {row['name']} · {version} · {row['state']}")
        for language, text in row["texts"].items():
            click.echo(f"  {language}: {text}")
        click.echo(f"  source: {row['source']}")
    if not found:
        click.echo("There are none yet. `basira facts set` enters one.")


def _row(fact: Fact, now: datetime) -> dict[str, Any]:
    return {
        "agency": fact.agency or ALL,
        "name": fact.name,
        "version": fact.version,
        "state": _state(fact, now),
        "value": fact.setting,
        "texts": dict(fact.texts),
        "source": fact.source,
    }


def _state(fact: Fact, now: datetime) -> str:
    if fact.confirmed_at is None or fact.expires_at is None:
        return "not confirmed"
    by = f" by {fact.confirmed_by}" if fact.confirmed_by else ""
    if fact.expires_at <= now:
        return f"expired on {fact.expires_at:%Y-%m-%d}"
    return f"confirmed{by} on {fact.confirmed_at:%Y-%m-%d}, until {fact.expires_at:%Y-%m-%d}"


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest of each agency and name, and the one still shown if that is another."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        same = found.setdefault((row["agency"], row["name"]), [])
        shown = any(before["state"].startswith("confirmed") for before in same)
        if not same or (row["state"].startswith("confirmed") and not shown):
            same.append(row)
    return [row for same in found.values() for row in same]
