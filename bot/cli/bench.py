"""`basira bench`: how fast this is on this machine, beside others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.bench.parts.every import PARTS

if TYPE_CHECKING:
    from bot.bench.measuring.plan import Plan
    from bot.bench.reporting.report import Report

FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("part", type=click.Choice((*PARTS, "all")), default="all")
@click.option("--seconds", type=click.FloatRange(0.1, 600), help="How long each run is.")
@click.option("--quick", is_flag=True, help="One short run of each; for a first look.")
@click.option("--full", is_flag=True, help="Five runs of each, and the parts that take long.")
@click.option(
    "--people",
    metavar="N,N",
    callback=lambda _context, _option, told: _numbers(told),
    help="Of growth: how many people are known, in one database and in the other.",
)
@click.option(
    "--database",
    metavar="URL",
    default="",
    help="Of growth: beside which database its own are made and stay; left out, files that go.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--out", type=FILE, help="Keep it as JSON in this file, part by part.")
@click.option("--compare", "then", type=THERE, help="Beside such a file of an earlier run.")
@click.option("--page", type=THERE, help="Write tables and charts into this page, for the docs.")
@click.option("--read", "file", type=THERE, help="Measure nothing; tell what such a file holds.")
def bench(
    part: str,
    seconds: float | None,
    quick: bool,
    full: bool,
    people: tuple[int, ...],
    database: str,
    as_json: bool,
    out: Path | None,
    then: Path | None,
    page: Path | None,
    file: Path | None,
) -> None:
    """Measure speed on this machine, beside other ways to do the same.

    PART is one of those below, or all. Figures are those of this minute: close what else is
    running. Runs in which others had more than a twentieth of the processor are thrown away and
    made again; where they still do, the figure is marked busy. All of it takes up to an hour,
    with --quick some minutes. What --out finds of other parts in its file stays.
    """
    from dataclasses import replace

    from rich.console import Console

    from bot.bench.reporting import report
    from bot.cli.program import Told

    kept = file or out
    if page is not None and (
        kept is None or kept.parent.resolve() != page.with_suffix("").resolve()
    ):
        raise Told(f"A page needs --read or --out of a file in {page.with_suffix('')}.")
    if file is not None:
        found = report.read(file.read_bytes())
        reports = {name: found[name] for name in found if part in (name, "all")}
    else:
        plan = _plan(seconds, quick=quick, full=full)
        plan = replace(plan, people=people or plan.people, database=database)
        reports = _measured(part, plan, out)
    if as_json:
        click.echo(report.written(reports), nl=False)
    else:
        report.show(reports, Console())
    if then is not None:
        from bot.bench.reporting.compare import compared

        Console().print(compared(report.read(then.read_bytes()), reports))
    if page is not None and kept is not None:
        from bot.bench.reporting.page import put

        put(page, report.read(kept.read_bytes()), kept.name)


def _plan(seconds: float | None, *, quick: bool, full: bool) -> Plan:
    from dataclasses import replace

    from bot.bench.measuring.plan import FULL, QUICK, Plan
    from bot.cli.program import Told

    if quick and full:
        raise Told("Either --quick or --full, not both.")
    plan = QUICK if quick else FULL if full else Plan()
    if seconds is None:
        return plan
    return replace(plan, seconds=seconds, warm_up=min(plan.warm_up, seconds))


def _measured(part: str, plan: Plan, out: Path | None) -> dict[str, Report]:
    from dataclasses import replace
    from datetime import UTC, datetime

    from rich.console import Console

    from bot.bench.measuring import machine
    from bot.bench.measuring.plan import NotHere
    from bot.bench.parts import every
    from bot.bench.reporting import report
    from bot.cli.program import Told

    where = machine.described()
    reports: dict[str, Report] = {}
    missing: list[str] = []
    with Console(stderr=True).status("Measuring …") as status:
        plan = replace(plan, tell=lambda what: status.update(f"Measuring {what} …"))
        for name in every.chosen(part, plan):
            try:
                found = report.measured(name, plan, where, datetime.now(UTC).date())
            except NotHere as wanting:
                missing.append(f"{name}: {wanting}")
                continue
            reports[name] = found
            if out is not None:
                report.keep(out, {name: found})
    if not reports:
        raise Told("\n".join(missing))
    for one in missing:
        click.echo(one, err=True)
    return reports


def _numbers(told: str | None) -> tuple[int, ...]:
    """Numbers of people, as they are written on the command line."""
    found = [one.strip() for one in (told or "").split(",") if one.strip()]
    if not all(one.isdecimal() and int(one) > 0 for one in found):
        raise click.BadParameter("write it as 1000,100000")
    return tuple(sorted({int(one) for one in found}))
