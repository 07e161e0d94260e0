"""The frame of `basira bench`: busy runs, and what is kept of a run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from subprocess import PIPE

import orjson
import pytest

from bot.bench.measuring import quiet
from bot.bench.measuring.figures import Row, Target, figure
from bot.bench.measuring.machine import Astray, check_pinned, on_core
from bot.bench.measuring.plan import FULL, Plan, Runs
from bot.bench.measuring.quiet import Spent
from bot.bench.parts import every
from bot.bench.reporting import report
from bot.bench.reporting.report import Report
from tests.commands.calling import call
from tests.commands.test_docs import COMMAND_PAGES

STAT = "cpu  100 20 30 5000 700 1 2 7 0 0\ncpu0 50 10 15 2500 350 1 1 3 0 0\nintr 1\n"


def stat(process: int, parent: int, *ticks: int, name: str = "python") -> str:
    """A line of `/proc/PID/stat`: user, system, and both of children that have ended."""
    return f"{process} ({name}) S {parent} 0 0 0 -1 0 0 0 0 0 {' '.join(map(str, ticks))} 20 0 1"


# Whether others had the machine.


def test_idling_and_waiting_for_disks_is_not_work_and_what_the_host_took_is() -> None:
    assert quiet.of_all(STAT) == 100 + 20 + 30 + 1 + 2 + 7


def test_ours_is_this_process_and_all_below_it_and_what_the_system_does_for_disks() -> None:
    stats = [
        stat(10, 1, 5, 6, 7, 8),
        stat(11, 10, 100, 0, 0, 0, name="a (b) c"),
        stat(12, 11, 1000, 0, 0, 0),
        stat(13, 1, 9999, 0, 0, 0),
        stat(2, 0, 0, 0, 0, 0, name="kthreadd"),
        stat(14, 2, 0, 3, 0, 0, name="jbd2/vda-8"),
    ]

    assert quiet.of_ours(stats, 10) == 5 + 6 + 7 + 8 + 100 + 1000 + 3


def test_others_have_what_is_not_ours() -> None:
    before, after = Spent(100, 40), Spent(108, 47)

    assert quiet.others(before, after, seconds=5, cores=2) == pytest.approx(0.1)


def test_a_few_hundredths_of_a_second_say_nothing() -> None:
    assert quiet.others(Spent(0, 0), Spent(0.09, 0), seconds=0.1, cores=1) == 0


def test_what_is_done_here_is_ours() -> None:
    before = quiet.spent()
    sum(range(3_000_000))
    after = quiet.spent()

    assert after.ours - before.ours > 0
    assert before.ours <= before.all


# Which runs count.


def made(*others: float, runs: int = 2, repeats: int = 2) -> Runs[int]:
    """Runs on a machine as busy as that; each tells its number."""
    found: Runs[int] = Runs(runs, repeats)
    for number, share in enumerate(others):
        assert found.wanting
        found.add(number, share)
    return found


def test_a_busy_run_is_thrown_away_and_made_again() -> None:
    runs = made(0.01, 0.5, 0.0)

    assert not runs.wanting
    assert runs.counted == [0, 2]
    assert runs.rejected == 1
    assert not runs.figure(float).busy


def test_on_a_machine_that_stays_busy_the_least_busy_runs_count_and_are_marked() -> None:
    runs = made(0.5, 0.2, 0.3, 0.4)

    assert not runs.wanting
    assert runs.counted == [1, 2]
    assert runs.rejected == 2
    assert str(runs.figure(float)) == "1.5 [1–2] (busy)"


def test_a_plan_knows_how_many_were_thrown_away_in_all() -> None:
    plan = Plan(runs=1, repeats=1)
    for share in (0.9, 0.9):
        plan.begin().add(0, share)
    busy = plan.begin()
    busy.add(1, 0.9)
    busy.add(2, 0.0)

    assert plan.rejected == 1


def test_all_threads_of_a_process_are_looked_at() -> None:
    two = "import threading; threading.Thread(target=input).start(); print(flush=True)"
    cores = os.sched_getaffinity(0)
    with on_core(core := min(cores)):
        child = subprocess.Popen((sys.executable, "-c", two), stdin=PIPE, stdout=PIPE)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        check_pinned(child.pid, core)
        other = max(int(thread.name) for thread in Path(f"/proc/{child.pid}/task").iterdir())
        os.sched_setaffinity(other, cores)
        with pytest.raises(Astray, match=str(other)):
            check_pinned(child.pid, core)
        child.communicate(b"end")


# What is kept.

ROW = Row(
    "taps", figure([900, 1000], busy=True), "/s", "peer", figure([200]), Target(4, ratio=True)
)


def reports(*names: str, rate: float = 1000) -> dict[str, Report]:
    row = replace(ROW, measured=figure([rate]))
    one = Report("a machine", date(2026, 11, 26), 5, 3, 1, (row, replace(ROW, note="so")))
    return dict.fromkeys(names, one)


def test_what_is_written_can_be_read() -> None:
    assert report.read(report.written(reports("taps"))) == reports("taps")


def test_a_file_keeps_what_it_has_of_other_parts(tmp_path: Path) -> None:
    file = tmp_path / "runs" / "one.json"
    report.keep(file, reports("engine", "taps"))
    report.keep(file, reports("taps", rate=5))

    assert report.read(file.read_bytes()) == reports("engine") | reports("taps", rate=5)


def test_a_file_is_told_without_measuring(tmp_path: Path) -> None:
    report.keep(file := tmp_path / "one.json", reports("engine", "taps"))

    told = call("bench", "--read", str(file))
    one = call("bench", "taps", "--read", str(file), "--json")

    assert told.stdout.count("a machine") == 1
    assert told.stdout.count("taps") == 4
    assert set(orjson.loads(one.stdout)["parts"]) == {"taps"}


def test_quick_and_full_are_not_wanted_at_once() -> None:
    assert "not both" in call("bench", "--quick", "--full").stderr


# The parts.


def test_each_part_has_modules_that_measure() -> None:
    for part in every.PARTS.values():
        for module in part.modules:
            assert callable(import_module(f"bot.bench.parts.{module}").rows)


def test_each_part_is_explained() -> None:
    for name in every.PARTS:
        assert f"\n- `{name}`: " in COMMAND_PAGES["basira bench"]


def test_what_takes_long_is_left_out_of_all_unless_all_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = {"a": every.Part("", ()), "b": every.Part("", (), long=True)}
    monkeypatch.setattr(every, "PARTS", there)

    assert every.chosen("all", Plan()) == ["a"]
    assert every.chosen("all", FULL) == ["a", "b"]
    assert every.chosen("b", Plan()) == ["b"]


@pytest.mark.parametrize(
    ("rejected", "told"), [(None, "was not watched"), (1, "one was thrown away"), (2, "2 were")]
)
def test_what_else_had_the_machine_is_told_as_it_was_watched(
    rejected: int | None, told: str
) -> None:
    found = Report("here", date(2026, 11, 25), 5, 3, rejected, ())

    assert told in found.heading()
    assert report.read(report.written({"taps": found})) == {"taps": found}
