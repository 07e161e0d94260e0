"""`basira run`: the bot on Telegram."""

from __future__ import annotations

import click


@click.command()
def run() -> None:
    """Run the bot on Telegram until it is stopped (Ctrl-C or SIGTERM)."""
    from bot.interpreter import without

    # structlog and httpx would load them, for a terminal that nobody looks at.
    with without("rich", "pygments"):
        from bot import logs, settings, wiring
        from bot.cli.running import until_stopped

    logs.configure()
    chosen = settings.load()
    settings.require_token(chosen)
    until_stopped(lambda stop: wiring.run(chosen, stop))
