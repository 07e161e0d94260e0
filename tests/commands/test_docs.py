"""The pages on commands and settings are held to the code."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from pydantic import SecretStr

import bot
from bot.settings import Settings
from tests.commands.test_help import COMMANDS

DOCS = Path(bot.__file__).parent.parent / "docs"


def sections(page: str) -> dict[str, str]:
    """The text under each heading of the second level."""
    _, *parts = re.split(r"^## ", (DOCS / page).read_text("utf-8"), flags=re.MULTILINE)
    return {heading: text for heading, _, text in (part.partition("\n") for part in parts)}


COMMAND_PAGES, SETTING_PAGES = sections("commands.md"), sections("settings.md")


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(COMMAND_PAGES) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_is_explained_with_an_example(name: str) -> None:
    section = COMMAND_PAGES[name]
    options = {
        max(one.opts, key=len) for one in COMMANDS[name].params if isinstance(one, click.Option)
    }
    arguments = {
        (one.name or "").upper().removesuffix("S")  # PATH may come several times
        for one in COMMANDS[name].params
        if isinstance(one, click.Argument)
    }

    assert set(re.findall(r"^\| `(--[\w-]+)` ", section, re.MULTILINE)) == options
    assert all(f"`{argument}`" in section for argument in arguments)
    assert "```console\n$ " in section


@pytest.mark.parametrize("name", COMMANDS)
def test_defaults_are_those_of_the_code(name: str) -> None:
    for one in COMMANDS[name].params:
        if (
            isinstance(one, click.Option)
            and isinstance(one.default, int | str)
            and one.show_default
        ):
            option = max(one.opts, key=len)

            assert f"| `{option}` | {one.default} |" in COMMAND_PAGES[name]


def test_every_setting_has_its_section_and_every_section_its_setting() -> None:
    assert [*SETTING_PAGES] == [f"BASIRA_{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_table_with_its_default(name: str) -> None:
    default = Settings.model_fields[name].default
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    plain = "true" if plain is True else plain  # as it is written in the environment
    setting = f"BASIRA_{name.upper()}"
    row = f"| [`{setting}`](#{setting.lower()}) | {f'`{plain}`' if plain else 'none'} | "

    assert row in (DOCS / "settings.md").read_text("utf-8")
