"""A group of commands that come when they are called, and whose failures are told plainly."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from bot.cli.failures import sentences


class Told(click.ClickException):
    """What could not be done, in plain sentences on standard error; exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print it."""
        click.echo(self.message, file=file, err=file is None)


class Program(click.Group):
    """Command `name` is `bot.cli.name.name`; help knows it by its sentence alone.

    Importing the commands for their help would take longer than reading it.
    """

    def __init__(self, *args: Any, commands_help: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_help = commands_help

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order in which a newcomer needs them."""
        return list(self.commands_help)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in self.commands_help:
            return None
        command: click.Command = getattr(import_module(f"bot.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.commands_help.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what a person can mend is told without a traceback."""
        _bear_any_bytes()
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = sentences(error)
            if told is None:
                raise
            raise Told("\n".join(told)) from None


def _bear_any_bytes() -> None:
    """What is no text, typed or printed, becomes a question mark and no traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
