"""`basira bench`: how fast this is on this machine, beside others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.bench.report import Part

PARTS = ("engine", "storage", "refreshers", "room", "trainers", "exports", "taps", "all")


@click.command()
@click.argument("part", type=click.Choice(PARTS), default="all")
@click.option("--seconds", type=click.FloatRange(0.1, 600), help="How long each run is.")
@click.option("--quick", is_flag=True, help="One short run of each; for a first look.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def bench(part: Part, seconds: float | None, quick: bool, as_json: bool) -> None:
    """Measure speed on this machine, beside other ways to do the same.

    PART is engine, storage, refreshers (memories, what goes out unasked, ticks of the loop), room
    (a class of 500 that votes in one moment), trainers (screens about a cohort of 1,000), exports
    (a generated year as files), taps (the whole bot, over HTTP, beside bots of the usual kind), or
    all. Figures are those of this minute: close
    what else is running. All of it takes a quarter of an hour, with --quick four minutes.
    """
    from dataclasses import replace
    from datetime import UTC, datetime

    import orjson
    from rich.console import Console

    from bot.bench import report
    from bot.bench.plan import QUICK, Plan
    from bot.bench.table import table

    plan = QUICK if quick else Plan()
    if seconds is not None:
        plan = replace(plan, seconds=seconds, warm_up=min(plan.warm_up, seconds))
    with Console(stderr=True).status("Measuring …") as status:
        rows = report.measured(part, plan, lambda what: status.update(f"Measuring {what} …"))
    if as_json:
        found = report.as_json(rows, plan, datetime.now(UTC).date())
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return
    Console().print(table(rows, report.heading(plan)))
