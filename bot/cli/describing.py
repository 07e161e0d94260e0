"""`basira scenarios schema`: the format, for editors."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import click

from bot.cli.program import Told

SWITCH = "# yaml-language-server: $schema=./{name}"
SCENARIO_SCHEMA, TRANSLATION_SCHEMA = "scenario.schema.json", "translation.schema.json"


@click.command()
@click.option("--translation", is_flag=True, help="The schema of translations, such as ar.yaml.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to a file; one that is there is replaced.",
)
def schema(*, translation: bool, out: Path | None) -> None:
    """Print the format as JSON Schema, for editors.

    An editor that knows YAML then completes keys, explains them, and marks what is misspelt. The
    line at the top of a case that switches it on is told on standard error.
    """
    text = schema_text(translation=translation)
    name = TRANSLATION_SCHEMA if translation else SCENARIO_SCHEMA
    if out is None:
        click.echo(text, nl=False)
    else:
        write(out, text)
        click.echo(str(out))
    file = "the translation" if translation else "scenario.yaml"
    click.echo(f"The first line of {file}, where the schema lies beside it:", err=True)
    click.echo(SWITCH.format(name=out.name if out else name), err=True)


def schema_text(*, translation: bool) -> str:
    """A schema as its file has it."""
    from scenarios.json_schema import scenario_schema, translation_schema

    made = translation_schema() if translation else scenario_schema()
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_text(text, "utf-8", newline="\n")
        beside.replace(file)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Told(f"{file} cannot be written: {error.strerror or error}.") from None
