"""`python -m tests.simulation --seeds 1-1000`: run seeds, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.simulation.virtual_time import BEGIN, Clocks

CLOCKS = Clocks()
if __name__ == "__main__":
    # The order of sets is a part of what happens; and whatever is imported from here on sees the
    # simulated clocks.
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]])
    CLOCKS.install()

import click  # noqa: E402
import orjson  # noqa: E402
import psycopg  # noqa: E402
import structlog  # noqa: E402

from bot.sandbox_token import TOKEN  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.wiring import services  # noqa: E402
from scenarios.case_library import CaseLibrary, load_library  # noqa: E402
from tests.helpers.databases import TEMPLATE, PostgreSQL  # noqa: E402
from tests.simulation.run import Plan, Report, simulate  # noqa: E402

CASES = ("first-minute", "gate-twelve", "dream-job", "behind-the-curtain", "the-scar", "room-614")


class _Beginning:
    """The clock of the preparation: every run begins with the same rows."""

    def now(self) -> datetime:
        return BEGIN


@click.command()
@click.option("--seeds", default="1-30", help="A seed, or the first and last of a range.")
@click.option("--processes", default=os.cpu_count() or 1, help="How many run side by side.")
@click.option(
    "--database", type=click.Choice(("sqlite", "postgresql")), default="sqlite", show_default=True
)
@click.option("--log", is_flag=True, help="Print every call, commit and fault.")
@click.option("--lying-disk", is_flag=True, help="Lose what was said to be safe on the disk.")
def main(seeds: str, processes: int, database: str, *, log: bool, lying_disk: bool) -> None:
    """Run seeds of the simulation; exit with 1 if anything was wrong in one of them."""
    first, _, last = seeds.partition("-")
    numbers = range(int(first), int(last or first) + 1)
    if not log:
        structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[_silent])
    found = load_library().scenarios
    shelf = CaseLibrary({name: found[name] for name in CASES})
    with ExitStack() as stack:
        new = stack.enter_context(TemporaryDirectory(prefix="simulation-"))
        server = stack.enter_context(_served(Path(new))) if database == "postgresql" else None
        plan = Plan(Path(new) / "basira.db", shelf, log, lying_disk, server)
        asyncio.run(_prepare(plan))
        reports = _reports(plan, numbers, processes, Path(new))
        bad = sorted(report.seed for report in reports if not _shown(report))
    click.echo(f"{len(numbers)} seeds, {len(bad)} with something wrong{_listed(bad)}")
    sys.exit(bool(bad))


@contextmanager
def _served(folder: Path) -> Iterator[PostgreSQL]:
    """A server that does nothing by itself, with a migrated template."""
    server = PostgreSQL(folder)
    try:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
        server.make_template()
        yield server
    finally:
        server.stop()


async def _prepare(plan: Plan) -> None:
    """A database as after the first start, with every case explored."""
    url = plan.server.url(TEMPLATE) if plan.server else f"sqlite:///{plan.template}"
    settings = Settings(_env_file=None, database=url, telegram_token=TOKEN)
    async with services(settings, plan.shelf, _Beginning()) as parts:
        while await parts.library.explore():
            pass


def _reports(plan: Plan, seeds: Sequence[int], processes: int, folder: Path) -> Iterator[Report]:
    """Run seeds side by side; give each report as soon as it is there."""
    waiting, running = list(reversed(seeds)), dict[int, tuple[int, str]]()
    while waiting or running:
        while waiting and len(running) < processes:
            seed = waiting.pop()
            database = plan.server.create(TEMPLATE) if plan.server else ""
            running[_forked(plan, seed, folder, database)] = seed, database
        child, status = os.wait()
        seed, database = running.pop(child)
        if plan.server:
            plan.server.drop(database)
        file = _report_of(seed, folder)
        if file.exists():
            yield Report(**orjson.loads(file.read_bytes()))
        else:
            yield Report(seed, wrong=[f"the simulation ended with status {status}"])


def _forked(plan: Plan, seed: int, folder: Path, database: str) -> int:
    """Run a seed in a fork, which begins exactly as every other one; give its process id."""
    url = plan.server.url(database) if plan.server else ""
    child = os.fork()
    if child:
        return child
    own = folder / f"seed-{seed}"
    own.mkdir()
    CLOCKS.start()
    try:
        report = simulate(plan, seed, own, CLOCKS, url)
    except BaseException:  # noqa: BLE001  the parent reports it
        report = Report(seed, wrong=[traceback.format_exc()])
    _report_of(seed, folder).write_bytes(orjson.dumps(report))
    shutil.rmtree(own)
    os._exit(0)  # as after `kill -9`: nothing of a dead program may clean up


def _report_of(seed: int, folder: Path) -> Path:
    return folder / f"seed-{seed}.json"


def _shown(report: Report) -> bool:
    faults = sum(report.faults.values())
    click.echo(
        f"seed {report.seed}: {report.trace}, {report.lives} lives, {faults} faults, "
        f"{report.taps} taps, {report.calls} calls, {report.commits} commits"
    )
    for problem in report.wrong:
        click.echo(f"  wrong: {problem}")
    return not report.wrong


def _listed(seeds: list[int]) -> str:
    return f": {', '.join(map(str, seeds))}" if seeds else ""


def _silent(_logger: object, _method: str, _event: object) -> str:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
