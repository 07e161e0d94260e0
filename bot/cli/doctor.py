"""`basira doctor`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.cli.output import json_option, print_json

if TYPE_CHECKING:
    from bot.app.operations.doctor import HealthCheck
    from bot.app.ports import Clock
    from bot.settings import Settings


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Check the installation, and say how to fix what is wrong.

    Checks Python, settings, database, lines for real cases, disk, library, languages, proxy,
    institution's login, Telegram, webhook and clock. Changes nothing and prints no secret. Exit
    status 1 when a check fails.
    """
    checks = asyncio.run(_examined(aloud=not as_json))
    well = all(check.ok for check in checks)
    if as_json:
        found = {"ok": well, "checks": [asdict(check) for check in checks]}
        print_json(found)
    if not well:
        raise click.exceptions.Exit(1)


async def _examined(*, aloud: bool) -> list[HealthCheck]:
    """Run all checks; aloud, print each as it finishes, since Telegram may be slow."""
    from rich.console import Console
    from rich.text import Text

    from bot.app.operations.doctor import examine
    from bot.app.ports import SystemClock
    from bot.cli.telegram_client import TelegramClient

    console = Console(highlight=False, markup=False, emoji=False)
    checks: list[HealthCheck] = []
    async for check in examine(TelegramClient, SystemClock(), _institution):
        checks.append(check)
        if aloud:
            sign = ("✓ ", "bold green") if check.ok else ("✗ ", "bold red")
            line = Text.assemble(sign, (check.name.ljust(10), "bold"), check.message)
            console.print(line, soft_wrap=True)
    return checks


async def _institution(settings: Settings, clock: Clock) -> str:
    """The problem with the institution's OpenID provider; empty if there is none."""
    from bot.institution_login import LoginError, login_of

    login = login_of(settings, clock)
    try:
        if login is not None:
            await login.begin()
    except LoginError as problem:
        return str(problem)
    return ""
