"""Groups whose commands are imported when they are called, and errors without a traceback."""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from bot.cli.error_messages import sentences


class CommandError(click.ClickException):
    """The command cannot be done as asked: plain sentences on stderr, and exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class Group(NamedTuple):
    """A group of commands, as it is listed."""

    about: str
    """Its help."""
    names: Sequence[str]
    """Of its commands."""


class LazyGroup(click.Group):
    """A group whose commands are functions in modules of the same name.

    `basira people list` is `people_list` in `bot/cli/people_list.py`. Listing the commands reads
    their docstrings without importing them, since imports take longer than reading help.
    """

    def __init__(self, *args: Any, names: Sequence[str], prefix: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order in which a newcomer needs them."""
        return list(self.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.names:
            return None
        module = self._module(cmd_name)
        command: click.Command = getattr(import_module(f"bot.cli.{module}"), module)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.summary(name)) for name in self.names])

    def summary(self, name: str) -> str:
        """The first paragraph of a command's help."""
        return _summary(self._module(name))

    def _module(self, name: str) -> str:
        return (self.prefix + name).replace("-", "_")


class Program(LazyGroup):
    """The top of all commands, with groups below it."""

    def __init__(self, *args: Any, below: Mapping[str, Group | None], **kwargs: Any):
        super().__init__(*args, names=tuple(below), **kwargs)
        self._groups = {
            name: LazyGroup(name, help=group.about, names=group.names, prefix=f"{name}-")
            for name, group in below.items()
            if group is not None
        }

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A group, or a command of its own."""
        return self._groups.get(cmd_name) or super().get_command(ctx, cmd_name)

    def summary(self, name: str) -> str:
        """The first paragraph of a group's or a command's help."""
        group = self._groups.get(name)
        return group.help or "" if group is not None else super().summary(name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; errors that the user can fix come without a traceback."""
        _replace_undecodable()
        try:
            return super().invoke(ctx)
        except Exception as error:
            message = sentences(error)
            if message is None:
                raise
            raise CommandError("\n".join(message)) from None


def _summary(module: str) -> str:
    tree = ast.parse(Path(__file__).with_name(f"{module}.py").read_text("utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    command = next(node for node in functions if node.name == module)
    return (ast.get_docstring(command) or "").partition("\n\n")[0].replace("\n", " ")


def _replace_undecodable() -> None:
    """Print a question mark for bytes that are not text, instead of failing."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
