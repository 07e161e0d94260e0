"""Several processes on one PostgreSQL: the gain from the second one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.http_server import free_port
from tests.bench.bots import under_load
from tests.bench.bots.bot_list import OURS
from tests.bench.bots.processes import SECRET, fact, fact_while, rigged, started
from tests.bench.bots.readers import disordered, double, lost, rate
from tests.bench.bots.under_load import Window
from tests.bench.double.load import Load
from tests.bench.measuring import machine, shares
from tests.bench.measuring.figures import Row, Target
from tests.bench.measuring.plan import Plan, Runs
from tests.bench.measuring.postgresql import first_process, fresh, served
from tests.bench.measuring.running import run
from tests.bench.soak.proxy import in_front_of

SHARE = 0.25  # of one core for each program, where there are too few cores
EACH = 50  # taps under way for each program, however many there are
FEW = 20  # learners, where it is only tried out
_COMMITTED = f"on PostgreSQL, each committed first; {EACH} under way for each"


@dataclass(frozen=True, slots=True)
class Isolation:
    """Isolation of processes, so that one does not take the other's CPU time.

    Attributes:
        told: In words.
        cores: The core of each, as many as are measured beside each other at most.
        server: Where a server runs that is begun for this.
        share: How much of its core each may have.
        groups: Where groups are made that limit them; None where nothing does.
    """

    told: str
    cores: tuple[int, ...]
    server: Set[int]
    share: float = 1.0
    groups: Path | None = None


def way(cores: Collection[int], groups: Path | None, most: int) -> Isolation:
    """The isolation for a number of processes; without it only one is measured.

    Args:
        cores: Those that can be given out.
        groups: Where groups can be made that limit a process, if they can.
        most: How many programs are wanted.
    """
    free = sorted(set(cores) - {machine.DOUBLE_CORE})
    for many in range(most, 1, -1):
        if len(free) > many:  # one is left for the server
            each = "each program had a core of its own"
            return Isolation(each, tuple(free[:many]), frozenset(free[many:]))
    own, others = machine.BOT_CORE, frozenset(cores) - {machine.BOT_CORE}
    if groups is not None and others:
        each = f"each program had {SHARE:.0%} of a core, by a quota of the system"
        return Isolation(each, (own,) * most, others, SHARE, groups)
    not_told = (
        f"{_programs(2)}: cannot be told here, for want of four cores or of control groups "
        "that can be written"
    )
    return Isolation(not_told, (own,), others)


def rows(plan: Plan) -> list[Row]:
    """Measure one program and two, in rounds.

    Raises:
        Unavailable: There is no PostgreSQL.
    """
    chosen = way(machine.cores(), shares.place(), 2)
    under = load(plan, chosen)
    every = {many: plan.begin() for many in range(1, len(chosen.cores) + 1)}
    with served(chosen.server) as address:
        server = first_process(address)
        for turn in range(plan.runs + plan.repeats):
            for many, runs in every.items():
                if runs.wanting:
                    plan.tell(f"workers, round {turn + 1}: {_programs(many)}")
                    with fresh(address) as url:
                        found = run(measured(many, chosen, under, url, server))
                    runs.add(found, found.others)
    return told(every, chosen, under)


def load(plan: Plan, chosen: Isolation) -> Load:
    """The load on one process, with enough learners that no chat limit applies."""
    learners = round(plan.learners * chosen.share * len(chosen.cores))
    only_tried = plan.seconds < 1
    return Load(FEW if only_tried else learners, EACH, seconds=plan.seconds, warm_up=plan.warm_up)


async def measured(many: int, chosen: Isolation, load: Load, url: str, server: int) -> Window:
    """Processes on a fresh database, limited to their share of CPU once everybody plays."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        places = [chosen.groups] * many if chosen.groups else []
        groups = [stack.enter_context(shares.group(place)) for place in places]
        together = replace(load, webhooks=many, outstanding=load.outstanding * many)
        rig = await stack.enter_async_context(rigged(together))
        api = f"http://127.0.0.1:{(await fact(rig))['port']}"
        ports = [free_port() for _ in range(many)]
        with machine.on_core(machine.DOUBLE_CORE):
            address = await stack.enter_async_context(in_front_of(ports, folder))
        processes = {}
        for number, core in enumerate(chosen.cores[:many]):
            (own := folder / str(number)).mkdir()
            settings = (
                ("BASIRA_DATABASE", url),
                ("BASIRA_WEBHOOK_URL", address),
                ("BASIRA_WEBHOOK_SECRET", SECRET),
                ("BASIRA_LISTEN", f"127.0.0.1:{ports[number]}"),
            )
            worker = replace(OURS, settings=settings)
            process = await stack.enter_async_context(started(worker, api, own, core))
            processes[process] = core
        for group, process in zip(groups, processes, strict=False):
            group.take(process.pid)
        await fact_while(rig, *processes)  # they wait for updates
        await fact_while(rig, *processes)  # all are in play
        for group in groups:
            group.limit(chosen.share)
        return await under_load.window(rig, processes, together, server)


def told(every: Mapping[int, Runs[Window]], chosen: Isolation, load: Load) -> list[Row]:
    """The lines: of one program alone, or of more beside it.

    Args:
        every: The runs, by how many programs there were.
        chosen: How these were kept apart.
        load: What each was under.
    """
    runs = every[1]
    if len(every) == 1:
        taps = f"taps answered by {_programs(1)} {_COMMITTED}"
        return [Row(taps, runs.figure(rate), "/s", chosen.told)]
    more = (many for many in every if many > 1)
    return [row for many in more for row in _beside(many, every[many], runs, chosen, load)]


def _beside(
    many: int, runs: Runs[Window], entry: Runs[Window], chosen: Isolation, load: Load
) -> Iterator[Row]:
    def row(what: str, read: Callable[[Window], float], unit: str) -> Row:
        what = what.format(_programs(many))
        return Row(what, runs.figure(read), unit, _programs(1), entry.figure(read))

    had = load.seconds * chosen.share
    note = (
        f"{chosen.told} and used {runs.figure(worked).middle / had / many:.0%} of it, "
        f"alone {entry.figure(worked).middle / had:.0%}; "
        f"the double had {runs.figure(double).middle:.0%} of its own core"
    )
    target = Target(1.8, ratio=True) if many == 2 else None
    taps = row(f"taps answered by {{}} {_COMMITTED}", rate, "/s")
    yield replace(taps, target=target, note=note)
    none = Target(0, more=False)
    wrong = runs.figure(disordered), runs.figure(lost)
    yield Row(f"screens doubled or out of order, {_programs(many)}", wrong[0], "", target=none)
    yield Row(f"taps left unanswered, {_programs(many)}", wrong[1], "", target=none)


def worked(run: Window) -> float:
    """Seconds for which the programs computed, together."""
    return run.worked


def _programs(many: int) -> str:
    return "one program" if many == 1 else f"{many} programs"
