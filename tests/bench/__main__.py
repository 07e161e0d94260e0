"""Measure Basira on this machine, beside peers in the same run; see docs/benchmarks.md.

python -m tests.bench                 every part but the long ones; `make bench`
python -m tests.bench taps --quick    one part, one short run
python -m tests.bench --full          every part, five runs
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from tests.bench.measuring import machine
from tests.bench.measuring.plan import FULL, QUICK, Plan, Unavailable
from tests.bench.parts.part_list import PARTS
from tests.bench.reporting import page, report

KEPT = Path("var/bench.json")


@click.command(
    epilog="Parts: " + ", ".join(f"{name} ({part.about})" for name, part in PARTS.items())
)
@click.argument("parts", nargs=-1, type=click.Choice(tuple(PARTS)))
@click.option("--quick", is_flag=True, help="One short run of each.")
@click.option("--full", is_flag=True, help="Five runs of each, with the long parts.")
@click.option(
    "--people", type=(int, int), metavar="FEW MANY", help="Of growth: people in each database."
)
@click.option(
    "--database", default="", help="Of growth: keep its databases beside this one, or use them."
)
@click.option(
    "--page", "written", type=click.Path(exists=True, path_type=Path), help="Update this page."
)
@click.option(
    "--kept",
    default=KEPT,
    show_default=True,
    type=click.Path(path_type=Path),
    help="Results of each part, kept for the page.",
)
def main(
    parts: tuple[str, ...],
    people: tuple[int, int] | None,
    database: str,
    written: Path | None,
    kept: Path,
    *,
    quick: bool,
    full: bool,
) -> None:
    """Measure PARTS, or all of them.

    Close what else runs: figures are those of this minute. Runs during which other programs had
    more than 5 % of the processor are repeated; where they stay busy, the figure is marked.
    """
    plan = QUICK if quick else FULL if full else Plan()
    plan = replace(plan, people=people or plan.people, database=database)
    console, where = Console(), machine.described()
    with Console(stderr=True).status("Measuring …") as status:
        plan = replace(plan, tell=lambda what: status.update(f"Measuring {what} …"))
        for name in parts or [name for name, part in PARTS.items() if full or not part.long]:
            try:
                found = report.measured(name, plan, where, datetime.now(UTC).date())
            except Unavailable as missing:
                console.print(f"{name}: {missing}", style="yellow")
                continue
            report.keep(kept, {name: found})
            console.print("\n".join(page.part(name, found)), markup=False, highlight=False)
    if written is not None:
        page.put(written, report.read(kept.read_bytes()))


if __name__ == "__main__":
    main()
