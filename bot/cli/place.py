"""Values of local facts, for commands that play a scenario without an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenarios.model import Scenario

place_option = click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="FACT=VALUE",
    help="Where a local fact has this value; repeatable. By default all are unconfirmed.",
)


def in_place(scenario: Scenario, facts: Iterable[str]) -> Scenario:
    """The scenario where local facts have these values, written as `fact=value`."""
    from bot.cli.program import CommandError

    known = {variable.fact: variable.values for variable in scenario.variables if variable.fact}
    place = {}
    for written in facts:
        fact, _, value = written.partition("=")
        if fact not in known:
            has = f"It depends on: {', '.join(known)}." if known else "It depends on none."
            raise CommandError(f"{scenario.id} does not depend on the fact `{fact}`. {has}")
        if value not in known[fact]:
            raise CommandError(f"`{fact}` has one of these values: {', '.join(known[fact])}.")
        place[fact] = value
    return scenario.in_place(place)
