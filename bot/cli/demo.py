"""`basira demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

DATABASE = "var/demo.db"
_A = {"trainer": "a trainer", "admin": "an admin"}


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8080,
    show_default=True,
    help="The port of the chat page; 0 takes a free one.",
)
@click.option(
    "--no-bot",
    is_flag=True,
    help="Serve only the stand-in for Telegram, for a bot that you start yourself.",
)
@click.option(
    "--filled",
    is_flag=True,
    help="Begin with an invented agency of 300 people and the year behind them.",
)
def demo(*, port: int, no_bot: bool, filled: bool) -> None:
    """Try Basira on this machine: a Telegram sandbox, the bot and a chat page.

    It needs no token and no network, and has a database of its own, `var/demo.db`, which starts
    empty each time. It prints what to write to the bot to try it as a trainer or an admin. There is
    no login: it listens on this machine only. Stop it with Ctrl-C.

    With `--filled` there is an agency to look at instead: cohorts, assessments, certificates,
    live sessions and months of refreshers. The first start builds it in a minute or two and
    keeps it beside the database; later starts copy it, and build it anew after two weeks or an
    upgrade.
    """
    from bot import logs
    from bot.cli.event_loop import until_stopped

    if no_bot and filled:
        raise click.UsageError("Omit `--no-bot`: without the bot there is no database to fill.")
    if no_bot:
        until_stopped(lambda stop: _sandbox(port, stop))
        return
    logs.configure(level=30)
    until_stopped(lambda stop: _demo(port, stop, filled=filled))


async def _sandbox(port: int, stop: asyncio.Event) -> None:
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


async def _demo(port: int, stop: asyncio.Event, *, filled: bool) -> None:
    from pydantic import SecretStr

    from bot import program, settings
    from bot.cli import demo_data, demo_filled
    from bot.http_server import free_port
    from bot.sandbox import TOKEN, Sandbox, serve

    url = f"sqlite:///{DATABASE}"
    file = _clear(url)
    sandbox = Sandbox()
    people = (*demo_data.PEOPLE, *(each[:3] for each in demo_data.STAFF))
    for person_id, name, language in people:
        person = sandbox.world.person(person_id)
        person.first_name, person.language_code = name, language
    async with serve(sandbox, port) as served:
        if filled and not await demo_filled.copy_filled(file, stop):
            return
        address = f"http://127.0.0.1:{served}"
        room = f"127.0.0.1:{free_port()}"
        console = f"127.0.0.1:{free_port()}"
        chosen = settings.load().model_copy(
            update={
                "telegram_token": SecretStr(TOKEN),
                "telegram_api": address,
                "database": url,
                "webhook_url": "",
                "room_url": f"http://{room}",
                "room_listen": room,
                "console_url": f"http://{console}",
                "console_listen": console,
                "metrics_listen": "",
            }
        )
        roles = await demo_data.enter(chosen)
        if filled:
            await demo_filled.drop_overdue(chosen)

        def tell() -> None:
            click.echo(
                f"\n  Basira · بصيرة\n\n  Open {address} and tap START. Stop with Ctrl-C.\n"
                f"  Open http://{console}/demo for the console of trainers and admins.\n"
            )
            if filled:
                click.echo(demo_filled.description())
            else:
                for role, message in roles.items():
                    click.echo(f"  To try it as {_A[role]} too, write there: {message}")
            begins = "as now" if filled else "empty"
            click.echo(
                f"\n  It begins {begins} each time: what is done here is gone once it stops.\n"
            )

        await program.run(chosen, stop, invented=[each[0] for each in people], ready=tell)
    click.echo("  Stopped. Nothing was sent anywhere, and nothing is kept.")


def _clear(url: str) -> Path:
    """Make room for a new database: that of a demo that is over goes, that of a running one stays.

    Returns:
        The new, empty file.

    Raises:
        StorageError: Another demo runs here, or the folder cannot be written.
    """
    from storage.db import engines, lock

    address = engines.parse(url)
    file = engines.file_of(address)
    with lock.hold(url) as held:
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        held.forget()
        engines.make_file(address)
    return file
