"""The program `basira`. Commands are imported when they are called, so that help is instant."""

from __future__ import annotations

from collections.abc import Mapping

import click

from bot.cli.program import Group, Program

COMMANDS: Mapping[str, Group | None] = {
    "demo": None,
    "run": None,
    "doctor": None,
    "play": None,
    "scenarios": Group(
        "Write, check and export scenarios.",
        (
            *("list", "lint", "survey", "new", "schema", "simulate", "diff", "export"),
            *("translate", "mark-translated", "correct", "panel", "sign-off"),
        ),
    ),
    "refreshers": Group("Calibrate the memory model behind refreshers.", ("calibration", "fit")),
    "people": Group(
        "Manage people: roles, access and personal data.",
        (
            *("admin-code", "list", "grant", "revoke", "sign-out", "recovery-code", "data"),
            "erase",
        ),
    ),
    "agencies": Group("Manage agencies and their data-use pledges.", ("list", "set")),
    "facts": Group(
        "Manage local contacts and procedures, and who confirmed them.", ("list", "set")
    ),
    "export": None,
    "export-log": None,
    "report": None,
    "audit": Group("List, prove and archive the audit log.", ("list", "check", "archive")),
    "retention": Group("Show retention periods and delete expired data.", ("show", "run")),
    "db": Group(
        "Maintain the database: upgrade, back up, restore, check.",
        ("upgrade", "backup", "restore", "check", "copy", "erasures"),
    ),
    "ops": Group("Set up a server.", ("unit",)),
}
"""In the order of the help: groups with the commands below them, and commands of their own."""


@click.group(
    cls=Program,
    below=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(package_name="basira", message="Basira %(version)s")
def main() -> None:
    """Train first responders to recognise and respond to trafficking in persons.

    Start with `basira demo`. Settings come from the environment or a file `.env`. Results go to
    standard output, everything else to standard error. Exit status: 0 success, 1 a check found a
    problem, 2 the command failed; see standard error.
    """
