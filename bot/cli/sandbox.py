"""`basira sandbox`: a local stand-in for Telegram, alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import asyncio


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8081,
    show_default=True,
    help="Where it is served on this machine; 0 takes a free one.",
)
def sandbox(*, port: int) -> None:
    """Serve a local stand-in for Telegram, for a bot that you start yourself.

    Open its address for a phone to play with. It knows one token, keeps everything in memory, and
    has no login: it listens on this machine only. Stop it with Ctrl-C.
    """
    from bot.cli.running import until_stopped

    until_stopped(lambda stop: _serve(port, stop))


async def _serve(port: int, stop: asyncio.Event) -> None:
    from bot.sandbox import TOKEN, Sandbox, serve

    async with serve(Sandbox(), port) as served:
        address = f"http://127.0.0.1:{served}"
        click.echo(
            f"The sandbox is at {address}; open it for a phone. Stop with Ctrl-C.\n\n"
            "For the bot, in another terminal:\n\n"
            f"  export BASIRA_TELEGRAM_API={address}\n"
            f"  export BASIRA_TELEGRAM_TOKEN={TOKEN}\n"
            "  basira run\n"
        )
        await stop.wait()
