"""What the program says of itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from bot.cli import main
from tests.commands.calling import call, program


def commands(group: click.Group, before: str = "basira") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None, f"{before} {name} is listed, yet not there"
            if isinstance(command, click.Group):
                yield from commands(command, f"{before} {name}")
            else:
                yield f"{before} {name}", command


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_says_what_it_is_for(name: str) -> None:
    command = COMMANDS[name]

    assert command.help
    assert all(one.help for one in command.params if isinstance(one, click.Option))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_page(name: str) -> None:
    asked = call(*name.split()[1:], "--help")

    assert asked.exit_code == 0
    assert asked.stdout.startswith(f"Usage: {name}")


def test_the_list_says_of_each_command_what_the_command_says_of_itself() -> None:
    """Help does not import commands, so it has their sentences of its own."""
    with click.Context(main) as context:
        for name, sentence in main.commands_help.items():
            command = main.get_command(context, name)

            assert command is not None
            assert (command.help or "").partition("\n\n")[0].replace("\n", " ") == sentence


def test_help_waits_for_no_library() -> None:
    """Only click is imported: that is what makes help come at once."""
    script = (
        "import sys; from bot.cli import main; main(['--help'], standalone_mode=False); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    asked = subprocess.run(
        (sys.executable, "-c", script), capture_output=True, text=True, check=True
    )
    heavy = {"pydantic", "rich", "sqlalchemy", "telegram", "aiohttp", "babel", "scenarios", "yaml"}

    assert "basira demo" in asked.stdout
    assert not heavy & set(asked.stderr.split())


def test_the_version_is_told() -> None:
    assert call("--version").stdout.startswith("Basira 0.")


def test_an_unknown_command_is_no_command() -> None:
    asked = program("dance")

    assert asked.returncode == 2
    assert "No such command 'dance'" in asked.stderr
