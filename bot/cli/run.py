"""`basira run`: the bot on Telegram."""

from __future__ import annotations

import click


@click.command()
def run() -> None:
    """Run the bot on Telegram until it is stopped (Ctrl-C or SIGTERM)."""
    from bot.interpreter import without

    # structlog and httpx load these where they find them: for a terminal that nobody looks at, and
    # for threads of a kind that a bot has none of.
    with without("rich", "pygments", "greenlet"):
        from bot import logs, program, settings
        from bot.cli.running import until_stopped

    logs.configure()
    chosen = settings.load()
    settings.require_token(chosen)
    until_stopped(lambda stop: program.run(chosen, stop))
