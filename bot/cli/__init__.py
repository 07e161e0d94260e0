"""The program `basira`. Commands are imported when they are called, so that help is instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from bot.cli.program import Program

GROUPS: Mapping[str, tuple[str, Sequence[str]]] = {
    "scenarios": (
        "Write, check and export scenarios.",
        (
            *("list", "lint", "survey", "new", "schema", "simulate", "diff", "export"),
            *("translate", "mark-translated", "correct", "panel", "sign-off"),
        ),
    ),
    "refreshers": ("Calibrate the memory model behind refreshers.", ("calibration", "fit")),
    "people": (
        "Manage people: roles, access and personal data.",
        (
            *("admin-code", "list", "grant", "revoke", "sign-out", "recovery-code", "data"),
            "erase",
        ),
    ),
    "agencies": ("Manage agencies and their data-use pledges.", ("list", "set")),
    "facts": ("Manage local contacts and procedures, and who confirmed them.", ("list", "set")),
    "audit": ("List, prove and archive the audit log.", ("list", "check", "archive")),
    "retention": ("Show retention periods and delete expired data.", ("show", "run")),
    "db": (
        "Maintain the database: upgrade, back up, restore, check.",
        ("upgrade", "backup", "restore", "check", "copy", "erasures"),
    ),
    "ops": ("Set up a server.", ("unit",)),
}
COMMANDS = (
    *("demo", "run", "doctor", "play", "scenarios", "refreshers", "people", "agencies", "facts"),
    *("export", "export-log", "report", "audit", "retention", "db", "ops"),
)


@click.group(
    cls=Program,
    names=COMMANDS,
    groups=GROUPS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(package_name="basira", message="Basira %(version)s")
def main() -> None:
    """Train first responders to recognise and respond to trafficking in persons.

    Start with `basira demo`. Settings come from the environment or a file `.env`. Results go to
    standard output, everything else to standard error. Exit status: 0 success, 1 a check found a
    problem, 2 the command failed; see standard error.
    """
