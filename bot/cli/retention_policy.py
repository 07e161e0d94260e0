"""Helpers of the retention commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.output import print_table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app.personal_data.retention import RetentionDoubt, RetentionPlan, RetentionPolicy

T = TypeVar("T")


def with_policy(ask: Callable[[RetentionPolicy], Awaitable[T]]) -> T:
    """Call the retention policy over the database of the settings."""
    import asyncio

    from bot import settings
    from bot.app.personal_data.retention import RetentionPolicy
    from bot.app.ports import SystemClock, SystemDice
    from storage.db import schema
    from storage.db.database import Database

    chosen = settings.load()

    async def asked() -> T:
        schema.ensure(chosen.database)
        database = Database.open(chosen.database)
        try:
            clock, dice = SystemClock(), SystemDice()
            return await ask(RetentionPolicy(database, chosen.keeps, chosen.timezone, clock, dice))
        finally:
            await database.close()

    return asyncio.run(asked())


def plan_as_json(going: RetentionPlan) -> dict[str, Any]:
    """The deletions, for scripts."""
    doubts = [{"about": doubt.about, "says": doubt_sentence(doubt)} for doubt in going.doubts]
    return {"gone": dict(going.deleted), "told": going.warned, "doubts": doubts}


def print_plan(going: RetentionPlan, *, nothing: str) -> None:
    """Print what is deleted, or a sentence where nothing is."""
    if going.deleted:
        print_table(("kind", "entries"), [(kind, f"{n:,}") for kind, n in going.deleted.items()])
    else:
        click.echo(nothing)
    if going.warned:
        click.echo(f"People warned that they will be erased unless they return: {going.warned:,}.")
    for doubt in going.doubts:
        click.echo(doubt_sentence(doubt))


def doubt_sentence(doubt: RetentionDoubt) -> str:
    """The anomaly, and what to check."""
    from bot.app.personal_data.retention import CLOCK, SHARE
    from bot.app.ports import SystemClock

    if doubt.about != CLOCK:
        return (
            f"Unusual: of {doubt.about}, {doubt.detail} would be deleted at once, which is more "
            f"than {SHARE}%. The bot does not do that by itself."
        )
    known = f"it was last used on {doubt.detail}" if doubt.detail else "it was never used before"
    today = SystemClock().now().date().isoformat()
    return (
        f"Check the clock: it says {today}, but as far as the database knows, leaving out the "
        f"last week, {known}. The bot deletes nothing by itself until it has run for a week."
    )
