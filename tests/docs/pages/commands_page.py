"""`docs/commands.md`: from the commands themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from bot.cli import main


def sections() -> dict[str, str]:
    """The list of commands, and a section for each."""
    commands = list(all_commands(main))
    table = ["| command | |", "| --- | --- |"]
    table += [f"| [`{name}`](#{_anchor(name)}) | {summary(each)} |" for name, each in commands]
    texts = [line for name, each in commands for line in (*_section(name, each), "")]
    return {"list": "\n".join(table), "commands": "\n".join(texts).rstrip()}


def all_commands(group: click.Group, path: str = "basira") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None, f"{path} {name} is listed, but missing"
            if isinstance(command, click.Group):
                yield from all_commands(command, f"{path} {name}")
            else:
                yield f"{path} {name}", command


def summary(command: click.Command) -> str:
    """The first sentence of a command's help."""
    return inspect.cleandoc(command.help or "").partition("\n\n")[0].replace("\n", " ")


def _section(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    yield from (
        f"## {name}",
        "",
        "```text",
        f"{name} {' '.join(command.collect_usage_pieces(context))}",
    )
    yield "```"
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):  # click's mark of a block that is not rewrapped
            yield from ("", "```console", *(f"$ {line}" for line in _commands(paragraph)), "```")
        else:
            yield from ("", paragraph.replace("\n", " "))
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        yield from ("", "| option | default | |", "| --- | --- | --- |")
        for option in options:
            yield f"| `{_name(option, context)}` | {_default(option)} | {_escaped(option.help)} |"


def _commands(block: str) -> list[str]:
    """The commands of a block of examples, of which one may continue in the next line."""
    return re.sub(r"\\\n +", "", block.removeprefix("\b\n")).split("\n")


def _name(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    return record[0].replace("INTEGER RANGE", "N").replace("|", "\\|")


def _default(option: click.Option) -> str:
    if isinstance(option.show_default, str):
        return option.show_default
    if not option.show_default:
        return ""
    return f"`{option.default}`"


def _escaped(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


def _anchor(name: str) -> str:
    return name.replace(" ", "-")
