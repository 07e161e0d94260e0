"""`basira run`."""

from __future__ import annotations

import click


@click.command()
def run() -> None:
    """Run the bot on Telegram until it is stopped with Ctrl-C or SIGTERM.

    Needs BASIRA_TELEGRAM_TOKEN. Updates are polled, or pushed by Telegram if BASIRA_WEBHOOK_URL is
    set. Work under way is finished before it stops. On SQLite a second program on the same database
    is refused.
    """
    from bot.interpreter import without

    # structlog and httpx load these where they find them: for a terminal that nobody looks at, and
    # for threads of a kind that a bot has none of.
    with without("rich", "pygments", "greenlet"):
        from bot import logs, program, settings
        from bot.cli.event_loop import until_stopped

    logs.configure()
    chosen = settings.load()
    settings.require_token(chosen)
    until_stopped(lambda stop: program.run(chosen, stop))
