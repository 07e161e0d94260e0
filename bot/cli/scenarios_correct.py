"""`basira scenarios correct`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command("correct")
@click.argument("scenario")
def scenarios_correct(scenario: str) -> None:
    """Apply corrected texts of a scenario to attempts under way.

    Attempts in an older edition with the same structure continue in this one from their next turn.
    Use it after fixing a text; a changed structure never reaches an attempt. SCENARIO is an id of
    `basira scenarios list`.
    """
    import asyncio

    from bot import settings
    from bot.cli.program import CommandError

    older = asyncio.run(_corrected(settings.load(), scenario))
    if older is None:
        raise CommandError(f"There is no scenario `{scenario}`. See `basira scenarios list`.")
    editions = "1 older edition" if older == 1 else f"{older} older editions"
    click.echo(f"The current texts of {scenario} are marked as a correction.")
    click.echo(f"Attempts under way in {editions} continue in them from their next turn.")


async def _corrected(chosen: Settings, scenario_id: str) -> int | None:
    from bot.app.library import Library
    from bot.app.ports import SystemClock
    from bot.cli.database import open_database
    from scenarios.case_library import LIBRARY, load_library

    shelf = load_library((LIBRARY, *chosen.folders))
    if shelf.get(scenario_id) is None:
        return None
    async with open_database(chosen, ("scenario", scenario_id)) as database:
        library = Library(database, shelf)
        await library.keep(SystemClock().now())
        return len(await library.correct(scenario_id))
