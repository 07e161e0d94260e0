"""`basira retention run`."""

from __future__ import annotations

import click

from bot.cli.database import OPERATOR
from bot.cli.output import json_option, print_json
from bot.cli.program import CommandError
from bot.cli.retention_policy import doubt_sentence, plan_as_json, print_plan, with_policy


@click.command("run")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--force", is_flag=True, help="With --yes: delete even if the amount is unusual.")
@json_option
def retention_run(*, yes: bool, force: bool, as_json: bool) -> None:
    """Delete data that is older than its retention period. This cannot be undone.

    It runs in small transactions, so a bot may run meanwhile. Numbers in a cohort's statistics
    stay. How much was deleted is recorded in the audit log. With `--yes` alone nothing is deleted
    where `basira retention show` warns.
    """
    if not (yes and force):
        going = with_policy(lambda keeping: keeping.preview())
        if not yes:
            if not as_json:
                print_plan(going, nothing="Nothing would be deleted.")
            click.confirm("Delete all of this?", abort=True, err=True)
        elif going.doubts:
            report = [
                *map(doubt_sentence, going.doubts),
                "Nothing was deleted. `--force` deletes it all the same.",
            ]
            raise CommandError("\n".join(report))
    done = with_policy(lambda keeping: keeping.run(OPERATOR))
    assert done is not None
    if as_json:
        print_json(plan_as_json(done))
    else:
        print_plan(done, nothing="Nothing was expired.")
