"""`basira scenarios schema`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.cli.files import write_file

SWITCH = "# yaml-language-server: $schema=./{name}"
SCENARIO_SCHEMA, TRANSLATION_SCHEMA = "scenario.schema.json", "translation.schema.json"


@click.command("schema")
@click.option("--translation", is_flag=True, help="The schema of translations, such as ar.yaml.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to a file; one that exists is replaced.",
)
def scenarios_schema(*, translation: bool, out: Path | None) -> None:
    """Print the scenario format as JSON Schema, for editors.

    An editor that knows YAML then completes keys, explains them and marks errors. The line that
    enables it in a scenario is printed to standard error.
    """
    text = schema_text(translation=translation)
    name = TRANSLATION_SCHEMA if translation else SCENARIO_SCHEMA
    if out is None:
        click.echo(text, nl=False)
    else:
        write_file(out, text)
        click.echo(str(out))
    file = "the translation" if translation else "scenario.yaml"
    click.echo(f"The first line of {file}, if the schema is in the same folder:", err=True)
    click.echo(SWITCH.format(name=out.name if out else name), err=True)


def schema_text(*, translation: bool) -> str:
    from scenarios.json_schema import scenario_schema, translation_schema

    made = translation_schema() if translation else scenario_schema()
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
