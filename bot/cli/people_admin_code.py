"""`basira people admin-code`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.database import write

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command("admin-code")
def people_admin_code() -> None:
    """Create a one-time code that makes its first opener an admin of all agencies.

    The code is valid for 24 hours and shown only once; the database keeps its hash.
    """
    from datetime import timedelta

    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.role_invitations import invite
    from storage.people.roles import EVERYWHERE

    chosen, now, day = settings.load(), SystemClock().now(), timedelta(hours=24)
    token = write(chosen, lambda conn: invite(conn, "admin", EVERYWHERE, now, day))
    click.echo("Send this to the bot; it works once, within 24 hours:\n")
    click.echo(f"  /start {token}")
    if username := _bot_name(chosen):
        click.echo(f"\nOr open this link on the phone:\n\n  https://t.me/{username}?start={token}")


def _bot_name(chosen: Settings) -> str | None:
    """The bot's name on Telegram, if Telegram can be reached."""
    import asyncio

    from bot.app.operations.doctor import TelegramUnreachable, TokenRefused
    from bot.cli.telegram_client import TelegramClient

    if not chosen.telegram_token.get_secret_value():
        return None
    try:
        answer = asyncio.run(TelegramClient(chosen).ask("getMe"))
    except (TelegramUnreachable, TokenRefused):
        return None
    return str(answer.result["username"]) if "username" in answer.result else None
