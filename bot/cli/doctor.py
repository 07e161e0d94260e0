"""`basira doctor`: is everything in place?"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.app.operations.doctor import Check


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def doctor(*, as_json: bool) -> None:
    """Check that everything is in place, and say what to do where it is not.

    Looks at Python, settings, database, lines for real cases, disk, library, languages, proxy,
    Telegram, webhook and clock.
    Changes nothing and prints no secret. Exit status: 1 when something is not in place.
    """
    checks = asyncio.run(_examined(aloud=not as_json))
    well = all(check.ok for check in checks)
    if as_json:
        found = {"ok": well, "checks": [asdict(check) for check in checks]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if not well:
        raise click.exceptions.Exit(1)


async def _examined(*, aloud: bool) -> list[Check]:
    """All checks; aloud, each is printed as it comes, since Telegram may take its time."""
    from rich.console import Console
    from rich.text import Text

    from bot.app.operations.doctor import examine
    from bot.app.ports import SystemClock
    from bot.cli.asking import Asking

    console = Console(highlight=False, markup=False, emoji=False)
    checks: list[Check] = []
    async for check in examine(Asking, SystemClock()):
        checks.append(check)
        if aloud:
            sign = ("✓ ", "bold green") if check.ok else ("✗ ", "bold red")
            line = Text.assemble(sign, (check.name.ljust(10), "bold"), check.says)
            console.print(line, soft_wrap=True)
    return checks
