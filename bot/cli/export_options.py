"""Options of commands whose files leave: who makes them, and for whom."""

from __future__ import annotations

from collections.abc import Callable

import click


def party_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say who makes a file, and for whom."""
    command = click.option("--for", "whom", metavar="WHOM", help="Who gets it.")(command)
    return click.option("--by", metavar="NAME", help="Who makes it.")(command)


def clean(text: str | None) -> str | None:
    """Turn what was typed into plain text in one line."""
    from bot.export.writers.writer import plain_text

    return None if text is None else plain_text(text)
