"""`basira scenarios correct`: let corrected texts reach attempts that are under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command()
@click.argument("scenario")
def correct(scenario: str) -> None:
    """Mark the texts of a scenario as a correction.

    Attempts that are under way in an older edition with the same structure go on in this one from
    their next turn. Use it where a text was wrong; a changed structure never reaches an attempt.
    """
    import asyncio

    from bot import settings
    from bot.cli.program import Told

    older = asyncio.run(_corrected(settings.load(), scenario))
    if older is None:
        raise Told(f"There is no scenario `{scenario}`. See `basira scenarios list`.")
    editions = "1 older edition" if older == 1 else f"{older} older editions"
    click.echo(f"The present texts of {scenario} are a correction now.")
    click.echo(f"Attempts under way in {editions} go on in them from their next turn.")


async def _corrected(chosen: Settings, scenario_id: str) -> int | None:
    from bot.app.library import Library
    from bot.app.ports import SystemClock
    from bot.cli.units import opened
    from scenarios.case_library import LIBRARY, load_shelf

    shelf = load_shelf((LIBRARY, *chosen.folders))
    if shelf.get(scenario_id) is None:
        return None
    async with opened(chosen, ("scenario", scenario_id)) as database:
        library = Library(database, shelf)
        await library.keep(SystemClock().now())
        return len(await library.correct(scenario_id))
