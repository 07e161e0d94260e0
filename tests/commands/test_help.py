"""What the program says of itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click

from bot.cli import main
from tests.commands.calling import call


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


def test_every_command_and_every_option_is_explained() -> None:
    for name, command in COMMANDS.items():
        assert command.help, name
        assert all(each.help for each in command.params if isinstance(each, click.Option)), name
        assert name.startswith("basira ")
        assert command.name == name.rpartition(" ")[2]


def test_groups_list_the_first_sentence_of_their_commands() -> None:
    """Listing does not import commands; their docstrings are read instead."""
    asked = call("people", "--help")

    assert asked.exit_code == 0
    assert "Sign a person out of all their Telegram accounts" in asked.stdout
    assert call("people", "sign-out", "--help").stdout.startswith("Usage: basira people sign-out")


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


def test_version_is_printed() -> None:
    assert call("--version").stdout.startswith("Basira 0.")


def test_an_unknown_command_is_no_command() -> None:
    asked = call("dance")

    assert asked.exit_code == 2
    assert "No such command 'dance'" in asked.stderr
