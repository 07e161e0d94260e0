"""The command; see the package."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson
from rich.console import Console
from rich.table import Table

from tests.bench.measuring import machine
from tests.bench.measuring.running import run
from tests.bench.soak.system import Outcome, Plan, soak

_SHOWN = 10  # of what is lost or doubled


@click.command()
@click.option("--minutes", type=float, default=30.0, show_default=True, help="How long.")
@click.option("--kills", type=int, default=0, help="Kills in quick succession instead of a time.")
@click.option("--every", type=float, default=60.0, show_default=True, help="Seconds between kills.")
@click.option("--database", help="The address of an empty database; left out, a new SQLite file.")
@click.option("--workers", type=int, default=1, show_default=True, help="Processes behind nginx.")
@click.option("--learners", type=int, default=40, show_default=True, help="Who play.")
@click.option("--quiet", type=int, default=200, show_default=True, help="Who are only written to.")
@click.option("--restart", default="", help="A command that restarts the database now and then.")
@click.option("--faults/--no-faults", default=True, help="Whether Telegram fails too.")
@click.option(
    "--upgrade-from",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    help="Begin with the release in this folder, and upgrade to this one under load.",
)
@click.option("--people", type=int, default=0, help="Others, with a year behind them, beforehand.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--logs", type=click.Path(path_type=Path), help="A folder to keep logs in.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(database: str | None, logs: Path | None, as_json: bool, **plan: object) -> None:
    """Inject faults for a while, then reconcile; exit 1 on a mismatch."""
    found = run(soak(Plan(**plan, database=database or ""), logs))  # type: ignore[arg-type]
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(found.as_json(), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        Console().print(table(found))
    for what in (*found.totals.lost[:_SHOWN], *found.totals.doubled[:_SHOWN]):
        click.echo(what, err=True)
    sys.exit(not found.whole)


def table(found: Outcome) -> Table:
    """The counts with their meanings."""
    story, totals = found.story, found.totals
    shown = Table("what", "count", title=machine.described())
    shown.columns[1].justify = "right"
    rows: dict[str, object] = {
        "minutes": f"{story.seconds / 60:.1f}",
        "kill -9": len(story.kills),
        "restarts of the database": len(story.restarts),
        **({"upgraded, the database first": story.upgrades} if story.upgrades else {}),
        "processes that ended by themselves and were started again": story.fell,
        "calls of the Bot API": story.calls,
        **{f"  of them met by {kind}": many for kind, many in sorted(story.faults.items())},
        "taps that move a case on": totals.taps,
        "  counted": totals.counted,
        "  refused: another tap was first": totals.doubled_taps,
        "  refused: the case stood elsewhere": totals.stale,
        "  refused: nothing was there to be finished": totals.not_yet,
        "  too old before a bot was there to take them": totals.too_old,
        "  answered by a new notice": totals.deferred,
        "  of attempts erased since": totals.erased,
        "taps on lists, cards and marks": totals.others,
        "attempts": totals.attempts,
        "acts in the database": totals.acts,
        "  by the clock": totals.by_the_clock,
        "screens shown": totals.screens,
        "  overtaken by that of the turn before": totals.overtaken,
        **{f"  again, {why}": many for why, many in sorted(totals.again.items())},
        "people written to unasked": totals.unasked,
        "  twice, after an answer that was lost": totals.unasked_again,
        "  still to come": totals.to_come,
        "lost": len(totals.lost),
        "doubled": len(totals.doubled),
    }
    for what, count in rows.items():
        shown.add_row(what, f"{count:,}" if isinstance(count, int) else str(count))
    return shown


if __name__ == "__main__":
    main()
